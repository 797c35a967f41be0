"""Everything that can be changed: a table of mutations for each feature."""
