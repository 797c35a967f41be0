"""What Throughline tells people by mail."""
