"""Where the archives are that some tests build layers from, and what the absence of one means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.programs import give_up

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build.packages import Package


def require_archive(package: Package) -> Path:
    """Return the path of an archive; without it skip, and in the automatic check fail."""
    if not package.path.exists():
        command = f"python -m layers.build.packages {package.name}"
        give_up(f"{package.archive} is not in build-cache; run `{command}`")
    return package.fetch()
