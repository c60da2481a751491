"""Columns and geometry of the layers of a GeoPackage: the same whatever a file holds."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from geo.export.rows import SHARES, GateRow, LegRow, StopRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

TEXT, REAL, WHOLE, YES_NO = "object", "float64", "Int64", "bool"
"""Types of columns, as pandas names them."""
POINTS: Final = frozenset({"stops", "places", "gates"})
"""Layers of points; all others are of lines, in one or several parts."""
_LAST: Final = ("sources", "style")
"""Columns at the end of every layer."""
_AS_GEOMETRY: Final = ("lon", "lat")
"""Columns of a table that are the geometry of a layer."""
_TYPES: Final = {
    **dict.fromkeys(("track_km", "drawn_km", "accuracy_km"), REAL),
    "gauge_mm": WHOLE,
    "open": YES_NO,
}
_BRANCH: Final = (
    *("leg_id", "name", "from", "to", "mode", "country", "gauge_mm", "track_km", "drawn_km"),
    *("status", "opened", "link", "source_ids", "accuracy"),
)
_PLACE: Final = (
    *("id", "name", "name_ru", "name_fa", "unlocode", "country", "kind"),
    *("accuracy_km", "terminals", "aliases", "source", "note"),
)
_PASSAGE: Final = ("gate", "name", "open", "meaning", "source")


def columns_of(layer: str) -> Mapping[str, str]:
    """Type of each column of a layer, in order.

    Examples
    --------
    >>> columns_of("western")["gauge_mm"], columns_of("legs")["usd_p50"]
    ('Int64', 'float64')
    """
    if layer in _ROWS:
        return _of_rows(_ROWS[layer])
    names = {"places": _PLACE, "passages": _PASSAGE}.get(layer, _BRANCH)
    return {name: _TYPES.get(name, TEXT) for name in (*names, *_LAST)}


_ROWS: Final[Mapping[str, type[DataclassInstance]]] = {
    "legs": LegRow,
    "stops": StopRow,
    "gates": GateRow,
}


def _of_rows(rows: type[DataclassInstance]) -> dict[str, str]:
    types: dict[str, str] = {}
    for one in fields(rows):
        name, annotation = one.metadata.get("column") or one.name, str(one.type)
        if "Band" in annotation:
            types |= {f"{name}_{share}": REAL for share in SHARES}
        elif name not in _AS_GEOMETRY:
            first = annotation.partition(" ")[0]
            types[name] = {"float": REAL, "int": WHOLE, "bool": YES_NO}.get(first, TEXT)
    return types | dict.fromkeys(_LAST, TEXT)
