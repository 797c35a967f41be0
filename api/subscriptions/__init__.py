"""Subscriptions: who listens to what, and how each change is told once for all who ask alike."""
