"""Cargo, trade and investment as small charts with labelled points."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.evidence import Series
from geo.i18n import amount, branch_name, subject
from views.ui.charts import ticks
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Volume
    from geo.i18n import Locale

MOST_TICKS: Final = 4


class Point(NamedTuple):
    """A count on a chart: places in percent of its width and height."""

    at: float
    low: float
    high: float
    label: str
    colour: str
    is_official: bool
    text: str
    """What a reader who does not see the chart is read."""


class Chart(NamedTuple):
    """A small chart."""

    title: str
    unit: str
    points: tuple[Point, ...]
    years: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]
    names: Mapping[str, str]
    """Which colour is which branch; empty where there is one."""
    sources: tuple[tuple[str, str], ...]


class Bar(NamedTuple):
    """An amount of money."""

    name: str
    year: str
    share: float
    """Of the longest bar, in percent; 0 where the unit is another."""
    label: str
    note: str
    source: tuple[str, str]


def cargo_chart(
    title: str, volumes: Iterable[Volume], names: Mapping[str, str], locale: Locale
) -> Chart:
    """Place counts and forecasts of cargo by year on a chart.

    Parameters
    ----------
    title
        Of the chart.
    volumes
        In million tonnes; there is at least one.
    names
        Of branches.
    locale
        Language of the chart.
    """
    shown = sorted(volumes, key=lambda one: (one.year, one.middle))
    first, last = shown[0].year, shown[-1].year
    top = max(one.high or one.middle for one in shown) * 1.12
    branches = {one.branch: branch_name(one, names, locale) for one in shown}

    def at(year: int) -> float:
        return round(6 + 86 * (year - first) / max(last - first, 1), 1)

    points = []
    for one in shown:
        ends = (one.middle, one.middle)
        if one.typical is None and one.low is not None and one.high is not None:
            ends = (one.low, one.high)
        value = amount(one, locale)
        points.append(
            Point(
                at=at(one.year),
                low=round(100 * ends[0] / top, 1),
                high=round(100 * ends[1] / top, 1),
                label=value.removesuffix(f" {locale.translate(one.unit)}"),
                colour=one.branch,
                is_official=one.basis == "official",
                text=f"{locale.translate(str(one.year))}: {branches[one.branch]}, {value}, "
                f"{locale.translate(one.basis)}",
            )
        )
    levels = ticks(top, MOST_TICKS)
    whole = all(level == int(level) for level in levels)
    return Chart(
        title=title,
        unit=locale.translate("Million tonnes"),
        points=tuple(points),
        years=tuple(
            (at(year), locale.translate(str(year))) for year in sorted({one.year for one in shown})
        ),
        levels=tuple(
            (round(100 * level / top, 1), locale.number(level, 0 if whole else 1))
            for level in levels
        ),
        names=branches if len(branches) > 1 else {},
        sources=tuple(dict.fromkeys((one.source, one.url) for one in shown if one.source)),
    )


def money_bars(
    volumes: Sequence[Volume], names: Mapping[str, str], locale: Locale
) -> tuple[Bar, ...]:
    """Draw trade and investment as bars on one scale; another unit than most has no bar."""
    ((unit, _),) = Counter(one.unit for one in volumes).most_common(1)
    top = max(one.middle for one in volumes if one.unit == unit)
    return tuple(
        Bar(
            name=subject(one, names, locale),
            year=locale.translate(str(one.year)),
            share=round(100 * one.middle / top, 1) if one.unit == unit else 0.0,
            label=amount(one, locale),
            note=locale.sentence(one.note),
            source=(one.source, one.url),
        )
        for one in sorted(volumes, key=lambda one: (one.series != Series.TRADE, one.year))
    )


def counts(charts: Sequence[Chart], locale: Locale) -> str:
    """Write charts of cargo as HTML, side by side."""
    return render("story/counts.html", locale, charts=charts)


def money(bars: Sequence[Bar], locale: Locale) -> str:
    """Write bars of money as HTML."""
    return render("story/money.html", locale, bars=bars)
