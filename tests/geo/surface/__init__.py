"""Tests of geo.surface."""
