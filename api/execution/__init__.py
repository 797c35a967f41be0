"""Executing a document: checked against the limits, planned once, answered through its plan."""
