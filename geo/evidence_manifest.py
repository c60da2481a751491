"""The record of the made data files: licence, origin and method of each."""

from __future__ import annotations

import json
from typing import Any

from geo.paths import MANIFEST


def read_manifest() -> dict[str, Any]:
    """Return the record, empty where there is none."""
    try:
        found: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found
