"""Page: compare routes."""
