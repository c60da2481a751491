"""Scenes: what a map page draws, as JSON.

A scene is a list of groups. A group holds the features of one layer or one journey and the cards
that open on a click; its style is a list of class names of our own, its texts are plain text, so
nothing a name may hold can become markup or script. Lines keep longitude first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.i18n import ENGLISH, Locale, direction, signs
from geo.model import Accuracy, Mode, PlaceKind, Status
from geo.palette import CORRIDORS, PATTERNS
from geo.webmap.offsets import Run, offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MONTHS_FROM: Final = 100


def month_index(text: object) -> int | None:
    """Return a month ``YYYY-MM`` as a number that grows with time, None for anything else.

    Examples
    --------
    >>> month_index("2014-12"), month_index(None), month_index("today")
    (201412, None, None)
    """
    year, _, month = str(text or "").partition("-")
    if not (year.isdigit() and month[:2].isdigit()):
        return None
    return int(year) * _MONTHS_FROM + int(month[:2])


def words(locale: Locale) -> dict[str, str]:
    """Return what the page itself says."""
    translate = locale.translate
    return {
        "sources": translate("Sources"),
        "legend": translate("Key"),
        "map": translate("Map"),
        "whole": translate("Whole map"),
        "layers": translate("Layers"),
        "zoomIn": translate("Zoom in"),
        "zoomOut": translate("Zoom out"),
        "km": translate("km"),
        "m": translate("m"),
        "unopened": translate("not open yet"),
        "gone": translate("closed by then"),
        "measure": translate("Measure a distance"),
        "measureHint": translate(
            "Click points of the way, or move the map and press Enter; Esc or a double click ends."
        ),
        "undo": translate("Remove the last point"),
        "done": translate("Done"),
        "clear": translate("Clear"),
    }


def time_legend(locale: Locale) -> tuple[dict[str, Any], ...]:
    """Return the row of the legend for legs that open after the month shown."""
    label = locale.translate("not open yet in the month shown")
    return ({"label": label, "style": "colour-neutral mode-rail unopened"},)


Json = dict[str, Any]
SourceLookup = Callable[[str], tuple[str, str]]
"""Title and address of a source by its id."""
MOST_SOURCES: Final = 6
_DECIMALS: Final = 4


def _unknown_source(identifier: str) -> tuple[str, str]:
    return identifier, ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Features that are switched on and off together."""

    id: str
    name: str
    kind: str
    """Of what an event on one of its features speaks: leg, stop or place."""
    colour: str
    features: tuple[Json, ...]
    cards: Mapping[str, Json]
    detail: str = ""
    shape: str = "line"
    style: str = ""
    shown: bool = True
    listed: bool = True
    """Whether the layer control has an entry for it."""

    def data(self) -> Json:
        """Return the heavy half, which may be sent apart and once."""
        return {"features": list(self.features), "cards": dict(self.cards)}

    def head(self) -> Json:
        """Return the light half."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "colour": self.colour,
            "detail": self.detail,
            "shape": self.shape,
            "style": self.style,
            "shown": self.shown,
            "listed": self.listed,
        }

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north in degrees, or None for a group without features."""
        points = [point for feature in self.features for point in _points(feature["geometry"])]
        if not points:
            return None
        lons, lats = [point[0] for point in points], [point[1] for point in points]
        return min(lons), min(lats), max(lons), max(lats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a map page shows at one moment."""

    groups: tuple[Group, ...]
    legend: tuple[Json, ...] = ()
    fit: tuple[float, float, float, float] | None = None
    """West, south, east, north, degrees; the page moves there when it changes."""
    highlight: str | None = None
    month: str | None = None
    """``YYYY-MM``: legs that were not open then, or no longer, are drawn so; None is today."""
    locale: Locale = field(default=ENGLISH)

    def as_dict(self, publish: Callable[[Group], str] | None = None) -> Json:
        """Return the scene as JSON can hold it.

        Parameters
        ----------
        publish
            Puts the data of a group where the page can fetch it and returns its address;
            without it the features travel inside the scene.
        """
        groups = [
            {**group.head(), "ref": publish(group)}
            if publish
            else {**group.head(), "data": group.data()}
            for group in self.groups
        ]
        box = self.fit
        return {
            "groups": groups,
            "legend": list(self.legend),
            "fit": None if box is None else [[box[1], box[0]], [box[3], box[2]]],
            "highlight": self.highlight,
            "month": month_index(self.month),
            "language": self.locale.language,
            "direction": direction(self.locale.language),
            "signs": signs(self.locale),
            "words": words(self.locale),
        }


def around(groups: Iterable[Group]) -> tuple[float, float, float, float] | None:
    """Return the box round several groups: west, south, east, north."""
    boxes = [box for group in groups if (box := group.bounds())]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def line_style(mode: str, status: str, accuracy: str) -> str:
    """Return the class names of a line; values outside the closed sets give none.

    Examples
    --------
    >>> line_style("rail", "planned", '" onload="x')
    'mode-rail status-planned'
    """
    parts = [f"mode-{mode}"] if mode in set(Mode) else []
    parts += [f"status-{status}"] if status in set(Status) else []
    parts += [f"accuracy-{accuracy}"] if accuracy in set(Accuracy) else []
    return " ".join(parts)


def line_features(
    lines: Mapping[str, Sequence[tuple[Json, Sequence[Sequence[tuple[float, float]]]]]],
    *,
    apart: bool,
) -> dict[str, tuple[Json, ...]]:
    """Return the features of several owners' lines, side by side where they share a way.

    Parameters
    ----------
    lines
        For each owner: the properties of a line and its parts, longitude first.
    apart
        Whether lines that share a way are laid side by side; if not, each keeps its middle.
    """
    parts = {
        owner: [part for _, own_parts in own for part in own_parts] for owner, own in lines.items()
    }
    runs = offsets(parts) if apart else {}
    answer: dict[str, tuple[Json, ...]] = {}
    for owner, own in lines.items():
        cut = iter(runs[owner] if apart else [[_whole(part)] for part in parts[owner]])
        answer[owner] = tuple(
            _feature(
                "LineString",
                [list(point) for point in run.coordinates],
                {**props, "offset": run.offset},
            )
            for props, own_parts in own
            for _ in own_parts
            for run in next(cut)
        )
    return answer


def point_feature(lon: float, lat: float, properties: Json) -> Json:
    """Return a symbol at a point; EPSG:4326, longitude first."""
    return _feature("Point", [round(lon, _DECIMALS), round(lat, _DECIMALS)], properties)


def sources(identifiers: Iterable[str], source_of: SourceLookup | None = None) -> list[Json]:
    """Return the sources of a card, each once, the first few of many."""
    look_up = source_of or _unknown_source
    listed = [look_up(identifier) for identifier in dict.fromkeys(map(str, identifiers))]
    shown = [{"title": title, "url": url} for title, url in dict.fromkeys(listed[:MOST_SOURCES])]
    if len(listed) > MOST_SOURCES:
        shown.append({"title": f"+ {len(listed) - MOST_SOURCES}", "url": ""})
    return shown


def status_legend(locale: Locale = ENGLISH) -> tuple[Json, ...]:
    """Return the rows of the legend that hold for every map: status, mode, accuracy."""
    translate = locale.translate
    rail = f"colour-neutral mode-{Mode.RAIL}"
    rows = [
        {"label": translate(pattern.label), "style": f"{rail} status-{status}"}
        for status, pattern in PATTERNS.items()
    ]
    rows[0]["label"] = translate("railway, operating")
    for mode, label in ((Mode.ROAD, translate("road")), (Mode.SEA, translate("sea"))):
        rows.append({"label": label, "style": f"colour-neutral mode-{mode}"})
    rows.append(
        {
            "label": translate("schematic course"),
            "style": f"{rail} accuracy-{Accuracy.SCHEMATIC}",
        }
    )
    return tuple(rows)


PLACE_SHAPES: Final[Mapping[str, tuple[str, str, int, float]]] = {
    PlaceKind.CITY: ("circle", "", 1, 0),
    PlaceKind.PORT: ("square", "solid", 2, 0),
    PlaceKind.BORDER: ("diamond", "", 3, 4.5),
    PlaceKind.DRY_PORT: ("triangle", "solid", 4, 4.5),
    PlaceKind.TOWN: ("circle", "", 6, 6),
    PlaceKind.JUNCTION: ("circle", "solid", 7, 6),
    PlaceKind.WAYPOINT: ("circle", "solid", 8, 7),
    PlaceKind.POINT: ("circle", "", 1, 0),
}
"""Shape, style, weight of the name and first zoom level of each kind of place."""


def place_legend(locale: Locale = ENGLISH) -> tuple[Json, ...]:
    """Return the rows of the legend for places."""
    labels = {
        PlaceKind.CITY: locale.translate("city"),
        PlaceKind.PORT: locale.translate("port"),
        PlaceKind.BORDER: locale.translate("border crossing"),
        PlaceKind.DRY_PORT: locale.translate("dry port"),
        PlaceKind.JUNCTION: locale.translate(", ").join(
            map(locale.translate, ("junction", "waypoint"))
        ),
    }
    return tuple(
        {
            "label": label,
            "shape": PLACE_SHAPES[kind][0],
            "style": f"colour-neutral {PLACE_SHAPES[kind][1]}".strip(),
        }
        for kind, label in labels.items()
    )


def stop_legend(locale: Locale = ENGLISH) -> tuple[Json, ...]:
    """Return the row of the legend for the stops of journeys."""
    label = locale.translate("stop, larger the longer it takes")
    return ({"label": label, "shape": "circle", "style": "colour-neutral"},)


def colour_name(corridor: str) -> str:
    """Return the class of a corridor's colour; an unknown corridor is neutral."""
    return corridor if corridor in CORRIDORS else "neutral"


def _feature(kind: str, coordinates: list[Any], properties: Json) -> Json:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _whole(part: Sequence[tuple[float, float]]) -> Run:
    rounded = tuple((round(lon, _DECIMALS), round(lat, _DECIMALS)) for lon, lat in part)
    return Run(coordinates=rounded, offset=0.0)


def _points(geometry: Json) -> list[Sequence[float]]:
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Point" else list(coordinates)


def stop_radius(hours: float | None) -> float:
    """Return the radius of a stop in pixels: its area grows with the hours spent there.

    Examples
    --------
    >>> stop_radius(None), stop_radius(96)
    (3.0, 8.9)
    """
    return 3.0 if hours is None else round(min(3 + 0.6 * math.sqrt(max(hours, 0)), 13), 1)
