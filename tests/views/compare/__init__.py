"""Tests of views.compare."""
