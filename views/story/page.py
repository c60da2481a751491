"""The corridor's story: what it is, how its branches stood in a month, what was carried."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.evidence import BRANCH_LAYERS, Series, as_of_text, links_of, load_promises, period_of
from geo.i18n import date_text
from geo.network import missing_links
from geo.validation import DISPUTED
from views.state import address, choices, data
from views.state.choices import translate
from views.state.question import TODAY
from views.story.counts import cargo_chart, counts, money, money_bars
from views.story.links import effects, link_cards, question
from views.story.scene import views
from views.story.steps import (
    TRIP,
    branch_step,
    brief_list,
    corridor_step,
    link_step,
    step_list,
    trial_step,
    year_step,
)
from views.story.tables import (
    branch_table,
    event_table,
    link_note,
    newest_list,
    volume_age,
    volume_table,
)
from views.story.timeline import dots_of, timeline
from views.ui import faults
from views.ui.address import open_page
from views.ui.as_of import as_of_list
from views.ui.claims import contradiction_table
from views.ui.downloads import take_story
from views.ui.html import paragraph
from views.ui.map import show_map
from views.ui.scroll import link_steps
from views.ui.time import choose_month, slider_months

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.evidence import Contradiction, Promise, Volume
    from geo.journeys import Comparison
    from geo.validation import ModelAnswer

MAP: Final = "story-map"
"""Key of the container of the map."""
MAP_HEIGHT: Final = 460


@faults.page
def show() -> None:
    """Show the page."""
    open_page("story", keys=(choices.AT,), allowed={choices.AT: slider_months()})
    st.title(translate("The corridor and its story"))
    lead = translate(
        "The International North–South Transport Corridor joins Russia and India through Iran. "
        "What exists, what was promised, what was tried, and what stands in the way."
    )
    st.html(paragraph(lead, "lead"))
    address.give_address((choices.AT,))
    used = (*BRANCH_LAYERS.values(), "places")
    for fault in data.layers()[1]:
        if any(f"/{name}.geojson" in fault for name in used):
            st.warning(fault)
    with faults.contained():
        opened = data.comparison(question(as_if_open=True))
        today = data.comparison(question(as_if_open=False))
        with faults.contained():
            show_brief(today)
        with faults.contained():
            show_steps(opened, today)
    for part in (show_links, show_volumes, show_trade):
        with faults.contained():
            part()
    chosen = choose_month()
    address.give_address((choices.AT,))
    month = chosen or f"{datetime.now(tz=UTC):%Y-%m}"
    for dated in (show_branches, show_events):
        with faults.contained():
            dated(month)
    with faults.contained():
        show_disputed()
    with faults.contained():
        take_story(chosen)


def show_brief(today: Comparison) -> None:
    """Show what the story says in short."""
    st.html(
        brief_list(
            data.trial(TRIP),
            promises(),
            names=data.names(),
            link_names=data.atlas().corridors.links,
            as_of=as_of_text(today.as_of, today=data.today()),
            barred=[
                choices.locale().sentence(one.text) for one in today.gates if one.state.status.bars
            ],
            locale=choices.locale(),
        )
    )


def show_steps(opened: Comparison, today: Comparison) -> None:
    """Show the steps beside the map and the line of time."""
    locale, shown = choices.locale(), views()
    events = {one.id: one for one in data.history().events}
    link_names, names, trip = data.atlas().corridors.links, data.names(), data.trial(TRIP)
    links = missing_links(data.atlas().network)
    steps = [
        corridor_step(events, shown, locale),
        branch_step(opened, today, names=names, views=shown, locale=locale),
        link_step(links, link_names=link_names, source_of=data.source, views=shown, locale=locale),
        trial_step(events, trip, names=names, source_of=data.source, views=shown, locale=locale),
        year_step(events, shown, locale),
    ]
    left, right = st.container(key="story").columns([5, 3], gap="large")
    with left:
        with st.container(key=MAP):
            show_map(shown.scene, key="story-scene", height=MAP_HEIGHT)
        dots = dots_of(data.history().events, shown, locale)
        st.html(timeline(dots, locale, last=max(one.year for one in events.values()) + 1))
    right.html(step_list(steps, locale))
    link_steps(MAP)


def show_links() -> None:
    """Show a card for each missing link."""
    locale, day = choices.locale(), data.today()
    st.header(translate("Each missing link, and each date it was promised for"))
    values = {
        translate("As if every gate were open"): effects(as_if_open=True, today=day),
        translate("Today"): effects(as_if_open=False, today=day),
    }
    st.html(
        link_cards(
            missing_links(data.atlas().network),
            promises(),
            data.history().events,
            values,
            branches=link_branches(),
            link_names=data.atlas().corridors.links,
            names=data.names(),
            source_of=data.source,
            day=day,
            locale=locale,
        )
    )


def link_branches() -> dict[str, str]:
    """Return the branch that each link belongs to, by the id of the link."""
    collections, _ = data.layers()
    return {
        feature["properties"]["link"]: branch
        for branch, layer in BRANCH_LAYERS.items()
        if layer in collections
        for feature in collections[layer]["features"]
        if feature["properties"].get("link")
    }


@st.cache_resource(show_spinner=False)
def promises() -> tuple[Promise, ...]:
    """Return the promised openings of missing links."""
    return load_promises()


def disputed() -> tuple[tuple[Contradiction, tuple[ModelAnswer, ...]], ...]:
    """Return the statements that differ, and what the network measures."""
    by_id = {one.id: one for one in data.atlas().ledger.contradictions}
    return tuple((by_id[name], data.own(name)) for name in DISPUTED)


def show_branches(month: str) -> None:
    """Show how the three branches stood in a month."""
    locale = choices.locale()
    at = choices.text(choices.AT)
    name = translate("Today") if at == TODAY else date_text(at, locale)
    st.header(translate("Three branches: {month}").format(month=name))
    collections, _ = data.layers()
    links = {
        branch: links_of(collections[layer], month) if layer in collections else ()
        for branch, layer in BRANCH_LAYERS.items()
    }
    asked = replace(question(as_if_open=False), as_of=choices.text(choices.AT))
    comparison = data.comparison(asked)
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
    """Show what happened up to the month and after it, as tables."""
    locale, events = choices.locale(), data.history().events
    until = data.history().until(month)
    st.html(newest_list(until, day=reading_day(month), names=data.names(), locale=locale))
    later = events[len(until) :]
    parts = (
        (translate("Events up to the month, as a table: {count}"), until),
        (translate("Later events, as a table: {count}"), later),
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
    locale, names = choices.locale(), data.names()
    st.header(translate("Cargo"))
    cargo, forecasts = _of(Series.CARGO), _of(Series.FORECAST)
    charts = [
        cargo_chart(title, some, names, locale)
        for title, some in (
            (
                translate("Whole corridor"),
                [one for one in (*cargo, *forecasts) if not one.branch],
            ),
            (translate("By branch"), [one for one in cargo if one.branch]),
        )
    ]
    st.html(counts(charts, locale))
    note = translate(
        "Each point is one published count: filled, official; hollow, claimed or planned; a bar is "
        "a forecast from – to. Counts differ in what they include, so they do not add up."
    )
    age = volume_age(cargo, data.today())
    st.html(paragraph(" ".join(filter(None, (note, translate(age) if age else "")))))
    with st.expander(translate("Cargo and forecasts as a table"), on_change="rerun") as folded:
        if folded.open:
            st.html(volume_table([*cargo, *_of(Series.PART), *forecasts], names, locale))


def show_trade() -> None:
    """Show trade and investment with their sources."""
    st.header(translate("Trade and investment"))
    both = [*_of(Series.TRADE), *_of(Series.INVESTMENT)]
    st.html(money(money_bars(both, data.names(), choices.locale()), choices.locale()))


def show_disputed() -> None:
    """Show where sources contradict each other."""
    st.header(translate("Where sources differ"))
    names = data.names()
    st.html(
        contradiction_table(disputed(), names=names, source_of=data.source, locale=choices.locale())
    )


def _of(series: Series) -> Sequence[Volume]:
    return [one for one in data.history().volumes if one.series is series]
