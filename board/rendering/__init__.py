"""How pages look: layout, charts, words, days and numbers."""
