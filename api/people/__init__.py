"""The organisation, its departments and its people for GraphQL clients."""
