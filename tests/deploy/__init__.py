"""Tests of what runs the application for others."""
