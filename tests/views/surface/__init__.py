"""Tests of the page of the surface."""
