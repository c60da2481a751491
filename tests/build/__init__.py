"""Checks of the scripts that make the layers."""
