"""Validation: the model against published trips."""
