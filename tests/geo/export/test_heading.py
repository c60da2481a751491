"""What an exported map says above itself: the sentence of the first page, days and prices."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from geo.estimates import Shipment
from geo.export import Kind, Request, content_of, export_bytes
from geo.export.heading import chance_faster, heading_of
from geo.i18n import LANGUAGES
from geo.scenario import Scenario
from geo.summary import cards, days_text, headline
from tests.atlases import dated_atlas, open_atlas

ASKED = Request(kind=Kind.COMPARE, origin="moscow", destination="nhava-sheva")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_begins_with_its_sentence_and_gives_days_and_prices(language: str) -> None:
    content = content_of(open_atlas(), replace(ASKED, language=language))
    answer, locale, names = content.comparison, content.locale, content.names
    assert answer is not None
    title, *lines = heading_of(content)
    assert title == headline(answer, names=names, locale=locale, chance_of=chance_faster)
    shipment = Shipment(box=content.request.box, amount=1)
    dealt = cards(answer, names=names, locale=locale, shipment=shipment)
    assert 0 < len(lines) <= len(dealt)
    assert len(dealt) > 1
    for card in dealt:
        (line,) = [one for one in lines if card.title in one]
        assert days_text(card.journey, locale) in line
        assert (card.price.number or card.price.text) in line


def test_a_journey_of_two_cards_has_one_line_with_both_titles() -> None:
    content = content_of(dated_atlas(), replace(ASKED, scenario=Scenario(date="2026-11")))
    answer = content.comparison
    assert answer is not None
    shipment = Shipment(box=content.request.box, amount=1)
    dealt = cards(answer, names=content.names, locale=content.locale, shipment=shipment)
    _, *lines = heading_of(content)
    assert len(lines) == len({card.journey.id for card in dealt}) < len(dealt)
    assert len(dealt) > 0
    for card in dealt:
        assert sum(card.title in line for line in lines) == 1


def test_one_journey_is_named_with_its_days_and_price() -> None:
    content = content_of(open_atlas(), replace(ASKED, kind=Kind.ROUTE, corridor="suez"))
    title, line = heading_of(content)
    assert title == content.stamp.title
    (journey,) = content.drawn
    assert days_text(journey, content.locale) in line


def test_where_nothing_serves_the_heading_says_so() -> None:
    atlas = dated_atlas()
    closed = frozenset(atlas.corridors.gates) | atlas.network.gates
    request = replace(ASKED, scenario=Scenario(closed=closed))
    content = content_of(dated_atlas(), request)
    assert content.comparison is not None
    assert not content.comparison.journeys
    assert len(heading_of(content)) == 1
    assert heading_of(content)[0]


def test_layers_have_no_heading_and_the_page_of_an_answer_has() -> None:
    assert heading_of(content_of(open_atlas(), Request(kind=Kind.LAYERS))) == ()
    content = content_of(open_atlas(), ASKED)
    page = export_bytes(content, "html").decode("utf-8")
    head, separator, _ = page.partition("</header>")
    assert separator
    assert all(html.escape(line) in head for line in heading_of(content))
