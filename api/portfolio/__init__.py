"""Initiatives and what belongs to them for GraphQL clients."""
