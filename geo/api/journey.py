"""One journey, as a notebook uses it."""

from __future__ import annotations

from functools import cached_property
from math import nan
from typing import TYPE_CHECKING

from geo.api.answer import Answer
from geo.estimates import Box, Incomplete, Measure
from geo.model import HOURS_PER_DAY

if TYPE_CHECKING:
    import pandas as pd

    from geo import journeys
    from geo.estimates import Costed
    from geo.evidence import ErrorRecord
    from geo.export import Content, Request
    from geo.model import Band, Place, Route

Row = dict[str, str | float]


class Journey(Answer):
    """A route with its time, price and emissions.

    Made by `geo.Atlas.route` and `geo.Atlas.compare`.
    """

    def __init__(self, atlas: journeys.Atlas, journey: journeys.Journey, box: Box) -> None:
        self._atlas = atlas
        self.core = journey
        """The same journey with its timed parts, as `geo.journeys` gives it."""
        self.scenario = journey.scenario
        self.box = box

    def __repr__(self) -> str:
        """Show name, length and median time."""
        name = f"{self.corridor} {self.variant}".strip()
        return f"<Journey {name}: {self.km:,.0f} km, {self.days.p50:.1f} days>"

    @property
    def route(self) -> Route:
        """Legs and stops, typed."""
        return self.core.route

    @property
    def corridor(self) -> str:
        """Id of the corridor; ``any`` for the fastest route."""
        return self.route.corridor

    @property
    def variant(self) -> str:
        """Options of the corridor joined by plus signs; empty where it has none."""
        return self.route.variant

    @property
    def origin(self) -> Place:
        """Place where the journey starts."""
        return self.route.origin.place

    @property
    def destination(self) -> Place:
        """Place where the journey ends."""
        return self.route.destination.place

    @property
    def km(self) -> float:
        """Length, kilometres of track, road and water."""
        return self.route.km

    @property
    def hours(self) -> Band:
        """Time by the scenario's clock, hours."""
        return self.core.hours

    @property
    def days(self) -> Band:
        """Time by the scenario's clock, days."""
        return self.hours.scaled(1 / HOURS_PER_DAY)

    @property
    def corrected_days(self) -> Band:
        """Time by the scenario's clock, days, corrected by the errors of past journeys."""
        return self.core.corrected_hours.scaled(1 / HOURS_PER_DAY)

    @property
    def record(self) -> ErrorRecord:
        """How published times of journeys by the same branch compare with the model."""
        return self.core.record

    @property
    def usd(self) -> Band | None:
        """Price of one box or tonne, US dollars; None where a part of it has no source."""
        return self.total(Measure.USD)

    @property
    def kg_co2e(self) -> Band | None:
        """Emissions of one box or tonne, kilograms of CO2e; None where a part has no source."""
        return self.total(Measure.CO2E)

    @cached_property
    def costed(self) -> Costed:
        """Price and emissions, part by part."""
        return self.core.costed(self.box)

    def total(self, measure: Measure) -> Band | None:
        """Whole price or emissions; None where a part has no source."""
        total = self.costed.total(measure)
        return None if isinstance(total, Incomplete) else total

    def incomplete(self, measure: Measure = Measure.USD) -> Incomplete | None:
        """Name what the price or the emissions lack; None where they are whole."""
        return self.costed.incomplete(measure)

    def missing(self, measure: Measure = Measure.USD) -> tuple[str, ...]:
        """Parts of the price, or of the emissions, that have no source."""
        gaps = self.costed.missing
        return tuple(gap.sentence for gap in gaps if gap.measure is measure)

    def to_frame(self) -> pd.DataFrame:
        """Table of one row, with the columns of `geo.Comparison.to_frame`."""
        import pandas as pd

        return pd.DataFrame([self.row()])

    def row(self) -> Row:
        """Row of `to_frame`."""
        unit = self.box.casefold()
        return {
            "origin": self.origin.name,
            "destination": self.destination.name,
            "corridor": self.corridor,
            "variant": self.variant,
            "clock": self.scenario.clock.value,
            "km": self.km,
            **_columns("days", self.days),
            **_columns(f"usd_per_{unit}", self.usd),
            **self._lacking("usd", Measure.USD),
            **_columns(f"kg_co2e_per_{unit}", self.kg_co2e),
            **self._lacking("kg_co2e", Measure.CO2E),
        }

    def _lacking(self, name: str, measure: Measure) -> Row:
        """Name the parts that a total lacks, and give the share of the kilometres that is known."""
        lacking = self.incomplete(measure)
        return {
            f"{name}_missing": ", ".join(lacking.parts) if lacking else "",
            f"{name}_km_share": lacking.km_share if lacking else 1.0,
        }

    def _request(self) -> Request:
        from geo.export import Kind, Request
        from geo.journeys import ANY

        return Request(
            kind=Kind.ROUTE,
            origin=self.origin.id,
            destination=self.destination.id,
            corridor="" if self.corridor == ANY else self.corridor,
            variant=self.variant,
            scenario=self.scenario,
            box=self.box,
        )

    def _every(self) -> Content:
        return self._content

    def _table(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame([self.summary()])

    def summary(self) -> dict[str, str]:
        """Row for a reader: what the journey is, and its figures with their units."""
        days = self.days
        time = f"days ({self.scenario.clock} clock), P50 (P10–P90)"
        return {
            "corridor": self._name(),
            "variant": self.variant,
            "km": f"{self.km:,.0f}",
            time: f"{days.p50:.1f} ({days.p10:.1f}–{days.p90:.1f})",
            f"USD per {self.box}": self._amount(Measure.USD),
            f"kg CO2e per {self.box}": self._amount(Measure.CO2E),
        }

    def _amount(self, measure: Measure) -> str:
        total = self.costed.total(measure)
        return total.message if isinstance(total, Incomplete) else f"{total.p50:,.0f}"

    def _name(self) -> str:
        known = self._atlas.corridors.corridors.get(self.corridor)
        return known.name if known else "Fastest route"


def _columns(name: str, band: Band | None) -> Row:
    shares = ("p10", "p50", "p90")
    return {f"{name}_{share}": getattr(band, share) if band else nan for share in shares}
