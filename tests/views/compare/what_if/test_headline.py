"""What a change does to all corridors, in one sentence with the words of each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.i18n import ENGLISH, get_locale
from views.compare.what_if.answers import journeys_of
from views.compare.what_if.headline import change_headline, days_text, shifts_of
from views.state import data
from views.state.question import ANY, TODAY, Question

pytestmark = pytest.mark.slow

UNCHANGED = Question(
    origin="moscow",
    destination="nhava-sheva",
    clock="shipment",
    closed=(),
    built=(),
    as_of=TODAY,
    month=ANY,
    services=(),
    settings=(),
)


def said(language: str = "en", changes: str = "A change", **conditions: frozenset[str]) -> str:
    corridors = data.atlas().corridors
    closed = conditions.get("closed", frozenset())
    built = conditions.get("built", frozenset())
    changed = replace(UNCHANGED, closed=tuple(closed), built=tuple(built))
    locale = get_locale(language)
    return change_headline(
        shifts_of(*journeys_of(UNCHANGED, changed)),
        changes=[changes],
        closed_themselves={n for n, one in corridors.corridors.items() if one.essential & closed},
        names={n: locale.translate(text) for n, text in corridors.names().items()},
        locale=locale,
    )


def test_what_moves_all_branches_is_said_once_and_rivals_that_stay_are_not() -> None:
    sentence = said(closed=frozenset({"hormuz"}))
    assert sentence == "A change: all three branches +1.8 days, by truck to Chabahar."


@pytest.mark.parametrize(("language", "words"), [("ru", "все три ветви"), ("fa", "هر سه شاخه")])
def test_it_is_said_in_every_language(language: str, words: str) -> None:
    sentence = said(language, closed=frozenset({"hormuz"}))
    assert words in sentence
    assert get_locale(language).translate("Chabahar") in sentence
    assert get_locale(language).number(1.8, 1) in sentence


def test_one_corridor_is_named_with_what_is_new_on_it() -> None:
    sentence = said(built=frozenset({"rasht-astara"}))
    assert sentence == "A change: Western (Astara) −1.3 days, rail by Rasht–Astara."


def test_a_corridor_stopped_by_closing_itself_is_no_finding() -> None:
    assert said(closed=frozenset({"cape"})) == "A change: that closes Cape of Good Hope itself."
    assert said(closed=frozenset({"gibraltar"})) == (
        "A change: Suez, all water to the Baltic cannot serve."
    )


def test_what_moves_nothing_says_so() -> None:
    assert said(closed=frozenset({"panama"})) == "A change: no corridor changes."


def test_a_range_runs_from_the_smaller_change_to_the_larger() -> None:
    assert days_text(-0.4, -1.2, ENGLISH) == "−0.4 to −1.2 days"
