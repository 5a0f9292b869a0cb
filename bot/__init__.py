"""Builds the house, runs it, and speaks the command line."""
