"""States of gates: which row holds on a day, what a month shows, and what a bad file is told."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadDateError, LedgerError, UnknownNameError
from geo.evidence import (
    FRESH_DAYS,
    OLD_DAYS,
    GateState,
    GateStates,
    GateStatus,
    as_of_text,
    load_states,
    old_word_text,
    read_states,
    state_text,
    states_as_of,
)
from geo.evidence.states import STATE_COLUMNS, period_of
from geo.model import Grade
from geo.paths import EVIDENCE
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 27)


def state(first: str, last: str = "", status: str = "closed", **more: object) -> GateState:
    fields: dict[str, object] = {
        "id": f"gate-{first}",
        "gate": "gate",
        "status": GateStatus(status),
        "first": dt.date.fromisoformat(first),
        "last": dt.date.fromisoformat(last) if last else None,
        "confirmed": None if last else dt.date.fromisoformat(first),
        "grade": Grade.B,
    }
    return GateState(**{**fields, **more})  # type: ignore[arg-type]


def on(states: GateStates, day: str, month: int | None = None) -> GateStatus | None:
    first, last = period_of(day)
    held = states.within(first, last, month).get("gate")
    return held.status if held else None


@pytest.fixture(scope="module")
def shipped() -> GateStates:
    return load_states()


def test_the_shipped_states_cover_the_gates_of_the_corridor(shipped: GateStates) -> None:
    wanted = {
        *("suez", "bab-el-mandeb", "hormuz", "bosporus", "novorossiysk", "volga-don"),
        *("volga-caspian-canal", "samur", "astara/road", "astara/rail", "incheh-borun"),
        *("sarakhs", "bandar-abbas", "chabahar", "bandar-anzali", "amirabad", "aktau"),
        *("turkmenbashi", "astrakhan", "olya", "makhachkala", "kuryk", "kerch", "iran-rail"),
    }
    assert wanted <= set(shipped.gates)
    dated_atlas().corridors.check_states(shipped.gates)
    assert shipped.last_word == max(row.last_word for row in shipped.rows if row.last_word)
    assert shipped.last_word >= dt.date(2026, 10, 10)
    assert len([row for row in shipped.rows if row.against]) >= 10


def test_each_named_figure_and_source_exists() -> None:
    ledger = dated_atlas().ledger
    states = read_states(EVIDENCE / "states.csv", sources=ledger.sources, figures=ledger.figures)
    assert len(states) == len(load_states())


@pytest.mark.parametrize(
    ("day", "barred", "hindered"),
    [
        ("2016-09", set(), set()),
        ("2023-08", set(), set()),
        ("2024-02", {"volga-don"}, {"suez", "bab-el-mandeb"}),
        ("2026-02-27", {"volga-don"}, {"suez", "bab-el-mandeb"}),
        ("2026-02-28", {"hormuz", "bandar-abbas"}, {"chabahar", "suez"}),
        ("2026-04-20", {"hormuz", "bandar-abbas", "chabahar"}, {"suez"}),
        ("2026-06-30", set(), {"hormuz", "bandar-abbas", "chabahar"}),
        ("2026-10-10", {"hormuz", "bandar-abbas", "chabahar", "kerch"}, {"novorossiysk"}),
    ],
)
def test_a_day_of_the_shipped_states(
    shipped: GateStates, day: str, barred: set[str], hindered: set[str]
) -> None:
    answer = states_as_of(shipped, Scenario(date=day), today=TODAY)
    assert barred <= answer.barred
    for gate in hindered:
        status = answer.states[gate].status
        assert not status.bars, gate
        assert status is not GateStatus.OPEN, gate
    if not barred:
        assert not answer.barred & {"hormuz", "bandar-abbas", "chabahar"}


def test_without_a_date_the_last_word_of_the_data_holds() -> None:
    states = GateStates([state("2026-04-01", confirmed=dt.date(2026, 10, 10))])
    answer = states_as_of(states, Scenario(), today=TODAY)
    assert (answer.last, answer.is_beyond_data, answer.requested) == (states.last_word, True, None)
    early = states_as_of(states, Scenario(), today=dt.date(2026, 5, 1))
    assert (early.last, early.is_beyond_data) == (dt.date(2026, 5, 1), False)
    assert as_of_text(answer) == "As of 10 October 2026, date of the newest report"
    assert as_of_text(early) == "As of 1 May 2026"


def test_a_last_word_older_than_a_month_is_shown_with_its_age(shipped: GateStates) -> None:
    word = shipped.last_word
    assert word is not None
    for age_days, is_old in ((OLD_DAYS, False), (OLD_DAYS + 1, True)):
        day = word + dt.timedelta(days=age_days)
        answer = states_as_of(shipped, Scenario(), today=day)
        assert (f"{age_days} days ago" in as_of_text(answer, today=day)) is is_old
        assert "days ago" not in as_of_text(answer)
        assert "days ago" not in as_of_text(
            states_as_of(shipped, Scenario(date="2024-02"), today=day), today=day
        )


def test_the_age_of_a_state_is_counted_from_the_day_of_the_answer(shipped: GateStates) -> None:
    row = state("2026-04-13", confirmed=TODAY - dt.timedelta(days=90))
    states = GateStates([row])
    now = states_as_of(states, Scenario(), today=TODAY)
    assert "90 days ago" in (old_word_text(row, now, today=TODAY) or "")
    past = states_as_of(states, Scenario(date=f"{row.confirmed}"), today=TODAY)
    assert old_word_text(row, past, today=TODAY) is None
    (winter,) = [row for row in shipped.of("volga-don") if row.is_seasonal][:1]
    assert old_word_text(winter, now, today=TODAY) is None


def test_a_date_after_the_data_is_answered_with_the_last_states(shipped: GateStates) -> None:
    answer = states_as_of(shipped, Scenario(date="2035-01"), today=TODAY)
    assert answer.last == answer.first == shipped.last_word
    held = shipped.within(answer.last, answer.last)
    assert len(held) > 20
    seasonal = {row.gate for row in shipped.rows if row.months}
    assert answer.states.keys() - seasonal == held.keys() - seasonal
    assert "31 January 2035 was asked for" in as_of_text(answer)


def test_a_month_shows_what_held_longest_and_what_changed(shipped: GateStates) -> None:
    answer = states_as_of(shipped, Scenario(date="2026-02"), today=TODAY)
    assert answer.states["hormuz"].status is GateStatus.OPEN
    assert "iran-south-ports" not in answer.states, "of 27 days nothing was published"
    assert ("hormuz", GateStatus.CLOSED) in {(s.gate, s.status) for s in answer.changes}


def test_a_season_holds_for_the_month_of_departure(shipped: GateStates) -> None:
    for month, barred in ((1, True), (3, True), (4, False), (7, False), (12, True)):
        answer = states_as_of(shipped, Scenario(date="2026-09", season=month), today=TODAY)
        assert ("volga-don" in answer.barred) is barred, month
    text = state_text(
        states_as_of(shipped, Scenario(season=1), today=TODAY).states["volga-don"], "Canal"
    )
    assert text == "Canal: closed every year in months 12, 1, 2, 3"


def test_an_assumed_state_replaces_what_is_known(shipped: GateStates) -> None:
    assumed = (("hormuz", "open"), ("suez", "closed"))
    answer = states_as_of(shipped, Scenario(states=assumed), today=TODAY)
    assert "hormuz" not in answer.barred
    assert "suez" in answer.barred
    assert state_text(answer.states["suez"], "Suez Canal") == "Suez Canal: assumed closed"
    nothing = states_as_of(shipped, Scenario(as_if_open=True), today=TODAY)
    assert not nothing.states
    both = states_as_of(shipped, Scenario(as_if_open=True, states=assumed), today=TODAY)
    assert both.barred == {"suez"}
    with pytest.raises(UnknownNameError, match="ajar"):
        states_as_of(shipped, Scenario(states=(("hormuz", "ajar"),)), today=TODAY)


def test_a_barred_gate_stays_barred_and_another_becomes_unknown() -> None:
    later = dt.date.fromisoformat("2025-01-01") + dt.timedelta(days=FRESH_DAYS + 1)
    for status in GateStatus:
        states = GateStates([state("2025-01-01", status=status.value)])
        fresh, old = on(states, "2025-03-01"), on(states, later.isoformat())
        assert fresh is status
        assert old is (status if status.bars else GateStatus.UNKNOWN)


def test_since_is_the_first_day_of_the_unbroken_run(shipped: GateStates) -> None:
    day = dt.date(2026, 10, 10)
    held = shipped.within(day, day)
    assert held["hormuz"].since == dt.date(2026, 7, 14)
    assert held["suez"].since == dt.date(2023, 12, 15)
    gap = GateStates([state("2025-01-01", "2025-01-31"), state("2025-03-01", "2025-03-31")])
    assert gap.within(*period_of("2025-03-05"))["gate"].since == dt.date(2025, 3, 1)


DAYS = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2027, 12, 31))


@given(day=DAYS)
def test_each_gate_has_at_most_one_state_on_a_day_and_it_is_of_a_row_that_holds(
    day: dt.date,
) -> None:
    states = load_states()
    shown = states.within(day, day)
    holding = [row for row in states.rows if not row.against and row.days_within(day, day)]
    assert {row.gate for row in holding if not row.months} <= set(shown)
    for gate, held in shown.items():
        assert held.gate == gate
        assert held.is_seasonal or held.days_within(day, day) == 1
        assert not held.against


@given(first=DAYS, second=DAYS)
def test_a_month_shows_a_state_of_one_of_its_days(first: dt.date, second: dt.date) -> None:
    states = load_states()
    start, end = min(first, second), max(first, second)
    shown = states.within(start, end)
    assert set(shown) <= set(states.gates)
    for held in shown.values():
        assert held.is_seasonal or held.days_within(start, end) > 0


def test_what_is_laid_over_replaces_all_rows_of_a_gate(shipped: GateStates) -> None:
    own = GateStates([state("2026-10-12", gate="hormuz", status="open")])
    both = own.override(shipped)
    assert [row.id for row in both.of("hormuz")] == ["gate-2026-10-12"]
    assert both.of("suez") == shipped.of("suez")
    assert shipped.last_word
    assert both.last_word == max(shipped.last_word, dt.date(2026, 10, 12))


def test_stale_states_are_listed_oldest_first(shipped: GateStates) -> None:
    rows = shipped.stale(TODAY)
    days = [row.confirmed for row in rows if row.confirmed]
    assert days == sorted(days)
    assert {"kuryk", "sarakhs", "aktau"} <= {row.gate for row in rows}
    assert "hormuz" not in {row.gate for row in rows}


GOOD = {
    "id": "own-1",
    "gate": "hormuz",
    "state": "open",
    "first_day": "2026-10-12",
    "confirmed": "2026-10-20",
    "grade": "B",
    "sources": "letter of the port authority",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, STATE_COLUMNS, restval="")
        table.writeheader()
        table.writerows(rows)
    return path


def test_a_file_of_ones_own_cites_freely(tmp_path: Path) -> None:
    states = read_states(write(tmp_path / "own.csv", GOOD))
    assert states.rows[0].sources == ("letter of the port authority",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "ajar"}, "state 'ajar'"),
        ({"state": ""}, "state is blank"),
        ({"gate": ""}, "gate is blank"),
        ({"gate": "The Strait"}, "gate 'The Strait'"),
        ({"first_day": "2026-02-30"}, "no day of the calendar"),
        ({"first_day": "12.10.2026"}, "first_day '12.10.2026'"),
        ({"first_day": ""}, "first_day is blank"),
        ({"last_day": "2026-10-01", "confirmed": ""}, "ends before it begins"),
        ({"last_day": "2026-10-30"}, "either last_day or confirmed"),
        ({"confirmed": ""}, "either last_day or confirmed"),
        ({"confirmed": "2026-10-01"}, "confirmed before it begins"),
        ({"traffic_share": "45"}, "no share"),
        ({"traffic_share": "-1"}, "negative"),
        ({"service_share": "half"}, "not a number"),
        ({"months": "13"}, "numbers from 1 to 12"),
        ({"grade": "D"}, "grade 'D'"),
        ({"id": "Own 1"}, "small letters"),
        ({"against": "nothing-here"}, "no row of the same gate"),
    ],
)
def test_a_bad_row_is_refused_with_row_and_reason(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    file = write(tmp_path / "own.csv", {**GOOD, "id": "other", "gate": "suez"}, {**GOOD, **change})
    with pytest.raises(LedgerError, match=reason) as refusal:
        read_states(file)
    assert "own.csv row 3" in str(refusal.value)


def test_rows_that_overlap_are_refused_unless_one_is_set_against_the_other(tmp_path: Path) -> None:
    other = {**GOOD, "id": "own-2", "state": "closed", "first_day": "2026-10-15"}
    with pytest.raises(LedgerError, match=r"row 3 .*overlaps with own-1"):
        read_states(write(tmp_path / "own.csv", GOOD, other))
    states = read_states(write(tmp_path / "own.csv", GOOD, {**other, "against": "own-1"}))
    assert states.within(*period_of("2026-10-16"))["hormuz"].status is GateStatus.OPEN


def test_an_unknown_source_or_figure_of_the_shipped_file_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "states.csv", GOOD)
    with pytest.raises(LedgerError, match=r"not in sources\.csv"):
        read_states(file, sources={})
    file = write(tmp_path / "states.csv", {**GOOD, "figures": "queue-nowhere"})
    with pytest.raises(LedgerError, match=r"not in figures\.csv"):
        read_states(file, figures={})


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "yesterday", "2026", "", "2026-1-1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadDateError):
        period_of(text)
    with pytest.raises(BadDateError):
        Scenario(date=text)


def test_a_state_names_only_figures_of_states(tmp_path: Path) -> None:
    file = write(tmp_path / "states.csv", {**GOOD, "figures": "rail-ir-block"})
    with pytest.raises(LedgerError, match="is a speed; name one of: gate_charge, gate_delay"):
        read_states(file, figures=dated_atlas().ledger.figures)
    file = write(tmp_path / "states.csv", {**GOOD, "figures": "delay-hormuz-2026"})
    [row] = read_states(file, figures=dated_atlas().ledger.figures).rows
    assert row.figures == ("delay-hormuz-2026",)
