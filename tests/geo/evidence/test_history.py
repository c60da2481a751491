"""The story as data: in order, sourced, and refused where a row breaks the schema."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from geo.errors import LedgerError
from geo.evidence.history import EventKind, History, Series, load_history
from geo.model import Grade
from geo.paths import EVIDENCE

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("timeline.csv", "volumes.csv")


@pytest.fixture(scope="module")
def history() -> History:
    return load_history()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_bytes((EVIDENCE / name).read_bytes())
    return tmp_path


def test_events_are_in_order_and_of_every_kind(history: History) -> None:
    dates = [event.date for event in history.events]
    assert dates == sorted(dates)
    assert {event.kind for event in history.events} == set(EventKind)
    assert len(dates) > 50


def test_whatever_has_no_source_is_an_estimate(history: History) -> None:
    told = [(e.source, e.grade) for e in history.events]
    told += [(v.source, v.grade) for v in history.volumes]
    assert len(told) > 50
    assert all(source or grade is Grade.K for source, grade in told)


def test_until_a_month(history: History) -> None:
    assert [event.year for event in history.until("1999-12")] == [1952, 1962, 1995]
    assert history.until("2035-12") == history.events
    assert "2014-12" in {event.month for event in history.until("2014-12")}
    assert "2014-12" not in {event.month for event in history.until("2014-11")}


def test_a_year_counted_twice_stays_twice(history: History) -> None:
    counts = [
        v.middle
        for v in history.volumes
        if v.series is Series.CARGO and v.year == 2024 and not v.branch
    ]
    assert counts == [20, 26.9]


@pytest.mark.parametrize(
    ("name", "column", "value", "words"),
    [
        ("timeline.csv", "date", "yesterday", "date 'yesterday'"),
        ("timeline.csv", "kind", "party", "kind 'party'"),
        ("timeline.csv", "kind", "", "kind is blank"),
        ("timeline.csv", "url", "javascript:alert(1)", "not a web address"),
        ("timeline.csv", "grade", "Z", "grade 'Z'"),
        ("volumes.csv", "typical", "many", "not a number"),
        ("volumes.csv", "year", "last", "year or unit"),
        ("volumes.csv", "source", "", "source is blank"),
    ],
)
def test_a_broken_row_is_refused(
    folder: Path, name: str, column: str, value: str, words: str
) -> None:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[3][column] = value
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(LedgerError, match=name) as caught:
        load_history(folder)
    assert words in str(caught.value)
