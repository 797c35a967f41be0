"""Access, what they see and what they may change."""
