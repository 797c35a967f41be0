"""Journeys, stages and touchpoints in PostgreSQL."""
