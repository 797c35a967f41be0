"""Stall risk for GraphQL clients."""
