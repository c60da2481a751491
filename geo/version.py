"""Version of the program."""

from __future__ import annotations

from typing import Final

__version__: Final = "0.2.0"
"""The one place where it is written; the build reads it from here."""
