"""Group of a scene made from a layer of the user, thinned so that a page can carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.message import Message
from geo.webmap.abreast import in_place
from geo.webmap.scene import Card, Group, Line, Symbol, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.i18n import Locale
    from geo.userdata import Measures, Nearest, UserLayer

OWN: Final = "own"
"""Id of the group."""
MOST_DRAWN: Final = 2_000
"""Features that are drawn; the first of the file."""
MOST_POINTS: Final = 40_000
"""Points of all lines together; lines are thinned until they have no more."""
_MOST_NAMED: Final = 200
"""Points whose names are written, as long as there are no more."""
_MOST_CELLS: Final = 8
_CELL_LENGTH: Final = 120
_FINEST: Final = 0.0005
"""Degrees by which a line may move at the first thinning."""
_NAME_ORDER: Final = 50.0
_SIZE_PX: Final = 4.5


def own_group(
    layer: UserLayer, measures: Measures, nearest: Sequence[Sequence[Nearest]], locale: Locale
) -> Group:
    """Make the group of a layer of the user.

    Parameters
    ----------
    layer
        Features of the user; the first `MOST_DRAWN` are drawn.
    measures
        From `geo.userdata.measured`.
    nearest
        From `geo.userdata.Terminals.near`.
    locale
        Language of the cards.
    """
    shapes = _thinned(layer.geometries[:MOST_DRAWN])
    parts, owners = _parts(shapes)
    lines: list[Line] = []
    symbols: list[Symbol] = []
    named = int((shapely.get_dimensions(parts) == 0).sum()) <= _MOST_NAMED
    for part, owner in zip(parts, owners, strict=True):
        if isinstance(part, shapely.Point):
            symbols.append(_symbol(part, int(owner), layer.labels[owner] if named else ""))
        else:
            lines += _lines(part, int(owner))
    return Group(
        id=OWN,
        name=layer.name,
        kind=OWN,
        colour=OWN,
        lines=in_place(lines),
        symbols=tuple(symbols),
        cards={
            f"{OWN}:{number}": _card(layer, measures, nearest, number, locale)
            for number in range(len(shapes))
        },
        shape="line" if lines else "circle",
        style="mode-rail" if lines else "solid",
    )


def _thinned(
    shapes: np.ndarray[Any, np.dtype[np.object_]],
) -> np.ndarray[Any, np.dtype[np.object_]]:
    degrees = _FINEST
    while int(shapely.get_num_coordinates(shapes).sum()) > MOST_POINTS and degrees < 1:
        shapes = shapely.simplify(shapes, degrees, preserve_topology=False)
        degrees *= 2
    return shapes


def _parts(
    shapes: np.ndarray[Any, np.dtype[np.object_]],
) -> tuple[np.ndarray[Any, np.dtype[np.object_]], np.ndarray[Any, np.dtype[np.int64]]]:
    owners = np.arange(len(shapes))
    while (shapely.get_type_id(shapes) >= shapely.GeometryType.MULTIPOINT).any():
        shapes, index = shapely.get_parts(shapes, return_index=True)
        owners = owners[index]
    full = ~shapely.is_empty(shapes)
    return shapes[full], owners[full]


def _symbol(point: shapely.Point, owner: int, name: str) -> Symbol:
    return Symbol(
        id=f"{OWN}:{owner}",
        point=rounded((point.x, point.y)),
        colour=OWN,
        style="solid",
        size=_SIZE_PX,
        label=name[:_CELL_LENGTH],
        order=_NAME_ORDER,
    )


def _lines(part: Any, owner: int) -> Iterator[Line]:  # noqa: ANN401 - a line or an area
    rings = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
    for ring in rings:
        points = tuple((float(lon), float(lat)) for lon, lat in shapely.get_coordinates(ring))
        yield Line(id=f"{OWN}:{owner}", colour=OWN, style="mode-rail", coordinates=points)


def _card(
    layer: UserLayer,
    measures: Measures,
    nearest: Sequence[Sequence[Nearest]],
    number: int,
    locale: Locale,
) -> Card:
    translate = locale.translate
    row = translate(Message("row {row}", row=int(layer.rows[number])))
    cells = [
        (name[:_CELL_LENGTH], str(value)[:_CELL_LENGTH])
        for name, value in layer.cells(number).items()
        if value not in (None, "")
    ]
    length, area = measures.lengths_km[number], measures.areas_km2[number]
    sizes = [
        (
            translate("Length"),
            f"{locale.number(float(length), 1)} {translate('km')}" * bool(length),
        ),
        (translate("Area"), f"{locale.number(float(area), 1)} {translate('km²')}" * bool(area)),
    ]
    ends = [
        f"{locale.place_name(one.place)}, {locale.number(one.km, 1)} {translate('km')}"
        for one in nearest[number]
    ]
    return Card(
        title=layer.labels[number] or row,
        subtitle=f"{layer.name} · {row}",
        rows=(
            *(size for size in sizes if size[1]),
            (translate("Nearest terminal"), " – ".join(dict.fromkeys(ends))),
            *cells[:_MOST_CELLS],
        ),
    )
