"""What reviews keep, and what is counted of it."""
