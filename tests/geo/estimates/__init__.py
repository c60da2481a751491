"""Tests of geo.estimates."""
