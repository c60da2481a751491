"""Tables of the answer: both clocks, every chance, all variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.summary import days_of, hours_of
from views.ui.measures import clock_hours
from views.ui.templates import render
from views.ui.texts import CLOCKS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.i18n import Locale
    from geo.journeys import Journey


def clock_table(journeys: Iterable[Journey], *, names: Mapping[str, str], locale: Locale) -> str:
    """Write the bands of both clocks side by side, as HTML."""
    rows = [
        (one.route.corridor, [days_of(clock_hours(one, clock)) for clock in CLOCKS_SHOWN])
        for one in journeys
    ]
    return render(
        "compare/clocks.html",
        locale,
        clocks=[locale.translate(clock.value.capitalize()) for clock in CLOCKS_SHOWN],
        rows=rows,
        longest=max(days.p90 for _, bands in rows for days in bands),
        names=names,
    )


def chance_table(
    chances: Mapping[str, Mapping[str, float | None]], *, names: Mapping[str, str], locale: Locale
) -> str:
    """Write the chance of each corridor to be faster than each other, as HTML."""
    heads = [locale.translate("Faster than …"), *(names.get(other, other) for other in chances)]
    return render("compare/chances.html", locale, heads=heads, chances=chances, names=names)


def variant_table(journeys: Iterable[Journey], *, titles: Mapping[str, str], locale: Locale) -> str:
    """Write all journeys, the fastest first, as HTML.

    Parameters
    ----------
    journeys
        Of a comparison.
    titles
        Name of each journey, by its id.
    locale
        Language of the table.
    """
    rows = [(one, days_of(hours_of(one))) for one in journeys]
    rows.sort(key=lambda row: row[1].p50)
    longest = max(days.p90 for _, days in rows)
    return render("compare/variants.html", locale, rows=rows, titles=titles, longest=longest)
