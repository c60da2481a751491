"""The journeys that answer one question, as a notebook uses them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from geo.api.answer import Answer
from geo.api.journey import Journey
from geo.errors import IncompletePriceError, NoRouteError, UnknownNameError
from geo.estimates import Box, Measure
from geo.journeys import Rank, least, probability_faster
from geo.message import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo import journeys
    from geo.export import Content, Request
    from geo.model import Place
    from geo.scenario import Scenario


class Comparison(Answer):
    """Journeys by every corridor and variant that can serve, and the reasons of the others.

    Made by `geo.Atlas.compare`. Files and the map show the first variant of each corridor, as the
    command line and the application do; tables and layers hold every variant.
    """

    def __init__(
        self,
        atlas: journeys.Atlas,
        ends: tuple[Place, Place],
        scenario: Scenario,
        comparison: journeys.Comparison,
        box: Box,
    ) -> None:
        self._atlas = atlas
        self.origin, self.destination = ends
        self.scenario = scenario
        self.box = box
        self.journeys = tuple(Journey(atlas, one, box) for one in comparison.journeys)
        """Journeys, the first variant of each corridor before its others."""
        self._chosen = comparison.chosen
        self.failed = comparison.failed
        """Variants that give no journey, each with its reason."""

    def __repr__(self) -> str:
        """Show ends and number of journeys."""
        ends = f"{self.origin.name} – {self.destination.name}"
        return f"<Comparison {ends}: {len(self)} journeys>"

    def __len__(self) -> int:
        """Count the journeys."""
        return len(self.journeys)

    def __iter__(self) -> Iterator[Journey]:
        """Iterate over the journeys."""
        return iter(self.journeys)

    def journey(self, corridor: str, variant: str = "") -> Journey:
        """Find one journey of the comparison.

        Parameters
        ----------
        corridor
            Id of a corridor.
        variant
            Options joined by plus signs; empty: the first variant.

        Raises
        ------
        UnknownNameError
            No journey of the comparison has these names.
        """
        for one in self:
            if one.corridor == corridor and variant in ("", one.variant):
                return one
        known = ", ".join(dict.fromkeys(one.corridor for one in self)) or "no corridor"
        name = f"{corridor} {variant}".strip()
        msg = f"the comparison has no journey {quoted(name)}; it has journeys by {known}"
        raise UnknownNameError(msg)

    def to_frame(self) -> pd.DataFrame:
        """Table of one row a journey.

        Returns
        -------
        pandas.DataFrame
            Length in ``km``; time in ``days_p10``, ``days_p50``, ``days_p90``. Price and emissions
            of one box or tonne, for instance ``usd_per_teu_p50`` and ``kg_co2e_per_teu_p50``, are
            empty where a part has no source; ``usd_missing`` and ``kg_co2e_missing`` then name the
            parts, and ``usd_km_share`` and ``kg_co2e_km_share`` say what share of the kilometres is
            known.
        """
        import pandas as pd

        return pd.DataFrame([one.row() for one in self])

    def fastest(self) -> Journey:
        """Journey with the shortest median time.

        Raises
        ------
        NoRouteError
            The comparison has no journey.
        """
        if not self.journeys:
            reason = f": {self.failed[-1].reason}" if self.failed else ""
            msg = f"no corridor joins {self.origin.name} and {self.destination.name}{reason}"
            raise NoRouteError(msg)
        return min(self, key=lambda one: one.hours.p50)

    def cheapest(self) -> Journey:
        """Journey with the lowest median price, among those whose price is whole.

        Raises
        ------
        IncompletePriceError
            No journey has a whole price; a sum of some parts cannot be ranked.
        NoRouteError
            The comparison has no journey.
        """
        return self._least(Rank.PRICE, "price", "cheapest")

    def cleanest(self) -> Journey:
        """Journey with the lowest median emissions, among those whose emissions are whole.

        Raises
        ------
        IncompletePriceError
            No journey has whole emissions; a sum of some parts cannot be ranked.
        NoRouteError
            The comparison has no journey.
        """
        return self._least(Rank.CO2E, "amount of emissions", "cleanest")

    def _least(self, rank: Rank, noun: str, adjective: str) -> Journey:
        box = self.fastest().box
        first = least((one.core for one in self), rank, box)
        if first:
            return next(one for one in self if one.core is first)
        measure = Measure.USD if rank is Rank.PRICE else Measure.CO2E
        nearest = min(self, key=lambda one: len(one.missing(measure)))
        msg = (
            f"no journey from {self.origin.name} to {self.destination.name} has a whole {noun}, so "
            f"none is the {adjective}; {nearest.corridor} comes nearest, and lacks: "
            f"{' '.join(nearest.missing(measure))}"
        )
        raise IncompletePriceError(msg)

    def probability_faster(self, first: str | Journey, second: str | Journey) -> float:
        """Give the chance that the first of two journeys takes less time, 0 to 1.

        Parts that both journeys share count as one.

        Parameters
        ----------
        first, second
            Journeys of this comparison, or ids of corridors, which stand for their first variant.

        Raises
        ------
        UnknownNameError
            No journey of the comparison has this name.
        """
        one, other = (
            (self.journey(name) if isinstance(name, str) else name).core for name in (first, second)
        )
        # A pair has one law, whichever journey is named first: the two chances add up to 1.
        pair = sorted((one, other), key=lambda journey: journey.id)
        chance = probability_faster({"first": pair[0], "second": pair[1]})["first"]["second"]
        return chance if pair[0] is one else 1.0 - chance

    def _request(self) -> Request:
        from geo.export import Kind, Request

        return Request(
            kind=Kind.COMPARE,
            origin=self.origin.id,
            destination=self.destination.id,
            corridors=tuple(sorted(self._chosen)),
            scenario=self.scenario,
            box=self.box,
        )

    @cached_property
    def _all(self) -> Content:
        from geo.export import content_of

        return content_of(self._atlas, self._request(), every_variant=True)

    def _every(self) -> Content:
        return self._all

    def _table(self) -> pd.DataFrame:
        import pandas as pd

        ranked = sorted(self, key=lambda one: one.hours.p50)
        return pd.DataFrame([one.summary() for one in ranked])
