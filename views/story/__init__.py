"""Page: story."""
