"""Findings: their facts, and writing what was raised, changed or is gone."""
