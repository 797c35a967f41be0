"""The schema of the database: what all tables have in common, partitions and migrations."""
