"""The words of Throughline as plain Python: entities, rules, use cases. Standard library only."""
