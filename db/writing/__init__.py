"""One change: its transaction, its rows, its idempotency key, and what it is refused for."""
