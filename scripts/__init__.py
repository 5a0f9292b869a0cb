"""What people run while working on the project; nothing here is installed with it."""
