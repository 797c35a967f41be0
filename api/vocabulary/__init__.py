"""What all types are made of: scalars, enums, global ids, connections, declarations."""
