"""Small layers, journeys and hostile strings for the tests of maps and views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.webmap.layers import layer_groups

if TYPE_CHECKING:
    from geo.webmap.scene import Group

Json = dict[str, Any]

SPOT: Final = """place => {
  const point = RENDERER.map.latLngToContainerPoint(place);
  const box = RENDERER.map.getContainer().getBoundingClientRect();
  return [box.left + point.x, box.top + point.y];
}"""
"""JavaScript that turns a place, latitude first, into pixels of the window."""

HOSTILE: Final = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "${alert(3)}`",
    "\\x3cimg src=x onerror=alert(4)\\x3e",
    '"><svg onload=alert(5)>',
    "javascript:alert(6)",
)
"""What a name may hold at worst: markup, script, template literals, escapes."""


def collection(*features: Json) -> Json:
    """Return a FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def leg_feature(**changes: object) -> Json:
    """Return a leg of a layer, Rasht to Astara."""
    properties = {
        "leg_id": "rasht_astara-001",
        "name": "Rasht – Astara",
        "from": "Rasht",
        "to": "Astara",
        "mode": "rail",
        "country": "IR",
        "gauge_mm": 1435,
        "track_km": 162.0,
        "drawn_km": 160.4,
        "status": "planned",
        "opened": None,
        "source_ids": "LEN040|osm",
        "accuracy": "schematic",
    }
    return {
        "type": "Feature",
        "properties": properties | changes,
        "geometry": {"type": "LineString", "coordinates": [[49.586, 37.194], [48.87, 38.43]]},
    }


def place_feature(**changes: object) -> Json:
    """Return a place of the layer of places."""
    properties = {"id": "rasht", "name": "Rasht", "kind": "city", "country": "IR", "unlocode": ""}
    return {
        "type": "Feature",
        "properties": properties | changes,
        "geometry": {"type": "Point", "coordinates": [49.586, 37.194]},
    }


def journey(*, place: str = "Astara") -> Json:
    """Return a journey in the JSON of `geo.journeys.schema`, with every part a map shows."""
    band = {"p10": 20.0, "p50": 30.0, "p90": 60.0}
    leg = {
        "mode": "rail",
        "water": "none",
        "country": "RU",
        "gauge_mm": 1520,
        "track_km": 2400.0,
        "drawn_km": 2300.0,
        "status": "operating",
        "accuracy": "generalised",
        "links": [],
        "hours": band,
        "grade": "B",
        "sources": ["osm", "SRC1"],
    }
    stop = {
        "place": place,
        "lon": 48.87,
        "lat": 38.43,
        "after_leg": 0,
        "modes": ["rail", "rail"],
        "countries": ["AZ", "IR"],
        "gate": "astara",
        "hours": band,
        "clocks": ["door", "shipment"],
        "grade": "K",
        "sources": ["SRC2"],
    }
    end = {"mode": "rail", "access_km": 0.4, "kind": "city", "unlocode": "", "id": "x"}
    moscow = {"name": "Moscow", "lon": 37.6, "lat": 55.75, "country": "RU"}
    nhava = {"name": "Nhava Sheva", "lon": 72.95, "lat": 18.95, "country": "IN"}
    return {
        "corridor": "western",
        "variant": "truck-iran",
        "origin": end | moscow,
        "destination": end | nhava,
        "clock": "shipment",
        "km": 4800.0,
        "hours": {"p10": 300.0, "p50": 400.0, "p90": 600.0},
        "legs": [
            leg | {"from": "Moscow", "to": place, "coordinates": [[37.6, 55.75], [48.87, 38.43]]},
            leg
            | {
                "from": place,
                "to": "Nhava Sheva",
                "mode": "sea",
                "coordinates": [[48.87, 38.43], [72.95, 18.95]],
            },
        ],
        "stops": [
            stop | {"kind": "border"},
            stop | {"kind": "gauge_break", "hours": None},
            stop | {"kind": "wait", "clocks": ["door"]},
        ],
    }


def small_groups() -> tuple[Group, ...]:
    """Return the groups of a map of one leg and one place."""
    layers = {"rasht_astara": collection(leg_feature()), "places": collection(place_feature())}
    return layer_groups(layers)
