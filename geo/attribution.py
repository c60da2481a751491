"""Title, credits and disclaimer that every map and file carries."""

from __future__ import annotations

from typing import Final

CREDITS: Final = (
    "Railways © OpenStreetMap contributors, ODbL 1.0 · Made with Natural Earth · "
    "Sea lanes: searoute · Towns: GeoNames, CC BY 4.0"
)
DISCLAIMER: Final = (
    "Borders are de facto lines and express no position on the status of any territory. "
    "Not for navigation."
)
TITLE: Final = "INSTC Atlas"
