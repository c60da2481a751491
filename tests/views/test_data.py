"""What all readers share: labels are built once a language, and cannot be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.evidence import GateStatus
from geo.export import Kind, Request, content_of
from geo.model import OFFERED
from tests.views.compare.test_chart import asked
from views.state import choices, data
from views.state.question import ANY, TODAY, Question
from views.ui.question_bar import reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Labels = Callable[[], Mapping[str, str]]


@pytest.mark.parametrize(
    "labels",
    [data.names, data.gates, data.unbuilt_links, data.assumptions],
)
def test_labels_are_built_once_a_language(labels: Labels, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    for language in ("en", "ru", "fa"):
        monkeypatch.setattr(data, "language", lambda language=language: language)
        assert labels() is labels()
        read.append(labels())
    english, *others = read
    assert len(english) > 1
    assert all(set(one) == set(english) for one in others)
    assert all(dict(one) != dict(english) for one in others)
    with pytest.raises(TypeError):
        english["suez"] = "?"  # type: ignore[index]


def test_every_open_gate_can_be_assumed_in_every_state() -> None:
    assert len(data.assumptions()) == len(data.gates()) * len(GateStatus) > 0
    assert data.assumptions()["hormuz=blockaded"] == "Strait of Hormuz: assumed under blockade"


@pytest.mark.parametrize(
    ("language", "text", "row"),
    [
        ("en", "JNPT", ("nhava-sheva", "Nhava Sheva (JNPT)", "port, India")),
        ("en", "Berlin", ("gn-2950159", "Berlin", "city, Germany")),
        ("ru", "bombay", ("mumbai", "Мумбаи (Bombay)", "порт, Индия")),
        ("ru", "Москва", ("moscow", "Москва", "город, Россия")),
        ("fa", "Бендер-Аббас", ("bandar-abbas", "بندرعباس (Бендер-Аббас)", "بندر، ایران")),
    ],
)
def test_a_suggestion_says_what_and_where_in_the_language_of_the_page(
    language: str, text: str, row: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "language", lambda: language)
    monkeypatch.setattr(data, "language", lambda: language)
    assert data.suggested(text).rows[0] == row


@pytest.mark.parametrize(
    ("origin", "destination", "as_of", "own"),
    [
        ("moscow", "jeddah", "2023-08", "jeddah-2023"),
        ("moscow", "nhava-sheva", TODAY, "suez"),
        ("nhava-sheva", "dubai", "2023-08", "direct"),
    ],
)
def test_page_and_files_hold_one_comparison(
    origin: str, destination: str, as_of: str, own: str
) -> None:
    question = Question(
        origin=origin, destination=destination, as_of=as_of, clock="shipment", closed=(), built=(),
        month=ANY, services=(), settings=(),
    )  # fmt: skip
    shown = data.comparison(question)
    request = Request(
        kind=Kind.COMPARE, origin=origin, destination=destination, scenario=question.scenario()
    )
    filed = content_of(data.atlas(), request).comparison
    assert filed is not None
    assert own in {one.route.corridor for one in shown.journeys}
    assert [one.id for one in filed.journeys] == [one.id for one in shown.journeys]
    assert [one.hours for one in filed.journeys] == [one.hours for one in shown.journeys]
    assert filed.failed == shown.failed


def test_namesakes_of_one_country_are_told_apart() -> None:
    rows = data.suggested("Pivdenne").rows
    assert len(rows) > 1
    assert len({row[1:] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "typed",
    [None, "x", 7, [], {}, {"end": "via", "text": "x" * 5000, "n": "1"}, {"end": 3, "text": {}}],
)
def test_a_text_from_a_browser_may_be_anything(typed: object) -> None:
    answer = reply(typed)
    assert answer["end"] == ""
    assert len(answer["text"]) <= 101
    assert answer["n"] == 0


def test_a_reply_bears_the_number_of_what_was_asked() -> None:
    answer = reply({"end": "to", "text": "Xqzwv kjh", "n": 12})
    assert (answer["end"], answer["n"], answer["take"]) == ("to", 12, False)
    assert answer["message"].startswith("No place is called 'Xqzwv kjh'; the nearest names are")
    assert answer["status"] == answer["message"]
    assert reply({"end": "to", "text": "Moscow", "n": 13})["status"] == "Suggestions: 1"


def test_a_corridor_that_is_offered_stands_if_it_is_chosen() -> None:
    question = replace(asked(), as_if_open=True)
    usual = data.comparison(question)
    assert "middle" not in {one.corridor for one in usual.failed}
    chosen = data.comparison(replace(question, corridors=("middle", "suez")))
    assert "middle" in {one.corridor for one in chosen.failed}
    standing = [one.id for one in usual.journeys if one.route.corridor not in OFFERED]
    assert [one.id for one in chosen.journeys] == standing != []
    few = data.comparison(replace(question, corridors=("suez",)))
    assert [one.id for one in few.journeys] == [one.id for one in usual.journeys]
