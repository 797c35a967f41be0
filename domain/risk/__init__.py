"""Stall risk: the rule, its facts, and what would lower it."""
