"""Marks of gates: a shape and a colour for each state, and a card that says what is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.evidence import GateStates, GateStatus, states_as_of
from geo.i18n import LANGUAGES, get_locale
from geo.journeys import GateCondition, compare
from geo.network import Gate
from geo.palette import STATES
from geo.scenario import Scenario
from geo.webmap import (
    MARKS,
    SHUT,
    Card,
    Group,
    journey_groups,
    state_group,
    state_legend,
    with_shut_legs,
)
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from geo.journeys import Atlas

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated_atlas()


def marks(atlas: Atlas, scenario: Scenario, language: str = "en") -> Group:
    as_of = states_as_of(atlas.states, scenario, today=TODAY)
    group = state_group(
        [
            GateCondition(gate=atlas.corridors.gates[name], state=state)
            for name, state in as_of.states.items()
        ],
        atlas=atlas,
        as_of=as_of,
        locale=get_locale(language),
        today=TODAY,
    )
    assert group is not None
    return group


def card(group: Group, gate: str) -> Card:
    return group.cards[f"gates:{gate}"]


def test_each_state_has_a_shape_and_what_bars_has_one_colour() -> None:
    assert set(MARKS.values()) == set(STATES)
    assert {MARKS[status] for status in GateStatus if status.bars} == {"barred", "blockaded"}
    assert STATES["barred"] == STATES["blockaded"]
    legend = state_legend()
    assert [item.shape for item in legend] == [
        "barred",
        "blockaded",
        "hindered",
        "unknown",
        "open",
    ]
    assert [item.style for item in legend] == [f"colour-state-{item.shape}" for item in legend]


def test_every_gate_of_today_has_its_mark_and_its_card(atlas: Atlas) -> None:
    group = marks(atlas, Scenario())
    states = states_as_of(atlas.states, Scenario(), today=TODAY).states
    assert len(group.symbols) == len(states) > 25
    shapes = {symbol.id: symbol.shape for symbol in group.symbols}
    for gate, state in states.items():
        name = f"gates:{gate.replace('/', '-')}"
        assert shapes[name] == MARKS[state.status]
        assert group.cards[name].sources, gate
    assert (group.symbols[0].shape, group.symbols[-1].shape) == ("barred", "open")


def test_the_card_says_state_share_last_word_note_grade_and_sources(atlas: Atlas) -> None:
    hormuz = card(marks(atlas, Scenario()), "hormuz")
    rows = dict(hormuz.rows)
    (row,) = [one for one in atlas.states.of("hormuz") if one.last is None]
    assert hormuz.title == "Strait of Hormuz: closed since 14 July 2026"
    assert hormuz.subtitle == "strait"
    assert rows["Traffic, share of normal"].startswith("3")
    assert rows["Last word"] == "10 October 2026, 50 days ago"
    assert rows["Grade"] == row.grade
    assert rows["Effect"] == "no journey passes"
    assert hormuz.note.startswith(row.note)
    assert [title for title, _ in hormuz.sources][: len(row.sources)] == [
        atlas.citation(source).title for source in row.sources
    ]
    assert hormuz.sources[0][1].startswith("https://")


def test_a_word_stands_beside_the_mark(atlas: Atlas) -> None:
    group = marks(atlas, Scenario())
    words = {symbol.id: (symbol.label, symbol.sub) for symbol in group.symbols}
    assert words["gates:hormuz"] == ("Strait of Hormuz", "closed")
    hindered = [one for one in group.symbols if one.shape == "hindered"]
    assert any(one.sub.endswith("%") for one in hindered)
    for symbol in group.symbols:
        assert bool(symbol.label) == bool(symbol.sub), symbol.id


def test_what_is_not_confirmed_says_since_when_and_what_was_known(atlas: Atlas) -> None:
    as_of = states_as_of(atlas.states, Scenario(), today=TODAY)
    uncertain = [one for one in as_of.states.values() if one.status is GateStatus.UNKNOWN]
    assert uncertain
    group = marks(atlas, Scenario())
    for state in uncertain:
        own = card(group, state.gate.replace("/", "-"))
        assert ": not confirmed since " in own.title
        assert "days ago" in dict(own.rows)["Last word"]
        assert dict(own.rows)["Last known state"] != "not confirmed"


def test_sea_legs_to_barred_ports_and_through_barred_straits_are_shut(atlas: Atlas) -> None:
    find = atlas.places.find
    opened = compare(atlas, find("Moscow"), find("Nhava Sheva"), Scenario(as_if_open=True))
    legs = journey_groups(opened.journeys, names={})
    gates = marks(atlas, Scenario())
    ships = {one.id: one.shuts_km for one in gates.symbols if one.shuts_km}
    assert {"gates:hormuz", "gates:bandar-abbas", "gates:chabahar"} <= set(ships)
    assert all(one.shape in {"barred", "blockaded"} for one in gates.symbols if one.shuts_km)
    shut = {
        group.id.split(":")[0]: [line for line in group.lines if line.style == SHUT]
        for group in with_shut_legs((*legs, gates))
        if group.lines
    }
    assert {"western", "eastern", "trans-caspian", "suez", "cape"} <= set(shut)
    assert all(shut[name] for name in ("western", "eastern", "trans-caspian"))
    assert not any(shut[name] for name in ("suez", "cape", "suez-black-sea"))
    assert with_shut_legs(legs) == legs


def test_a_month_says_what_changed_in_it(atlas: Atlas) -> None:
    rows = dict(card(marks(atlas, Scenario(date="2026-04")), "hormuz").rows)
    assert rows["Within the month"] == (
        "8 April 2026 · restricted; 17 April 2026 · restricted; 19 April 2026 · closed"
    )
    assert "Within the month" not in dict(card(marks(atlas, Scenario()), "hormuz").rows)


def test_a_contradicted_state_says_so_with_the_other_source(atlas: Atlas) -> None:
    first = next(one for one in atlas.states.rows if one.gate == "hormuz" and one.last is None)
    other = replace(
        first, id="other", status=GateStatus.OPEN, against=first.id, note="It is open.", sources=()
    )
    changed = replace(atlas, states=GateStates([*atlas.states.rows, other]))
    note = card(marks(changed, Scenario()), "hormuz").note
    assert note.endswith("Another source contradicts: open. It is open.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_counts_no_age_from_the_day_it_was_written(atlas: Atlas, language: str) -> None:
    as_of = states_as_of(atlas.states, Scenario(), today=TODAY)
    gate, locale = atlas.corridors.gates["hormuz"], get_locale(language)
    group = state_group(
        [GateCondition(gate=gate, state=as_of.states["hormuz"])],
        atlas=atlas,
        as_of=as_of,
        locale=locale,
    )
    assert group is not None
    rows = dict(card(group, "hormuz").rows)
    assert locale.number(50, 0) not in rows[locale.translate("Last word")]
    assert locale.translate(gate.name) in group.symbols[0].label


def test_without_a_state_or_a_place_there_is_no_group(atlas: Atlas) -> None:
    as_of = states_as_of(atlas.states, Scenario(), today=TODAY)
    assert state_group([], atlas=atlas, as_of=as_of) is None
    nowhere = Gate(id="nowhere", name="Nowhere", kind="strait")
    one = GateCondition(gate=nowhere, state=as_of.states["hormuz"])
    assert state_group([one], atlas=atlas, as_of=as_of) is None
