"""Measured scenarios against peers and limits; `python3 dev.py bench` runs them."""
