"""Where the browser of the browser tests is, and what its absence means."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The cheapest first: without windows a page costs half of the processor time."""


def is_ci() -> bool:
    """Return whether the environment says that this is the automatic check."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def find_chromium() -> str | None:
    """Return the browser's path, the variable CHROMIUM before the search path."""
    candidates = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((found for name in candidates if name and (found := shutil.which(name))), None)


def require_chromium() -> str:
    """Return the browser's path; without one skip, and in the automatic check fail."""
    path = find_chromium()
    if path is not None:
        return path
    msg = "no Chromium found; install it, or name it in the variable CHROMIUM"
    if is_ci():
        pytest.fail(msg, pytrace=False)
    pytest.skip(msg)
