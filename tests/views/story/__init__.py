"""Tests of views.story."""
