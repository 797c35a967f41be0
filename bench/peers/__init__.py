"""What Throughline is measured against, each one a process of its own."""
