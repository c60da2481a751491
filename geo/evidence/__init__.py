"""The ledger: figures, sources, claims, movements and events."""
