"""Page: about."""
