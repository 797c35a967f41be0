"""The review: what changed since last time, and what must be decided?"""
