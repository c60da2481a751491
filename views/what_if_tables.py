"""What a change of the conditions does: before and after, swings, links, gates, break-evens."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd

from geo.maps_scene import HOURS_A_DAY, NARROW_SPACE, ink_name
from geo.palette import GROUND, ink
from geo.tongues import RIGHT_TO_LEFT
from views.answer_table import RIVALS
from views.compare_tables import band_bar, per_cent, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.analysis import BreakEven, LinkValue, Swing
    from geo.compare import Journey
    from geo.figures import Figure
    from geo.maps_scene import Tongue

Chances = dict[str, dict[str, float]]
ROW_HEIGHT: Final = 34


def signed(value: float, tongue: Tongue, decimals: int = 1) -> str:
    """Return a number with its sign, a true minus below zero.

    Examples
    --------
    >>> from geo.maps_scene import ENGLISH
    >>> signed(-2.25, ENGLISH), signed(0.01, ENGLISH)
    ('−2.2', '±0.0')
    """
    sign = "−" if value < 0 else "+"
    text = tongue.number(abs(value), decimals)
    return ("±" if float(f"{value:.{decimals}f}") == 0 else sign) + text


def before_after(
    before: Mapping[str, Journey],
    after: Mapping[str, Journey],
    chances: tuple[Chances, Chances],
    *,
    names: Mapping[str, str],
    reasons: Mapping[str, str],
    tongue: Tongue,
) -> str:
    """Return the base case beside the scenario as HTML, one corridor a row.

    Parameters
    ----------
    before, after
        One journey for each corridor that can serve.
    chances
        Chances to be quicker, before and after.
    names
        Of corridors.
    reasons
        Why a corridor serves no more.
    tongue
        Language of the table.
    """
    say = tongue.say
    heads = [
        say("Corridor"),
        say("Base case, days"),
        say("Scenario, days"),
        say("Difference"),
        say("Beats Suez"),
        say("Length"),
        say("USD / TEU"),
    ]
    everyone = [*before.values(), *after.values()]
    longest = max((found.hours.p90 / HOURS_A_DAY for found in everyone), default=1.0)
    rows = []
    for corridor in dict.fromkeys([*before, *after]):
        old, new = before.get(corridor), after.get(corridor)
        name = escape(names.get(corridor, corridor))
        cells = [
            f'<th scope="row" class="ink-{ink_name(corridor)}">{name}</th>',
            _band(old, corridor, longest, heads[1], tongue),
            _band(new, corridor, longest, heads[2], tongue, reasons.get(corridor, "")),
            f'<td data-label="{escape(heads[3])}">{_difference(old, new, tongue)}</td>',
            f'<td data-label="{escape(heads[4])}">{_chance(corridor, chances, tongue)}</td>',
            f'<td data-label="{escape(heads[5])}">{_kilometres(old, new, tongue)}</td>',
            f'<td data-label="{escape(heads[6])}">{_dollars(old, new, tongue)}</td>',
        ]
        rows.append("".join(cells))
    return table(heads, rows, "answers main")


def _band(
    found: Journey | None,
    corridor: str,
    longest: float,
    label: str,
    tongue: Tongue,
    reason: str = "",
) -> str:
    style = f'class="days ink-{ink_name(corridor)}" data-label="{escape(label)}"'
    if found is None:
        told = f'<small lang="en" dir="ltr">{escape(reason)}</small>' if reason else ""
        return f"<td {style}>{escape(tongue.say('cannot serve'))}{told}</td>"
    hours = found.hours
    days = {name: getattr(hours, name) / HOURS_A_DAY for name in ("p10", "p50", "p90")}
    low, middle, high = (tongue.number(value, 1) for value in days.values())
    return f"<td {style}>{low} – <b>{middle}</b> – {high}{band_bar(days, longest)}</td>"


def _difference(old: Journey | None, new: Journey | None, tongue: Tongue) -> str:
    if old is None or new is None:
        return "–"
    days = (new.hours.p50 - old.hours.p50) / HOURS_A_DAY
    return f"{signed(days, tongue)}{NARROW_SPACE}{escape(tongue.say('d'))}"


def _chance(corridor: str, chances: tuple[Chances, Chances], tongue: Tongue) -> str:
    if corridor in RIVALS:
        return "–"
    told = []
    for row in (one.get(corridor, {}) for one in chances):
        against = [row[rival] for rival in RIVALS if rival in row]
        told.append(per_cent(min(against), tongue) if against else "–")
    return told[0] if told[0] == told[1] else f"{told[0]} → {told[1]}"


def _kilometres(old: Journey | None, new: Journey | None, tongue: Tongue) -> str:
    shown = new or old
    if shown is None:
        return "–"
    text = f"{tongue.number(shown.route.km, 0)} {escape(tongue.say('km'))}"
    if old is None or new is None or round(old.route.km) == round(new.route.km):
        return text
    return f"{text}<small>{signed(new.route.km - old.route.km, tongue, 0)}</small>"


def _dollars(old: Journey | None, new: Journey | None, tongue: Tongue) -> str:
    shown = new or old
    if shown is None:
        return "–"
    usd = shown.costed().usd.p50
    text = tongue.number(usd, 0)
    if old is None or new is None:
        return text
    change = usd - old.costed().usd.p50
    return f"{text}<small>{signed(change, tongue, 0)}</small>" if abs(change) >= 1 else text


def swing_rows(
    swings: Sequence[Swing], figures: Mapping[str, Figure], tongue: Tongue
) -> pd.DataFrame:
    """Return the swings in days, the largest first."""
    return pd.DataFrame(
        [
            {
                "figure": swing.figure_id,
                "grade": figures[swing.figure_id].grade.value,
                "low": round(swing.low_hours / HOURS_A_DAY, 2),
                "high": round(swing.high_hours / HOURS_A_DAY, 2),
                "share": f"{tongue.number(100 * swing.variance_share, 0)}{NARROW_SPACE}%",
                "weak": figures[swing.figure_id].grade.value == "K",
            }
            for swing in swings
        ]
    )


def tornado(rows: pd.DataFrame, tongue: Tongue, *, corridor: str, theme: str) -> alt.LayerChart:
    """Return the tornado: how many days P50 moves when one figure sits at an end of its band."""
    say = tongue.say
    quiet, rule, text = (GROUND[name].on(theme) for name in ("quiet", "rule", "text"))
    colour = ink(corridor).on(theme)
    mirrored = tongue.language in RIGHT_TO_LEFT
    tooltip = [
        alt.Tooltip("figure:N", title=say("Figure")),
        alt.Tooltip("low:Q", title=say("At its shortest, days")),
        alt.Tooltip("high:Q", title=say("At its longest, days")),
        alt.Tooltip("share:N", title=say("Share of the variance")),
        alt.Tooltip("grade:N", title=say("Grade")),
    ]
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "figure:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=240, orient="right" if mirrored else "left"),
        ),
        tooltip=tooltip,
    )
    scale = alt.Scale(reverse=mirrored)
    weak = alt.when("datum.weak")
    bars = base.mark_bar(height=16, strokeWidth=1.5, stroke=colour).encode(
        x=alt.X("low:Q", title=say("Shift of P50, days"), scale=scale),
        x2="high:Q",
        fill=weak.then(alt.value("transparent")).otherwise(alt.value(colour)),
        strokeDash=weak.then(alt.value([4, 3])).otherwise(alt.value([1, 0])),
    )
    marks = base.mark_text(align="right" if mirrored else "left", dx=6, color=text).encode(
        x=alt.X("high:Q"), text="grade:N"
    )
    zero = alt.Chart(rows).mark_rule(color=quiet).encode(x=alt.datum(0))
    drawn: alt.LayerChart = (
        alt.layer(bars, marks, zero)
        .properties(width="container", height=ROW_HEIGHT * len(rows), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=quiet, titleColor=quiet, gridColor=rule, domainColor=rule, tickColor=rule
        )
    )
    return drawn


def swing_table(rows: pd.DataFrame, tongue: Tongue) -> pd.DataFrame:
    """Return the tornado as a table."""
    say = tongue.say
    heads = {
        "figure": say("Figure"),
        "grade": say("Grade"),
        "low": say("At its shortest, days"),
        "high": say("At its longest, days"),
        "share": say("Share of the variance"),
    }
    return rows[list(heads)].rename(columns=heads)


def link_table(
    values: Sequence[LinkValue],
    *,
    names: Mapping[str, str],
    links: Mapping[str, str],
    tongue: Tongue,
) -> str:
    """Return what each missing link is worth, as HTML."""
    say = tongue.say
    heads = [say("Missing link"), say("Corridor"), say("Length"), say("Days"), say("USD / TEU")]
    rows = []
    for one in values:
        days = [getattr(one.hours, name) / HOURS_A_DAY for name in ("p10", "p50", "p90")]
        low, middle, high = (signed(value, tongue) for value in days)
        km = f"{signed(one.km, tongue, 0)} {escape(say('km'))}"
        rows.append(
            f'<th scope="row">{escape(say(links.get(one.link, one.link)))}</th>'
            f'<td data-label="{escape(heads[1])}">{escape(names.get(one.corridor, one.corridor))}'
            f'</td><td data-label="{escape(heads[2])}">{km}</td>'
            f'<td data-label="{escape(heads[3])}"><b>{middle}</b><small>{low} … {high}</small></td>'
            f'<td data-label="{escape(heads[4])}">{signed(one.usd.p50, tongue, 0)}</td>'
        )
    return table(heads, rows, "answers beside plain")


def failure_table(
    failures: Mapping[str, Sequence[str]],
    *,
    names: Mapping[str, str],
    gates: Mapping[str, Any],
    tongue: Tongue,
) -> str:
    """Return the gates whose closing alone stops each corridor, as HTML."""
    say = tongue.say
    heads = [say("Corridor"), say("Stopped by closing any one of")]
    rows = []
    for corridor, stops in failures.items():
        told = ", ".join(say(str(gates.get(gate, gate))) for gate in stops)
        rows.append(
            f'<th scope="row" class="ink-{ink_name(corridor)}">'
            f"{escape(names.get(corridor, corridor))}</th>"
            f'<td data-label="{escape(heads[1])}">{escape(told) or escape(say("none alone"))}</td>'
        )
    return table(heads, rows, "answers beside")


def break_even_list(
    found: Sequence[BreakEven],
    *,
    names: Mapping[str, str],
    figures: Mapping[str, Figure],
    tongue: Tongue,
) -> str:
    """Return the values at which two corridors take the same time, as sentences in HTML."""
    items = []
    for one in found:
        band = figures[one.figure_id].band
        text = tongue.say(
            "{first} and {second} take the same time where {figure} is {value} {unit} "
            "(now {now}, P10–P90 {low}–{high})."
        ).format(
            first=names.get(one.first, one.first),
            second=names.get(one.second, one.second),
            figure=one.figure_id,
            value=tongue.number(one.value, 1),
            unit=one.unit,
            now=tongue.number(band.p50, 1),
            low=tongue.number(band.p10, 1),
            high=tongue.number(band.p90, 1),
        )
        items.append(f"<li>{escape(text)}</li>")
    return f'<ul class="misses">{"".join(items)}</ul>'
