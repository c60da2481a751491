"""Groups of a scene made from the JSON of journeys: legs, stops, and the two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.i18n import ENGLISH, Locale
from geo.journeys import journey_id
from geo.model import Mode, Status
from geo.webmap.layers import Line, kilometres, millimetres, parts
from geo.webmap.scene import (
    Group,
    Json,
    SourceLookup,
    colour_name,
    line_features,
    line_style,
    point_feature,
    sources,
    stop_radius,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ORIGIN_ORDER: Final = 0
_STOP_ORDER: Final = 10


def journey_groups(
    journeys: Sequence[Json],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup | None = None,
    locale: Locale = ENGLISH,
) -> tuple[Group, ...]:
    """Return one group a journey, side by side where they share a way, and one for both ends.

    Parameters
    ----------
    journeys
        Journeys in the JSON of `geo.journeys.schema`, in the order of drawing.
    names
        What each ``corridor`` or ``corridor:variant`` is called in the layer control.
    book
        Title and address of each source.
    locale
        Language of names and labels.
    """
    lines: dict[str, list[Line]] = {}
    cards: dict[str, dict[str, Json]] = {}
    symbols: dict[str, tuple[Json, ...]] = {}
    for journey in journeys:
        key = journey_id(journey)
        colour = colour_name(journey["corridor"])
        lines[key], cards[key] = [], {}
        for number, leg in enumerate(journey["legs"]):
            identifier = f"{key}:leg-{number}"
            style = line_style(leg["mode"], leg["status"], leg["accuracy"])
            properties = {"id": identifier, "colour": colour, "style": style, "part": "leg"}
            lines[key].append((properties, parts(_line(leg))))
            cards[key][identifier] = _leg_card(leg, source_of, locale)
        stops = _merged(journey)
        symbols[key] = tuple(
            _stop(stop, f"{key}:stop-{i}", colour, locale) for i, stop in enumerate(stops)
        )
        cards[key] |= {
            f"{key}:stop-{i}": _stop_card(stop, source_of, locale) for i, stop in enumerate(stops)
        }
    drawn = line_features(lines, apart=True)
    groups = [
        Group(
            id=key,
            name=names.get(key) or names.get(journey["corridor"]) or journey["corridor"],
            kind="leg",
            colour=colour_name(journey["corridor"]),
            features=drawn[key] + symbols[key],
            cards=cards[key],
            detail=locale.duration(journey["hours"]["p50"]),
            style="mode-rail",
        )
        for journey in journeys
        if (key := journey_id(journey))
    ]
    return (*groups, _ends(journeys[0], locale)) if journeys else ()


def _line(leg: Json) -> Json:
    return {"type": "LineString", "coordinates": leg["coordinates"]}


def _leg_card(leg: Json, source_of: SourceLookup | None, locale: Locale) -> Json:
    translate = locale.translate
    rows = [
        (translate("Time, median"), locale.duration(leg["hours"]["p50"])),
        (translate("P10 – P90"), _range(leg["hours"], locale)),
        (translate("Length"), kilometres(leg["track_km"], locale)),
        (translate("Gauge"), millimetres(leg["gauge_mm"], locale)),
        (translate("Country"), locale.country(leg["country"]) if leg["mode"] != Mode.SEA else ""),
        (translate("Accuracy"), translate(leg["accuracy"])),
        (translate("Grade of the time"), str(leg.get("grade") or "")),
    ]
    subtitle = [translate(leg["mode"])]
    if leg["status"] != Status.OPERATING:
        subtitle.append(translate(leg["status"].replace("_", " ")))
    return {
        "title": translate(f"{leg['from']} – {leg['to']}"),
        "subtitle": " · ".join(subtitle),
        "rows": [[label, value] for label, value in rows if value],
        "sources": sources(leg["sources"], source_of),
    }


def _range(band: Json, locale: Locale) -> str:
    return f"{locale.duration(band['p10'])} – {locale.duration(band['p90'])}"


def _merged(journey: Json) -> list[list[Json]]:
    """Return the stops that count for the journey's clock, those at one point together."""
    places: dict[tuple[float, float], list[Json]] = {}
    for stop in journey["stops"]:
        if journey["clock"] in stop.get("clocks", [journey["clock"]]):
            places.setdefault((round(stop["lon"], 2), round(stop["lat"], 2)), []).append(stop)
    return list(places.values())


def _median(stops: Iterable[Json]) -> float | None:
    hours = [stop["hours"]["p50"] for stop in stops if stop["hours"]]
    return sum(hours) if hours else None


def _stop(stops: list[Json], identifier: str, colour: str, locale: Locale) -> Json:
    first, hours = stops[0], _median(stops)
    return point_feature(
        first["lon"],
        first["lat"],
        {
            "id": identifier,
            "colour": colour,
            "style": "",
            "shape": "circle",
            "size": stop_radius(hours),
            "label": locale.translate(first["place"]),
            "order": _STOP_ORDER - min(hours or 0, 999) / 100,
        },
    )


def _stop_card(stops: list[Json], source_of: SourceLookup | None, locale: Locale) -> Json:
    translate = locale.translate
    rows = []
    for stop in stops:
        what = translate(stop["kind"].replace("_", " "))
        if stop["hours"]:
            hours = f"{locale.duration(stop['hours']['p50'])} ({_range(stop['hours'], locale)})"
            rows.append([what, hours])
        else:
            rows.append([what, translate("within the stop before")])
    grades = sorted({stop["grade"] for stop in stops if stop.get("grade")})
    if grades:
        rows.append([translate("Grade of the time"), ", ".join(grades)])
    named = [source for stop in stops for source in stop["sources"]]
    return {
        "title": translate(stops[0]["place"]),
        "subtitle": " – ".join(dict.fromkeys(c for c in stops[0]["countries"] if c)),
        "rows": rows,
        "sources": sources(named, source_of),
    }


def _ends(journey: Json, locale: Locale) -> Group:
    features, cards = [], {}
    for role in ("origin", "destination"):
        place = journey[role]
        identifier = f"ends:{role}"
        properties = {
            "id": identifier,
            "colour": "neutral",
            "style": "end",
            "shape": "circle",
            "size": 6,
            "place": str(place.get("id") or ""),
            "label": locale.name(place),
            "order": _ORIGIN_ORDER,
        }
        features.append(point_feature(place["lon"], place["lat"], properties))
        access = kilometres(place["access_km"], locale) if place["access_km"] >= 1 else ""
        rows = [[locale.translate("To the network"), access]] if access else []
        cards[identifier] = {
            "title": locale.name(place),
            "subtitle": locale.translate(role),
            "rows": rows,
        }
    return Group(
        id="ends",
        name=locale.translate("Origin and destination"),
        kind="place",
        colour="neutral",
        features=tuple(features),
        cards=cards,
        listed=False,
    )
