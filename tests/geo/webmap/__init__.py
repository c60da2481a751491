"""Tests of geo.webmap."""
