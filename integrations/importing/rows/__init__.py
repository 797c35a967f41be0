"""The columns of each file."""
