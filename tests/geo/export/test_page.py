"""One page A4 for a desk: its words, its code, its bytes, in three languages and in every world."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from geo.errors import ExportError
from geo.estimates import Box, Measure
from geo.export import Kind, Request, content_of, export_bytes, formats_of, request_of
from geo.export.address import is_base
from geo.export.heading import chance_faster
from geo.export.link import link_of
from geo.export.page import page_of
from geo.i18n import get_locale
from geo.model import Band
from geo.plot.page import code_of
from geo.scenario import Scenario
from geo.summary import headline
from tests.atlases import dated_atlas
from tests.programs import needs_poppler
from views.state.choices import DEFAULTS
from views.state.question import Question
from views.state.url import read

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export import Content

pytestmark = pytest.mark.slow
TODAY: Final = Request(kind=Kind.COMPARE, origin="moscow", destination="nhava-sheva")
OPEN: Final = replace(TODAY, scenario=Scenario(date="2025-11"))
BASE: Final = "https://atlas.example/"


def answer(request: Request) -> Content:
    return content_of(dated_atlas(), request)


def text_of(file: bytes, folder: Path) -> str:
    path = folder / "a.pdf"
    path.write_bytes(file)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def pages_of(file: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", file))


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.deep), "fa"])
def test_one_page_with_the_sentence_of_the_first_page(language: str) -> None:
    content = answer(replace(TODAY, language=language))
    page, locale = page_of(content), get_locale(language)
    assert content.comparison is not None
    assert page.headline == headline(
        content.comparison, names=content.names, locale=locale, chance_of=chance_faster
    )
    assert len(page.cards) == 3
    assert [row.barred for row in page.rows] == [False] * 5 + [True] * 3
    assert all(row.record for row in page.rows)
    assert page.lead
    first = export_bytes(content, "page")
    assert first == export_bytes(content, "page")
    assert pages_of(first) == 1
    for word in (b"CreationDate", b"xmp:CreateDate"):
        assert word not in first


def test_picture_and_pdf_are_one_layout() -> None:
    content = answer(TODAY)
    file = export_bytes(content, "page-png")
    assert file == export_bytes(content, "page-png")
    width, height = Image.open(io.BytesIO(file)).size
    assert width == pytest.approx(1240, abs=1)
    assert height == pytest.approx(1754, abs=1)


@needs_poppler
def test_all_words_are_on_the_page(tmp_path: Path) -> None:
    content = answer(replace(OPEN, link=BASE))
    page = page_of(content)
    text = " ".join(text_of(export_bytes(content, "page"), tmp_path).split())
    assert len(page.rows) >= 4
    for row in page.rows:
        assert row.days in text
        assert row.band in text
        assert row.name.split(",")[0] in text
    assert page.as_of in text
    assert BASE in text
    assert "Not for navigation." in text
    assert content.stamp.hash not in text


def test_where_every_corridor_is_stopped_the_page_says_so_and_shows_the_open_world() -> None:
    today = answer(TODAY)
    assert today.comparison is not None
    stopped = replace(today.comparison, journeys=())
    content = replace(today, drawn=(), comparison=stopped)
    page = page_of(content)
    assert page.headline.startswith("No branch of the corridor can be used. If every gate")
    assert page.cards_note == "As if every gate were open:"
    assert page.cards
    assert all(card.is_open for card in page.cards)
    assert page.rows
    assert all(row.barred and row.mark == "barred" for row in page.rows)
    assert export_bytes(content, "page")[:5] == b"%PDF-"
    assert export_bytes(content, "png")[:4] == b"\x89PNG"


def test_a_price_is_whole_or_named_as_missing() -> None:
    pages = [
        answer(replace(OPEN, destination=destination))
        for destination in ("nhava-sheva", "bandar-abbas")
    ]
    rows = [
        (row.price, price_of(row.name, content))
        for content in pages
        for row in page_of(content).rows
    ]
    assert len(rows) > 4
    for price, total in rows:
        assert (price == "no price") is not isinstance(total, Band)
    assert {price == "no price" for price, _ in rows} == {True, False}


def price_of(name: str, content: Content) -> object:
    """Price of the journey of a row."""
    assert content.comparison is not None
    names = content.names
    for one in content.comparison.journeys:
        parts = [
            names.get(one.route.corridor, ""),
            names.get(one.id, "") if one.route.variant else "",
        ]
        if ", ".join(filter(None, parts)) == name:
            return one.costed(content.request.box).total(Measure.USD)
    raise AssertionError(name)


def test_long_names_stay_on_one_page() -> None:
    content = answer(TODAY)
    long = {
        name: f"{text} {'and a very long name ' * 4}".strip()
        for name, text in content.names.items()
    }
    file = export_bytes(replace(content, names=long), "page")
    assert pages_of(file) == 1


def test_no_corridor_at_all_is_an_error() -> None:
    content = answer(OPEN)
    with pytest.raises(ExportError, match="there is no journey for a page"):
        page_of(replace(content, comparison=None, opened=None))


@pytest.mark.parametrize(
    "request_",
    [
        TODAY,
        OPEN,
        replace(OPEN, language="fa", box=Box.FEU),
        replace(
            TODAY,
            scenario=Scenario(
                date="2025-11", closed=frozenset({"suez"}), built=frozenset({"rasht-astara"}),
                season=1, states=(("chabahar", "open"),), figures=(("rail-ru-block-2026", 900.0),),
            ),
        ),
    ],
)  # fmt: skip
def test_the_link_asks_the_question_of_the_page(request_: Request) -> None:
    link = link_of(replace(request_, link=BASE), as_of="2026-10-10")
    assert link.startswith(f"{BASE}?from=moscow&to=nhava-sheva")
    query = parse_qs(urlsplit(link).query)
    chosen, refused = read(query, defaults=DEFAULTS, allowed={})
    assert refused == ()
    question = Question(
        origin=str(chosen["from"]),
        destination=str(chosen["to"]),
        clock=str(chosen["clock"]),
        closed=tuple(chosen["close"]),
        built=tuple(chosen["build"]),
        as_of=str(chosen["as_of"]),
        month=str(chosen["month"]),
        services=tuple(chosen["service"]),
        settings=tuple(chosen["set"]),
        as_if_open=chosen["as_if_open"] == "yes",
        states=tuple(chosen["state"]),
    )
    asked = request_.scenario
    assert question.scenario() == replace(asked, date=asked.date or "2026-10-10")
    assert chosen["lang"] == request_.language
    assert str(chosen["box"]).upper() == request_.box.value.upper()


def test_the_code_holds_a_link_or_the_command_and_not_what_is_no_address() -> None:
    page = page_of(answer(replace(TODAY, link=BASE)))
    assert page.link.startswith(f"{BASE}?")
    command = page_of(answer(TODAY)).link
    assert command.startswith("instc export --token ")
    assert request_of(command.split()[3]) == answer(TODAY).request
    assert code_of(page.link) != code_of(command)
    for text in ("javascript:alert(1)", "atlas.example", "https://", "http://a b/", "ftp://a/"):
        assert not is_base(text)
        with pytest.raises(ExportError, match="no address of an application"):
            link_of(replace(TODAY, link=text), as_of="2026-10-10")
    with pytest.raises(ExportError, match="too long for a code"):
        code_of("x" * 2000)


def test_only_answers_have_a_page() -> None:
    for kind in Kind:
        is_answer = kind in {Kind.ROUTE, Kind.COMPARE, Kind.SCENARIO}
        assert ("page" in formats_of(kind)) is is_answer
