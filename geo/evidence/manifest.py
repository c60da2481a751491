"""The record of the files of the layers: origin, licence and digest of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from geo.errors import LayerError
from geo.paths import MANIFEST, REBUILD, shipped_text


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFile:
    """Origin and licence of a file of the layers."""

    name: str
    licence: str
    sources: tuple[str, ...]
    """Packages it was built from."""
    method: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of the files of the layers."""

    files: tuple[LayerFile, ...] = ()
    """By name."""
    credits: tuple[str, ...] = ()
    """To be written beside the data, one line an owner."""


def read_manifest() -> Manifest:
    """Read the record.

    Raises
    ------
    LayerError
        It is missing or damaged.

    Examples
    --------
    >>> {one.licence for one in read_manifest().files if one.name == "western.geojson"}
    {'ODbL-1.0'}
    """
    try:
        record: dict[str, Any] = json.loads(shipped_text(MANIFEST))
    except ValueError as error:
        msg = f"{MANIFEST.name} is damaged; {REBUILD}"
        raise LayerError(msg) from error
    files = tuple(
        LayerFile(
            name=name,
            licence=file.get("licence", ""),
            sources=tuple(file.get("sources", ())),
            method=file.get("method", ""),
            sha256=file.get("sha256", ""),
        )
        for name, file in sorted(record.get("files", {}).items())
    )
    return Manifest(files=files, credits=tuple(record.get("credits", {}).values()))
