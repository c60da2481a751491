"""Edition of an answer: version of the model, age of the data, and a digest of all data files."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.paths import LAYERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL: Final = "0.4.0"
"""Version of the model: raised when an answer changes, not with every release of the program.

A token of another model is refused, because its file could not be made again.
"""
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


def edition(translate: Callable[[str], str] = str) -> str:
    """Sentence that names the data and the model of an answer.

    Parameters
    ----------
    translate
        Into the language of the answer; by default it stays English.

    Examples
    --------
    >>> edition().endswith(f"data {data_digest()}; model {MODEL}")
    True
    """
    sentence = translate("Railways as of {date}; data {digest}; model {model}")
    date = translate(RAILWAYS_AS_OF)
    return sentence.format(date=date, digest=data_digest(), model=MODEL)
