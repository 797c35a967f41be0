"""What a request costs, and the limits it must keep."""
