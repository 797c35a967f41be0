"""Connections to PostgreSQL: for writes, for reads, and for signals between processes."""
