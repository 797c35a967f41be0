"""The GraphQL edge: schema, planner, HTTP, command line and composition root."""
