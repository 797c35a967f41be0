"""The JSON select: what can be read of each entity, and the one statement that reads it as JSON."""
