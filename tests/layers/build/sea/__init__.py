"""Tests of layers.build.sea."""
