"""A corridor: which gates it opens, and in which variants.

Variants are options on the corridor's axes, written ``sarakhs+chabahar``; an axis that is not named
takes its first option, and where the first option cannot serve (a railway that is not built), the
next one that can.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from geo.errors import UnknownNameError
from geo.message import Message, quoted
from geo.model import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.model import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option on an axis of a corridor."""

    id: str
    name: str
    opens: frozenset[str]
    opens_by_inland: Mapping[str, frozenset[str]]
    closes: frozenset[str]
    inland: str

    @property
    def gates(self) -> frozenset[str]:
        """Every gate and terminal that it opens or closes."""
        return self.opens.union(self.closes, *self.opens_by_inland.values())


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One option on each axis of a corridor."""

    corridor: Corridor
    options: tuple[Option, ...]

    @cached_property
    def id(self) -> str:
        """Options joined by plus signs; empty for a corridor without axes."""
        return "+".join(option.id for option in self.options)

    @property
    def name(self) -> str:
        """Options in words."""
        return ", ".join(option.name for option in self.options)

    def name_on(self, route: Route) -> str:
        """Write the options that a route comes to, in words.

        A journey that ends at Tehran goes over no port of the Gulf, whichever is its variant.
        """
        pairs = zip(self.corridor.axes, self.options, strict=True)
        return ", ".join(option.name for axis, option in pairs if axis.lies_on(route))

    @cached_property
    def opens(self) -> frozenset[str]:
        """Gates that the corridor and its options open."""
        inland = next((option.inland for option in self.options if option.inland), "")
        by_inland = (option.opens_by_inland.get(inland, frozenset()) for option in self.options)
        plain = (option.opens for option in self.options)
        return self.corridor.opens.union(*plain, *by_inland)

    @cached_property
    def closes(self) -> frozenset[str]:
        """Gates that the options close although they are open elsewhere."""
        return frozenset().union(*(option.closes for option in self.options))


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A question a corridor leaves open, with its answers."""

    id: str
    options: tuple[Option, ...]
    compared: bool
    """Whether a comparison shows each of its options."""
    country: str = ""
    """Where the options say how a country is crossed: its ISO code."""

    def lies_on(self, route: Route) -> bool:
        """Tell whether a route comes to this question: otherwise no option says anything of it.

        Where the options say how a country is crossed, it has a leg by land there; else it stops
        where a gate or a terminal of some option is.
        """
        if self.country:
            by_land = (one for one in route.legs if one.mode is not Mode.SEA)
            return any(one.country == self.country for one in by_land)
        gates = frozenset().union(*(option.gates for option in self.options))
        passed = {*route.gates, *(stop.place_id for stop in route.stops)}
        return any(gate.partition(":")[0] in passed for gate in gates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A recorded shipment by a corridor."""

    origin: str
    destination: str
    """Ids of the places between which it moved."""
    date: str
    """Month ``YYYY-MM``."""
    containers: int
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Corridor:
    """A named set of open gates."""

    id: str
    name: str
    family: str
    opens: frozenset[str]
    countries: frozenset[str]
    requires: tuple[frozenset[str], ...]
    """The route must pass one gate of each set, or it is not by this corridor."""
    axes: tuple[Axis, ...]
    compared: bool
    is_offered: bool
    """A comparison shows it only if it is chosen, or if it serves and is one of the fastest."""
    note: str
    example: Example | None
    home: frozenset[str] = frozenset()
    """Countries whose trade it carries: a route by it begins or ends in one; empty: in any."""
    ends: tuple[tuple[str, str], ...] = ()
    """Pairs of ids of places at its two ends; two places that lie between such a pair
    are served, even if the gate that the corridor stands for lies beyond them."""

    def is_compared(self, origin: str, destination: str) -> bool:
        """Say whether a comparison of two places shows the corridor, by their ids.

        One that repeats a recorded shipment is shown between the ends of that shipment.

        Examples
        --------
        >>> from geo.network import load_corridors
        >>> shipment = load_corridors().corridor("jeddah-2023")
        >>> shipment.is_compared("moscow", "jeddah"), shipment.is_compared("moscow", "mumbai")
        (True, False)
        """
        example = self.example
        return self.compared or (
            example is not None and (example.origin, example.destination) == (origin, destination)
        )

    def carries(self, countries: Iterable[str]) -> bool:
        """Say whether it carries the trade of the countries of two ends.

        Examples
        --------
        >>> from geo.network import load_corridors
        >>> turkiye = load_corridors().corridor("turkiye")
        >>> turkiye.carries(["TR", "RU"]), turkiye.carries(["IN", "RU"])
        (True, False)
        """
        return not self.home or not self.home.isdisjoint(countries)

    @property
    def essential(self) -> frozenset[str]:
        """Gates that the corridor is called by: closing one of them closes the corridor itself."""
        return frozenset(gate for group in self.requires if len(group) == 1 for gate in group)

    def variants(self, text: str = "", *, compared: bool = False) -> Iterator[Variant]:
        """Yield the variants that agree with a text, the preferred one first.

        Parameters
        ----------
        text
            Ids of options joined by plus signs, in any order; axes not named stay free.
        compared
            Yield only what a comparison shows: of an axis not compared, the first option.

        Raises
        ------
        UnknownNameError
            No axis has such an option, or two options answer the same question.
        """
        options = {part for part in text.replace(" ", "").split("+") if part}
        known = {option.id for axis in self.axes for option in axis.options}
        if unknown := options - known:
            msg = Message(
                "{corridor} has no variant {text}; it has: {names}",
                corridor=self.id,
                text=quoted("+".join(sorted(unknown))),
                names=tuple(sorted(known)) or ("none",),
            )
            raise UnknownNameError(msg)
        choices = []
        for axis in self.axes:
            named = [option for option in axis.options if option.id in options]
            if len(named) > 1:
                msg = Message(
                    "a route by {corridor} takes only one of: {names}; name one of them",
                    corridor=self.id,
                    names=tuple(option.id for option in named),
                )
                raise UnknownNameError(msg)
            free = axis.options[:1] if compared and not axis.compared else axis.options
            choices.append(named or list(free))
        yield from map(self._variant, product(*choices))

    def alternatives(self, variant: Variant) -> Iterator[Variant]:
        """Yield the variants that differ from one only where a comparison shows the first option.

        Examples
        --------
        >>> from geo.network import load_corridors
        >>> eastern = load_corridors().corridor("eastern")
        >>> first = next(eastern.variants())
        >>> first.id, next(eastern.alternatives(first)).id
        ('incheh-borun+bandar-abbas+any-north', 'incheh-borun+bandar-abbas+aksarayskaya')
        """
        pairs = zip(self.axes, variant.options, strict=True)
        choices = [(option,) if axis.compared else axis.options for axis, option in pairs]
        for options in product(*choices):
            if options != variant.options:
                yield self._variant(options)

    def _variant(self, options: tuple[Option, ...]) -> Variant:
        return self._variants[tuple(option.id for option in options)]

    @cached_property
    def _variants(self) -> Mapping[tuple[str, ...], Variant]:
        """Every variant by the ids of its options: what it opens is found once."""
        return {
            tuple(option.id for option in options): Variant(corridor=self, options=options)
            for options in product(*(axis.options for axis in self.axes))
        }


def corridor_of(row: Mapping[str, Any]) -> Corridor:
    """Make the corridor of a row of the file of corridors."""
    return Corridor(
        id=row["id"],
        name=row["name"],
        family=row["family"],
        opens=frozenset(row["open"]),
        countries=frozenset(row["countries"]),
        requires=tuple(frozenset(gates) for gates in row["requires"]),
        axes=tuple(
            Axis(
                id=axis["id"],
                options=tuple(_option(option) for option in axis["options"]),
                compared=axis.get("compare", True),
                country=axis.get("country", ""),
            )
            for axis in row["axes"]
        ),
        compared=row.get("compare", True),
        is_offered=row.get("offered", False),
        note=row.get("note", ""),
        example=_example(row["example"]) if "example" in row else None,
        home=frozenset(row.get("home", ())),
        ends=tuple((first, last) for first, last in row.get("ends", ())),
    )


def _example(row: Mapping[str, Any]) -> Example:
    return Example(
        origin=row["origin"],
        destination=row["destination"],
        date=row["date"],
        containers=row["containers"],
        sources=tuple(row["sources"]),
    )


def _option(row: Mapping[str, Any]) -> Option:
    by_inland = row.get("open_by_inland", {})
    return Option(
        id=row["id"],
        name=row["name"],
        opens=frozenset(row.get("open", ())),
        opens_by_inland={inland: frozenset(gates) for inland, gates in by_inland.items()},
        closes=frozenset(row.get("close", ())),
        inland=row.get("inland", ""),
    )
