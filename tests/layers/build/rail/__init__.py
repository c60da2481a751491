"""Tests of layers.build.rail."""
