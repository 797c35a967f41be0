"""The findings: what do the facts show that nobody said?"""
