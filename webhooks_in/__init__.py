"""The door for machines: signed events in, nothing else out than an answer."""
