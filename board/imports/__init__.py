"""Import: files chosen, looked at, imported; and what they have to look like."""
