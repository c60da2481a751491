"""The record of the made data files: licence, origin and method of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = Path(__file__).resolve().parents[1] / "layers" / "manifest.json"


def read_manifest() -> dict[str, Any]:
    """Return the record, empty where there is none."""
    try:
        found: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found
