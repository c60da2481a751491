"""Where the archives are that some tests build layers from, and what the absence of one means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chromium import is_ci

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build.packages import Package


def require_archive(package: Package) -> Path:
    """Return the path of an archive; without it skip, and in the automatic check fail."""
    if package.path.exists():
        return package.fetch()
    command = f"python -m layers.build.packages {package.name}"
    msg = f"{package.archive} is not in build-cache; run `{command}`"
    if is_ci():
        pytest.fail(msg, pytrace=False)
    pytest.skip(msg)
