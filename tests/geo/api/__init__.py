"""Tests of geo.api."""
