"""Who wins where: the best corridor of every part of the land, from or to one place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import ExportError, MissingExtraError, QuestionError, RouteError
from geo.estimates import Box
from geo.export import (
    SURFACE_TYPES,
    SurfaceContent,
    change_of,
    surface_bytes,
    surface_content,
    surface_file_name,
)
from geo.i18n import get_locale, percent
from geo.model import Clock
from geo.plot import change_parts, multiples_svg, surface_parts
from geo.scenario import Scenario
from geo.surface import assumption_of, shares
from views.state import address, choices, data, journal
from views.state.choices import translate
from views.state.question import TODAY
from views.ui import faults
from views.ui.address import open_page
from views.ui.html import heading, paragraph
from views.ui.picture import place_svg
from views.ui.question import ask_place
from views.ui.templates import render
from views.ui.time import month_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.export import CellMap, ChangeContent
    from geo.plot import SurfacePicture
    from geo.surface import Assumption, Change

KEYS: Final = (
    choices.FROM,
    choices.SIDE,
    choices.MEASURE,
    choices.CLOCK,
    choices.AS_OF,
    choices.AS_IF_OPEN,
    choices.ASSUMED,
)
RESOLUTION: Final = 3
YEARS: Final = range(2016, 2027)
STEP_NAMES: Final = {"years": "One a year", "halves": "Two a year"}
STEPS: Final = {"years": (6,), "halves": (6, 12)}
"""Months of each year of which there is a map."""
YEARS_KEY: Final = "surface-years"
FORM_KEY: Final = "surface-form"
FILE_KEY: Final = "surface-file"
MAP_KEY: Final = "surface-map"
MEASURE_NAMES: Final = {"days": "Days", "price": "Price", "co2e": "Emissions"}
SIDE_NAMES: Final = {"from": "from the place", "to": "to the place"}
MOST_MOVES: Final = 6
"""Rows of the table of what an assumption moves."""
NO_ANSWER: Final = (QuestionError, RouteError)


@faults.page
def show() -> None:
    """Show the page."""
    open_page("surface", keys=KEYS, allowed=allowed())
    st.title(translate("Who wins where"))
    lead = translate(
        "Which corridor is best to or from every part of the land, and how surely, as of a date."
    )
    st.html(paragraph(lead, "lead"))
    ask()
    address.give_address(KEYS)
    try:
        with st.spinner(""):
            content = answer(*question(), choices.language())
    except (*NO_ANSWER, MissingExtraError) as error:
        st.error(choices.sentence_of(error))
        return
    about = content.about()
    st.html(heading(about["answer"]))
    st.html(paragraph(about["as_of"]))
    if moved := change(content):
        show_change(moved)
    show_map(content)
    show_table(content)
    show_files(content, moved)
    show_years()


def allowed() -> dict[str, tuple[str, ...]]:
    """Members of the closed sets among the choices of the page."""
    return {
        choices.SIDE: tuple(SIDE_NAMES),
        choices.MEASURE: tuple(MEASURE_NAMES),
        choices.CLOCK: choices.CLOCKS,
        choices.AS_OF: tuple(choices.dates()),
        choices.AS_IF_OPEN: (choices.NO, choices.YES),
        choices.ASSUMED: tuple(assumptions()),
    }


def assumptions() -> Mapping[str, str]:
    """Name each world that the map can be compared with, by its id."""
    built = {
        f"build:{link}": translate("{link} is built").format(link=name)
        for link, name in data.unbuilt_links().items()
    }
    gates = {
        f"open:{gate}": translate("{gate} is open").format(gate=name)
        for gate, name in data.gates().items()
        if gate in data.atlas().states.gates
    }
    worlds = {
        "hormuz-open": translate("Hormuz and the ports of Iran are open"),
        "suez-2023": translate("Suez as in 2023"),
    }
    return {choices.NO: translate("Nothing")} | built | gates | worlds


def ask() -> None:
    """Show the controls."""
    first, second = st.columns([3, 2])
    with first:
        ask_place(translate("Place"))
    second.segmented_control(
        translate("Journeys"),
        tuple(SIDE_NAMES),
        format_func=lambda one: translate(SIDE_NAMES[one]),
        key=choices.SIDE,
        required=True,
    )
    columns = st.columns(4)
    columns[0].selectbox(
        translate("Compared by"),
        tuple(MEASURE_NAMES),
        format_func=lambda one: translate(MEASURE_NAMES[one]),
        key=choices.MEASURE,
    )
    columns[1].selectbox(
        translate("Clock"),
        choices.CLOCKS,
        format_func=lambda one: translate(one.capitalize()),
        key=choices.CLOCK,
    )
    columns[2].selectbox(
        translate("As of"),
        choices.dates(),
        format_func=lambda one: (
            translate("Today") if one == TODAY else month_name(one, choices.locale())
        ),
        key=choices.AS_OF,
    )
    names = assumptions()
    columns[3].selectbox(
        translate("Assume"), tuple(names), format_func=lambda one: names[one], key=choices.ASSUMED
    )


def question() -> tuple[str, bool, str, Scenario]:
    """Return place, direction, measure and scenario as the controls hold them."""
    return (*_ends(), scenario(choices.text(choices.ASSUMED)))


def _ends() -> tuple[str, bool, str]:
    is_origin = choices.text(choices.SIDE) == "from"
    return choices.text(choices.FROM), is_origin, choices.text(choices.MEASURE)


def scenario(assumed: str, date: str = "") -> Scenario:
    """Return the conditions, with what is assumed beside them.

    Parameters
    ----------
    assumed
        One of `assumptions`.
    date
        In place of the date that was chosen.
    """
    chosen = choices.text(choices.AS_OF)
    base = Scenario(
        date=date or (None if chosen == TODAY else chosen),
        as_if_open=choices.is_open(),
        clock=Clock(choices.text(choices.CLOCK)),
    )
    return assumption(assumed).applied(base, data.atlas())


def assumption(assumed: str) -> Assumption:
    """Return what one of `assumptions` assumes."""
    kind, _, name = assumed.partition(":")
    forms = {"build": f"built={name}", "open": f"{name}=open"}
    return assumption_of(() if assumed == choices.NO else (forms.get(kind, assumed),))


def answer(
    place: str,
    is_origin: bool,  # noqa: FBT001 - a question is known by its values
    measure: str,
    under: Scenario,
    language: str,
) -> SurfaceContent:
    """Return a surface with its grid, in a language.

    Parameters
    ----------
    place
        Text of the end.
    is_origin
        Whether journeys begin there.
    measure
        What is compared.
    under
        Conditions.
    language
        Of the words.

    Raises
    ------
    AtlasError
        The question has no answer; the message says why.
    """
    return replace(_computed(place, is_origin, measure, under), locale=get_locale(language))


@st.cache_resource(max_entries=24, show_spinner=False)
def _computed(
    place: str,
    is_origin: bool,  # noqa: FBT001 - the cache knows a question by its values
    measure: str,
    under: Scenario,
) -> SurfaceContent:
    """Return a surface with its grid; kept whatever the language, since it takes seconds."""
    journal.note_computed()
    return surface_content(
        data.atlas(),
        data.place(place),
        locale=get_locale("en"),
        is_origin=is_origin,
        measure=measure,
        box=Box.TEU,
        scenario=under,
        resolution=RESOLUTION,
    )


def show_map(content: SurfaceContent) -> None:
    """Show the map; each cell tells its values to the pointer. Its legend goes below on a phone."""
    parts = surface_parts(content.picture(), locale=content.locale, theme="both", with_tips=True)
    _place_parts("surface-now", parts)
    st.html(paragraph(content.caption()))


def _place_parts(name: str, parts: tuple[str, str]) -> None:
    """Set a map and its legend side by side, or one below the other on a phone."""
    st.html(render("surface/map.html"))
    drawing, legend = parts
    place_svg(
        name,
        f'<div class="surface"><div>{drawing}</div><div class="legend">{legend}</div></div>',
    )


def change(content: SurfaceContent) -> ChangeContent | None:
    """Return what the assumption changes against the same date without it; None for no assumption.

    None too where no corridor serves the place without it.
    """
    assumed = choices.text(choices.ASSUMED)
    if assumed == choices.NO:
        return None
    try:
        base = answer(*_ends(), scenario(choices.NO), choices.language())
    except NO_ANSWER:
        return None
    return change_of(base, content, assumptions()[assumed])


def show_change(moved: ChangeContent) -> None:
    """Show what an assumption changes: sentence, map and table."""
    st.header(translate("What changes"))
    st.html(paragraph(moved.about()["answer"]))
    if moved.moved.is_nothing:
        return
    parts = change_parts(moved.picture(), locale=moved.locale, theme="both", with_tips=True)
    _place_parts("surface-change", parts)
    if rows := moves(moved.moved, moved.names):
        st.table(rows)
    st.header(translate("With it"))


def moves(moved: Change, names: Mapping[str, str]) -> list[dict[str, str]]:
    """List which corridor gives how much of the land to which, the largest shares first.

    Parameters
    ----------
    moved
        The change.
    names
        Names of corridors in English, by id.
    """
    none = translate("No corridor")
    locale = choices.locale()
    return [
        {
            translate("Without it"): translate(names[one]) if one else none,
            translate("With it"): translate(names[other]) if other else none,
            translate("Share of the land"): percent(locale.number(100 * share, 1), locale),
        }
        for one, other, share in moved.moves()[:MOST_MOVES]
    ]


def show_table(content: SurfaceContent) -> None:
    """Show the shares of the corridors, for readers who do not see the map."""
    with st.expander(translate("The map as a table")):
        own = shares(content.answer, content.values)
        names = dict(zip(content.answer.corridors, content.answer.names, strict=True))
        rows = [
            {
                translate("Corridor"): translate(names.get(name, "Too close to call")),
                translate("Likely the best"): translate("{share} % of the land").format(
                    share=choices.locale().number(100 * share, 1)
                ),
            }
            for name, share in sorted(own.items(), key=lambda pair: -pair[1])
        ]
        st.table(rows)


def show_files(content: SurfaceContent, moved: ChangeContent | None) -> None:
    """Offer each map as a file; it is made when it is asked for."""
    maps: dict[str, CellMap] = {"change": moved} if moved else {}
    maps["map"] = content
    names = {"change": translate("What changes"), "map": translate("With it")}
    with st.expander(translate("All files"), on_change="rerun") as folded:
        if not folded.open:
            return
        chosen = "map"
        if moved:
            chosen = st.selectbox(
                translate("Map"), tuple(maps), format_func=lambda one: names[one], key=MAP_KEY
            )
        form = st.selectbox(
            translate("Format"),
            tuple(SURFACE_TYPES),
            format_func=lambda one: SURFACE_TYPES[one].label,
            key=FORM_KEY,
        )
        if st.button(translate("Make the file"), key=FILE_KEY):
            try:
                made = surface_bytes(maps[chosen], form)
            except (ExportError, MissingExtraError) as error:
                st.error(choices.sentence_of(error))
                return
            name = surface_file_name(maps[chosen], form)
            st.download_button(name, made, name, SURFACE_TYPES[form].mime)


def show_years() -> None:
    """Draw small maps over the years, when the reader asks for them."""
    st.header(translate("Over the years"))
    note = translate("When did a corridor win? Each map is as of its month; a few seconds a map.")
    st.html(paragraph(note))
    step = st.segmented_control(
        translate("Maps of 2016 to 2026"),
        tuple(STEP_NAMES),
        format_func=lambda one: translate(STEP_NAMES[one]),
        key=YEARS_KEY,
    )
    if not step:
        return
    newest = f"{data.atlas().as_of(Scenario()).last:%Y-%m}"
    dates = [f"{year}-{month:02d}" for year in YEARS for month in STEPS[step]]
    dates = [one for one in dates if one <= newest]
    pictures: list[tuple[str, SurfacePicture]] = []
    led: list[str] = []
    bar = st.progress(0.0)
    for number, date in enumerate(dates, start=1):
        name = month_name(date, choices.locale())
        bar.progress(number / len(dates), name)
        try:
            under = scenario(choices.text(choices.ASSUMED), date)
            content = answer(*_ends(), under, choices.language())
        except NO_ANSWER:
            continue
        pictures.append((name, content.picture()))
        if instc_leads(content):
            led.append(name)
    bar.empty()
    if not pictures:
        st.html(paragraph(translate("No corridor serves the place in any of these months.")))
        return
    text = translate("The INSTC is the best on more land than any other in {won} of {count} maps.")
    number_of = choices.locale().number
    text = text.format(won=number_of(len(led), 0), count=number_of(len(pictures), 0))
    if led and len(led) < len(pictures):
        text = f"{text} {translate('The last of them: {month}.').format(month=led[-1])}"
    st.html(paragraph(text))
    place_svg("surface-years", multiples_svg(pictures, locale=choices.locale(), theme="both"))


def instc_leads(content: SurfaceContent) -> bool:
    """Tell whether the branches of the INSTC together are the best on more land than any other."""
    own = shares(content.answer, content.values)
    families = dict(zip(content.answer.corridors, content.answer.families, strict=True))
    instc = sum(share for name, share in own.items() if families.get(name) == "instc")
    others = [share for name, share in own.items() if name and families.get(name) != "instc"]
    return instc > max(others, default=0.0)
