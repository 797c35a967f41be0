"""The edge towards the tools of others: import, export, and the demo organisation."""
