"""The dossier: its first lines say as of when it holds, what is shut, and how wrong it has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import geo.plot
from geo.export.choices import Kind
from geo.export.content import content_of
from geo.export.documents import pdf_bytes
from geo.export.dossier import blocks, body
from geo.export.request import Request
from geo.journeys import Journey
from geo.journeys.atlas import load_atlas
from geo.plot import Heading, Paragraph, Table
from geo.scenario import Scenario
from geo.summary import headline

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
    return content_of(load_atlas(), request)


def paragraphs(of: Sequence[Block]) -> list[str]:
    return [block.text for block in of if isinstance(block, Paragraph)]


def test_the_first_lines_say_what_is_shut_and_what_is_left(barred: Content) -> None:
    first, sentence, second, third, *_ = paragraphs(body(barred))
    assert first == barred.as_of
    assert sentence.startswith("Fastest: Suez, Novorossiysk and rail")
    assert "Strait of Hormuz: closed since" in first
    assert "grade B" in first
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
    content = content_of(load_atlas(), request)
    answer = content.comparison
    assert answer is not None
    sentence = headline(
        answer, names=content.names, locale=content.locale, chance_of=Journey.probability_faster
    )
    first, second = paragraphs(body(content))[:2]
    assert first == content.as_of
    assert second == sentence


def test_the_first_table_has_every_variant_and_begins_with_the_fastest() -> None:
    scenario = Scenario(date="2016-09", built=frozenset({"rasht-astara"}))
    request = Request(
        kind=Kind.SCENARIO, origin="moscow", destination="nhava-sheva", scenario=scenario
    )
    content = content_of(load_atlas(), request)
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
    text = "\n".join(paragraphs(body(content_of(load_atlas(), request))))
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
