"""Whether what the files say can be true together."""
