"""The map of the story, and the views of it that the steps set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.evidence import BRANCH_LAYERS
from geo.i18n import NARROW_SPACE, get_locale
from geo.journeys import GateCondition, journey
from geo.layers import CORRIDOR_BOX
from geo.network import missing_links
from geo.scenario import Scenario
from geo.webmap import (
    Card,
    Group,
    Line,
    Scene,
    Symbol,
    around,
    journey_groups,
    layer_groups,
    line_style,
    place_legend,
    state_group,
    status_legend,
)
from views.state import choices, data

if TYPE_CHECKING:
    import datetime as dt

    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.network import MissingLink

MISSING: Final = "missing"
"""Id of the group of the missing links."""
TRIAL: Final = "jeddah-2023"
"""Corridor whose example is the shipment of 2023."""
MARGIN_DEG: Final = 1.5
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The scene, and the boxes that the steps show: west, south, east, north, degrees."""

    scene: Scene
    links: Box
    trial: Box
    barred: Box
    trial_groups: tuple[str, ...]

    def of(
        self, box: Box, *, highlight: str | None = None, with_trial: bool = False
    ) -> dict[str, Any]:
        """Make what a step tells the map."""
        west, south, east, north = box
        return {
            "fit": [[south, west], [north, east]],
            "highlight": highlight,
            "visible": dict.fromkeys(self.trial_groups, with_trial),
        }


def trial_journey() -> Journey:
    """Return the model's answer for the shipment of 2023, in the month in which it ran."""
    return _trial()


@st.cache_resource(show_spinner=False)
def _trial() -> Journey:
    atlas = data.atlas()
    example = atlas.corridors.corridors[TRIAL].example
    if example is None:
        msg = f"the corridor {TRIAL} has no example"
        raise LookupError(msg)
    ends = data.place(example.origin), data.place(example.destination)
    return journey(atlas, *ends, corridor=TRIAL, scenario=Scenario(date=example.date))


def views() -> Views:
    """Return the map of the story as of today, in the language of the page."""
    return _views(choices.language(), data.today())


@st.cache_resource(max_entries=6, show_spinner=False)
def _views(language: str, today: dt.date) -> Views:
    atlas, locale = data.atlas(), get_locale(language)
    collections, _ = data.layers()
    branches = {
        name: collections[name]
        for name in (*BRANCH_LAYERS.values(), "places")
        if name in collections
    }
    drawn = {
        feature["properties"].get("link")
        for collection in branches.values()
        for feature in collection["features"]
    }
    missing = _missing(missing_links(atlas.network), drawn, locale)
    trial = journey_groups(
        [trial_journey()], names=data.names(), source_of=data.source, locale=locale
    )
    trial = tuple(
        replace(group, id=f"trial-{number}", shown=False) for number, group in enumerate(trial)
    )
    states = atlas.as_of(Scenario())
    gates = state_group(
        [
            GateCondition(gate=atlas.corridors.gates[name], state=one)
            for name, one in states.states.items()
            if one.status.bars
        ],
        atlas=atlas,
        as_of=states,
        locale=locale,
        today=today,
    )
    marks = (gates,) if gates else ()
    scene = Scene(
        groups=(
            *layer_groups(branches, source_of=data.source, locale=locale),
            missing,
            *trial,
            *marks,
        ),
        legend=(*status_legend(locale), *place_legend(locale)),
        fit=CORRIDOR_BOX,
        locale=locale,
    )
    return Views(
        scene=scene,
        links=_wider(around([missing])),
        trial=_wider(around(trial)),
        barred=_wider(around([*marks, missing])),
        trial_groups=tuple(group.id for group in trial),
    )


def _wider(box: Box | None) -> Box:
    if box is None:
        return CORRIDOR_BOX
    west, south, east, north = box
    return west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG


def _missing(links: tuple[MissingLink, ...], drawn: set[str | None], locale: Locale) -> Group:
    """Make the group of the missing links: a band under each, and its name and length."""
    names = data.atlas().corridors.links
    lines, symbols, cards = [], [], {}
    for number, link in enumerate(links, 1):
        title = locale.translate(names[link.id])
        length = f"{locale.number(link.km, 0)}{NARROW_SPACE}{locale.translate('km')}"
        style = line_style("rail", link.status, "")
        for course in link.lines:
            whole = Line(id=link.id, colour="accent", style=style, coordinates=course, band=True)
            lines.append(whole)
            if link.id not in drawn:
                lines.append(replace(whole, colour="neutral", band=False))
        longest = max(link.lines, key=len)
        symbols.append(
            Symbol(
                id=link.id,
                point=longest[len(longest) // 2],
                style="solid",
                label=f"{locale.number(number, 0)} {title}, {length}",
                order=0,
            )
        )
        cards[link.id] = Card(
            title=title,
            subtitle=locale.translate(link.status.replace("_", " ")),
            rows=((locale.translate("Length"), length),),
            sources=tuple(data.source(name) for name in link.sources),
        )
    return Group(
        id=MISSING,
        name=locale.translate("Missing links"),
        kind="leg",
        colour="accent",
        lines=tuple(lines),
        symbols=tuple(symbols),
        cards=cards,
    )
