"""Where the browser of the browser tests is, and what its absence means."""

from __future__ import annotations

import os
import shutil

from tests.programs import give_up

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The cheapest first: without windows a page costs half of the processor time."""


def find_chromium() -> str | None:
    """Return the browser's path, the variable CHROMIUM before the search path."""
    candidates = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((found for name in candidates if name and (found := shutil.which(name))), None)


def require_chromium() -> str:
    """Return the browser's path; without one skip, and in the automatic check fail."""
    path = find_chromium()
    if path is None:
        give_up("no Chromium found; install it, or name it in the variable CHROMIUM")
    return path
