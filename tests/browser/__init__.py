"""Checks of the application in Chromium."""
