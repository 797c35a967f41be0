"""The organisation: who is in it and may do what, what opens it, and who did what when."""
