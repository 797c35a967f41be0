"""Journeys, stages and touchpoints for GraphQL clients."""
