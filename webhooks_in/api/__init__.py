"""What other programs may ask with an API key, and the description of all of it."""
