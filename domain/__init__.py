"""What is true: rules without input, output, clock or chance."""
