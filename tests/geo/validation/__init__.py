"""Tests of geo.validation."""
