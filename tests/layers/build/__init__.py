"""Tests of layers.build."""
