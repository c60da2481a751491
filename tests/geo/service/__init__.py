"""Tests of geo.service."""
