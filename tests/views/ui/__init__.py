"""Tests of views.ui."""
