"""Reviews as they were frozen: brought into an organisation once, and never altered afterwards."""
