"""Styles of QGIS for the layers of a GeoPackage: XML of symbols and labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from geo.evidence import GateStatus
from geo.model import Mode, Status
from geo.palette import ACCENT, GROUND, PATTERNS, STATES, WIDTHS, colour_of, dashes_of
from geo.webmap import LAYER_STYLES, MARKS, PLACE_SYMBOLS, state_legend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.export.content import Content
    from geo.layers import Feature

Options = dict[str, str]
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
GATES: Final = "gates"
"""Layer of the states of gates."""
_RINGS: Final = {"open": "solid", "unknown": "dash"}
"""Outlines of the marks of gates that are rings."""
_AROUND_POINT: Final = "6"
"""QGIS: at one of the places round the point that cartographers prefer."""


def style_of(feature: Feature, layer: str) -> str:
    """Value of the column ``style``: corridor, mode and status, or kind of place."""
    row = feature["properties"]
    layer_style = LAYER_STYLES.get(layer)
    owner = str(row.get("corridor") or (layer_style.colour if layer_style else ""))
    if layer == GATES:
        return MARKS[GateStatus(row["status"])]
    if feature["geometry"]["type"] == "Point":
        return "/".join(filter(None, (owner, str(row.get("kind") or "") if layer_style else "")))
    return "/".join([owner, str(row.get("mode") or ""), str(row.get("status") or "")])


def style_rows(content: Content, layers: Mapping[str, list[Feature]]) -> dict[str, str]:
    """XML of QGIS for every layer of lines or points, by the name of its table."""
    documents = {}
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
            category = {"value": xml_text(style), "label": xml_text(_label(style, name, content))}
            ET.SubElement(categories, "category", category, symbol=str(number), render="true")
            parts = _symbol_layers(style, name)
            if points:
                _symbol(symbols, str(number), "marker", parts)
            else:
                alpha, aside = "0.45" if _is_band(name) else "1", _aside_mm(style, content)
                first = 0 if style.endswith(f"/{Status.OPERATING}") else _ABOVE
                _symbol(
                    symbols,
                    str(number),
                    "line",
                    parts,
                    alpha=alpha,
                    aside_mm=aside,
                    first=first,
                )
        if points:
            _labels(root, _named(content))
        documents[name] = ET.tostring(root, encoding="unicode")
    return documents


def _is_band(layer: str) -> bool:
    return layer in LAYER_STYLES and LAYER_STYLES[layer].band


def _named(content: Content) -> str:
    """Expression that names a point."""
    if not content.layers:
        return _ONCE
    language = content.locale.language
    return '"name"' if language == "en" else f'coalesce("name_{language}", "name")'


def _label(style: str, layer: str, content: Content) -> str:
    """Text beside a symbol in the list of layers of QGIS."""
    translate = content.locale.translate
    if layer == GATES:
        rows = state_legend(content.locale)
        return next(item.label for item in rows if item.shape == style)
    owner, *words = style.split("/")
    name = (
        translate(LAYER_STYLES[layer].name)
        if layer in LAYER_STYLES
        else content.names.get(owner, owner)
    )
    states = [translate(word.replace("_", " ")) for word in words if word]
    return ": ".join(filter(None, (name, ", ".join(states))))


def _symbol_layers(style: str, layer: str) -> list[Options]:
    if layer == GATES:
        return _mark_layers(style)
    owner, _, rest = style.partition("/")
    if "/" not in rest:
        return [_point_options(owner, rest)]
    mode, _, status = rest.partition("/")
    if _is_band(layer):
        return [_line_options(owner, _BAND_PIXELS)]
    return _line_symbol_layers(owner, mode, status)


def _aside_mm(style: str, content: Content) -> float:
    """Shift of the lines of a corridor to the north-east, millimetres of paper.

    They are moved as they are: QGIS's own offset loses long lines with many bends.
    """
    drawn = list(dict.fromkeys(row.corridor for row in content.journeys))
    owner = style.partition("/")[0]
    return (drawn.index(owner) - (len(drawn) - 1) / 2) * _OFFSET_MM if owner in drawn else 0.0


def _line_symbol_layers(owner: str, mode: str, status: str) -> list[Options]:
    width = WIDTHS[Mode(mode)] if mode in set(Mode) else WIDTHS[Mode.SEA]
    options = _line_options(owner, width)
    state = Status(status) if status in set(Status) else Status.OPERATING
    pattern = PATTERNS[state]
    if dashes := (2, 2) if pattern.crossed else dashes_of(owner, state):
        lengths = ";".join(f"{dash * _PIXEL_MM:.2f}" for dash in dashes)
        options |= {"use_custom_dash": "1", "customdash": lengths, "customdash_unit": "MM"}
        options["capstyle"] = "round" if pattern.round_ends else "flat"
    if mode != Mode.ROAD:
        return [options]
    paper = _channels(GROUND["casing"].light)
    core = {"line_color": paper, "line_width": f"{0.45 * width * _PIXEL_MM:.2f}"}
    return [options, options | core | {"capstyle": "flat"}]


def _line_options(owner: str, pixels: float) -> Options:
    return {
        "line_color": _colour(owner),
        "line_width": f"{pixels * _PIXEL_MM:.2f}",
        "line_width_unit": "MM",
        "capstyle": "round",
        "joinstyle": "round",
    }


def _point_options(owner: str, kind: str) -> Options:
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


def _mark_layers(mark: str) -> list[Options]:
    """Options of the parts of the mark of a gate: its plate, and what is cut out of it."""
    colour, paper = _channels(STATES[mark].light), _channels(GROUND["paper"].light)
    plate = {
        "name": "diamond" if mark == "blockaded" else "circle",
        "color": colour,
        "outline_color": paper,
        "outline_width": "0.4",
        "size": "4.4" if mark == "blockaded" else "3.4",
        "size_unit": "MM",
    }
    if mark in _RINGS:
        ring = {"color": paper, "outline_color": colour, "outline_style": _RINGS[mark]}
        return [plate | ring | {"size": "2.8"}]
    if mark == "hindered":
        half = {"name": "semi_circle", "color": paper, "outline_style": "no", "size": "2.2"}
        return [plate, plate | half]
    bar = plate | {"name": "line", "outline_width": "0.5"}
    if mark == "blockaded":
        upright = bar | {"size": "1.4", "offset_unit": "MM"}
        return [plate, *(upright | {"offset": f"{x_mm},0"} for x_mm in (-0.4, 0.4))]
    return [plate, bar | {"size": "1.9", "angle": "90"}]


def _symbol(
    parent: ET.Element,
    name: str,
    kind: str,
    symbol_layers: Sequence[Options],
    *,
    alpha: str = "1",
    aside_mm: float = 0.0,
    first: int = 0,
) -> None:
    """Add a symbol with each of its layers on its own level, so that hollow roads have no seams."""
    symbol = ET.SubElement(parent, "symbol", name=name, type=kind, alpha=alpha)
    for level, options in enumerate(symbol_layers, start=first):
        attributes = {"class": f"Simple{kind.capitalize()}", "enabled": "1", "pass": str(level)}
        if not aside_mm:
            _options(ET.SubElement(symbol, "layer", attributes), options)
            continue
        moved = ET.SubElement(symbol, "layer", attributes | {"class": "GeometryGenerator"})
        expression = _MOVED.format(mm=f"{aside_mm:.2f}")
        _options(moved, {"SymbolType": "Line", "geometryModifier": expression})
        inner = ET.SubElement(moved, "symbol", name=f"@{name}@{level}", type=kind, alpha="1")
        _options(ET.SubElement(inner, "layer", attributes | {"pass": "0"}), options)


def _options(layer: ET.Element, options: Options) -> None:
    listed = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
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
    """Red, green, blue and opacity, 0 to 255.

    Examples
    --------
    >>> _channels("#ff8000")
    '255,128,0,255'
    """
    text = colour.lstrip("#")
    return ",".join([*(str(int(text[i : i + 2], 16)) for i in (0, 2, 4)), "255"])


def xml_text(text: str) -> str:
    r"""Text without the characters that XML 1.0 forbids; it is not escaped.

    Examples
    --------
    >>> xml_text("Mumbai\x00\x0b <b>")
    'Mumbai <b>'
    """
    return _FORBIDDEN.sub("", text)
