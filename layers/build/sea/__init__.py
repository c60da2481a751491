"""Build sea lanes, ports and passages."""
