"""What the answer to the standard question rests on: figures by their share of the variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.journeys import compare
from geo.model import Clock, Grade
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.journeys import Atlas

STANDARD: Final = ("nhava-sheva", "moscow")
"""Origin and destination of the standard comparison."""
CLOCKS: Final = (Clock.DOOR, Clock.SHIPMENT)
MOST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A figure with its share of the variance of each corridor's time."""

    figure_id: str
    grade: Grade
    shares: dict[str, float]

    @property
    def mean(self) -> float:
        """Mean of its shares over all corridors."""
        return sum(self.shares.values()) / len(self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """On what the standard comparison rests, by one clock."""

    clock: Clock
    unsourced: dict[str, float]
    """Share of each corridor's variance that rests on figures of grade K."""
    figures: tuple[Weighed, ...]
    """Those that matter most first."""

    @property
    def mean_unsourced(self) -> float:
        """Mean over all corridors."""
        return sum(self.unsourced.values()) / len(self.unsourced)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "clock": self.clock.value,
            "unsourced": {name: round(share, 4) for name, share in self.unsourced.items()},
            "mean_unsourced": round(self.mean_unsourced, 4),
            "figures": [
                {
                    "id": one.figure_id,
                    "grade": one.grade.value,
                    "mean_share": round(one.mean, 4),
                    "shares": {name: round(share, 4) for name, share in one.shares.items()},
                }
                for one in self.figures
            ],
        }


def rests(atlas: Atlas) -> tuple[Rest, ...]:
    """Weigh the figures of the standard comparison, by the door and by the shipment clock.

    Every gate is taken as open: the question is what the model rests on, not what is closed today.

    Each corridor is spoken for by its first variant; shares are those of
    `geo.estimates.timing.Timed.variance_by_figure`.
    """
    places = {place.id: place for place in atlas.places}
    origin, destination = (places[name] for name in STANDARD)
    scenario = Scenario(as_if_open=True)
    chosen = compare(atlas, origin, destination, scenario).representatives()
    found = []
    for clock in CLOCKS:
        shares = {
            name: one.timed.variance_by_figure(clock)
            for name, one in chosen.items()
            if clock in one.timed.clocks
        }
        ids = {figure_id for share in shares.values() for figure_id in share}
        weighed = [
            Weighed(
                figure_id=figure_id,
                grade=atlas.ledger.figures[figure_id].grade,
                shares={name: share.get(figure_id, 0.0) for name, share in shares.items()},
            )
            for figure_id in ids
        ]
        weighed.sort(key=lambda one: (-one.mean, one.figure_id))
        unsourced = {
            name: sum(one.shares[name] for one in weighed if one.grade is Grade.K)
            for name in shares
        }
        found.append(Rest(clock=clock, unsourced=unsourced, figures=tuple(weighed[:MOST])))
    return tuple(found)


def sentence(rest: Rest) -> str:
    """Return in words how much rests on figures without a source."""
    corridors = ", ".join(f"{name} {share:.0%}" for name, share in rest.unsourced.items())
    return (
        f"Nhava Sheva – Moscow, {rest.clock} clock: {rest.mean_unsourced:.0%} of the variance "
        f"rests on figures without a source ({corridors})."
    )


def text(found: tuple[Rest, ...]) -> str:
    """Return the weights as text."""
    lines = []
    for rest in found:
        lines.append(sentence(rest))
        lines += [f"  {one.mean:6.1%}  {one.grade}  {one.figure_id}" for one in rest.figures]
    return "\n".join(lines)
