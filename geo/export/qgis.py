"""How QGIS draws the layers of a GeoPackage: its XML of symbols and labels, for each layer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from geo.model import Mode, Status
from geo.palette import ACCENT, GROUND, PATTERNS, WIDTHS, colour_of
from geo.webmap import LAYER_STYLES, PLACE_SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.export.content import Content
    from geo.layers import Feature

Look = dict[str, str]
_PIXEL_MM: Final = 0.26
_OFFSET_MM: Final = 0.9
"""Between corridors that share a way, so that none hides another."""
_MOVED: Final = (
    "with_variable('by', {mm} * coalesce(@map_scale, 0) / 157426000, "
    "translate($geometry, @by / cos(radians(y(centroid($geometry)))), @by))"
)
"""A degree of latitude is 111,320,000 mm; divided by the root of two, as half goes east."""
_BAND_PIXELS: Final = 9.0
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ABOVE: Final = 2
"""Level of lines that are not in operation: a railway planned beside a road lies over it."""
_ONCE: Final = 'CASE WHEN "fid" = minimum("fid", group_by:="name") THEN "name" END'
"""A stop of several corridors is named once."""
_AROUND_POINT: Final = "6"
"""QGIS: at one of the places round the point that cartographers prefer."""


def style_of(feature: Feature, layer: str) -> str:
    """Return the value of the column ``style``: corridor, mode and status, or kind of place."""
    row = feature["properties"]
    look = LAYER_STYLES.get(layer)
    owner = str(row.get("corridor") or (look.colour if look else ""))
    if feature["geometry"]["type"] == "Point":
        return "/".join(filter(None, (owner, str(row.get("kind") or "") if look else "")))
    return "/".join([owner, str(row.get("mode") or ""), str(row.get("status") or "")])


def style_rows(content: Content, layers: Mapping[str, list[Feature]]) -> dict[str, str]:
    """Return QGIS's XML for every layer of lines or points, by the name of its table."""
    found = {}
    for name, own in layers.items():
        kinds = {feature["geometry"]["type"] for feature in own}
        if any(kind.endswith("Polygon") for kind in kinds):
            continue
        styles = sorted({style_of(feature, name) for feature in own})
        points = kinds == {"Point"}
        root = ET.Element("qgis", version="3.22", styleCategories="Symbology|Labeling")
        renderer = ET.SubElement(
            root, "renderer-v2", type="categorizedSymbol", attr="style", symbollevels="1"
        )
        categories = ET.SubElement(renderer, "categories")
        symbols = ET.SubElement(renderer, "symbols")
        for number, style in enumerate(styles):
            told = {"value": xml_text(style), "label": xml_text(_label(style, name, content))}
            ET.SubElement(categories, "category", told, symbol=str(number), render="true")
            looks = _looks(style, name)
            if points:
                _symbol(symbols, str(number), "marker", looks)
            else:
                alpha, aside = "0.45" if _is_band(name) else "1", _aside_mm(style, content)
                first = 0 if style.endswith(f"/{Status.OPERATING}") else _ABOVE
                _symbol(
                    symbols, str(number), "line", looks, alpha=alpha, aside_mm=aside, first=first
                )
        if points:
            _labels(root, _named(content))
        found[name] = ET.tostring(root, encoding="unicode")
    return found


def _is_band(layer: str) -> bool:
    return layer in LAYER_STYLES and LAYER_STYLES[layer].band


def _named(content: Content) -> str:
    """Return the expression that names a point."""
    if not content.layers:
        return _ONCE
    language = content.locale.language
    return '"name"' if language == "en" else f'coalesce("name_{language}", "name")'


def _label(style: str, layer: str, content: Content) -> str:
    """Return what QGIS's list of layers says beside a symbol."""
    translate = content.locale.translate
    owner, *words = style.split("/")
    name = (
        translate(LAYER_STYLES[layer].name)
        if layer in LAYER_STYLES
        else content.names.get(owner, owner)
    )
    told = [translate(word.replace("_", " ")) for word in words if word]
    return ": ".join(filter(None, (name, ", ".join(told))))


def _looks(style: str, layer: str) -> list[Look]:
    owner, _, rest = style.partition("/")
    if "/" not in rest:
        return [_point_look(owner, rest)]
    mode, _, status = rest.partition("/")
    if _is_band(layer):
        return [_line_look(owner, _BAND_PIXELS)]
    return _line_looks(owner, mode, status)


def _aside_mm(style: str, content: Content) -> float:
    """Return how far to the north-east the lines of a corridor are drawn, millimetres of paper.

    They are moved as they are: QGIS's own offset loses long lines with many bends.
    """
    drawn = list(dict.fromkeys(row.corridor for row in content.journeys))
    owner = style.partition("/")[0]
    return (drawn.index(owner) - (len(drawn) - 1) / 2) * _OFFSET_MM if owner in drawn else 0.0


def _line_looks(owner: str, mode: str, status: str) -> list[Look]:
    width = WIDTHS[Mode(mode)] if mode in set(Mode) else WIDTHS[Mode.SEA]
    look = _line_look(owner, width)
    pattern = PATTERNS[Status(status)] if status in set(Status) else PATTERNS[Status.OPERATING]
    if dashes := (2, 2) if pattern.crossed else pattern.dashes:
        told = ";".join(f"{dash * _PIXEL_MM:.2f}" for dash in dashes)
        look |= {"use_custom_dash": "1", "customdash": told, "customdash_unit": "MM"}
        look["capstyle"] = "round" if pattern.round_ends else "flat"
    if mode != Mode.ROAD:
        return [look]
    paper = _channels(GROUND["casing"].light)
    core = {"line_color": paper, "line_width": f"{0.45 * width * _PIXEL_MM:.2f}"}
    return [look, look | core | {"capstyle": "flat"}]


def _line_look(owner: str, pixels: float) -> Look:
    return {
        "line_color": _colour(owner),
        "line_width": f"{pixels * _PIXEL_MM:.2f}",
        "line_width_unit": "MM",
        "capstyle": "round",
        "joinstyle": "round",
    }


def _point_look(owner: str, kind: str) -> Look:
    place = PLACE_SYMBOLS.get(kind)
    shape, fill = (place.shape, place.style) if place else ("circle", "")
    colour = _colour(owner)
    return {
        "name": shape,
        "color": colour if "solid" in fill.split() else _channels(GROUND["paper"].light),
        "outline_color": colour,
        "outline_width": "0.4",
        "size": "2.2",
        "size_unit": "MM",
    }


def _symbol(
    parent: ET.Element,
    name: str,
    kind: str,
    looks: Sequence[Look],
    *,
    alpha: str = "1",
    aside_mm: float = 0.0,
    first: int = 0,
) -> None:
    """Add a symbol whose layers lie on levels of their own, so that hollow roads have no seams."""
    symbol = ET.SubElement(parent, "symbol", name=name, type=kind, alpha=alpha)
    for level, look in enumerate(looks, start=first):
        told = {"class": f"Simple{kind.capitalize()}", "enabled": "1", "pass": str(level)}
        if not aside_mm:
            _options(ET.SubElement(symbol, "layer", told), look)
            continue
        moved = ET.SubElement(symbol, "layer", told | {"class": "GeometryGenerator"})
        expression = _MOVED.format(mm=f"{aside_mm:.2f}")
        _options(moved, {"SymbolType": "Line", "geometryModifier": expression})
        inner = ET.SubElement(moved, "symbol", name=f"@{name}@{level}", type=kind, alpha="1")
        _options(ET.SubElement(inner, "layer", told | {"pass": "0"}), look)


def _options(layer: ET.Element, told: Look) -> None:
    listed = ET.SubElement(layer, "Option", type="Map")
    for name, value in told.items():
        ET.SubElement(listed, "Option", name=name, value=value, type="QString")


def _labels(root: ET.Element, expression: str) -> None:
    """Name points beside them, where there is room."""
    root.set("labelsEnabled", "1")
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    style = ET.SubElement(
        settings, "text-style", fieldName=expression, isExpression="1", fontSize="8",
        fontSizeUnit="Point", textColor=_channels(GROUND["text"].light), textOpacity="1",
    )  # fmt: skip
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.7", bufferSizeUnits="MM",
        bufferColor=_channels(GROUND["paper"].light), bufferOpacity="1",
    )  # fmt: skip
    place = {"placement": _AROUND_POINT, "dist": "0.5", "distUnits": "MM", "offsetType": "1"}
    ET.SubElement(settings, "placement", place)


def _colour(owner: str) -> str:
    return _channels((ACCENT if owner == "accent" else colour_of(owner)).light)


def _channels(colour: str) -> str:
    """Return red, green, blue and opacity, 0 to 255.

    Examples
    --------
    >>> _channels("#ff8000")
    '255,128,0,255'
    """
    text = colour.lstrip("#")
    return ",".join([*(str(int(text[i : i + 2], 16)) for i in (0, 2, 4)), "255"])


def xml_text(text: str) -> str:
    r"""Return a text without the characters that XML 1.0 forbids; it is not escaped.

    Examples
    --------
    >>> xml_text("Mumbai\x00\x0b <b>")
    'Mumbai <b>'
    """
    return _FORBIDDEN.sub("", text)
