"""Sending invitations: what is waiting becomes a job each, and each job sends one."""
