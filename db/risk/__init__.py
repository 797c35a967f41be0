"""The stall risk: its facts out of the ledgers, and writing what the rule says."""
