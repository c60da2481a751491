"""Dry ports and border stations that are no stop of the network of their own, written by hand."""

from __future__ import annotations

from typing import Final

from geo.places import split
from layers.build.gazetteer.towns import Town
from layers.build.tables import read_rows

_FILES: Final = ("border_places.csv", "dry_ports.csv")


def read_dry_ports() -> list[Town]:
    """Return the dry ports and the border stations as towns without inhabitants of their own."""
    return [
        Town(
            id=row["id"],
            name=row["name"],
            country=row["country"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            population=0,
            name_ru=row["name_ru"],
            name_fa=row["name_fa"],
            aliases=split(row["aliases"]),
        )
        for row in sorted(
            (row for file in _FILES for row in read_rows(file)), key=lambda row: row["id"]
        )
    ]
