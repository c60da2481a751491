"""Scenes: what a map page draws.

A scene is a list of groups. A group holds the lines and symbols of one layer or one journey, and
the cards that open on a click. `Scene.as_dict` writes it as JSON for the page. Styles are class
names from closed sets and texts are plain text, so no name can become markup or script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import shapely

from geo.i18n import ENGLISH, Locale, direction, signs
from geo.months import month_in

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
Point = tuple[float, float]
"""Longitude and latitude in degrees, EPSG:4326."""
SourceLookup = Callable[[str], tuple[str, str]]
"""Title and address of a source by its id."""
MOST_SOURCES: Final = 6
SCENE_DECIMALS: Final = 4
"""Of degrees, about 11 metres."""
FILE_DEGREES: Final = 0.0005
"""By how much a line of a page in a file may be off: 55 m, an eighth of a pixel of its base map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a leg, or a stretch of one."""

    id: str
    colour: str
    """A corridor, ``neutral``, ``accent`` or ``own``."""
    style: str
    """Class names of `line_style`."""
    coordinates: tuple[Point, ...]
    country: str = ""
    """Where it runs; on a trunk all branches run together that pass the country in its mode."""
    offset: float = 0.0
    """Position beside other lines of the same route, in widths of a line."""
    chain: int = 0
    """Lines of a group with the same number follow each other without a gap."""
    trunk: bool = False
    """Whether all branches of the scene run here; the line is neutral unless its group is lit."""
    shared: tuple[str, ...] = ()
    """Ids of the groups whose lines cover each other here; the first one shown is drawn."""
    band: bool = False
    """Whether it is a broad band under the other lines."""
    since: int | None = None
    """Month of opening, from `geo.months.month_in`."""
    until: int | None = None
    """Month of closing, from `geo.months.month_in`."""

    def as_dict(self) -> Json:
        """GeoJSON feature for the page."""
        return _feature("LineString", self._thinned(), self.properties())

    def properties(self) -> Json:
        """Properties of the feature, without its points."""
        months = {"since": self.since, "until": self.until}
        optional = {
            "part": "band" if self.band else "",
            "offset": self.offset,
            "chain": self.chain,
            "shared": list(self.shared),
            "trunk": self.trunk,
        }
        return {
            "id": self.id,
            "colour": self.colour,
            "style": self.style,
            **{name: month for name, month in months.items() if month},
            **{name: value for name, value in optional.items() if value},
        }

    def _thinned(self) -> list[list[float]]:
        """Points of the line without those that lie on it, to `FILE_DEGREES`."""
        thin = shapely.simplify(shapely.LineString(self.coordinates), FILE_DEGREES)
        return [[float(lon), float(lat)] for lon, lat in shapely.get_coordinates(thin)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """The symbol of a place or a stop."""

    id: str
    point: Point
    colour: str = "neutral"
    style: str = ""
    """``solid``, ``end`` or nothing."""
    shape: str = "circle"
    size: float = 4.0
    """Radius in pixels."""
    label: str = ""
    order: float = 99.0
    """Names are placed in this order, the smallest first."""
    place: str = ""
    """Id of the place that a click chooses; empty for a stop."""
    zoom: float = 0.0
    """Zoom level from which the symbol is shown."""
    crowd: bool = False
    """Whether it is one of many, drawn only where its name has room."""
    beside: bool = False
    """Whether it is drawn beside its point, where a place has a symbol of its own."""
    sub: str = ""
    """Second line of its name, in its own colour."""
    shuts_km: float = 0.0
    """Of a gate that bars ships: how near a sea leg passes that it shuts."""
    days: Mapping[str, str] = field(default_factory=dict)
    """By the id of a group: the day of its journey here, which stands at the name if it is lit."""

    def as_dict(self) -> Json:
        """GeoJSON feature for the page."""
        optional = {
            "style": self.style,
            "place": self.place,
            "zoom": self.zoom,
            "crowd": self.crowd,
            "beside": self.beside,
            "sub": self.sub,
            "shuts_km": self.shuts_km,
            "days": dict(self.days),
        }
        properties = {
            "id": self.id,
            "colour": self.colour,
            "shape": self.shape,
            "size": self.size,
            "label": self.label,
            "order": self.order,
            **{name: value for name, value in optional.items() if value},
        }
        return _feature("Point", list(rounded(self.point)), properties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The text that a click on a line or a symbol opens."""

    title: str
    subtitle: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    """Label and value."""
    note: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    """Title and address."""

    def as_dict(self) -> Json:
        """JSON for the page; what is empty is left out."""
        fields: Json = {
            "title": self.title,
            "subtitle": self.subtitle,
            "rows": [list(row) for row in self.rows],
            "note": self.note,
            "sources": [{"title": title, "url": url} for title, url in self.sources],
        }
        return {name: value for name, value in fields.items() if value or name == "title"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines and symbols that are switched on and off together."""

    id: str
    name: str
    kind: str
    """What a click on one of its features reports: ``leg``, ``place`` or ``gate``."""
    colour: str
    lines: tuple[Line, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    cards: Mapping[str, Card] = field(default_factory=dict)
    """By the id of a line or a symbol."""
    detail: str = ""
    shape: str = "line"
    style: str = ""
    shown: bool = True
    listed: bool = True
    """Whether the layer control has an entry for it."""

    def data(self) -> Json:
        """Lines, symbols and cards as JSON for a file; `geo.webmap.packed` sends them in parts.

        Sources and texts of rows are written once, however many cards hold them; so is the colour.
        """
        features = [line.as_dict() for line in self.lines]
        features += [symbol.as_dict() for symbol in self.symbols]
        for feature in features:
            if feature["properties"]["colour"] == self.colour:
                del feature["properties"]["colour"]
            del feature["type"]
        texts: dict[str, int] = {}
        listed: dict[tuple[str, str], int] = {}
        cards = {}
        for name, card in self.cards.items():
            rows = [[texts.setdefault(text, len(texts)) for text in row] for row in card.rows]
            named = [listed.setdefault(source, len(listed)) for source in card.sources]
            fields = {**card.as_dict(), "rows": rows, "sources": named}
            cards[name] = {key: value for key, value in fields.items() if value or key == "title"}
        return {
            "features": features,
            "cards": cards,
            "texts": list(texts),
            "sources": [{"title": title, "url": url} for title, url in listed],
        }

    def head(self) -> Json:
        """JSON of the rest, which is small."""
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
        """West, south, east, north in degrees; None for a group without lines and symbols."""
        points = [point for line in self.lines for point in line.coordinates]
        points += [rounded(symbol.point) for symbol in self.symbols]
        if not points:
            return None
        lons, lats = zip(*points, strict=True)
        return min(lons), min(lats), max(lons), max(lats)


class LegendItem(NamedTuple):
    """A row of the legend: a sample, and its meaning."""

    label: str
    style: str
    shape: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a map page shows at one moment."""

    groups: tuple[Group, ...]
    legend: tuple[LegendItem, ...] = ()
    fit: tuple[float, float, float, float] | None = None
    """West, south, east, north, degrees; the page moves there when it changes."""
    highlight: str | None = None
    """Id of the group that is lit; the lines of all others are thin."""
    month: str | None = None
    """``YYYY-MM``: legs that were not open then, or no longer, are drawn so; None is today."""
    locale: Locale = field(default=ENGLISH)
    own: tuple[Group, ...] = ()
    """Groups of the reader alone; they travel in the message and are put into no file."""

    def as_dict(self) -> Json:
        """Scene as JSON for the page, with all that it draws."""
        groups = [{**group.head(), "data": group.data()} for group in self.groups]
        return {"groups": groups, **self.setting(), **self.view()}

    def view(self) -> Json:
        """JSON of what is looked at: the box, the lit group, the month."""
        box = self.fit
        return {
            "fit": None if box is None else [[box[1], box[0]], [box[3], box[2]]],
            "highlight": self.highlight,
            "month": month_in(self.month),
        }

    def setting(self) -> Json:
        """JSON of legend, language and words."""
        return {
            "legend": [item._asdict() for item in self.legend],
            "language": self.locale.language,
            "direction": direction(self.locale.language),
            "signs": signs(self.locale),
            "words": words(self.locale),
        }


def words(locale: Locale) -> dict[str, str]:
    """Texts of the page itself."""
    translate = locale.translate
    return {
        "sources": translate("Sources"),
        "legend": translate("Legend"),
        "nothing": translate("Nothing in view that needs explaining."),
        "map": translate("Map"),
        "whole": translate("Whole corridor"),
        "layers": translate("Layers"),
        "zoomIn": translate("Zoom in"),
        "zoomOut": translate("Zoom out"),
        "km": translate("km"),
        "m": translate("m"),
        "unopened": translate("not open yet"),
        "gone": translate("closed by then"),
        "measure": translate("Measure a distance"),
        "measureHint": translate(
            "Click the points of a line, or move the map and press Enter. Esc or a double "
            "click ends it."
        ),
        "undo": translate("Remove the last point"),
        "done": translate("Done"),
        "clear": translate("Clear"),
    }


def around(groups: Iterable[Group]) -> tuple[float, float, float, float] | None:
    """Box round several groups: west, south, east, north; None where all are empty."""
    boxes = [box for group in groups if (box := group.bounds())]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def rounded(point: Point) -> Point:
    """Point with the decimals that the page gets, about 11 metres."""
    return round(point[0], SCENE_DECIMALS), round(point[1], SCENE_DECIMALS)


def sources(
    identifiers: Iterable[str], source_of: SourceLookup | None = None
) -> tuple[tuple[str, str], ...]:
    """Titles and addresses of the sources of a card, each once; the first few of many."""
    look_up = source_of or _unknown_source
    listed = [look_up(identifier) for identifier in dict.fromkeys(map(str, identifiers))]
    more = len(listed) - MOST_SOURCES
    return (*dict.fromkeys(listed[:MOST_SOURCES]), *([(f"+ {more}", "")] if more > 0 else []))


def _unknown_source(identifier: str) -> tuple[str, str]:
    return identifier, ""


def _feature(kind: str, coordinates: list[Any], properties: Json) -> Json:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }
