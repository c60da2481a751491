"""Groups of a scene made from the GeoJSON layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.i18n import ENGLISH, Locale, month_text
from geo.model import INTERNATIONAL_WATERS, PlaceKind
from geo.webmap.scene import (
    PLACE_SHAPES,
    Group,
    Json,
    SourceLookup,
    line_features,
    line_style,
    month_index,
    point_feature,
    sources,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Line = tuple[Json, list[list[tuple[float, float]]]]
if TYPE_CHECKING:
    Stay = Callable[[str], tuple[Sequence[tuple[str, str]], Sequence[str]]]
_PLACE_ORDER: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerStyle:
    """How a layer appears: its name, whose colour it bears, and whether it is on at first."""

    name: str
    colour: str = "neutral"
    band: bool = False
    """Drawn as a broad band under the lines, to single out a part of them."""
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
    collections: Mapping[str, Json],
    *,
    source_of: SourceLookup | None = None,
    locale: Locale = ENGLISH,
    stay: Stay | None = None,
) -> tuple[Group, ...]:
    """Return the groups of GeoJSON layers, in the order of `LAYER_STYLES`.

    Parameters
    ----------
    collections
        FeatureCollections by the name of the layer, EPSG:4326, longitude first; their features
        have passed `geo.layers.read_layer`. Layers without a style are skipped.
    book
        Title and address of each source.
    locale
        Language of names and labels.
    stay
        For the id of a place: rows of its card about the time spent there, and their sources.
    """
    known = {name: collections[name] for name in LAYER_STYLES if name in collections}
    on_the_way = _ends(known.values())
    cards: dict[str, dict[str, Json]] = {}
    lines: dict[str, list[Line]] = {}
    points: dict[str, tuple[Json, ...]] = {}
    for name, collection in known.items():
        cards[name] = {}
        lines[name], symbols = [], []
        for number, feature in enumerate(collection["features"]):
            identifier = f"{name}:{feature['properties'].get('leg_id') or number}"
            cards[name][identifier] = _layer_card(feature["properties"], source_of, locale, stay)
            if feature["geometry"]["type"] == "Point":
                symbols.append(_place(feature, identifier, on_the_way, locale))
            else:
                lines[name].append(_layer_line(feature, identifier, LAYER_STYLES[name]))
        points[name] = tuple(symbols)
    drawn = _side_by_side(lines)
    return tuple(
        _layer_group(name, drawn.get(name, ()) + points[name], cards[name], locale)
        for name in known
    )


def _side_by_side(lines: Mapping[str, list[Line]]) -> dict[str, tuple[Json, ...]]:
    """Lay the lines of the corridors side by side; bands and other lines keep the middle."""
    corridors = {
        name: own for name, own in lines.items() if LAYER_STYLES[name].colour not in _LEFT_ALONE
    }
    others = {name: own for name, own in lines.items() if name not in corridors}
    return line_features(corridors, apart=True) | line_features(others, apart=False)


_LEFT_ALONE: Final = frozenset({"neutral", "accent"})


def _layer_group(
    name: str, features: tuple[Json, ...], cards: Mapping[str, Json], locale: Locale
) -> Group:
    look = LAYER_STYLES[name]
    shape, style = ("band", "") if look.band else ("line", "mode-rail")
    if features and features[0]["geometry"]["type"] == "Point":
        shape, style = "circle", ""
    elif not look.band and not any("mode-rail" in f["properties"]["style"] for f in features):
        style = "mode-sea"
    return Group(
        id=name,
        name=locale.translate(look.name),
        kind="place" if shape == "circle" else "leg",
        colour=look.colour,
        features=features,
        cards=cards,
        shape=shape,
        style=style,
        shown=look.shown,
    )


def _layer_line(feature: Json, identifier: str, look: LayerStyle) -> Line:
    props = feature["properties"]
    style = line_style(
        str(props.get("mode", "")), str(props.get("status", "")), str(props.get("accuracy", ""))
    )
    properties: Json = {
        "id": identifier,
        "colour": look.colour,
        "style": style or "mode-sea",
        "part": "band" if look.band else "leg",
    }
    for name, key in (("since", "opened"), ("until", "closed")):
        if month := month_index(props.get(key)):
            properties[name] = month
    return properties, parts(feature["geometry"])


def open_in(month: str, layers: Mapping[str, Json]) -> dict[str, Json]:
    """Return layers with what is open in a month, ``YYYY-MM``; what has no date is always there.

    Examples
    --------
    >>> leg = {"properties": {"opened": "2014-12", "closed": None}}
    >>> [len(open_in(at, {"eastern": {"features": [leg]}})["eastern"]["features"])
    ...  for at in ("2014-11", "2014-12")]
    [0, 1]
    """
    now = month_index(month) or 0

    def is_open(feature: Json) -> bool:
        since, until = (month_index(feature["properties"].get(at)) for at in ("opened", "closed"))
        return (since is None or since <= now) and (until is None or until > now)

    return {
        name: {**layer, "features": [one for one in layer["features"] if is_open(one)]}
        for name, layer in layers.items()
    }


def parts(geometry: Json) -> list[list[tuple[float, float]]]:
    """Return the lines of a line or the outlines of an area."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        parts = [coordinates]
    elif kind == "MultiPolygon":
        parts = [ring for polygon in coordinates for ring in polygon]
    else:
        parts = coordinates
    return [[(float(p[0]), float(p[1])) for p in part] for part in parts]


def _ends(collections: Iterable[Json]) -> frozenset[str]:
    """Return the names of the places where legs end; the map names them first."""
    props = [feature["properties"] for one in collections for feature in one["features"]]
    return frozenset(str(p[end]) for p in props for end in ("from", "to") if p.get(end))


def _place(feature: Json, identifier: str, first: frozenset[str], locale: Locale) -> Json:
    props = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"][:2]
    shape, style, order, zoom = PLACE_SHAPES.get(
        str(props.get("kind")), PLACE_SHAPES[PlaceKind.WAYPOINT]
    )
    return point_feature(
        lon,
        lat,
        {
            "id": identifier,
            "place": str(props.get("id") or ""),
            "colour": "neutral",
            "style": style,
            "shape": shape,
            "size": 3.6,
            "label": locale.name(props),
            "order": order + (0 if props.get("name") in first else _PLACE_ORDER),
            "zoom": zoom,
            "crowd": True,
        },
    )


def _layer_card(
    props: Json, source_of: SourceLookup | None, locale: Locale, stay: Stay | None = None
) -> Json:
    """Return the card of a leg, a place or a passage; what is not there is left out."""
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
    times, origins = stay(str(props.get("id") or "")) if stay else ((), ())
    return {
        "title": title,
        "subtitle": kind,
        "rows": [[label, value] for label, value in (*rows, *times) if value],
        "note": translate(str(props.get("note") or "")),
        "sources": sources(filter(None, (*identifiers, *origins)), source_of),
    }


def _country(props: Json, locale: Locale) -> str:
    code = str(props.get("country") or "")
    return "" if code == INTERNATIONAL_WATERS else locale.country(code)


def millimetres(value: object, locale: Locale) -> str:
    """Return a gauge as text, empty where there is none."""
    return f"{month_text(str(value), locale)} {locale.translate('mm')}" if value else ""


def kilometres(value: object, locale: Locale) -> str:
    """Return a length as text, empty where there is none."""
    return (
        ""
        if not isinstance(value, int | float)
        else f"{locale.number(value, 0)} {locale.translate('km')}"
    )
