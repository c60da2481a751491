"""Tests of geo.evidence."""
