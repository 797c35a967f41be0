"""Work that goes on beside requests, and when."""
