"""What a list can be asked: filters with their comparators, and orders."""
