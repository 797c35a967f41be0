"""The organisation, its departments and its people."""
