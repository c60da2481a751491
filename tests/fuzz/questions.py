"""Strategies for whole questions: places as people write them, conditions, and plain nonsense."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from geo.evidence import GateStatus
from geo.i18n import LANGUAGES
from geo.model import Clock, Mode
from geo.scenario import RailService, RoadService, Scenario, SeaService
from tests.atlases import dated_atlas, gazetteer
from tests.scenes import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from geo.model import Place

FIRST: Final = date(2010, 1, 1)
LAST: Final = date(2028, 12, 31)
JITTER: Final = 0.3
"""Degrees beside a place where a point may lie."""
BOXES: Final = ("teu", "feu", "t")
NONSENSE: Final = (
    *("", " ", "-", "--json", "0", "-1", "1e999", "nan", "inf", "9" * 400, "1,5", "۱۴", "½"),
    *("91,181", "1,2,3", "POINT(0 0)", "geo:1,2", "55°45′N 37°37′E", "../../etc/passwd"),
    *("Moscow\x00", "\ud800", "\u202emoscow", "М" * 5000, "a" * 99 + "é", "Ⅷ", "🚢", "Москва\n"),
    *HOSTILE,
)
"""Words that mean nothing, or too much."""


@cache
def known() -> tuple[Place, ...]:
    """List the places with a terminal: where a journey may begin as it stands."""
    return tuple(place for place in gazetteer() if place.terminals)


@cache
def listed() -> tuple[Place, ...]:
    """List all places of the gazetteer."""
    return tuple(gazetteer())


def places() -> SearchStrategy[Place]:
    """Draw places of the gazetteer, well-known ones and others alike, or points beside them."""
    return st.one_of(
        _one_of(known),
        _one_of(known),
        _one_of(listed),
        st.builds(_beside, _one_of(known), _shift(), _shift()),
    )


def pairs() -> SearchStrategy[tuple[Place, Place]]:
    """Draw two places that are not one."""
    return st.tuples(places(), places()).filter(lambda two: two[0].id != two[1].id)


def written() -> SearchStrategy[str]:
    """Draw places as people write them."""
    place = st.one_of(_one_of(known), _one_of(listed))
    return st.one_of(
        place.map(lambda one: one.name),
        place.map(lambda one: one.id),
        place.map(lambda one: one.unlocode or one.name),
        place.map(lambda one: f"{one.lat:.4f},{one.lon:.4f}"),
        place.map(lambda one: one.name_ru or one.name),
        place.map(lambda one: one.name_fa or one.name),
        st.builds(_misspelt, place, st.integers(0, 30)),
        st.sampled_from(NONSENSE),
        st.text(max_size=40),
    )


def scenarios() -> SearchStrategy[Scenario]:
    """Draw conditions that are sound, each by itself; together they may leave no way."""
    atlas = dated_atlas()
    gates = sorted(atlas.corridors.gates)
    links = sorted(atlas.corridors.links)
    return st.builds(
        Scenario,
        date=st.one_of(st.none(), days(), days().map(lambda day: day[:7])),
        as_if_open=st.booleans(),
        states=st.lists(
            st.tuples(st.sampled_from(gates), st.sampled_from([one.value for one in GateStatus])),
            max_size=2,
            unique_by=lambda pair: pair[0],
        ).map(lambda pairs: tuple(sorted(pairs))),
        closed=st.frozensets(st.sampled_from(gates), max_size=3),
        built=st.frozensets(st.sampled_from(links), max_size=2),
        modes=st.one_of(st.just(frozenset(Mode)), st.frozensets(st.sampled_from(Mode), min_size=1)),
        clock=st.sampled_from(Clock),
        season=st.one_of(st.none(), st.integers(1, 12)),
        services=st.builds(
            lambda *names: frozenset(filter(None, names)),
            *(st.sampled_from(["", *kind]) for kind in (RailService, SeaService, RoadService)),
        ),
        rho=st.floats(0, 0.95),
    )


def days() -> SearchStrategy[str]:
    """Draw days that a question may have."""
    return st.dates(FIRST, LAST).map(str)


def conditions() -> SearchStrategy[list[str]]:
    """Draw options of the command line, sound ones and nonsense."""
    atlas = dated_atlas()
    gates, links = sorted(atlas.corridors.gates), sorted(atlas.corridors.links)
    corridors = sorted(atlas.corridors.corridors)
    figures = sorted(atlas.ledger.figures)
    clocks = [one.value for one in Clock]
    named: dict[str, SearchStrategy[Any]] = {
        "--as-of": st.one_of(days(), days().map(lambda day: day[:7])),
        "--close": st.sampled_from(gates),
        "--build": st.sampled_from(links),
        "--state": st.builds(
            "{}={}".format, st.sampled_from(gates), st.sampled_from([*GateStatus, "ajar"])
        ),
        "--clock": st.sampled_from(clocks),
        "--modes": st.sampled_from(["sea", "rail,road", "sea,rail", "road", "canoe"]),
        "--month": st.integers(-1, 14).map(str),
        "--service": st.sampled_from([*RailService, *SeaService, *RoadService]),
        "--set": st.builds("{}={}".format, st.sampled_from(figures), st.floats()),
        "--rho": st.one_of(st.floats(-0.2, 1.2), st.floats()).map(str),
        "--amount": st.one_of(st.floats(-1, 1e6), st.floats()).map(str),
        "--box": st.sampled_from(BOXES),
        "--lang": st.sampled_from([*LANGUAGES, "tlh"]),
    }
    one = st.sampled_from(sorted(named)).flatmap(
        lambda name: st.one_of(named[name], st.sampled_from(NONSENSE)).map(
            lambda value: [name, str(value)]
        )
    )
    flags = st.sampled_from([["--as-if-open"], ["--json"]])
    some = st.lists(st.one_of(one, flags), max_size=4).map(
        lambda parts: list(chain.from_iterable(parts))
    )
    verb = st.one_of(
        st.just(["compare"]),
        st.just(["route"]),
        st.sampled_from([*corridors, "silk"]).map(lambda name: ["route", "--corridor", name]),
    )
    return st.builds(lambda words, options: [*words, *options], verb, some)


def _one_of(those: Callable[[], tuple[Place, ...]]) -> SearchStrategy[Place]:
    """Draw a place by its number: a strategy that names thousands of places cannot be printed."""
    return st.integers(0, len(those()) - 1).map(lambda number: those()[number])


def _shift() -> SearchStrategy[float]:
    return st.floats(-JITTER, JITTER)


def _beside(place: Place, east: float, north: float) -> Place:
    return gazetteer().find(f"{place.lat + north:.5f},{place.lon + east:.5f}")


def _misspelt(place: Place, number: int) -> str:
    """Leave out one letter of a name."""
    cut = number % len(place.name)
    return place.name[:cut] + place.name[cut + 1 :]
