"""Tests of geo.batch."""
