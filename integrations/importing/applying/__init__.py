"""Writing the changes, chunk by chunk."""
