"""Tests of views.what_if."""
