"""Page: evidence."""
