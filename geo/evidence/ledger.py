"""The ledger: every figure the model uses, with its source, its grade and its alternatives.

A lookup never returns a bare number. It returns a `Pick`: the most specific figure whose selectors
fit the question, and the others that fit too, best first. Contradictory sources are rows of the
ledger; the order in which they win is: place, pair of countries, country, corridor, mode and other
selectors, service, months, a period of validity that holds the date, the nearest year, the better
grade.

The schema of the files is in ``layers/evidence/README.md``; `geo.evidence.tables` reads and checks
figures, `geo.evidence.published` the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypedDict, Unpack, cast

from geo.errors import LedgerError, UnknownNameError
from geo.evidence.figures import Figure, Quantity, Scope
from geo.evidence.names import load_names
from geo.evidence.published import (
    read_claims,
    read_contradictions,
    read_movements,
    read_prices,
)
from geo.evidence.ranges import check_range
from geo.evidence.rows import check_band
from geo.evidence.tables import STRETCH_SEPARATOR, read_figures, read_sources
from geo.message import Message, quoted
from geo.model import Band, Mode, Source, Water
from geo.months import MONTHS_PER_YEAR, number_of
from geo.paths import EVIDENCE
from geo.scenario import STAND_INS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.evidence.figures import Claim, Movement, PublishedPrice
    from geo.evidence.names import Names
    from geo.evidence.published import Contradiction

REMEMBERED: Final = 8192
"""Questions whose answers a ledger remembers, some 6 MB: variants of a corridor ask most of them
alike, and a surface asks 5,000."""
UNDATED: Final = 10_000
"""Distance in years of a figure without a year: it loses against every dated one."""


class Selectors(TypedDict, total=False):
    """Conditions of a lookup; ``month`` is 1 to 12, ``unit`` restricts it to one unit."""

    unit: str
    mode: Mode | str
    country: str
    countries: tuple[str, str]
    place: str
    from_mode: Mode | str
    to_mode: Mode | str
    water: Water | str
    corridor: str
    service: str
    month: int | None
    year: int | None


class _Known(TypedDict):
    """What the rows of the ledger may name."""

    sources: dict[str, Source]
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """The figure that fits best, and the others that fit, best first."""

    figure: Figure
    alternatives: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Scope):
    """A question to the ledger; None and blank: not known."""

    quantity: Quantity
    unit: str = ""
    month: int | None = None
    year: int | None = None

    def fits(self, figure: Figure) -> bool:
        """Say whether every selector of the figure is met."""
        return (
            figure.country in ("", self.country)
            and figure.countries in ("", self.countries)
            and figure.place in ("", self.place)
            and self.unit in ("", figure.unit)
            and figure.corridor in ("", self.corridor)
            and figure.mode in ("", self.mode)
            and figure.water in ("", self.water)
            and figure.from_mode in ("", self.from_mode)
            and figure.to_mode in ("", self.to_mode)
            and figure.service in ("", self.service, STAND_INS.get(self.service))
            and (not figure.months or self.month in figure.months)
            and self._valid(figure)
        )

    def _valid(self, figure: Figure) -> bool:
        if self.year is None:
            return figure.valid_to == 0
        first = number_of(self.year, self.month or 1)
        last = number_of(self.year, self.month or MONTHS_PER_YEAR)
        return figure.valid_from <= last and (figure.valid_to == 0 or figure.valid_to >= first)

    def rank(self, figure: Figure, newest: int) -> tuple[object, ...]:
        """Return a sort key: the smaller, the better the figure answers the question."""
        year = newest if self.year is None else self.year
        return (
            not figure.place,
            not figure.countries,
            not figure.country,
            not figure.corridor,
            -sum(map(bool, figure.modes)),
            not figure.service,
            figure.service != self.service,
            not figure.months,
            figure.is_lasting,
            UNDATED if figure.year is None else abs(figure.year - year),
            figure.grade,
            figure.id,
        )


def country_pair(first: str, second: str) -> str:
    """Return two country codes as the ledger writes a pair, whatever their order.

    Examples
    --------
    >>> country_pair("TM", "IR")
    'IR-TM'
    """
    return "-".join(sorted((first, second)))


class Ledger:
    """All figures, sources, claims, movements, contradictions; it does not change."""

    __slots__ = (
        "_known",
        "_newest",
        "_of",
        "claims",
        "contradictions",
        "figures",
        "movements",
        "prices",
        "sources",
    )

    def __init__(
        self,
        *,
        figures: Iterable[Figure],
        sources: Mapping[str, Source],
        claims: Iterable[Claim] = (),
        movements: Iterable[Movement] = (),
        contradictions: Iterable[Contradiction] = (),
        prices: Iterable[PublishedPrice] = (),
    ) -> None:
        self.figures = MappingProxyType({figure.id: figure for figure in figures})
        self.sources = MappingProxyType(dict(sources))
        self.claims = tuple(claims)
        self.movements = tuple(movements)
        self.contradictions = tuple(contradictions)
        self.prices = tuple(prices)
        self._of: defaultdict[tuple[Quantity, str], list[Figure]] = defaultdict(list)
        for figure in self.figures.values():
            self._of[figure.quantity, figure.place].append(figure)
        self._known = lru_cache(maxsize=REMEMBERED)(self._seek)
        self._newest = max((f.year for f in self.figures.values() if f.year), default=0)

    def seek(self, quantity: Quantity | str, **selectors: Unpack[Selectors]) -> Pick | None:
        """Return the figure that fits best with its alternatives, or None where none fits.

        Without ``month``, figures for certain months do not fit. ``year`` decides which periods of
        validity hold and which year is nearest; without it, figures whose validity has ended do
        not fit and the newest win.

        Raises
        ------
        UnknownNameError
            There is no such quantity.
        """
        if (quantity, selectors.get("place", "")) not in self._of:
            selectors["place"] = ""  # no figure is of that place, so all such places are alike
        return self._known(quantity, tuple(selectors.items()))

    def _seek(
        self, quantity: Quantity | str, selectors: tuple[tuple[str, object], ...]
    ) -> Pick | None:
        query = _query(quantity, cast("Selectors", dict(selectors)))
        places = dict.fromkeys(("", query.place))
        own = (self._of.get((query.quantity, place), ()) for place in places)
        fitting = [figure for figure in chain.from_iterable(own) if query.fits(figure)]
        if not fitting:
            return None
        fitting.sort(key=lambda figure: query.rank(figure, self._newest))
        return Pick(figure=fitting[0], alternatives=tuple(fitting[1:]))

    def stretches(self) -> dict[str, str]:
        """Country of each line that has a speed of its own; a line is written by its two ends.

        Examples
        --------
        >>> load_ledger().stretches()
        {'akyayla..garmsar': 'IR'}
        """
        speeds = (one for one in self.figures.values() if one.quantity is Quantity.SPEED)
        return {one.place: one.country for one in speeds if STRETCH_SEPARATOR in one.place}

    def find(self, quantity: Quantity | str, **selectors: Unpack[Selectors]) -> Pick:
        """Return the figure that fits best with its alternatives.

        Raises
        ------
        UnknownNameError
            There is no such quantity.
        LedgerError
            No figure fits.
        """
        pick = self.seek(quantity, **selectors)
        if pick is None:
            conditions = ", ".join(f"{name} {value}" for name, value in selectors.items() if value)
            msg = f"figures.csv has no {quantity} for {conditions or 'a blank question'}; add a row"
            raise LedgerError(msg)
        return pick

    def only(self, ids: Iterable[str]) -> Ledger:
        """Ledger of some of its figures, for a lookup that no others may win.

        Examples
        --------
        >>> list(load_ledger().only(["canal-suez"]).figures)
        ['canal-suez']
        """
        return Ledger(figures=[self.figures[one] for one in ids], sources=self.sources)

    def with_overrides(self, overrides: Mapping[str, float | Band]) -> Ledger:
        """Return a ledger with some figures set, in their own units.

        A number fixes the figure: its three percentiles become equal. A `Band` replaces them.

        Raises
        ------
        UnknownNameError
            A figure is not in the ledger.
        FigureRangeError
            A value lies outside the range of the figure: a ship of 1,000 knots, negative hours.
        LedgerError
            The percentiles of a band are not in order.
        """
        figures = dict(self.figures)
        for figure_id, value in overrides.items():
            if figure_id not in figures:
                msg = Message(
                    "there is no figure {text}; `figures` lists them all", text=quoted(figure_id)
                )
                raise UnknownNameError(msg)
            band = value if isinstance(value, Band) else Band(p10=value, p50=value, p90=value)
            check_range(figures[figure_id], band)
            check_band(band, where=f"the value set for {figure_id}")
            figures[figure_id] = replace(figures[figure_id], band=band, set_by_hand=True)
        return Ledger(
            figures=figures.values(),
            sources=self.sources,
            claims=self.claims,
            movements=self.movements,
            contradictions=self.contradictions,
            prices=self.prices,
        )


def conflicting_figures(figures: Iterable[Figure]) -> tuple[tuple[Figure, ...], ...]:
    """Return the groups of figures that answer the same question with different numbers.

    Quantity, unit and every selector are alike; sources, years and periods of validity differ. In
    a group the one that wins without a year stands first, figures whose validity has ended last.

    Examples
    --------
    >>> groups = conflicting_figures(load_ledger().figures.values())
    >>> [figure.id for group in groups for figure in group if group[0].id == "rail-ir-block"]
    ['rail-ir-block', 'rail-ir-block-old', 'rail-ir-guess']
    """
    cases: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    newest = 0
    for f in figures:
        places = (f.place, f.countries, f.country, f.corridor)
        cases[f.quantity, f.unit, *places, *f.modes, f.service, f.months].append(f)
        newest = max(newest, f.year or 0)
    query = Query(quantity=Quantity.CONTEXT)
    return tuple(
        tuple(sorted(group, key=lambda f: (f.valid_to != 0, query.rank(f, newest))))
        for group in cases.values()
        if len({figure.band for figure in group}) > 1
    )


def load_ledger(folder: Path | None = None, *, names: Names | None = None) -> Ledger:
    """Read and check the ledger of a folder, by default the one that ships with the program.

    Parameters
    ----------
    folder
        Where its files lie.
    names
        Ids that its rows may name; None: those of the layers.

    Raises
    ------
    LedgerError
        A file is missing or a row breaks the schema; the message names file and row.
    """
    folder, names = folder or EVIDENCE, names or load_names()
    sources = read_sources(folder / "sources.csv")
    known: _Known = {"sources": sources, "names": names}
    movements = read_movements(folder / "movements.csv", **known)
    ids = {movement.id for movement in movements}
    return Ledger(
        figures=read_figures(folder / "figures.csv", movements=ids, **known),
        sources=sources,
        claims=read_claims(folder / "claims.csv", **known),
        movements=movements,
        contradictions=read_contradictions(folder / "contradictions.csv", **known),
        prices=read_prices(folder / "prices.csv", **known),
    )


def _query(quantity: Quantity | str, selectors: Selectors) -> Query:
    try:
        known = Quantity(quantity)
    except ValueError:
        msg = f"there is no quantity {quoted(quantity)}; choose one of {', '.join(Quantity)}"
        raise UnknownNameError(msg) from None
    countries = selectors.get("countries")
    return Query(
        quantity=known,
        unit=selectors.get("unit", ""),
        place=selectors.get("place", ""),
        countries=country_pair(*countries) if countries else "",
        country=selectors.get("country", ""),
        corridor=selectors.get("corridor", ""),
        mode=selectors.get("mode", ""),
        water=selectors.get("water", ""),
        from_mode=selectors.get("from_mode", ""),
        to_mode=selectors.get("to_mode", ""),
        service=selectors.get("service", ""),
        month=selectors.get("month"),
        year=selectors.get("year"),
    )
