"""Tests of the published lengths."""
