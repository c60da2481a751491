"""Answers as JSON: the one place that writes them.

``answer.schema.json`` beside this module describes every field (JSON Schema, draft 2020-12).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.attribution import CREDITS, DISCLAIMER
from geo.edition import LICENCE, data_digest
from geo.estimates import Box, Incomplete, Measure
from geo.evidence import as_of_text
from geo.geodesy import KM_PER_MILE, KM_PER_NAUTICAL_MILE, cut_at_antimeridian, wrapped
from geo.journeys.analysis import (
    corrected_probability_faster,
    difference_hours,
    disagreements,
    probability_faster,
    sensitivities,
)
from geo.journeys.comparison import Comparison, Journey, calculate_all
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.estimates import Costed, Priced, TimedLeg, TimedStop
    from geo.journeys.comparison import GateCondition
    from geo.model import Band, End, Leg, LinksFile, Place

SCHEMA_VERSION: Final = "2.5"
"""The first number changes when a field is removed or means something else."""
SCHEMA_FILE: Final = Path(__file__).with_name("answer.schema.json")
HOURS_DIGITS: Final = 2
KM_DIGITS: Final = 1
AMOUNT_DIGITS: Final = 1
"""Decimals of dollars and of kilograms of CO2e."""
CHANCE_DIGITS: Final = 4


def about_json() -> dict[str, str]:
    """Describe what an answer rests on: versions, digest and licence of the data.

    Examples
    --------
    >>> sorted(about_json())
    ['attribution', 'data', 'disclaimer', 'licence', 'program', 'schema']
    """
    return {
        "schema": SCHEMA_VERSION,
        "program": __version__,
        "data": data_digest(),
        "licence": LICENCE,
        "attribution": CREDITS,
        "disclaimer": DISCLAIMER,
    }


def answer_json(answer: Journey | Comparison, *, coordinates: bool = True) -> dict[str, Any]:
    """Write a whole answer, as ``instc route --json`` and ``instc compare --json`` print it.

    Parameters
    ----------
    answer
        A journey, or a comparison, which is followed by its analysis: chances, differences,
        largest uncertainties.
    coordinates
        Whether legs carry their lines, longitude first.
    """
    if isinstance(answer, Journey):
        journey = journey_json(answer, coordinates=coordinates)
        return {"about": about_json(), **as_of_json(answer), **journey}
    return {
        "about": about_json(),
        **as_of_json(answer),
        **comparison_json(answer, coordinates=coordinates),
        **analysis_json(answer),
    }


def as_of_json(answer: Journey | Comparison) -> dict[str, Any]:
    """Write as of when an answer holds, and the gates that are not simply open."""
    as_of = answer.as_of
    changes = answer.changes if isinstance(answer, Comparison) else ()
    return {
        "as_of": {
            "text": str(as_of_text(as_of)),
            "first_day": as_of.first.isoformat(),
            "last_day": as_of.last.isoformat(),
            "asked": as_of.requested and as_of.requested.isoformat(),
            "beyond_data": as_of.is_beyond_data,
            "as_if_open": as_of.as_if_open,
            "own_states": asdict(as_of.own) if as_of.own else None,
            "own_links": links_json(as_of.links) if as_of.links else None,
            "gates": [condition_json(one) for one in answer.gates],
            "changes": [condition_json(one) for one in changes],
        }
    }


def links_json(links: LinksFile) -> dict[str, Any]:
    """Write links of the user's own, and where and how far away each meets the network.

    Examples
    --------
    >>> from geo.model import LinksFile
    >>> links_json(LinksFile(name="own.csv", digest="0123456789ab", links=()))
    {'name': 'own.csv', 'digest': '0123456789ab', 'links': []}
    """
    return {
        "name": links.name,
        "digest": links.digest,
        "links": [
            {
                "id": one.id,
                "name": one.link.name,
                "mode": one.link.mode.value,
                "speed_kmh": one.link.speed_kmh,
                "status": one.link.status.value,
                "km": round(one.km, KM_DIGITS),
                "ends": [
                    {
                        "place": end.place,
                        "lon": end.lon,
                        "lat": end.lat,
                        "gap_km": round(end.gap_km, KM_DIGITS),
                    }
                    for end in one.ends
                ],
            }
            for one in links.links
        ],
    }


def condition_json(condition: GateCondition) -> dict[str, Any]:
    """Write a gate and its state."""
    state = condition.state
    days = {"since": state.since or state.first, "until": state.last, "confirmed": state.confirmed}
    return {
        "gate": condition.gate.id,
        "name": condition.gate.name,
        "state": state.status.value,
        **{name: day and day.isoformat() for name, day in days.items()},
        "months": sorted(state.months),
        "traffic_share": state.traffic_share,
        "service_share": state.service_share,
        "grade": state.grade.value,
        "sources": list(state.sources),
        "figures": list(state.figures),
        "effect": condition.effect.text,
        "text": str(condition.text),
        "note": state.note,
    }


def place_json(place: Place) -> dict[str, Any]:
    """Write a place; coordinates in degrees, EPSG:4326."""
    return {
        "id": place.id,
        "name": place.name,
        "name_ru": place.name_ru,
        "name_fa": place.name_fa,
        "unlocode": place.unlocode,
        "lon": place.lon,
        "lat": place.lat,
        "kind": place.kind.value,
        "country": place.country,
    }


def band_json(band: Band, digits: int = HOURS_DIGITS) -> dict[str, float]:
    """Write a band, by default one of hours.

    Examples
    --------
    >>> from geo.model import Band
    >>> band_json(Band(p10=1, p50=2.345, p90=4))
    {'p10': 1, 'p50': 2.35, 'p90': 4}
    """
    exact = band.rounded(digits)
    return {"p10": exact.p10, "p50": exact.p50, "p90": exact.p90}


def journey_json(journey: Journey, *, coordinates: bool = True) -> dict[str, Any]:
    """Write a journey.

    Parameters
    ----------
    journey
        From `geo.journeys.load_atlas`.
    coordinates
        Whether legs carry their lines, longitude first.
    """
    return _journey(journey, _Lines() if coordinates else None)


def _journey(journey: Journey, lines: _Lines | None) -> dict[str, Any]:
    route, each = journey.route, {box: journey.costed(box) for box in Box}
    costed = each[Box.TEU]
    way = _way(journey, lines)
    legs, stops = way.pop("legs"), way.pop("stops")
    clocks = sorted(journey.timed.clocks)
    return way | {
        "scenario": journey.scenario.as_dict(),
        "km": round(route.km, KM_DIGITS),
        "miles": round(route.km / KM_PER_MILE, KM_DIGITS),
        "nautical_miles": round(route.km / KM_PER_NAUTICAL_MILE, KM_DIGITS),
        "km_by_mode": _rounded(route.km_by_mode()),
        "km_by_country": _rounded(route.km_by_country()),
        "corrected_hours": band_json(journey.corrected_hours),
        "error_record": journey.record.summary(),
        "hours_by_clock": {clock: band_json(journey.hours_by(clock)) for clock in clocks},
        "gates": list(route.gates),
        "hindered": [one.gate.id for one in journey.gates],
        "cost": {box.lower(): _total(one, Measure.USD) for box, one in each.items()},
        "emissions": {
            f"kg_co2e_per_{box.lower()}": _total(one, Measure.CO2E) for box, one in each.items()
        },
        "mass": _mass(costed),
        "missing": _missing(costed),
        "legs": [leg | _price(one) for leg, one in zip(legs, costed.legs, strict=True)],
        "stops": [stop | _price(one) for stop, one in zip(stops, costed.stops, strict=True)],
    }


def way_json(journey: Journey, *, coordinates: bool = True) -> dict[str, Any]:
    """Write a journey without its prices: all that a map needs, and quick to calculate."""
    return _way(journey, _Lines() if coordinates else None)


def _way(journey: Journey, lines: _Lines | None) -> dict[str, Any]:
    route = journey.route
    return {
        "corridor": route.corridor,
        "variant": route.variant,
        "origin": _end(route.origin),
        "destination": _end(route.destination),
        "clock": journey.scenario.clock.value,
        "hours": band_json(journey.hours),
        "legs": [_leg(leg, lines) for leg in journey.legs],
        "stops": [_stop(stop) for stop in journey.stops],
    }


def _total(costed: Costed, measure: Measure) -> dict[str, Any]:
    total = costed.total(measure)
    if isinstance(total, Incomplete):
        return {
            "complete": False,
            "missing": list(total.parts),
            "km_share": round(total.km_share, CHANCE_DIGITS),
            "text": total.message,
        }
    return {"complete": True, **band_json(total, AMOUNT_DIGITS)}


def _price(priced: Priced) -> dict[str, Any]:
    bands = {"usd_per_teu": priced.usd, "kg_co2e_per_teu": priced.kg_co2e}
    return {name: band and band_json(band, AMOUNT_DIGITS) for name, band in bands.items()}


def _mass(costed: Costed) -> dict[str, Any] | None:
    if costed.mass is None:
        return None
    figure = costed.mass.figure
    return {"figure": figure.id, "t_per_teu": figure.band.p50}


def _missing(costed: Costed) -> list[dict[str, Any]]:
    return [
        {
            "measure": gap.measure.value,
            "part": gap.part,
            "where": gap.label,
            "legs": list(gap.legs),
            "stop": gap.stop,
            "sentence": gap.sentence,
        }
        for gap in costed.missing
    ]


def comparison_json(comparison: Comparison, *, coordinates: bool = True) -> dict[str, Any]:
    """Write a comparison; legs of one line share its list of points."""
    calculate_all(comparison.journeys)
    lines = _Lines() if coordinates else None
    return {
        "journeys": [_journey(journey, lines) for journey in comparison.journeys],
        "failed": [
            {
                "corridor": failure.corridor,
                "variant": failure.variant,
                "reason": failure.reason,
                "closed": list(failure.closed),
            }
            for failure in comparison.failed
        ],
        "chosen": sorted(comparison.chosen),
    }


def analysis_json(comparison: Comparison) -> dict[str, Any]:
    """Write the analysis of a comparison: chances, differences, largest uncertainties.

    Every corridor is represented by its first journey; ``difference_hours[a][b]`` is a less b.
    """
    chosen = comparison.representatives()
    plain, corrected = probability_faster(chosen), corrected_probability_faster(chosen)
    return {
        "probability_faster": _chances(plain),
        "probability_faster_corrected": _chances(corrected),
        "disagreements": [list(pair) for pair in disagreements(plain, corrected)],
        "difference_hours": {
            first: {second: band_json(band) for second, band in row.items()}
            for first, row in difference_hours(chosen).items()
        },
        "sensitivity": {
            name: [
                {
                    "figure": swing.figure_id,
                    "grade": swing.grade,
                    "variance_share": round(swing.variance_share, CHANCE_DIGITS),
                    "low_hours": round(swing.low_hours, HOURS_DIGITS),
                    "high_hours": round(swing.high_hours, HOURS_DIGITS),
                }
                for swing in swings
            ]
            for name, swings in zip(chosen, sensitivities([*chosen.values()]), strict=True)
        },
    }


def _chances(chances: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {
        first: {second: round(chance, CHANCE_DIGITS) for second, chance in row.items()}
        for first, row in chances.items()
    }


def _rounded(km: dict[Any, float]) -> dict[str, float]:
    return {str(name): round(value, KM_DIGITS) for name, value in sorted(km.items())}


def _end(end: End) -> dict[str, Any]:
    return {
        **place_json(end.place),
        "mode": end.mode.value,
        "access_km": round(end.access_km, KM_DIGITS),
    }


class _Lines:
    """Lines of the legs of an answer, each written once: its journeys share most of their legs."""

    def __init__(self) -> None:
        self._points: dict[int, list[list[float]]] = {}

    def of(self, leg: Leg) -> list[list[float]]:
        """Points of a leg, longitude first; the answer keeps its legs, so that ids stay theirs."""
        line = id(leg.coordinates)
        if line not in self._points:
            parts = cut_at_antimeridian(leg.coordinates)
            self._points[line] = [point for part in parts for point in part]
        return self._points[line]


def _leg(timed: TimedLeg, lines: _Lines | None) -> dict[str, Any]:
    leg = timed.leg
    row: dict[str, Any] = {
        "from": leg.start,
        "to": leg.end,
        "mode": leg.mode.value,
        "water": leg.water.value,
        "country": leg.country,
        "gauge_mm": leg.gauge_mm,
        "track_km": round(leg.track_km, KM_DIGITS),
        "miles": round(leg.track_km / KM_PER_MILE, KM_DIGITS),
        "nautical_miles": round(leg.track_km / KM_PER_NAUTICAL_MILE, KM_DIGITS),
        "drawn_km": round(leg.drawn_km, KM_DIGITS),
        "status": leg.status.value,
        "accuracy": leg.accuracy.value,
        "links": list(leg.links),
        "hours": band_json(timed.hours),
        "grade": timed.grade.value,
        "figures": list(timed.figures),
        "sources": list(timed.sources),
    }
    if lines:
        row["coordinates"] = lines.of(leg)
    return row


def _stop(timed: TimedStop) -> dict[str, Any]:
    stop = timed.stop
    return {
        "place": stop.place,
        "place_id": stop.place_id,
        "kind": stop.kind.value,
        "lon": wrapped(stop.lon),
        "lat": stop.lat,
        "after_leg": stop.after_leg,
        "modes": [mode.value for mode in stop.modes],
        "countries": list(stop.countries),
        "gate": stop.gate,
        "hours": band_json(timed.hours) if timed.hours else None,
        "clocks": sorted(clock.value for clock in timed.clocks),
        "grade": timed.grade.value if timed.grade else None,
        "figures": list(timed.figures),
        "sources": list(timed.sources),
    }
