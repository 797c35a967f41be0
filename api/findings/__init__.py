"""Findings for GraphQL clients."""
