"""The few road legs that cargo of the corridor really uses, digitised along their towns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.model import Accuracy, Mode, Status
from layers.build.raw import RawEdge, RawNetwork
from layers.build.tables import parse_line, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.build.raw import Point


def road_network(places: Mapping[str, Point]) -> RawNetwork:
    """Build the road legs between places.

    Parameters
    ----------
    places
        Coordinates by place id, longitude first, EPSG:4326.

    Returns
    -------
    RawNetwork
        Nodes ``road:<place id>``; all in Iran.

    Raises
    ------
    DataError
        A row names a place that does not exist.
    """
    network = RawNetwork()
    for row in read_rows("road_lines.csv"):
        if unknown := {row["from"], row["to"]} - set(places):
            msg = f"road_lines.csv, row {row['id']}: no place {sorted(unknown)}"
            raise DataError(msg)
        line = (places[row["from"]], *parse_line(row["via"]), places[row["to"]])
        edge = RawEdge(
            start=f"road:{row['from']}",
            end=f"road:{row['to']}",
            mode=Mode.ROAD,
            line=line,
            track_km=float(row["track_km"]),
            country="IR",
            status=Status(row["status"]),
            accuracy=Accuracy.SCHEMATIC,
            opened=int(row["opened"] or 0),
            gates=frozenset({row["id"]}),
            sources=(row["source"],),
        )
        network.add([edge])
    return network
