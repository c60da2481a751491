"""Estimates for a route: time, price and emissions, as bands."""
