"""Yardstick: what the program answers to fixed questions and links, recorded and asked again."""
