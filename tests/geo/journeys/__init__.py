"""Tests of geo.journeys."""
