"""Dry ports that the network does not reach yet, or not with a terminal, written by hand."""

from __future__ import annotations

from geo.places import split
from layers.build.gazetteer.towns import Town
from layers.build.tables import read_rows


def read_dry_ports() -> list[Town]:
    """Return the dry ports of ``data/dry_ports.csv`` as towns without inhabitants of their own."""
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
        for row in sorted(read_rows("dry_ports.csv"), key=lambda row: row["id"])
    ]
