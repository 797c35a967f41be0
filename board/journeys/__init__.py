"""Journeys: where does the customer's way break, and who is on it?"""
