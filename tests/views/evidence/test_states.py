"""The part of the evidence on states of gates: every gate, every row, and how old each word is."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from markupsafe import escape

from geo.evidence import GateStates, GateStatus, states_as_of, status_text
from geo.i18n import LANGUAGES, get_locale
from geo.scenario import Scenario
from tests.atlases import dated_atlas
from views.evidence.states import conflict_table, history_list, stale_list, state_table

TODAY = dt.date(2026, 11, 29)
ATLAS = dated_atlas()
NAMES = {gate.id: gate.name for gate in ATLAS.corridors.gates.values()}
STATES = ATLAS.states


def table(scenario: Scenario, language: str = "en") -> str:
    return state_table(
        states_as_of(STATES, scenario, today=TODAY),
        today=TODAY,
        names=NAMES,
        source_of=ATLAS.citation,
        locale=get_locale(language),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gate_of_today_has_a_row_with_its_state_note_and_source(language: str) -> None:
    shown, translate = table(Scenario(), language), get_locale(language).translate
    states = states_as_of(STATES, Scenario(), today=TODAY).states
    assert shown.count('<th scope="row">') == len(states) > 25
    for gate, state in states.items():
        assert escape(translate(NAMES[gate])) in shown
        assert escape(translate(status_text(state.status))) in shown
        assert escape(translate(state.note)) in shown
        for source in state.sources:
            assert escape(ATLAS.citation(source).title) in shown


def test_the_gravest_stand_first_and_the_open_ones_last() -> None:
    marks = re.findall(r'class="state (\w+)', table(Scenario()))
    order = ["barred", "blockaded", "hindered", "unknown", "open"]
    assert set(marks) == set(order)
    assert marks == sorted(marks, key=order.index)


def test_the_table_follows_its_date() -> None:
    assert "Strait of Hormuz" not in table(Scenario(date="2016-09"))
    past = table(Scenario(date="2024-02"))
    assert "15 December 2023" in past
    assert "days ago" not in past


def test_an_old_word_has_its_age_and_what_is_not_confirmed_is_bold() -> None:
    shown = table(Scenario())
    states = states_as_of(STATES, Scenario(), today=TODAY).states.values()
    uncertain = [one for one in states if one.status is GateStatus.UNKNOWN and one.confirmed]
    assert uncertain
    for one in uncertain:
        assert one.confirmed is not None
        assert re.search(rf"<b>[^<]*{(TODAY - one.confirmed).days} days ago</b>", shown)


def test_both_sides_of_every_contradiction_are_shown() -> None:
    listed = conflict_table(STATES, names=NAMES, source_of=ATLAS.citation, locale=get_locale("en"))
    against = [row for row in STATES.rows if row.against]
    assert listed.count('<th scope="row">') == len(against) > 10
    by_id = {row.id: row for row in STATES.rows}
    for row in against:
        assert escape(row.note) in listed
        assert escape(by_id[row.against].note) in listed


def test_what_nobody_has_confirmed_for_long_is_listed_the_oldest_first() -> None:
    stale = STATES.stale(TODAY)
    arguments = {"names": NAMES, "source_of": ATLAS.citation, "locale": get_locale("en")}
    listed = stale_list(stale, TODAY, **arguments)  # type: ignore[arg-type] # of three kinds
    ages = [int(days) for days in re.findall(r"(\d+) days ago", listed)]
    assert len(ages) == len(stale) > 5
    assert ages == sorted(ages, reverse=True)
    assert min(ages) > 90
    none = stale_list((), TODAY, **arguments)  # type: ignore[arg-type] # of three kinds
    assert "Every state has been confirmed" in none


def test_the_history_holds_every_row() -> None:
    listed = history_list(STATES, names=NAMES, source_of=ATLAS.citation, locale=get_locale("en"))
    assert listed.count('<th scope="row">') == len(STATES.rows)
    assert listed.count("<h3>") == len(STATES.gates)
    assert listed.count("contradicted, not used") == sum(bool(row.against) for row in STATES.rows)
    assert "every year in months" in listed


def test_hostile_words_of_a_state_are_inert() -> None:
    words = "<img src=x onerror=alert(1)>"
    first = next(row for row in STATES.rows if row.last is None)
    states = GateStates([replace(first, note=words, sources=(words,))])
    shown = history_list(
        states, names=NAMES, source_of=ATLAS.citation, locale=get_locale("en")
    ) + conflict_table(
        GateStates([first, replace(first, id="b", against=first.id, note=words)]),
        names=NAMES,
        source_of=ATLAS.citation,
        locale=get_locale("en"),
    )
    assert "<img" not in shown
    assert escape(words) in shown
