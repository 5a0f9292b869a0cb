"""The methods of the Bot API that the sandbox answers; each module lists its own in METHODS."""
