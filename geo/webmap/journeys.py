"""Groups of a scene made from journeys: legs, stops, and the two ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.estimates import TimedStop
from geo.i18n import ENGLISH, Locale
from geo.journeys import HOURS_DIGITS, KM_DIGITS
from geo.model import HOURS_PER_DAY, Mode, Status, StopKind
from geo.webmap.abreast import side_by_side
from geo.webmap.lanes import smooth_lane
from geo.webmap.layers import kilometres, millimetres
from geo.webmap.scene import Card, Group, Line, SourceLookup, Symbol, sources
from geo.webmap.styles import BARRED, colour_name, line_style, stop_radius

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from geo.estimates import TimedLeg
    from geo.journeys import Journey
    from geo.model import Band, Leg

_END_ORDER: Final = 0.0
_STOP_ORDER: Final = 10.0
_LONGEST_STOP_HOURS: Final = 999.0
_END_RADIUS_PX: Final = 6.0
_LEAST_ACCESS_KM: Final = 0.95
"""Distance to the network below which a card does not mention it."""


def journey_groups(
    journeys: Sequence[Journey],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup | None = None,
    barred: Container[str] = (),
    locale: Locale = ENGLISH,
) -> tuple[Group, ...]:
    """Make one group a journey, side by side where they share a route, and one for both ends.

    Parameters
    ----------
    journeys
        In the order of drawing.
    names
        Name of each corridor, or of each journey by its id, in the layer control.
    source_of
        Title and address of a source by its id.
    barred
        Ids of the journeys that states of gates keep from serving; they are dotted, without stops.
    locale
        Language of names and labels.
    """
    if not journeys:
        return ()
    lines = side_by_side(
        {one.id: list(_lines(one, is_barred=one.id in barred)) for one in journeys}
    )
    groups = [
        _group(one, lines[one.id], names, source_of, locale, is_barred=one.id in barred)
        for one in journeys
    ]
    return (*groups, _ends([one for one in journeys if one.id not in barred], journeys[0], locale))


def _group(
    journey: Journey,
    lines: tuple[Line, ...],
    names: Mapping[str, str],
    source_of: SourceLookup | None,
    locale: Locale,
    *,
    is_barred: bool,
) -> Group:
    corridor, colour = journey.route.corridor, colour_name(journey.route.corridor)
    cards = {
        f"{journey.id}:leg-{leg.number}": _leg_card(leg, source_of, locale) for leg in journey.legs
    }
    symbols = []
    days = {} if is_barred else arrival_days(journey)
    for number, stops in enumerate([] if is_barred else _stops_by_point(journey)):
        identifier = f"{journey.id}:stop-{number}"
        day = {journey.id: _day(days[id(stops[0])], locale)}
        symbols.append(replace(_stop(stops, identifier, colour, locale), days=day))
        cards[identifier] = _stop_card(stops, source_of, locale)
    return Group(
        id=journey.id,
        name=names.get(journey.id) or names.get(corridor) or corridor,
        kind="leg",
        colour=colour,
        lines=lines,
        symbols=tuple(symbols),
        cards=cards,
        detail=locale.duration(round(journey.hours.p50, HOURS_DIGITS)),
        style=f"mode-{Mode.RAIL}" + (f" {BARRED}" if is_barred else ""),
    )


def _lines(journey: Journey, *, is_barred: bool) -> Iterable[Line]:
    colour = colour_name(journey.route.corridor)
    mark = f" {BARRED}" if is_barred else ""
    for number, leg in enumerate(journey.route.legs):
        yield Line(
            id=f"{journey.id}:leg-{number}",
            colour=colour,
            style=line_style(leg.mode, leg.status, leg.accuracy) + mark,
            coordinates=smooth_lane(leg.coordinates) if leg.mode is Mode.SEA else leg.coordinates,
            country=leg.country,
        )


def arrival_days(journey: Journey) -> dict[int, int]:
    """Day of arrival at each stop of a journey, counted from its start by the scenario's clock.

    The medians of the parts before a stop do not add up to a median, so each day is that share of
    the journey's own median which the parts before make of all parts; whole days.

    Returns
    -------
    dict
        By ``id`` of the stop in `Journey.stops`.
    """
    clock, passed = journey.scenario.clock, 0.0
    before: dict[int, float] = {}
    for one in journey.in_order():
        if isinstance(one, TimedStop):
            before[id(one)] = passed
            counts = clock in one.clocks and one.hours is not None
        else:
            counts = clock in one.part.clocks
        passed += one.hours.p50 if counts and one.hours else 0.0
    days = journey.hours.p50 / HOURS_PER_DAY
    return {stop: round(days * sum_so_far / (passed or 1)) for stop, sum_so_far in before.items()}


def _day(number: int, locale: Locale) -> str:
    return locale.translate("day {number}").format(number=locale.number(number, 0))


def _leg_card(timed: TimedLeg, source_of: SourceLookup | None, locale: Locale) -> Card:
    translate, leg = locale.translate, timed.leg
    hours = timed.hours.rounded(HOURS_DIGITS)
    rows = [
        (translate("Time, median"), locale.duration(hours.p50)),
        (translate("P10 – P90"), _range(hours, locale)),
        (translate("Length"), kilometres(round(leg.track_km, KM_DIGITS), locale)),
        (translate("Gauge"), millimetres(leg.gauge_mm, locale)),
        (translate("Country"), "" if leg.mode is Mode.SEA else locale.country(leg.country)),
        (translate("Accuracy"), translate(leg.accuracy)),
        (translate("Grade of the time"), timed.grade.value),
    ]
    return Card(
        title=translate(f"{leg.start} – {leg.end}"),
        subtitle=_mode_and_status(leg, locale),
        rows=tuple(row for row in rows if row[1]),
        sources=sources(timed.sources, source_of),
    )


def _mode_and_status(leg: Leg, locale: Locale) -> str:
    words = [leg.mode.value]
    if leg.status is not Status.OPERATING:
        words.append(leg.status.replace("_", " "))
    return " · ".join(map(locale.translate, words))


def _range(band: Band, locale: Locale) -> str:
    return f"{locale.duration(band.p10)} – {locale.duration(band.p90)}"


def _stops_by_point(journey: Journey) -> list[list[TimedStop]]:
    """List the stops that count for the journey's clock, those at one point together."""
    by_point: dict[tuple[float, float], list[TimedStop]] = {}
    for timed in journey.stops:
        if journey.scenario.clock in timed.clocks:
            point = round(timed.stop.lon, 2), round(timed.stop.lat, 2)
            by_point.setdefault(point, []).append(timed)
    return list(by_point.values())


def _stop(stops: Sequence[TimedStop], identifier: str, colour: str, locale: Locale) -> Symbol:
    first = stops[0].stop
    medians = [timed.hours.p50 for timed in stops if timed.hours]
    hours = sum(medians) if medians else None
    return Symbol(
        id=identifier,
        point=(first.lon, first.lat),
        colour=colour,
        size=stop_radius(hours),
        label=locale.translate(first.place),
        order=_STOP_ORDER - min(hours or 0, _LONGEST_STOP_HOURS) / 100,
    )


def _stop_card(stops: Sequence[TimedStop], source_of: SourceLookup | None, locale: Locale) -> Card:
    translate, first = locale.translate, stops[0].stop
    rows = [
        (translate(timed.stop.kind.replace("_", " ")), _stop_time(timed, locale)) for timed in stops
    ]
    if grades := sorted({timed.grade.value for timed in stops if timed.grade}):
        rows.append((translate("Grade of the time"), ", ".join(grades)))
    return Card(
        title=translate(first.place),
        subtitle=" – ".join(dict.fromkeys(filter(None, first.countries))),
        rows=tuple(rows),
        sources=sources((source for timed in stops for source in timed.sources), source_of),
    )


def _stop_time(timed: TimedStop, locale: Locale) -> str:
    if timed.hours is None and timed.stop.kind is StopKind.GATE:
        return locale.translate("no figure")
    if timed.hours is None:
        return locale.translate("within the stop before")
    hours = timed.hours.rounded(HOURS_DIGITS)
    return f"{locale.duration(hours.p50)} ({_range(hours, locale)})"


def _ends(served: Sequence[Journey], journey: Journey, locale: Locale) -> Group:
    symbols, cards = [], {}
    lasts = {one.id: round(one.hours.p50 / HOURS_PER_DAY) for one in served}
    days = {
        "origin": {name: _day(0, locale) for name in lasts},
        "destination": {name: _day(last, locale) for name, last in lasts.items()},
    }
    ends = {"origin": journey.route.origin, "destination": journey.route.destination}
    for role, end in ends.items():
        identifier, name = f"ends:{role}", locale.place_name(end.place)
        symbols.append(
            Symbol(
                id=identifier,
                point=(end.place.lon, end.place.lat),
                style="end",
                size=_END_RADIUS_PX,
                place=end.place.id,
                label=name,
                order=_END_ORDER,
                days=days[role],
            )
        )
        access = (locale.translate("To the network"), kilometres(end.access_km, locale))
        cards[identifier] = Card(
            title=name,
            subtitle=locale.translate(role),
            rows=(access,) if end.access_km >= _LEAST_ACCESS_KM else (),
        )
    return Group(
        id="ends",
        name=locale.translate("Origin and destination"),
        kind="place",
        colour="neutral",
        symbols=tuple(symbols),
        cards=cards,
        listed=False,
    )
