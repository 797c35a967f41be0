"""Reviews, decisions and actions for GraphQL clients."""
