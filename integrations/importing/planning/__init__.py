"""Planning: what an import has to change, from what the files say and what is on record. No I/O."""
