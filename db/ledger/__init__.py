"""The ledger of events, and the answers kept for idempotency keys."""
