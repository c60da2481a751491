"""Groups of a scene made from the GeoJSON layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.i18n import ENGLISH, Locale, month_text
from geo.model import INTERNATIONAL_WATERS, Mode, PlaceKind
from geo.months import month_in
from geo.webmap.abreast import in_place, side_by_side
from geo.webmap.lanes import smooth_lane
from geo.webmap.scene import Card, Group, Line, Point, SourceLookup, Symbol, sources
from geo.webmap.styles import PLACE_SYMBOLS, line_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.layers import Feature, FeatureCollection, Geometry, Properties

DwellLookup = Callable[[str], tuple[Sequence[tuple[str, str]], Sequence[str]]]
"""For the id of a place: rows of its card about the time spent there, and their sources."""
_OTHER_PLACES_ORDER: Final = 10
"""Added to the order of places where no leg ends; names of those come first."""
_CAPITALS: Final = frozenset(
    {
        *("ashgabat", "astana", "baku", "delhi", "helsinki"),
        *("minsk", "moscow", "tashkent", "tbilisi", "tehran"),
    }
)
_CAPITAL: Final = 0.5
"""How much earlier a capital is named than other cities."""
_PLACE_RADIUS_PX: Final = 3.6


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerStyle:
    """How a layer is drawn: name, colour, and whether it is shown at the start."""

    name: str
    colour: str = "neutral"
    band: bool = False
    """Whether it is a broad band under the lines, which marks a part of them."""
    shown: bool = False


LAYER_STYLES: Final[Mapping[str, LayerStyle]] = {
    "western": LayerStyle(name="Western branch", colour="western", shown=True),
    "trans_caspian": LayerStyle(name="Trans-Caspian branch", colour="trans-caspian", shown=True),
    "eastern": LayerStyle(name="Eastern branch", colour="eastern", shown=True),
    "suez": LayerStyle(name="Suez route", colour="suez", shown=True),
    "cape": LayerStyle(name="Cape route", colour="cape"),
    "caspian_routes": LayerStyle(name="Caspian sea lanes"),
    "rasht_astara": LayerStyle(name="Rasht–Astara", colour="accent", band=True),
    "incheh_boroun": LayerStyle(name="Incheh Borun", colour="accent", band=True),
    "bandar_abbas": LayerStyle(name="Bandar Abbas", colour="accent", band=True),
    "places": LayerStyle(name="Places", shown=True),
    "passages": LayerStyle(name="Straits, canals, borders"),
}
"""The layers in the order of the control."""


def layer_groups(
    layers: Mapping[str, FeatureCollection],
    *,
    source_of: SourceLookup | None = None,
    locale: Locale = ENGLISH,
    dwell: DwellLookup | None = None,
) -> tuple[Group, ...]:
    """Make the groups of GeoJSON layers, in the order of `LAYER_STYLES`.

    Parameters
    ----------
    layers
        By name, EPSG:4326, longitude first; their features have passed `geo.layers.read_layer`.
        Layers without a style are skipped.
    source_of
        Title and address of a source by its id.
    locale
        Language of names and labels.
    dwell
        Rows about the time spent at a place.
    """
    features = {
        name: {
            f"{name}:{feature['properties'].get('leg_id') or number}": feature
            for number, feature in enumerate(layers[name]["features"])
        }
        for name in LAYER_STYLES
        if name in layers
    }
    ends = _ends(layers[name] for name in features)
    lines = _side_by_side(
        {
            name: [
                line
                for identifier, feature in own.items()
                if feature["geometry"]["type"] != "Point"
                for line in _lines(feature, identifier, LAYER_STYLES[name])
            ]
            for name, own in features.items()
        }
    )
    return tuple(
        _group(
            name,
            lines[name],
            tuple(
                _place(feature, identifier, ends, locale)
                for identifier, feature in own.items()
                if feature["geometry"]["type"] == "Point"
            ),
            {
                identifier: _card(feature["properties"], source_of, locale, dwell)
                for identifier, feature in own.items()
            },
            locale,
        )
        for name, own in features.items()
    )


def _side_by_side(lines: Mapping[str, Sequence[Line]]) -> dict[str, tuple[Line, ...]]:
    """Draw the lines of the corridors side by side; bands and other lines stay in place."""
    corridors = {n: own for n, own in lines.items() if LAYER_STYLES[n].colour not in _NO_CORRIDOR}
    others = {n: in_place(own) for n, own in lines.items() if n not in corridors}
    return side_by_side(corridors) | others


_NO_CORRIDOR: Final = frozenset({"neutral", "accent"})


def _group(
    name: str,
    lines: tuple[Line, ...],
    symbols: tuple[Symbol, ...],
    cards: Mapping[str, Card],
    locale: Locale,
) -> Group:
    layer = LAYER_STYLES[name]
    shape, style = ("band", "") if layer.band else ("line", "mode-rail")
    if symbols and not lines:
        shape, style = "circle", ""
    elif not layer.band and not any("mode-rail" in line.style for line in lines):
        style = "mode-sea"
    return Group(
        id=name,
        name=locale.translate(layer.name),
        kind="place" if shape == "circle" else "leg",
        colour=layer.colour,
        lines=lines,
        symbols=symbols,
        cards=cards,
        shape=shape,
        style=style,
        shown=layer.shown,
    )


def _lines(feature: Feature, identifier: str, layer: LayerStyle) -> Iterable[Line]:
    props = feature["properties"]
    mode, status, accuracy = (str(props.get(n) or "") for n in ("mode", "status", "accuracy"))
    for part in _parts(feature["geometry"]):
        yield Line(
            id=identifier,
            colour=layer.colour,
            style=line_style(mode, status, accuracy) or "mode-sea",
            coordinates=smooth_lane(part) if mode == Mode.SEA else part,
            country=str(props.get("country") or ""),
            band=layer.band,
            since=month_in(props.get("opened")),
            until=month_in(props.get("closed")),
        )


def open_in(month: str, layers: Mapping[str, FeatureCollection]) -> dict[str, FeatureCollection]:
    """Layers with the features open in a month, ``YYYY-MM``, and those without a date.

    Examples
    --------
    >>> leg = {"properties": {"opened": "2014-12", "closed": None}}
    >>> [len(open_in(month, {"eastern": {"features": [leg]}})["eastern"]["features"])
    ...  for month in ("2014-11", "2014-12")]
    [0, 1]
    """
    now = month_in(month) or 0

    def is_open(feature: Feature) -> bool:
        since, until = (month_in(feature["properties"].get(at)) for at in ("opened", "closed"))
        return (since is None or since <= now) and (until is None or until > now)

    return {
        name: {**layer, "features": [one for one in layer["features"] if is_open(one)]}
        for name, layer in layers.items()
    }


def _parts(geometry: Geometry) -> Iterable[tuple[Point, ...]]:
    """Lines of a line, or outlines of an area."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        coordinates = [coordinates]
    elif kind == "MultiPolygon":
        coordinates = [ring for polygon in coordinates for ring in polygon]
    return (tuple((float(p[0]), float(p[1])) for p in part) for part in coordinates)


def _ends(layers: Iterable[FeatureCollection]) -> frozenset[str]:
    """Names of the places where legs end."""
    rows = [feature["properties"] for layer in layers for feature in layer["features"]]
    return frozenset(str(row[end]) for row in rows for end in ("from", "to") if row.get(end))


def _place(feature: Feature, identifier: str, ends: frozenset[str], locale: Locale) -> Symbol:
    props = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"][:2]
    kind = str(props.get("kind"))
    symbol = PLACE_SYMBOLS.get(kind, PLACE_SYMBOLS[PlaceKind.WAYPOINT])
    return Symbol(
        id=identifier,
        point=(lon, lat),
        style=symbol.style,
        shape=symbol.shape,
        size=_PLACE_RADIUS_PX,
        label=locale.name(props),
        order=symbol.order
        + (0 if props.get("name") in ends else _OTHER_PLACES_ORDER)
        - (_CAPITAL if props.get("id") in _CAPITALS else 0),
        place=str(props.get("id") or ""),
        zoom=symbol.zoom,
        crowd=True,
    )


def _card(
    props: Properties,
    source_of: SourceLookup | None,
    locale: Locale,
    dwell: DwellLookup | None,
) -> Card:
    """Card of a leg, a place or a passage; rows without a value are left out."""
    translate = locale.translate
    title = locale.name(props) or translate("unnamed")
    kind = " · ".join(
        translate(str(props[key]).replace("_", " "))
        for key in ("mode", "kind", "status")
        if props.get(key)
    )
    ends = (
        translate(f"{props['from']} – {props['to']}")
        if props.get("from") and props.get("to")
        else ""
    )
    rows = [
        (translate("Between"), ends if ends != title else ""),
        (translate("Length"), kilometres(props.get("track_km"), locale)),
        (translate("Line drawn"), kilometres(props.get("drawn_km"), locale)),
        (translate("Gauge"), millimetres(props.get("gauge_mm"), locale)),
        (translate("Country"), _country(props, locale)),
        (translate("Opened"), month_text(str(props.get("opened") or ""), locale)),
        (translate("Closed"), month_text(str(props.get("closed") or ""), locale)),
        (translate("UN/LOCODE"), str(props.get("unlocode") or "")),
        (
            translate("Terminals"),
            ", ".join(map(translate, str(props.get("terminals") or "").split())),
        ),
        (translate("Meaning"), translate(str(props.get("meaning") or ""))),
        (translate("Accuracy"), translate(str(props.get("accuracy") or ""))),
    ]
    identifiers = str(props.get("source_ids") or props.get("source") or "").split("|")
    times, time_sources = dwell(str(props.get("id") or "")) if dwell else ((), ())
    return Card(
        title=title,
        subtitle=kind,
        rows=tuple(row for row in (*rows, *times) if row[1]),
        note=translate(str(props.get("note") or "")),
        sources=sources(filter(None, (*identifiers, *time_sources)), source_of),
    )


def _country(props: Properties, locale: Locale) -> str:
    code = str(props.get("country") or "")
    return "" if code == INTERNATIONAL_WATERS else locale.country(code)


def millimetres(value: object, locale: Locale) -> str:
    """Gauge as text, empty where there is none."""
    return f"{month_text(str(value), locale)} {locale.translate('mm')}" if value else ""


def kilometres(value: object, locale: Locale) -> str:
    """Length as text, empty where there is none."""
    return (
        ""
        if not isinstance(value, int | float)
        else f"{locale.number(value, 0)} {locale.translate('km')}"
    )
