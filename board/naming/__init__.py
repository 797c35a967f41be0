"""Naming: people, departments, touchpoints and milestones, by what they are called."""
