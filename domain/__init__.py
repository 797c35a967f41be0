"""The words of Throughline as plain Python: entities, rules and use cases. Standard library only."""
