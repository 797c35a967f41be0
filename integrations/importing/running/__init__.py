"""One import from its files to its end."""
