"""Prices of the standard journeys, Moscow to Nhava Sheva: whole or not, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.estimates import Box, Incomplete, Measure
from geo.i18n import get_locale
from geo.journeys import compare
from geo.model import Grade
from geo.scenario import Scenario
from geo.validation.results import DIGITS, band_dict
from geo.validation.variance import STANDARD
from geo.validation.writing import ENGLISH, Writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Band

TOP_FIGURES: Final = 3
"""Figures that are named for each journey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardPrice:
    """Price of one TEU by one variant, every gate taken as open."""

    corridor: str
    variant: str
    usd: Band | Incomplete
    unsourced: float | None
    """Share of its variance on figures of grade K; None where the price is not whole."""
    figures: tuple[tuple[str, float], ...]
    """Figures that carry most of the variance, with their shares."""

    def as_dict(self) -> dict[str, Any]:
        """Return the price as JSON can hold it."""
        usd = None if isinstance(self.usd, Incomplete) else band_dict(self.usd)
        missing = list(self.usd.parts) if isinstance(self.usd, Incomplete) else []
        return {
            "corridor": self.corridor,
            "variant": self.variant,
            "usd_per_teu": usd,
            "missing": missing,
            "unsourced": None if self.unsourced is None else round(self.unsourced, DIGITS),
            "figures": {name: round(share, DIGITS) for name, share in self.figures},
        }


def standard_prices(atlas: Atlas) -> tuple[StandardPrice, ...]:
    """Price every variant of the standard question, from Moscow to Nhava Sheva.

    Of the corridors that stand in every comparison.

    Parameters
    ----------
    atlas
        From `geo.journeys.load_atlas`.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> prices = standard_prices(load_atlas())
    >>> len(prices)
    17
    """
    destination, origin = (atlas.places.by_id(name) for name in STANDARD)
    comparison = compare(
        atlas,
        origin,
        destination,
        Scenario(as_if_open=True),
        corridors=atlas.corridors.standing,
    )
    rows = []
    for one in comparison.journeys:
        costed = one.costed(Box.TEU)
        shares = costed.variance_by_figure(Measure.USD) if costed.complete(Measure.USD) else None
        figures = atlas.ledger.figures
        rows.append(
            StandardPrice(
                corridor=one.route.corridor,
                variant=one.route.variant,
                usd=costed.usd,
                unsourced=None
                if shares is None
                else sum(v for name, v in shares.items() if figures[name].grade is Grade.K),
                figures=tuple(shares.items())[:TOP_FIGURES] if shares else (),
            )
        )
    return tuple(rows)


def standard_markdown(prices: Sequence[StandardPrice]) -> str:
    """Write the prices as a Markdown table."""
    head = "| corridor | variant | USD a TEU, P10 – P50 – P90 | on estimates | most uncertain |"
    return "\n".join((head, "|---|---|--:|--:|---|", *map(_row, prices)))


def _row(price: StandardPrice) -> str:
    figures = ", ".join(f"{name} {share:.0%}" for name, share in price.figures)
    if isinstance(price.usd, Incomplete):
        return f"| {price.corridor} | {price.variant} | {price.usd.message} | | |"
    usd = price.usd
    band = f"{usd.p10:,.0f} – {usd.p50:,.0f} – {usd.p90:,.0f}"
    return f"| {price.corridor} | {price.variant} | {band} | {price.unsourced:.0%} | {figures} |"


def standard_text(prices: Sequence[StandardPrice], locale: Locale | None = None) -> str:
    """Write the prices for a terminal, in English by default."""
    writing = Writing(locale=locale or get_locale(ENGLISH))
    translate, number = writing.locale.translate, writing.number
    lines = [
        translate(
            "Moscow – Nhava Sheva, USD a TEU; share of the variance on estimates without source"
        )
    ]
    for price in prices:
        name = f"{price.corridor} {price.variant}".strip()
        if isinstance(price.usd, Incomplete):
            lines.append(f"  {name:48}{translate(price.usd.message)}")
            continue
        usd = price.usd
        lines.append(
            f"  {name:48}{number(usd.p10):>8}{number(usd.p50):>8}{number(usd.p90):>8}"
            f"{writing.share(price.unsourced or 0.0):>7}"
        )
    return "\n".join(lines)
