"""GeoJSON and GeoPackage: features, their attributes, and how QGIS draws them."""

from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from geo.export_rows import feature_layers
from geo.maps_layers import LOOKS
from geo.model import Mode, Status
from geo.palette import ACCENT, PATTERNS, WIDTHS, ink

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.export_content import Content

Json = dict[str, Any]
WRITTEN: Final = "2000-01-01T00:00:00Z"
"""Stands for the time of writing, so that the same question gives the same bytes."""
_LOCK: Final = threading.Lock()
_PIXEL_MM: Final = 0.26
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOLLOW: Final = "255,253,248,255"


def geojson_bytes(content: Content) -> bytes:
    """Return a FeatureCollection after RFC 7946; what it is about stands in a member ``about``."""
    features = [
        {**feature, "properties": {"layer": name, **feature["properties"]}}
        for name, own in feature_layers(content).items()
        for feature in own
    ]
    document = {"type": "FeatureCollection", "about": content.about(), "features": features}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def geojson_count(path: Path) -> int:
    """Return how many features a file holds."""
    return len(json.loads(path.read_bytes())["features"])


def feature_count(content: Content) -> int:
    """Return how many features a file of this content has to hold."""
    return sum(len(own) for own in feature_layers(content).values())


def write_gpkg(content: Content, path: Path) -> None:
    """Write a GeoPackage: one table a layer, a table ``about``, and styles QGIS takes up."""
    import pandas as pd  # noqa: PLC0415 - slow to load, and only this format needs it
    import pyogrio  # noqa: PLC0415

    layers = {name: own for name, own in feature_layers(content).items() if own}
    about = pd.DataFrame(list(content.about().items()), columns=["what", "text"], dtype=str)
    with _LOCK:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
        try:
            for number, (name, own) in enumerate(layers.items()):
                options = {"append": True} if number else {}
                frame = _frame(own, layer=name)
                kinds = {feature["geometry"]["type"] for feature in own}
                kind = kinds.pop() if len(kinds) == 1 else "Unknown"
                pyogrio.write_dataframe(
                    frame, path, layer=name, driver="GPKG", geometry_type=kind, **options
                )
            for name, table in (("about", about), ("layer_styles", _styles(layers))):
                pyogrio.write_dataframe(
                    table, path, layer=name, driver="GPKG", append=bool(layers) or name != "about"
                )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def gpkg_count(path: Path) -> int:
    """Return how many features the layers of a file hold."""
    import pyogrio  # noqa: PLC0415 - slow to load

    names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    return sum(len(pyogrio.read_dataframe(path, layer=name)) for name in names)


def _frame(features: list[Json], *, layer: str) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - slow to load
    from shapely.geometry import shape  # noqa: PLC0415

    rows = [
        {**{k: _plain(v) for k, v in f["properties"].items()}, "style": _style(f, layer)}
        for f in features
    ]
    for row in rows:
        if "fid" in row:
            row["fid_"] = row.pop("fid")
    shapes = [shape(feature["geometry"]) for feature in features]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")


def _plain(value: object) -> object:
    """Return a value a column can hold; GeoPackage ends a text at a null character."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return value


def _style(feature: Json, layer: str) -> str:
    row = feature["properties"]
    look = LOOKS.get(layer)
    owner = str(row.get("corridor") or (look.ink if look else ""))
    if feature["geometry"]["type"] == "Point":
        return owner
    return "/".join([owner, str(row.get("mode") or ""), str(row.get("status") or "")])


def _styles(layers: dict[str, list[Json]]) -> Any:  # noqa: ANN401 - a data frame, not loaded here
    """Return the table ``layer_styles``, which QGIS reads when a layer is opened."""
    import pandas as pd  # noqa: PLC0415 - slow to load

    rows = []
    for number, (name, own) in enumerate(layers.items(), start=1):
        kinds = {feature["geometry"]["type"] for feature in own}
        if any(kind.endswith("Polygon") for kind in kinds):
            continue
        styles = sorted({_style(feature, name) for feature in own})
        rows.append(
            {
                "id": number,
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": name,
                "f_geometry_column": "geom",
                "styleName": name,
                "styleQML": _qml(styles, points=kinds == {"Point"}),
                "styleSLD": "",
                "useAsDefault": True,
                "description": "Colours of the INSTC Atlas",
                "owner": "",
                "ui": "",
            }
        )
    return pd.DataFrame(rows)


def _qml(styles: list[str], *, points: bool) -> str:
    """Return QGIS's description of one symbol for each value of the column ``style``."""
    root = ET.Element("qgis", version="3.28", styleCategories="Symbology")
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr="style", enableorderby="0"
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, style in enumerate(styles):
        ET.SubElement(
            categories,
            "category",
            value=xml_text(style),
            label=xml_text(style.replace("/", " · ").strip(" ·")),
            symbol=str(number),
            render="true",
        )
        kind = "marker" if points else "line"
        symbol = ET.SubElement(symbols, "symbol", name=str(number), type=kind, alpha="1")
        for look in _point_look(style) if points else _line_looks(style):
            layer = ET.SubElement(
                symbol,
                "layer",
                {"class": "SimpleMarker" if points else "SimpleLine", "enabled": "1", "pass": "0"},
            )
            listed = ET.SubElement(layer, "Option", type="Map")
            for name, value in look.items():
                ET.SubElement(listed, "Option", name=name, value=value, type="QString")
    return ET.tostring(root, encoding="unicode")


def _line_looks(style: str) -> list[dict[str, str]]:
    owner, mode, status = style.split("/", 2)
    width = WIDTHS[Mode(mode)] if mode in set(Mode) else 2.0
    look = {
        "line_color": _colour(owner),
        "line_width": f"{width * _PIXEL_MM:.2f}",
        "line_width_unit": "MM",
        "capstyle": "round",
        "joinstyle": "round",
    }
    dashes = PATTERNS[Status(status)].dashes if status in set(Status) else ()
    if status == Status.SUSPENDED:
        dashes = (2, 2)
    if dashes:
        told = ";".join(f"{dash * _PIXEL_MM:.2f}" for dash in dashes)
        look |= {"use_custom_dash": "1", "customdash": told, "customdash_unit": "MM"}
    if mode != Mode.ROAD:
        return [look]
    return [look, look | {"line_color": _HOLLOW, "line_width": f"{width * _PIXEL_MM / 2:.2f}"}]


def _point_look(style: str) -> list[dict[str, str]]:
    return [
        {
            "name": "circle",
            "color": "255,255,255,255",
            "outline_color": _colour(style),
            "outline_width": "0.5",
            "size": "2.4",
            "size_unit": "MM",
        }
    ]


def _colour(owner: str) -> str:
    """Return red, green, blue and opacity, 0 to 255."""
    text = (ACCENT if owner == "accent" else ink(owner)).light.lstrip("#")
    return ",".join([*(str(int(text[i : i + 2], 16)) for i in (0, 2, 4)), "255"])


def xml_text(text: str) -> str:
    r"""Return a text without the characters that XML 1.0 forbids; it is not escaped.

    Examples
    --------
    >>> xml_text("Mumbai\x00\x0b <b>")
    'Mumbai <b>'
    """
    return _FORBIDDEN.sub("", text)
