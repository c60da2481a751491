"""Build the railways."""
