"""Marks of gates: the state of each as a symbol of a scene, with its card."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.evidence import GateStatus, state_text, status_text, word_text
from geo.i18n import DOT, ENGLISH, SEMICOLON, Locale, percent
from geo.journeys import gate_point
from geo.message import Day
from geo.model import Mode
from geo.webmap.scene import Card, Group, LegendItem, Line, Point, SourceLookup, Symbol, sources
from geo.webmap.styles import SHUT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import AsOf, GateState
    from geo.journeys import Atlas, GateCondition

GATES: Final = "gates"
"""Id of the group."""
BARRED: Final = "barred"
SAME_MARK: Final = (
    (GateStatus.CLOSED, GateStatus.SUSPENDED),
    (GateStatus.BLOCKADED,),
    (GateStatus.RESTRICTED, GateStatus.REDUCED),
    (GateStatus.UNKNOWN,),
    (GateStatus.OPEN,),
)
"""States that share a mark, the gravest first."""
MARKS: Final[Mapping[GateStatus, str]] = MappingProxyType(
    {
        status: name
        for name, group in zip(
            (BARRED, "blockaded", "hindered", "unknown", "open"), SAME_MARK, strict=True
        )
        for status in group
    }
)
"""Shape and colour of a state: a disc with a bar, a diamond with two, a ring half filled, a dashed
ring, a ring."""
_GRAVITY: Final = {status: row for row, group in enumerate(SAME_MARK) for status in group}
_AT_A_PLACE: Final = frozenset({"border", "port"})
"""Kinds of gates that stand at a place of the map, which has a symbol and a name of its own."""
_SHUTS_KM: Final[Mapping[str, float]] = MappingProxyType(
    {"strait": 40.0, "canal": 20.0, "passage": 40.0, "port": 15.0}
)
"""How near to a gate that bars ships, by its kind, a sea leg is shut."""
_PORT_KM: Final = 15.0
"""Up to this distance a gate shuts the legs that end there, not those that pass."""
_KM_PER_DEGREE: Final = 111.2
_RADIUS_PX: Final = 6.5
_SMALL_PX: Final[Mapping[GateStatus, float]] = MappingProxyType(
    {GateStatus.OPEN: 4.5, GateStatus.UNKNOWN: 5.5}
)
"""Radii of marks that matter less."""
_NAME_ORDER: Final = 0.5
"""Names of gates come after the ends of a journey, before all places."""


def state_group(
    conditions: Iterable[GateCondition],
    *,
    atlas: Atlas,
    as_of: AsOf,
    locale: Locale = ENGLISH,
    today: dt.date | None = None,
    named: bool = False,
) -> Group | None:
    """Make the group of the marks of gates; None where no gate has a state and a place.

    Parameters
    ----------
    conditions
        Gates with their states.
    atlas
        Says where a gate stands (`gate_point`; without a place it has no mark), what contradicts
        its state, what was known before the state became uncertain, and the titles of sources.
    as_of
        Date of the states.
    locale
        Language of names and labels.
    today
        The day on which the map is read, from which the age of a last word is counted. None for a
        file: from the date of the states.
    named
        Whether ports and borders are named too: a map without places does not name them otherwise.
    """
    day = today if today and as_of.is_beyond_data else as_of.last
    by_id = {row.id: row for row in atlas.states.rows}
    symbols, cards = [], {}
    for one in sorted(conditions, key=lambda one: (_GRAVITY[one.state.status], one.gate.id)):
        point = gate_point(atlas, one.gate)
        if point is None:
            continue
        name = f"{GATES}:{one.gate.id.replace('/', '-')}"
        symbols.append(_symbol(one, name, point, locale, named=named))
        cards[name] = _card(
            one,
            locale,
            day=day,
            known=by_id.get(one.state.id, one.state),
            changes=[state for state in as_of.changes if state.gate == one.gate.id],
            against=[row for row in atlas.states.rows if row.against == one.state.id],
            source_of=atlas.citation,
        )
    if not symbols:
        return None
    return Group(
        id=GATES,
        name=locale.translate("States of gates"),
        kind="gate",
        colour=f"state-{BARRED}",
        symbols=tuple(symbols),
        cards=cards,
        shape=BARRED,
    )


def state_legend(locale: Locale = ENGLISH) -> tuple[LegendItem, ...]:
    """Rows of the legend for the marks of gates, the gravest first."""
    return tuple(
        LegendItem(
            locale.translate(", ").join(locale.translate(status_text(one)) for one in group),
            f"colour-state-{MARKS[group[0]]}",
            MARKS[group[0]],
        )
        for group in SAME_MARK
    )


def is_shut(coordinates: Sequence[Point], gates: Iterable[Symbol]) -> bool:
    """Tell whether a sea leg ends at a port or passes a strait that the state of a gate bars.

    Parameters
    ----------
    coordinates
        Of the leg, longitude first, degrees.
    gates
        Marks of gates.

    Examples
    --------
    >>> hormuz = Symbol(id="gates:hormuz", point=(56.5, 26.5), shape="barred", shuts_km=40.0)
    >>> is_shut([(56.1, 27.1), (56.6, 26.4), (57.5, 25.0)], [hormuz])
    True
    >>> is_shut([(60.6, 25.2), (72.9, 18.9)], [hormuz])
    False
    """
    for gate in gates:
        lon, lat = gate.point
        scale = _KM_PER_DEGREE * np.array([np.cos(np.radians(lat)), 1.0])
        flat = (np.asarray(coordinates, dtype=np.float64) - (lon, lat)) * scale
        is_port = gate.shuts_km <= _PORT_KM
        reached = shapely.MultiPoint(flat[[0, -1]]) if is_port else shapely.LineString(flat)
        if gate.shuts_km and shapely.distance(reached, shapely.Point(0, 0)) <= gate.shuts_km:
            return True
    return False


def with_shut_legs(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Mark the sea legs that the states of gates among the groups bar, as the renderer does."""
    given = tuple(groups)
    gates = [one for group in given if group.id == GATES for one in group.symbols if one.shuts_km]
    if not gates:
        return given
    shut = {
        line.id
        for group in given
        for line in group.lines
        if _is_sea(line) and is_shut(line.coordinates, gates)
    }
    return tuple(
        replace(
            group,
            lines=tuple(
                replace(line, style=SHUT) if line.id in shut and _is_sea(line) else line
                for line in group.lines
            ),
        )
        for group in given
    )


def _is_sea(line: Line) -> bool:
    return f"mode-{Mode.SEA}" in line.style.split() and not line.band


def _symbol(one: GateCondition, name: str, point: Point, locale: Locale, *, named: bool) -> Symbol:
    mark = MARKS[one.state.status]
    is_open = one.state.status is GateStatus.OPEN
    at_a_place = one.gate.kind in _AT_A_PLACE
    is_named = not named and at_a_place and not any(port.islower() for port in one.gate.ports)
    return Symbol(
        id=name,
        point=point,
        colour=f"state-{mark}",
        shape=mark,
        size=_SMALL_PX.get(one.state.status, _RADIUS_PX),
        label="" if is_named or is_open else locale.translate(one.gate.name),
        sub="" if is_named or is_open else _state_word(one.state, locale),
        order=_NAME_ORDER + _GRAVITY[one.state.status] / 10,
        beside=at_a_place,
        crowd=is_open,
        shuts_km=_SHUTS_KM.get(one.gate.kind, 0.0) if one.state.status.bars else 0.0,
    )


def _state_word(state: GateState, locale: Locale) -> str:
    """Word that stands beside the mark: the share of traffic, the last word, or the state."""
    if (
        state.status in {GateStatus.RESTRICTED, GateStatus.REDUCED}
        and state.traffic_share is not None
    ):
        return _share(state.traffic_share, locale)
    word = locale.translate(status_text(state.status))
    if state.status is GateStatus.UNKNOWN and state.confirmed:
        return f"{word}{locale.translate(DOT)}{_day(state.confirmed, locale)}"
    return word


def _card(
    one: GateCondition,
    locale: Locale,
    *,
    day: dt.date,
    known: GateState,
    changes: Sequence[GateState],
    against: Sequence[GateState],
    source_of: SourceLookup,
) -> Card:
    translate, state = locale.translate, one.state
    rows = [
        (translate("Effect"), _effect(one, locale)),
        (translate("Until"), _day(state.last, locale)),
        (
            translate("Last known state"),
            translate(status_text(known.status)) if known.status is not state.status else "",
        ),
        (translate("Traffic, share of normal"), _share(state.traffic_share, locale)),
        (translate("Container services, share of normal"), _share(state.service_share, locale)),
        (translate("Last word"), _word(state, day, locale)),
        (translate("Within the month"), _changes(changes, locale)),
        (translate("Grade"), state.grade.value),
    ]
    contradiction = translate("Another source contradicts: {state}. {note}")
    notes = [
        translate(state.note),
        *(
            contradiction.format(
                state=translate(status_text(other.status)), note=translate(other.note)
            )
            for other in against
        ),
    ]
    identifiers = [*state.sources, *(name for other in against for name in other.sources)]
    return Card(
        title=locale.sentence(state_text(state, one.gate.name)),
        subtitle=translate(one.gate.kind),
        rows=tuple(row for row in rows if row[1]),
        note=" ".join(filter(None, notes)),
        sources=sources(identifiers, source_of),
    )


def _effect(one: GateCondition, locale: Locale) -> str:
    """Say what the state does to journeys; empty where it does nothing."""
    if one.state.status.bars:
        return locale.translate("no journey passes")
    return locale.translate(text) if (text := one.effect.text) else ""


def _day(day: dt.date | None, locale: Locale) -> str:
    return locale.translate(Day(day)) if day else ""


def _share(share: float | None, locale: Locale) -> str:
    return "" if share is None else percent(locale.number(100 * share, 0), locale)


def _word(state: GateState, day: dt.date, locale: Locale) -> str:
    """Day of the last word, with its age where it is old; empty for what has ended or recurs."""
    if state.confirmed is None or state.is_seasonal or state.confirmed > day:
        return ""
    return locale.translate(word_text(state.confirmed, day))


def _changes(changes: Sequence[GateState], locale: Locale) -> str:
    return locale.translate(SEMICOLON).join(
        f"{_day(state.first, locale)}{locale.translate(DOT)}"
        f"{locale.translate(status_text(state.status))}"
        for state in changes
    )
