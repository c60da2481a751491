"""Tests of views.compare.what_if."""
