"""Tests of views.evidence."""
