"""State of the application: choices, address and cached data."""
