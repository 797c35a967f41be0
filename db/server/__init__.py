"""The embedded PostgreSQL: its data folder, its guardian, and its backup."""
