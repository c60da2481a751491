"""KML: a folder a corridor, lines in its colour, and what is known of each in its balloon."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from geo.export.features import feature_layers, own_features
from geo.export.qgis import GATES, xml_text
from geo.model import Mode
from geo.palette import ACCENT, CORRIDORS, NEUTRAL, WIDTHS
from geo.webmap import LAYER_STYLES, OWN

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content
    from geo.layers import Feature, Geometry

SPACE: Final = "http://www.opengis.net/kml/2.2"
_BALLOON: Final = (
    *("text", "since", "until", "traffic_share"),
    *("kind", "mode", "status", "country", "gauge_mm", "track_km", "drawn_km", "accuracy"),
    *("hours_p10", "hours_p50", "hours_p90", "usd_p50", "kg_co2e_p50", "box", "grade", "sources"),
)


def kml_bytes(content: Content) -> bytes:
    """KML document; every text is plain text in it, never markup."""
    root = ET.Element("kml", xmlns=SPACE)
    document = ET.SubElement(root, "Document")
    about = content.about()
    _text(document, "name", about["title"])
    _balloon(document, {name: text for name, text in about.items() if name != "title"})
    for name in (*CORRIDORS, "neutral", "accent"):
        for mode in Mode:
            _line_style(document, name, mode)
    for layer, features in feature_layers(content).items():
        groups: dict[str, list[Feature]] = {}
        for feature in features:
            groups.setdefault(_group(content, feature, layer), []).append(feature)
        for name, own in groups.items():
            folder = ET.SubElement(document, "Folder")
            _text(folder, "name", name)
            for feature in own:
                _placemark(folder, feature, layer)
    if own := own_features(content):
        folder = ET.SubElement(document, "Folder")
        _text(folder, "name", own[0]["properties"]["layer"])
        labels = content.own.layer.labels if content.own else ()
        for feature, label in zip(own, labels, strict=True):
            row = {**feature["properties"], "name": label}
            _placemark(folder, {**feature, "properties": row}, OWN)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode("utf-8", "replace")


def kml_count(path: Path) -> int:
    """Count the placemarks of a file."""
    return len(ET.parse(path).findall(f".//{{{SPACE}}}Placemark"))  # noqa: S314 - written by us


def _group(content: Content, feature: Feature, layer: str) -> str:
    if layer in LAYER_STYLES:
        return content.locale.translate(LAYER_STYLES[layer].name)
    row = feature["properties"]
    if layer == GATES:
        return content.locale.translate("States of gates")
    name = content.name(row["corridor"], row["variant"])
    return f"{name} ({content.locale.translate(layer)})"


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = xml_text(text)


def _balloon(parent: ET.Element, rows: dict[str, Any]) -> None:
    """Write a description; earth browsers read it as HTML, so its texts are escaped twice."""
    lines = [
        f"{html.escape(name.replace('_', ' '))}: {html.escape(str(value))}"
        for name, value in rows.items()
        if value not in (None, "")
    ]
    _text(parent, "description", "<br>".join(lines))


def _line_style(document: ET.Element, name: str, mode: Mode) -> None:
    colours = {**CORRIDORS, "neutral": NEUTRAL, "accent": ACCENT}
    red, green, blue = (colours[name].light[i : i + 2] for i in (1, 3, 5))
    colour = f"ff{blue}{green}{red}"
    style = ET.SubElement(document, "Style", id=f"{name}-{mode}")
    icon = ET.SubElement(style, "IconStyle")
    _text(icon, "color", colour)
    _text(icon, "scale", "0.6")
    line = ET.SubElement(style, "LineStyle")
    _text(line, "color", colour)
    _text(line, "width", f"{WIDTHS[mode]:g}")
    area = ET.SubElement(style, "PolyStyle")
    _text(area, "color", f"40{blue}{green}{red}")


def _placemark(folder: ET.Element, feature: Feature, layer: str) -> None:
    row, mark = feature["properties"], ET.SubElement(folder, "Placemark")
    layer_style = LAYER_STYLES.get(layer)
    owner = str(row.get("corridor") or (layer_style.colour if layer_style else ""))
    owner = owner if owner in {*CORRIDORS, "accent"} else "neutral"
    mode = row.get("mode") if row.get("mode") in set(Mode) else Mode.RAIL
    _text(mark, "name", str(row.get("name") or ""))
    _balloon(mark, {name: row.get(name) for name in _BALLOON})
    _text(mark, "styleUrl", f"#{owner}-{mode}")
    data = ET.SubElement(mark, "ExtendedData")
    for name, value in row.items():
        if value not in (None, ""):
            entry = ET.SubElement(data, "Data", name=xml_text(name))
            _text(entry, "value", str(value))
    _geometry(mark, feature["geometry"])


def _geometry(parent: ET.Element, geometry: Geometry) -> None:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind.startswith("Multi"):
        several = ET.SubElement(parent, "MultiGeometry")
        for part in coordinates:
            _geometry(several, {"type": kind.removeprefix("Multi"), "coordinates": part})
    elif kind == "Polygon":
        area = ET.SubElement(parent, kind)
        for number, ring in enumerate(coordinates):
            side = ET.SubElement(area, "innerBoundaryIs" if number else "outerBoundaryIs")
            _text(ET.SubElement(side, "LinearRing"), "coordinates", _positions(ring))
    else:
        shape = ET.SubElement(parent, kind)
        if kind == "LineString":
            _text(shape, "tessellate", "1")
        points = coordinates if kind == "LineString" else [coordinates]
        _text(shape, "coordinates", _positions(points))


def _positions(points: list[list[float]]) -> str:
    return " ".join(f"{point[0]},{point[1]}" for point in points)
