"""What the answer to the standard question rests on: figures by their share of the variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.i18n import get_locale
from geo.journeys import compare
from geo.model import Clock, Grade
from geo.scenario import Scenario
from geo.validation.writing import ENGLISH, Writing

if TYPE_CHECKING:
    from geo.i18n import Locale
    from geo.journeys import Atlas

STANDARD: Final = ("nhava-sheva", "moscow")
"""Origin and destination of the standard comparison."""
CLOCKS: Final = (Clock.DOOR, Clock.SHIPMENT)
TOP_FIGURES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureShares:
    """A figure with its share of the variance of each corridor's time."""

    figure_id: str
    grade: Grade
    shares: dict[str, float]

    @property
    def mean(self) -> float:
        """Mean of its shares over all corridors."""
        return sum(self.shares.values()) / len(self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceReport:
    """Figures that the standard comparison rests on, by one clock."""

    clock: Clock
    unsourced: dict[str, float]
    """Share of each corridor's variance that rests on figures of grade K."""
    figures: tuple[FigureShares, ...]
    """Those that matter most first."""

    @property
    def mean_unsourced(self) -> float:
        """Mean over all corridors."""
        return sum(self.unsourced.values()) / len(self.unsourced)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON can hold it."""
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


def variance_reports(atlas: Atlas) -> tuple[VarianceReport, ...]:
    """Weigh the figures of the standard comparison, by the door and by the shipment clock.

    Every gate is taken as open: the question is what the model rests on, not what is closed today.

    Each corridor is represented by its first variant; shares are those of
    `geo.estimates.timing.Timed.variance_by_figure`.
    """
    places = {place.id: place for place in atlas.places}
    origin, destination = (places[name] for name in STANDARD)
    scenario = Scenario(as_if_open=True)
    representatives = compare(
        atlas, origin, destination, scenario, corridors=atlas.corridors.standing
    ).representatives()
    reports = []
    for clock in CLOCKS:
        shares = {
            name: one.timed.variance_by_figure(clock)
            for name, one in representatives.items()
            if clock in one.timed.clocks
        }
        ids = {figure_id for share in shares.values() for figure_id in share}
        figures = [
            FigureShares(
                figure_id=figure_id,
                grade=atlas.ledger.figures[figure_id].grade,
                shares={name: share.get(figure_id, 0.0) for name, share in shares.items()},
            )
            for figure_id in ids
        ]
        figures.sort(key=lambda one: (-one.mean, one.figure_id))
        unsourced = {
            name: sum(one.shares[name] for one in figures if one.grade is Grade.K)
            for name in shares
        }
        reports.append(
            VarianceReport(clock=clock, unsourced=unsourced, figures=tuple(figures[:TOP_FIGURES]))
        )
    return tuple(reports)


def variance_sentence(report: VarianceReport, locale: Locale | None = None) -> str:
    """Return in words how much rests on figures without a source, in English by default."""
    writing = Writing(locale=locale or get_locale(ENGLISH))
    translate, share = writing.locale.translate, writing.share
    corridors = ", ".join(f"{name} {share(part)}" for name, part in report.unsourced.items())
    return translate(
        "Nhava Sheva – Moscow, {clock} clock: {share} of the variance rests on figures without a "
        "source ({corridors})."
    ).format(clock=translate(report.clock), share=share(report.mean_unsourced), corridors=corridors)


def variance_text(reports: tuple[VarianceReport, ...], locale: Locale | None = None) -> str:
    """Return the reports as text, in English by default."""
    writing = Writing(locale=locale or get_locale(ENGLISH))
    lines = []
    for report in reports:
        lines.append(variance_sentence(report, locale))
        lines += [
            f"  {writing.share(one.mean, 1):>6}  {one.grade}  {one.figure_id}"
            for one in report.figures
        ]
    return "\n".join(lines)
