"""Findings: what the facts show that nobody reported. A rule each in a file of its own."""
