"""Naming: people, departments, touchpoints, milestones and initiatives, by what they are called."""
