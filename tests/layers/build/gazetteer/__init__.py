"""Tests of layers.build.gazetteer."""
