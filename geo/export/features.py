"""Flat rows of legs, stops and layers: one set of columns for every table and every GIS file."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.content import Content, Row
    from geo.layers import Feature, Geometry

    Position = Sequence[float]

Json = dict[str, Any]
DECIMALS: Final = 6
"""About a tenth of a metre; RFC 7946, section 11.2."""
_HALF: Final = 180.0
_BANDS: Final = ("p10", "p50", "p90")


def leg_rows(content: Content) -> list[Row]:
    """Return one row for each leg of each journey."""
    return [
        {
            "corridor": journey["corridor"],
            "variant": journey["variant"],
            "number": number,
            "name": f"{leg['from']} – {leg['to']}",
            "from": leg["from"],
            "to": leg["to"],
            "mode": leg["mode"],
            "water": leg["water"],
            "country": leg["country"],
            "gauge_mm": leg["gauge_mm"] or None,
            "track_km": leg["track_km"],
            "drawn_km": leg["drawn_km"],
            "status": leg["status"],
            "accuracy": leg["accuracy"],
            **_measures(content, leg),
        }
        for journey in content.journeys
        for number, leg in enumerate(journey["legs"])
    ]


def stop_rows(content: Content) -> list[Row]:
    """Return one row for each stop of each journey; coordinates in degrees."""
    return [
        {
            "corridor": journey["corridor"],
            "variant": journey["variant"],
            "after_leg": stop["after_leg"],
            "name": stop["place"],
            "kind": stop["kind"],
            "countries": " ".join(filter(None, stop["countries"])),
            "modes": " ".join(stop["modes"]),
            "gate": stop["gate"],
            "clocks": " ".join(stop["clocks"]),
            "lon": round(stop["lon"], DECIMALS),
            "lat": round(stop["lat"], DECIMALS),
            **_measures(content, stop),
        }
        for journey in content.journeys
        for stop in journey["stops"]
    ]


def _measures(content: Content, part: Json) -> Row:
    row: Row = {}
    for name in ("hours", "usd", "kg_co2e"):
        band = part[name] or {}
        row |= {f"{name}_{share}": band.get(share) for share in _BANDS}
    titles = [" ".join(filter(None, content.source_of(source))) for source in part["sources"]]
    return row | {
        "box": content.request.box.value,
        "grade": part["grade"],
        "figures": "|".join(part["figures"]),
        "source_ids": "|".join(part["sources"]),
        "sources": "; ".join(titles),
    }


def feature_layers(content: Content) -> dict[str, list[Feature]]:
    """Return GeoJSON features by layer: the layers themselves, or legs and stops of journeys.

    Longitude first, EPSG:4326, at most six decimals, lines cut at the antimeridian.
    """
    if content.layers:
        return {
            name: [_layer_feature(content, feature) for feature in layer["features"]]
            for name, layer in content.layers.items()
        }
    lines = [leg["coordinates"] for journey in content.journeys for leg in journey["legs"]]
    legs: list[Feature] = [
        {"type": "Feature", "properties": row, "geometry": line_geometry(line)}
        for row, line in zip(leg_rows(content), lines, strict=True)
    ]
    stops: list[Feature] = [
        {
            "type": "Feature",
            "properties": {k: v for k, v in row.items() if k not in {"lon", "lat"}},
            "geometry": {"type": "Point", "coordinates": [_wrapped(row["lon"]), row["lat"]]},
        }
        for row in stop_rows(content)
    ]
    return {"legs": legs, "stops": stops}


def _layer_feature(content: Content, feature: Feature) -> Feature:
    row = dict(feature["properties"])
    ids = str(row.get("source_ids") or row.get("source") or "").split("|")
    row["sources"] = "; ".join(" ".join(filter(None, content.source_of(i))) for i in ids if i)
    return {"type": "Feature", "properties": row, "geometry": feature["geometry"]}


def line_geometry(line: Sequence[Position]) -> Geometry:
    """Return a line as GeoJSON, in several parts where it crosses the antimeridian.

    Examples
    --------
    >>> line_geometry([[179, 10], [181, 20]])["coordinates"]
    [[[179, 10], [180.0, 15.0]], [[-180.0, 15.0], [-179.0, 20]]]
    """
    parts: list[list[list[float]]] = [[_position(line[0])]]
    for (lon, lat), (further, there) in pairwise([_position(point) for point in line]):
        if abs(further - lon) > _HALF:
            side = _HALF if lon > 0 else -_HALF
            width = 2 * _HALF - abs(further - lon)
            share = abs(side - lon) / width if width else 0.0
            middle = round(lat + share * (there - lat), DECIMALS)
            parts[-1].append([side, middle])
            parts.append([[-side, middle]])
        parts[-1].append([further, there])
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _position(point: Position) -> list[float]:
    return [_wrapped(round(point[0], DECIMALS)), round(point[1], DECIMALS)]


def _wrapped(lon: float) -> float:
    """Return a longitude between -180 and 180."""
    if -_HALF <= lon <= _HALF:
        return lon
    return round((lon + _HALF) % (2 * _HALF) - _HALF, DECIMALS)
