"""Edition of the data: how old it is, and a digest that tells one edition from another."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.paths import LAYERS

if TYPE_CHECKING:
    from pathlib import Path

RAILWAYS_AS_OF: Final = "early 2024"
"""Date of the extract that the railways come from."""
LICENCE: Final = "ODbL-1.0"
"""Licence of an answer: its lengths come from a database under it (SPDX)."""
DIGEST_DIGITS: Final = 12
_DATA_FILES: Final = frozenset({".csv", ".geojson", ".json", ".npz"})


@cache
def data_digest(folder: Path = LAYERS) -> str:
    """First digits of the SHA-256 of all data files, their names included.

    Examples
    --------
    >>> len(data_digest())
    12
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in _DATA_FILES and inside.parts[0] != "build":
            digest.update(f"{inside.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:DIGEST_DIGITS]
