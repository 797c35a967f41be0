"""PostgreSQL: tables, mapping, unit of work, the JSON select and the embedded server."""
