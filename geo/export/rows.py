"""Rows of a file: dataclasses whose fields are the columns of tables and GIS layers.

`cells` writes any of them flat. Kilometres, hours, dollars and kilograms are rounded as in the JSON
of an answer, so that a file and the command line give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.estimates import Incomplete, Measure
from geo.geodesy import wrapped
from geo.journeys import AMOUNT_DIGITS, HOURS_DIGITS, KM_DIGITS
from geo.model import Band, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from _typeshed import DataclassInstance

    from geo.estimates import Costed
    from geo.journeys import GateCondition, Journey
    from geo.model import Grade

Cell = str | float | bool | None
Cells = dict[str, Cell]
"""A row as a file holds it: values by column."""
SHARE_DIGITS: Final = 4
"""Decimals of a share of the kilometres."""
BAND_DIGITS: Final = 4
"""Decimals of bands of days in evidence."""
COORDINATE_DIGITS: Final = 6
"""Decimals of degrees, about a tenth of a metre; RFC 7946, section 11.2."""
WHOLE, NO_PRICE = "whole", "no price"
"""Kinds of price: every part has one, or a part is missing and there is no number."""
SHARES: Final = ("p10", "p50", "p90")
NAMES: Final = ("name", "from", "to")
"""Columns of legs and stops that name places, in the language of the file."""
SENTENCES: Final = ("text", "subject", "one", "other", "reason", "explanation", "note")
"""Columns that are translated; all others hold codes and numbers."""


def column(name: str = "", *, band: bool = False, joined_by: str = "|") -> dict[str, Any]:
    """Metadata of a field: another name of its column, and how its value is written.

    Parameters
    ----------
    name
        Column; empty: the name of the field.
    band
        Whether the field is a band, written in three columns even where it is None.
    joined_by
        Text between the values of a tuple.
    """
    return {"column": name, "band": band, "joined_by": joined_by}


def cells(row: DataclassInstance) -> Cells:
    """Write a row flat, its fields in order.

    A band becomes three columns, a tuple one cell, a mapping a column or a band for each key, and
    another row its columns.

    Examples
    --------
    >>> gap = GapRow(
    ...     corridor="suez", variant="", measure="usd", part="sea", where="A – B", sentence="?"
    ... )
    >>> list(cells(gap).values())
    ['suez', '', 'usd', 'sea', 'A – B', '?']
    """
    flat: Cells = {}
    for one in fields(row):
        name, value = one.metadata.get("column") or one.name, getattr(row, one.name)
        if isinstance(value, Band) or one.metadata.get("band"):
            flat |= {f"{name}_{share}": getattr(value, share, None) for share in SHARES}
        elif isinstance(value, Mapping):
            for key, part in value.items():
                flat |= dict(_keyed(f"{name}_{key}", part))
        elif is_dataclass(value) and not isinstance(value, type):
            flat |= cells(value)
        elif isinstance(value, tuple):
            flat[name] = str(one.metadata.get("joined_by", "|")).join(value)
        else:
            flat[name] = value
    return flat


def _keyed(name: str, value: Band | float) -> Iterator[tuple[str, Cell]]:
    if isinstance(value, Band):
        yield from ((f"{name}_{share}", getattr(value, share)) for share in SHARES)
    else:
        yield name, value


def sources_of(row: DataclassInstance) -> tuple[str, ...]:
    """Ids of the sources of a row."""
    ids: tuple[str, ...] = getattr(row, "source_ids", ())
    return ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows of one kind."""

    id: str
    rows: tuple[DataclassInstance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyRow:
    """A journey of a comparison."""

    corridor: str
    variant: str
    clock: str
    km: float
    hours: Band
    """By the clock of the scenario."""
    usd: Band | None = field(metadata=column(band=True))
    """Price of the box; None where a part has no source."""
    box: str
    price: str
    """`WHOLE`, or `NO_PRICE` where a part has no source."""
    usd_missing: tuple[str, ...]
    """Parts of the price that have no source."""
    usd_km_share: float
    """Share of the kilometres that is priced."""
    kg_co2e_p50: float | None
    """Emissions of the box; None where a part has no source."""
    kg_co2e_missing: tuple[str, ...]
    kg_co2e_km_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A part of a journey that has no source."""

    corridor: str
    variant: str
    measure: str
    part: str
    """What is missing."""
    where: str
    """Leg or stop that lacks it."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRow:
    """A variant of a corridor that gives no journey."""

    corridor: str
    variant: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """A leg with its time, price and emissions."""

    corridor: str
    variant: str
    number: int
    """In the order of travel, from 0."""
    name: str
    start: str = field(metadata=column("from"))
    end: str = field(metadata=column("to"))
    mode: str
    water: str
    country: str
    gauge_mm: int | None
    track_km: float
    drawn_km: float
    status: str
    accuracy: str
    hours: Band | None = field(metadata=column(band=True))
    usd: Band | None = field(metadata=column(band=True))
    kg_co2e: Band | None = field(metadata=column(band=True))
    box: str
    grade: Grade | None
    """Of the time."""
    figures: tuple[str, ...]
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """A stop with its time, price and emissions."""

    corridor: str
    variant: str
    after_leg: int
    """Number of the leg before it; -1 at the origin."""
    name: str
    kind: str
    countries: tuple[str, ...] = field(metadata=column(joined_by=" "))
    modes: tuple[str, ...] = field(metadata=column(joined_by=" "))
    gate: str
    clocks: tuple[Clock, ...] = field(metadata=column(joined_by=" "))
    """Clocks that count the stop."""
    lon: float
    lat: float
    hours: Band | None = field(metadata=column(band=True))
    usd: Band | None = field(metadata=column(band=True))
    kg_co2e: Band | None = field(metadata=column(band=True))
    box: str
    grade: Grade | None
    """Of the time."""
    figures: tuple[str, ...]
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """A gate of the answer that is not simply open, and its state."""

    gate: str
    name: str
    kind: str
    status: str
    bars: bool
    """Whether nothing passes."""
    since: str
    """First day of the state, ``YYYY-MM-DD``; empty for one that returns every year."""
    until: str
    """Last day; empty where no end was published."""
    confirmed: str
    """Day of the last word."""
    traffic_share: float | None
    """Ships or cargo in proportion to the time before."""
    service_share: float | None
    text: str
    lon: float
    lat: float
    grade: Grade
    source_ids: tuple[str, ...]


def gate_row(one: GateCondition, point: tuple[float, float], text: str) -> GateRow:
    """Make the row of a gate.

    Parameters
    ----------
    one
        Gate and state.
    point
        Longitude and latitude, EPSG:4326.
    text
        The state as a sentence, in the language of the file.
    """
    state = one.state
    lon, lat = (round(value, COORDINATE_DIGITS) for value in point)
    first = state.since or state.first
    days = (day.isoformat() if day else "" for day in (first, state.last, state.confirmed))
    since, until, confirmed = days
    return GateRow(
        gate=one.gate.id,
        name=one.gate.name,
        kind=one.gate.kind,
        status=state.status.value,
        bars=state.status.bars,
        since=since,
        until=until,
        confirmed=confirmed,
        traffic_share=state.traffic_share,
        service_share=state.service_share,
        text=text,
        lon=lon,
        lat=lat,
        grade=state.grade,
        source_ids=state.sources,
    )


def journey_row(journey: Journey, costed: Costed) -> JourneyRow:
    """Make the row of a journey.

    Parameters
    ----------
    journey
        Gives length and time.
    costed
        Its price and emissions for the box of the file.
    """
    usd, kg_co2e = costed.usd, costed.kg_co2e
    usd_gaps, kg_co2e_gaps = (
        one if isinstance(one, Incomplete) else None for one in (usd, kg_co2e)
    )
    return JourneyRow(
        corridor=journey.route.corridor,
        variant=journey.route.variant,
        clock=journey.scenario.clock.value,
        km=round(journey.route.km, KM_DIGITS),
        hours=journey.hours.rounded(HOURS_DIGITS),
        usd=usd.rounded(AMOUNT_DIGITS) if isinstance(usd, Band) else None,
        box=costed.box.value,
        price=WHOLE if isinstance(usd, Band) else NO_PRICE,
        usd_missing=usd_gaps.parts if usd_gaps else (),
        usd_km_share=round(usd_gaps.km_share, SHARE_DIGITS) if usd_gaps else 1.0,
        kg_co2e_p50=round(kg_co2e.p50, AMOUNT_DIGITS) if isinstance(kg_co2e, Band) else None,
        kg_co2e_missing=kg_co2e_gaps.parts if kg_co2e_gaps else (),
        kg_co2e_km_share=round(kg_co2e_gaps.km_share, SHARE_DIGITS) if kg_co2e_gaps else 1.0,
    )


def lacking_of(row: JourneyRow) -> Iterator[Incomplete]:
    """Yield what the price and the emissions of a journey lack; nothing where both are whole."""
    for measure, parts, share in (
        (Measure.USD, row.usd_missing, row.usd_km_share),
        (Measure.CO2E, row.kg_co2e_missing, row.kg_co2e_km_share),
    ):
        if parts:
            yield Incomplete(measure=measure, parts=parts, km_share=share)


def gap_rows(journey: Journey) -> Iterator[GapRow]:
    """Yield the parts of a journey that have no source, for one TEU."""
    for gap in journey.costed().missing:
        yield GapRow(
            corridor=journey.route.corridor,
            variant=journey.route.variant,
            measure=gap.measure.value,
            part=gap.part,
            where=gap.label,
            sentence=gap.sentence,
        )


def leg_rows(journey: Journey, costed: Costed) -> Iterator[LegRow]:
    """Yield the legs of a journey in order; parameters as for `journey_row`."""
    corridor, variant = journey.route.corridor, journey.route.variant
    for timed, priced in zip(journey.legs, costed.legs, strict=True):
        leg = timed.leg
        yield LegRow(
            corridor=corridor,
            variant=variant,
            number=timed.number,
            name=f"{leg.start} – {leg.end}",
            start=leg.start,
            end=leg.end,
            mode=leg.mode.value,
            water=leg.water.value,
            country=leg.country,
            gauge_mm=leg.gauge_mm or None,
            track_km=round(leg.track_km, KM_DIGITS),
            drawn_km=round(leg.drawn_km, KM_DIGITS),
            status=leg.status.value,
            accuracy=leg.accuracy.value,
            hours=timed.hours.rounded(HOURS_DIGITS),
            usd=_rounded(priced.usd, AMOUNT_DIGITS),
            kg_co2e=_rounded(priced.kg_co2e, AMOUNT_DIGITS),
            box=costed.box.value,
            grade=timed.grade,
            figures=_each_once(*timed.figures, *priced.figures),
            source_ids=_each_once(*timed.sources, *priced.sources),
        )


def stop_rows(journey: Journey, costed: Costed) -> Iterator[StopRow]:
    """Yield the stops of a journey in order; parameters as for `journey_row`."""
    for timed, priced in zip(journey.stops, costed.stops, strict=True):
        stop = timed.stop
        yield StopRow(
            corridor=journey.route.corridor,
            variant=journey.route.variant,
            after_leg=stop.after_leg,
            name=stop.place,
            kind=stop.kind.value,
            countries=tuple(filter(None, stop.countries)),
            modes=tuple(mode.value for mode in stop.modes),
            gate=stop.gate,
            clocks=tuple(sorted(timed.clocks)),
            lon=wrapped(round(stop.lon, COORDINATE_DIGITS)),
            lat=round(stop.lat, COORDINATE_DIGITS),
            hours=_rounded(timed.hours, HOURS_DIGITS),
            usd=_rounded(priced.usd, AMOUNT_DIGITS),
            kg_co2e=_rounded(priced.kg_co2e, AMOUNT_DIGITS),
            box=costed.box.value,
            grade=timed.grade,
            figures=_each_once(*timed.figures, *priced.figures),
            source_ids=_each_once(*timed.sources, *priced.sources),
        )


def in_order(legs: Sequence[LegRow], stops: Sequence[StopRow]) -> list[LegRow | StopRow]:
    """Legs and stops of several journeys in the order of travel; a stop follows its leg."""
    journeys = dict.fromkeys((leg.corridor, leg.variant) for leg in legs)
    rank = {name: number for number, name in enumerate(journeys)}
    return sorted(
        [*legs, *stops],
        key=lambda row: (
            rank[row.corridor, row.variant],
            row.number if isinstance(row, LegRow) else row.after_leg,
            isinstance(row, StopRow),
        ),
    )


def _rounded(band: Band | None, digits: int) -> Band | None:
    return band.rounded(digits) if band else None


def _each_once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
