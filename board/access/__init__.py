"""Pages about access: tokens, and who did what."""
