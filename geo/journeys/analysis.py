"""Analysis of a comparison: chances, differences, largest uncertainties, values of links.

Each corridor is represented by one journey, its first variant that can serve, so that like is
compared with like. Shared parts (one Bandar Abbas for all) share their chance in every difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, combinations
from math import exp, log
from typing import TYPE_CHECKING, Final

from geo.errors import RouteError
from geo.estimates import Box, Sum, difference_of, differences_together, laws
from geo.estimates import difference_band as usd_difference
from geo.evidence import range_of
from geo.journeys.comparing import compare, journey
from geo.journeys.question import timed
from geo.model import SUEZ_ROUTES, Band

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from geo.estimates import Distribution, Incomplete, Term
    from geo.journeys.atlas import Atlas
    from geo.journeys.comparison import Comparison, Journey
    from geo.model import Place
    from geo.scenario import Scenario

EVEN: Final = 0.5
MOST: Final = 10
"""Figures that a tornado shows."""
ROOT_TOLERANCE: Final = 1e-4
"""Relative error of a break-even value; it is shown with three digits."""
WIDEST: Final = 64.0
"""A break-even value is looked for between the figure's P10 and P90, widened by this factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How far the middle time moves when one figure sits at its P10 or at its P90."""

    figure_id: str
    grade: str
    variance_share: float
    low_hours: float
    """Shift of P50 with the part at its shortest time."""
    high_hours: float
    """Shift of P50 with the part at its longest time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkValue:
    """Effect of building one link on one corridor; a negative value is a saving."""

    link: str
    corridor: str
    variant: str
    """The first variant that the link changes or makes possible."""
    km: float
    hours: Band
    usd: Band | Incomplete
    """Of one box or tonne; what is missing where either price lacks a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The value of a figure at which two journeys take the same middle time."""

    figure_id: str
    value: float
    unit: str
    first: str
    second: str
    faster_below: bool
    """Whether the first is the faster one below the value; if not, it is above it."""


def probability_faster(chosen: Mapping[str, Journey]) -> dict[str, dict[str, float]]:
    """Chance that the first is the faster, for each ordered pair of corridors.

    The two chances of a pair add up to 1.
    """
    result: dict[str, dict[str, float]] = {name: {} for name in chosen}
    for first, second, law in _pairs(chosen):
        chance = law.probability_below(0.0)
        result[first][second], result[second][first] = chance, 1.0 - chance
    return result


def corrected_probability_faster(chosen: Mapping[str, Journey]) -> dict[str, dict[str, float]]:
    """Return the same chances with both sides corrected by their own past errors."""
    result: dict[str, dict[str, float]] = {name: {} for name in chosen}
    for first, second, _ in _pairs(chosen):
        chance = chosen[first].corrected_probability_faster(chosen[second])
        result[first][second], result[second][first] = chance, 1.0 - chance
    return result


def disagreements(
    plain: Mapping[str, Mapping[str, float]], corrected: Mapping[str, Mapping[str, float]]
) -> list[tuple[str, str]]:
    """Pairs of corridors of which the first is faster by the model, the second by past errors.

    Parameters
    ----------
    plain, corrected
        From `probability_faster` and `corrected_probability_faster`.

    Examples
    --------
    >>> plain = {"a": {"b": 0.6}, "b": {"a": 0.4}}
    >>> disagreements(plain, {"a": {"b": 0.45}, "b": {"a": 0.55}})
    [('a', 'b')]
    """
    return [
        (first, second)
        for first, row in plain.items()
        for second, chance in row.items()
        if chance > EVEN and corrected[first][second] < EVEN
    ]


def difference_hours(chosen: Mapping[str, Journey]) -> dict[str, dict[str, Band]]:
    """Band of the first time less the second, hours, for each ordered pair of corridors."""
    result: dict[str, dict[str, Band]] = {name: {} for name in chosen}
    for first, second, law in _pairs(chosen):
        band = law.band
        result[first][second] = band
        result[second][first] = Band(p10=-band.p90, p50=-band.p50, p90=-band.p10)
    return result


def _pairs(chosen: Mapping[str, Journey]) -> Iterable[tuple[str, str, Distribution]]:
    """Yield each pair of corridors with the law of the first time less the second."""
    pairs = list(combinations(chosen, 2))
    if not pairs:
        return
    clock = next(iter(chosen.values())).scenario.clock
    times = [(chosen[first].timed, chosen[second].timed) for first, second in pairs]
    for (first, second), law in zip(pairs, differences_together(times, clock), strict=True):
        yield first, second, law


def fastest_by_suez(journeys: Iterable[Journey]) -> Journey | None:
    """Journey through the Suez Canal with the shortest median time; None if there is none.

    Every other journey is measured against it.
    """
    by_suez = [one for one in journeys if one.route.corridor in SUEZ_ROUTES]
    return min(by_suez, key=lambda one: one.hours.p50, default=None)


def sensitivity(journey: Journey, *, most: int = MOST) -> list[Swing]:
    """Figures that move the middle time most, the largest swing first.

    Parameters
    ----------
    journey
        A journey with its times.
    most
        Figures at most; they are chosen by their share of the variance.
    """
    return sensitivities([journey], most=most)[0]


def sensitivities(journeys: Sequence[Journey], *, most: int = MOST) -> list[list[Swing]]:
    """Give `sensitivity` of some journeys of one question, computed together."""
    each = [(one, one.timed.variance_by_figure(one.scenario.clock)) for one in journeys]
    wholes = [Sum(plus=tuple(one.timed.terms(one.scenario.clock))) for one in journeys]
    fixed = [
        {figure_id: _fixed(one, figure_id) for figure_id in list(shares)[:most]}
        for one, shares in each
    ]
    sums = [*wholes, *chain.from_iterable(chain.from_iterable(one.values()) for one in fixed)]
    found = laws(sums, rho=journeys[0].timed.rho) if journeys else {}
    middle = {one: found[one].quantile(EVEN) for one in dict.fromkeys(sums)}
    return [
        sorted(_swings(one, shares, sides, whole, middle), key=_reach)
        for (one, shares), whole, sides in zip(each, wholes, fixed, strict=True)
    ]


def _swings(
    journey: Journey,
    shares: Mapping[str, float],
    fixed: Mapping[str, tuple[Sum, Sum]],
    whole: Sum,
    middle: Mapping[Sum, float],
) -> Iterator[Swing]:
    """Yield how far each figure moves the middle time of a journey."""
    grades = {part.figure_id: part.grade.value for part in journey.timed.parts}
    for figure_id, (low, high) in fixed.items():
        yield Swing(
            figure_id=figure_id,
            grade=grades[figure_id],
            variance_share=shares[figure_id],
            low_hours=middle[low] - middle[whole],
            high_hours=middle[high] - middle[whole],
        )


def _reach(swing: Swing) -> float:
    """Rank a swing: the largest first."""
    return swing.low_hours - swing.high_hours


def _fixed(journey: Journey, figure_id: str) -> tuple[Sum, Sum]:
    """Add a journey up with one figure held at the P10 and at the P90 of its parts."""
    clock = journey.scenario.clock
    counted = [part for part in journey.timed.parts if clock in part.clocks]
    low, high = (
        Sum(
            plus=tuple(
                _held(part.term, at) if part.figure_id == figure_id else part.term
                for part in counted
            )
        )
        for at in ("p10", "p90")
    )
    return low, high


def _held(term: Term, at: str) -> Term:
    """Hold a part at one percentile."""
    value = getattr(term.band, at)
    return replace(term, band=Band(p10=value, p50=value, p90=value))


def link_values(
    atlas: Atlas,
    origin: Place,
    destination: Place,
    scenario: Scenario,
    comparison: Comparison,
    box: Box = Box.TEU,
) -> list[LinkValue]:
    """Effect of each unbuilt link on each corridor that it changes.

    A corridor is represented by its first variant that the link changes or makes possible.
    A variant that could not serve before is compared with the first one that could.

    Parameters
    ----------
    atlas, origin, destination, scenario
        The question.
    comparison
        Its answer, before anything is built.
    box
        Unit of cargo that the dollars are for.
    """
    representatives = comparison.representatives()
    before = {(j.route.corridor, j.route.variant): j for j in comparison.journeys}
    values: dict[tuple[str, str], LinkValue] = {}
    for link in sorted(atlas.unbuilt_links()):
        if link in scenario.built:
            continue
        built = replace(scenario, built=scenario.built | {link})
        chosen = comparison.chosen
        for new in compare(atlas, origin, destination, built, corridors=chosen).journeys:
            corridor, variant = new.route.corridor, new.route.variant
            old = before.get((corridor, variant), representatives.get(corridor))
            if (link, corridor) in values or old is None or link not in new.links:
                continue
            values[link, corridor] = LinkValue(
                link=link,
                corridor=corridor,
                variant=variant,
                km=new.route.km - old.route.km,
                hours=difference_of(new.timed, old.timed, scenario.clock).band,
                usd=usd_difference(new.costed(box), old.costed(box)),
            )
    return list(values.values())


def single_points_of_failure(
    atlas: Atlas,
    origin: Place,
    destination: Place,
    comparison: Comparison,
) -> dict[str, tuple[str, ...]]:
    """Gates whose closing alone stops all variants of a corridor, by corridor.

    Parameters
    ----------
    atlas, origin, destination
        The question.
    comparison
        Its answer.
    """
    shared: dict[str, set[str]] = {}
    scenarios: dict[str, Scenario] = {}
    for one in comparison.journeys:
        name = one.route.corridor
        on_route = set(one.route.gates) & set(atlas.corridors.gates)
        shared[name] = shared.get(name, on_route) & on_route
        scenarios[name] = one.scenario
    return {
        name: tuple(
            gate
            for gate in sorted(gates)
            if not _serves(atlas, origin, destination, name, scenarios[name], gate)
        )
        for name, gates in shared.items()
    }


def _serves(
    atlas: Atlas,
    origin: Place,
    destination: Place,
    corridor: str,
    scenario: Scenario,
    gate: str,
) -> bool:
    closed = replace(scenario, closed=scenario.closed | {gate})
    try:
        journey(atlas, origin, destination, corridor=corridor, scenario=closed)
    except RouteError:
        return False
    return True


def break_even(atlas: Atlas, first: Journey, second: Journey, figure_id: str) -> BreakEven | None:
    """Find the value of a figure at which two journeys take the same middle time.

    None where no value between a small part and a large multiple of its band, and within the range
    of the figure, does that.
    """
    figure = atlas.ledger.figures[figure_id]
    least, most = range_of(figure)
    low, high = max(figure.band.p10 / WIDEST, least), min(figure.band.p90 * WIDEST, most)

    def gap(value: float) -> float:
        first_p50, second_p50 = (_at(atlas, one, figure_id, value) for one in (first, second))
        return first_p50 - second_p50

    if low <= 0:
        return None
    at_low, at_high = gap(low), gap(high)
    if at_low * at_high >= 0:
        return None
    return BreakEven(
        figure_id=figure_id,
        value=_root(gap, low, high),
        unit=figure.unit,
        first=first.route.corridor,
        second=second.route.corridor,
        faster_below=at_low < 0,
    )


def _root(gap: Callable[[float], float], low: float, high: float) -> float:
    """Find where a gap of hours closes, by Brent's method over the logarithm of the value."""
    from scipy.optimize import brentq  # noqa: PLC0415 - slow to load, and only this needs it

    def inside(logarithm: float) -> float:
        """Undo the logarithm; rounding must not lead out of the range."""
        return min(max(exp(logarithm), low), high)

    return inside(
        brentq(lambda value: gap(inside(value)), log(low), log(high), xtol=ROOT_TOLERANCE)
    )


def _at(atlas: Atlas, one: Journey, figure_id: str, value: float) -> float:
    """Median hours of a journey if a figure had a value."""
    others = [item for item in one.scenario.figures if item[0] != figure_id]
    figures = tuple(sorted([*others, (figure_id, value)]))
    scenario = replace(one.scenario, figures=figures)
    return timed(atlas, one.route, scenario).hours.p50
