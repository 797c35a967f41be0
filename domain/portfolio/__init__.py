"""Initiatives and what belongs to them: milestones, wins, effects, status, comments."""
