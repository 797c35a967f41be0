"""The files themselves: read, zipped, described, and as templates."""
