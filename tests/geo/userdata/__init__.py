"""Tests of files of the user."""
