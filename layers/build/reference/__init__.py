"""Compare built lengths with published ones."""
