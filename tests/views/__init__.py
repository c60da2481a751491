"""Checks of the pages, without a browser."""
