"""Programs that tests ask beside our own, and what the absence of one means."""

from __future__ import annotations

import os
import shutil
from typing import Final, NoReturn

import pytest

POPPLER: Final = ("pdftotext", "pdftoppm")


def is_ci() -> bool:
    """Return whether the environment says that this is the automatic check."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def give_up(msg: str) -> NoReturn:
    """Skip a test that lacks something of this machine; in the automatic check it fails."""
    if is_ci():
        pytest.fail(msg, pytrace=False)
    pytest.skip(msg)


@pytest.fixture(scope="session")
def poppler() -> None:
    """Ask for a second program that reads PDF; raises as `give_up`."""
    if any(shutil.which(name) is None for name in POPPLER):
        give_up("no pdftotext and pdftoppm found; install the package poppler-utils")


needs_poppler = pytest.mark.usefixtures("poppler")
