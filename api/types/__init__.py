"""The output types of the schema, a module for each feature."""
