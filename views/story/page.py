"""The corridor's story: what it is, how its branches stood in a month, what was carried."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from geo.evidence import BRANCH_LAYERS, Series, links_of, period_of
from geo.i18n import from_left
from geo.validation import DISPUTED
from views.state import choices, data
from views.state.choices import translate
from views.story.charts import branch_names, event_chart, event_rows, volume_chart, volume_rows
from views.story.tables import (
    branch_table,
    event_table,
    link_note,
    newest_list,
    volume_age,
    volume_table,
    volume_title,
)
from views.ui.as_of import as_of_list
from views.ui.claims import contradiction_table
from views.ui.downloads import take_story
from views.ui.html import paragraph
from views.ui.time import choose_month, month_name, slider_months

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.evidence import Contradiction, Volume
    from geo.validation import ModelAnswer


def show() -> None:
    """Show the page."""
    choices.open_page("story", keys=(choices.AT,), allowed={choices.AT: slider_months()})
    st.title(translate("The corridor and its story"))
    lead = translate(
        "The International North–South Transport Corridor joins Russia and India through Iran, by "
        "an agreement of 2000. It is three branches: west of the Caspian by rail and road, across "
        "it by ship, and east of it by rail."
    )
    st.html(paragraph(lead, "lead"))
    chosen = choose_month()
    choices.give_address((choices.AT,))
    month = chosen or f"{datetime.now(tz=UTC):%Y-%m}"
    show_branches(month)
    show_events(month)
    show_volumes()
    show_trade()
    show_disputed()
    take_story(chosen)


def disputed() -> tuple[tuple[Contradiction, tuple[ModelAnswer, ...]], ...]:
    """Return the statements that differ, and what the network measures."""
    by_id = {one.id: one for one in data.atlas().ledger.contradictions}
    return tuple((by_id[name], data.own(name)) for name in DISPUTED)


def branch_question() -> choices.Question:
    """Return the question that measures the branches: Moscow to Nhava Sheva, nothing changed."""
    return choices.Question(
        origin=str(choices.DEFAULTS[choices.FROM]),
        destination=str(choices.DEFAULTS[choices.TO]),
        clock=str(choices.DEFAULTS[choices.CLOCK]),
        closed=(),
        built=(),
        as_of=choices.text(choices.AT),
        month=choices.ANY,
        services=(),
        settings=(),
    )


def show_branches(month: str) -> None:
    """Show how the three branches stood in a month."""
    locale = choices.locale()
    name = from_left(month_name(choices.text(choices.AT), locale), locale)
    st.header(translate("Three branches: {month}").format(month=name))
    collections, _ = data.layers()
    links = {
        branch: links_of(collections[layer], month) if layer in collections else ()
        for branch, layer in BRANCH_LAYERS.items()
    }
    comparison = data.comparison(branch_question())
    st.html(as_of_list(comparison, locale=locale, source_of=data.source, today=data.today()))
    st.html(
        branch_table(
            comparison.representatives(),
            links,
            names=data.names(),
            link_names=data.atlas().corridors.links,
            locale=locale,
        )
    )
    note = translate(
        "Moscow to Nhava Sheva by the preferred route of each branch that is open in the "
        "month, measured on the network. Each link shows its length and the month it "
        "opened."
    )
    st.html(link_note(note, links, data.source, locale))


def show_events(month: str) -> None:
    """Show what happened up to the month and after it."""
    locale, events = choices.locale(), data.history().events
    st.header(translate("What happened"))
    rows = event_rows(events, month, locale)
    chart = event_chart(rows, month, locale, theme=_theme())
    st.altair_chart(chart, theme=None, alt=translate("What happened"))
    until = data.history().until(month)
    st.html(newest_list(until, day=reading_day(month), names=data.names(), locale=locale))
    later = events[len(until) :]
    parts = (
        (translate("{count} events up to the month, as a table"), until),
        (translate("{count} later events, as a table"), later),
    )
    for title, part in parts:
        if not part:
            continue
        with st.expander(
            title.format(count=locale.number(len(part), 0)), on_change="rerun"
        ) as folded:
            if folded.open:
                st.html(event_table(part, locale))


def reading_day(month: str) -> date:
    """Return the last day of a month, or today where it runs or is to come."""
    return min(period_of(month)[1], data.today())


def show_volumes() -> None:
    """Show what was carried, the whole corridor beside its branches."""
    st.header(translate("Cargo"))
    cargo = [*_of(Series.CARGO), *_of(Series.PART)]
    whole = [one for one in cargo if not one.branch]
    parts = [one for one in cargo if one.branch]
    names = data.names()
    for column, title, group in zip(
        st.columns(2, gap="medium"),
        (translate("Whole corridor"), translate("By branch")),
        (whole, parts),
        strict=True,
    ):
        rows = volume_rows(group, names, choices.locale())
        branches = branch_names(rows)
        column.html(volume_title(title, branches if branches.keys() - {""} else {}))
        column.altair_chart(
            volume_chart(rows, choices.locale(), theme=_theme()), theme=None, alt=title
        )
    note = translate(
        "Each point is one published count. Two counts of one year are drawn one above the "
        "other; a year without a count is empty; a diamond is a part of a year. Counts "
        "differ in what they include, so they do not add up."
    )
    age = volume_age(cargo, data.today())
    st.html(paragraph(" ".join(filter(None, (note, translate(age) if age else "")))))
    with st.expander(translate("Cargo and forecasts as a table"), on_change="rerun") as folded:
        if folded.open:
            st.html(volume_table([*cargo, *_of(Series.FORECAST)], names, choices.locale()))


def show_trade() -> None:
    """Show trade and investment with their sources."""
    st.header(translate("Trade and investment"))
    money = [*_of(Series.TRADE), *_of(Series.INVESTMENT)]
    st.html(volume_table(money, data.names(), choices.locale()))


def show_disputed() -> None:
    """Show where sources contradict each other."""
    st.header(translate("Where sources differ"))
    names = data.names()
    st.html(
        contradiction_table(disputed(), names=names, source_of=data.source, locale=choices.locale())
    )


def _of(series: Series) -> Sequence[Volume]:
    return [one for one in data.history().volumes if one.series is series]


def _theme() -> str:
    return st.context.theme.type or "light"
