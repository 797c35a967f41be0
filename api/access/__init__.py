"""Access, as which role, and who did what: for GraphQL clients and browsers."""
