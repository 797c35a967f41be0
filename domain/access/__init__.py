"""Who may come in, what they see and what they may change."""
