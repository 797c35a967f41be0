"""Departments: what is my part, and who is being asked too much?"""
