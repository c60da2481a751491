"""The dossier: its first lines say as of when it holds, what is shut, and how wrong it has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import geo.plot
from geo.evidence import as_of_text
from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.documents import pdf_bytes
from geo.export.dossier import blocks, body
from geo.export.request import Request
from geo.journeys import Journey
from geo.plot import Heading, Paragraph, Table
from geo.scenario import Scenario
from geo.summary import headline
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.content import Content
    from geo.plot import Block

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def barred() -> Content:
    request = Request(
        kind=Kind.COMPARE,
        origin="Moscow",
        destination="Nhava Sheva",
        scenario=Scenario(date="2026-10-10"),
    )
    return content_of(dated_atlas(), request)


def paragraphs(of: Sequence[Block]) -> list[str]:
    return [block.text for block in of if isinstance(block, Paragraph)]


def test_the_first_lines_say_what_is_shut_and_what_is_left(barred: Content) -> None:
    first, sentence, second, third, *_ = paragraphs(body(barred))
    assert sentence.startswith("Fastest: Suez, Novorossiysk and rail")
    assert first.startswith("As of 10 October 2026: Strait of Hormuz: closed since 14 July 2026 [")
    assert "grade B]" in first
    assert len(first) < len(barred.as_of) / 2
    assert barred.comparison is not None
    numbers = barred.source_numbers()
    for one in barred.comparison.gates:
        cited_ = " ".join(sorted((numbers[name] for name in one.state.sources), key=int))
        assert f"{barred.locale.translate(one.text)} [{cited_}; grade {one.state.grade}]" in first
    assert second.startswith("No branch of the corridor can be used. What is left: Suez")
    assert third.startswith("Published trips by ")
    assert barred.about()["remarks"].startswith(second)


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
@pytest.mark.parametrize("date", ["2016-09", "2026-07"])
def test_the_sentence_of_the_first_page_follows_the_date(language: str, date: str) -> None:
    request = Request(
        kind=Kind.COMPARE,
        origin="moscow",
        destination="nhava-sheva",
        scenario=Scenario(date=date),
        language=language,
    )
    content = content_of(dated_atlas(), request)
    answer = content.comparison
    assert answer is not None
    sentence = headline(
        answer, names=content.names, locale=content.locale, chance_of=Journey.probability_faster
    )
    first, second = paragraphs(body(content))[:2]
    assert first.startswith(content.locale.translate(as_of_text(answer.as_of)))
    assert second == sentence


def test_what_each_state_adds_is_a_table_with_sources(barred: Content) -> None:
    assert barred.comparison is not None
    tables = [block for block in body(barred) if isinstance(block, Table)]
    (states,) = (table for table in tables if table.columns[0] == "State")
    assert len(states.rows) == len(barred.comparison.gates) > 3
    by_gate = {row[0].split(":")[0]: row for row in states.rows}
    assert "the wait for a ship at" in by_gate["Suez Canal"][1]
    assert "USD a box of 20 feet" in by_gate["Bab el-Mandeb"][1]
    listed = set(barred.source_numbers().values())
    assert all(row[3] and set(row[3].split()) <= listed for row in states.rows)


def test_the_first_table_has_every_variant_and_begins_with_the_fastest() -> None:
    scenario = Scenario(date="2016-09", built=frozenset({"rasht-astara"}))
    request = Request(
        kind=Kind.SCENARIO, origin="moscow", destination="nhava-sheva", scenario=scenario
    )
    content = content_of(dated_atlas(), request)
    answer = content.comparison
    assert answer is not None
    table = next(block for block in body(content) if isinstance(block, Table))
    fastest = min(answer.journeys, key=lambda one: one.hours.p50)
    names = [content.name(one.route.corridor, one.route.variant) for one in answer.journeys]
    assert table.rows[0][0] == content.name(fastest.route.corridor, fastest.route.variant)
    served = [row for row in table.rows if row[1]]
    assert sorted(row[0] for row in served) == sorted(names)
    assert len(names) > len(answer.representatives())
    assert table.columns[3] == "Base case, days"
    assert all(row[3] for row in table.rows if row[0].startswith("Suez"))


def test_the_dossier_of_one_route_has_no_sentence_over_others() -> None:
    request = Request(kind=Kind.ROUTE, origin="moscow", destination="baku")
    text = "\n".join(paragraphs(body(content_of(dated_atlas(), request))))
    assert "Fastest" not in text


def test_a_page_has_title_and_question_before_them(barred: Content) -> None:
    title, question, *rest = blocks(barred)
    assert isinstance(title, Heading)
    assert isinstance(question, Paragraph)
    assert (title.text, question.text) == (barred.stamp.title, barred.stamp.subtitle)
    assert tuple(rest) == body(barred)


def test_the_pages_of_a_pdf_leave_nothing_out(
    barred: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[Block] = []

    def take(of: Sequence[Block], **_: object) -> bytes:
        pages.extend(of)
        return b""

    monkeypatch.setattr(geo.plot, "typeset", take, raising=False)
    assert pdf_bytes(barred) == b""
    assert tuple(pages) == body(barred)
