"""Small layers, journeys and hostile strings for the tests of maps and views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.evidence import GateStates, load_records, states_as_of
from geo.journeys.comparison import Journey
from geo.model import (
    INTERNATIONAL_WATERS,
    Accuracy,
    Band,
    Clock,
    End,
    Leg,
    Mode,
    Place,
    PlaceKind,
    Route,
    Status,
    Stop,
    StopKind,
    Water,
)
from geo.scenario import Scenario
from geo.webmap.layers import layer_groups
from tests.atlases import dated_atlas
from tests.totals import time_journey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.layers import Feature, FeatureCollection
    from geo.webmap.scene import Group

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


def collection(*features: Feature) -> FeatureCollection:
    """Make a FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def leg_feature(**changes: object) -> Feature:
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


def place_feature(**changes: object) -> Feature:
    """Return a place of the layer of places."""
    properties = {"id": "rasht", "name": "Rasht", "kind": "city", "country": "IR", "unlocode": ""}
    return {
        "type": "Feature",
        "properties": properties | changes,
        "geometry": {"type": "Point", "coordinates": [49.586, 37.194]},
    }


@dataclass(frozen=True, kw_only=True)
class SetJourney(Journey):
    """Journey whose hours are set, whatever its parts take."""

    hours_by_clock: Mapping[Clock, Band]

    def hours_by(self, clock: Clock) -> Band:
        """Give the hours that were set."""
        return self.hours_by_clock[clock]


def set_journey(p10: float, p50: float, p90: float, **names: str) -> Journey:
    """Journey with set hours, the same by both clocks; names are those of `journey`."""
    one, hours = journey(**names), Band(p10=p10, p50=p50, p90=p90)
    return SetJourney(
        route=one.route,
        timed=one.timed,
        scenario=one.scenario,
        ledger=one.ledger,
        record=one.record,
        as_of=one.as_of,
        gates=one.gates,
        variant_name=one.variant_name,
        hours_by_clock={Clock.SHIPMENT: hours, Clock.DOOR: hours},
    )


def journey(
    *, place: str = "Astara", corridor: str = "western", variant: str = "truck-iran"
) -> Journey:
    """Journey by rail and sea with two stops at one place, of which the second takes no time."""
    moscow = _place("moscow", "Moscow", "RU", MOSCOW)
    nhava_sheva = _place("nhava-sheva", "Nhava Sheva", "IN", NHAVA_SHEVA)
    route = Route(
        corridor=corridor,
        variant=variant,
        origin=End(place=moscow, mode=Mode.RAIL, access_km=0.4),
        destination=End(place=nhava_sheva, mode=Mode.SEA, access_km=0.4),
        legs=(
            _leg("Moscow", place, Mode.RAIL, (MOSCOW, ASTARA)),
            _leg(place, "Nhava Sheva", Mode.SEA, (ASTARA, NHAVA_SHEVA)),
        ),
        stops=(_stop(place, StopKind.BORDER), _stop(place, StopKind.GAUGE_BREAK)),
    )
    ledger = dated_atlas().ledger
    timed = time_journey(route, ledger)
    stops = {one.stop.kind: one for one in timed.stops}
    gauge_break = replace(stops[StopKind.GAUGE_BREAK], hours=None)
    timed = replace(timed, stops=(stops[StopKind.WAIT], stops[StopKind.BORDER], gauge_break))
    scenario = Scenario()
    states = states_as_of(GateStates(), scenario)
    return Journey(
        route=route,
        timed=timed,
        scenario=scenario,
        ledger=ledger,
        record=load_records().of(corridor),
        as_of=states,
        gates=(),
        variant_name=VARIANTS.get(variant, ""),
    )


VARIANTS: Final = {"truck-iran": "truck across Iran"}
MOSCOW: Final = (37.6, 55.75)
ASTARA: Final = (48.87, 38.43)
NHAVA_SHEVA: Final = (72.95, 18.95)


def _place(identifier: str, name: str, country: str, point: tuple[float, float]) -> Place:
    lon, lat = point
    return Place(id=identifier, name=name, lon=lon, lat=lat, kind=PlaceKind.CITY, country=country)


def _leg(start: str, end: str, mode: Mode, line: tuple[tuple[float, float], ...]) -> Leg:
    at_sea = mode is Mode.SEA
    return Leg(
        start=start,
        end=end,
        mode=mode,
        water=Water.OCEAN if at_sea else Water.NONE,
        country=INTERNATIONAL_WATERS if at_sea else "RU",
        gauge_mm=0 if at_sea else 1520,
        track_km=2400.0,
        drawn_km=2300.0,
        status=Status.OPERATING,
        accuracy=Accuracy.GENERALISED,
        coordinates=line,
        sources=("osm", "SRC1"),
    )


def _stop(place: str, kind: StopKind) -> Stop:
    lon, lat = ASTARA
    return Stop(
        place=place,
        kind=kind,
        lon=lon,
        lat=lat,
        after_leg=0,
        modes=(Mode.RAIL, Mode.RAIL),
        countries=("AZ", "IR"),
        gate="astara",
        place_id="astara",
    )


def small_groups() -> tuple[Group, ...]:
    """Return the groups of a map of one leg and one place."""
    layers = {"rasht_astara": collection(leg_feature()), "places": collection(place_feature())}
    return layer_groups(layers)
