"""Run the command line: ``python -m geo``."""

from __future__ import annotations

import sys

from geo.cli.main import main

if __name__ == "__main__":
    sys.exit(main(program="python -m geo"))
