"""The past: any day rebuilt from the ledgers, and the portfolio over time."""
