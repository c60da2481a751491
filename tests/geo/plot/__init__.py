"""Tests of geo.plot."""
