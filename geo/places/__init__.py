"""Gazetteer: find a place by name, code or coordinates."""
