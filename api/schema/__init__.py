"""The GraphQL schema: its roots, how it is built, and the reference made from it."""
