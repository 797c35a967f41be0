"""Reminders: what is to be told, and telling it."""
