"""Imports under way in PostgreSQL."""
