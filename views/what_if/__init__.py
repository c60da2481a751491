"""Page: what if."""
