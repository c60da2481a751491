"""Languages: nothing shown is left untranslated, nothing translated is no longer shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo import tongues
from geo.compare import compare, journey, load_atlas
from geo.errors import AtlasError
from geo.scenario import Scenario
from geo.tongues_told import TOLD
from tests import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.compare import Atlas

SCRIPTS = {"ru": re.compile(r"[А-Яа-яЁё]"), "fa": re.compile(r"[آ-ی]")}
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
SAME_EVERYWHERE = re.compile(r"P\d\d|UN/LOCODE|[^A-Za-z]+|mm")


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_a_catalogue_holds_what_is_said_and_nothing_else(language: str) -> None:
    held, wanted = set(tongues.catalogue(language)), words.said()
    assert len(wanted) > 300
    assert sorted(wanted - held) == [], "run `python -m tests.words`, and translate what it adds"
    assert sorted(held - wanted) == [], "run `python -m tests.words`, which takes these out"


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_a_translation_keeps_the_places_to_fill_in(language: str) -> None:
    held = tongues.catalogue(language)
    assert {k: v for k, v in held.items() if words.holes(k) != words.holes(v)} == {}


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_a_translation_is_written_in_the_script_of_its_language(language: str) -> None:
    strange = {
        key: text
        for key, text in tongues.catalogue(language).items()
        if not SCRIPTS[language].search(text)
        and not all(SAME_EVERYWHERE.fullmatch(part) for part in words.HOLE.sub("", key).split())
    }
    assert strange == {}


def test_the_scanner_finds_what_is_said() -> None:
    source = """
NAMES: Final = {"k": "held in a table"}
LONG = "held by a name"
say("a literal" " in two parts")
self.tongue.say("through a tongue" if many else "or else")
say(NAMES[one]); say(LONG); say(unknown); hush("never said")
"""
    assert words.said_in(source) == {
        "held in a table",
        "held by a name",
        "a literal in two parts",
        "through a tongue",
        "or else",
    }


def wrong_place(atlas: Atlas) -> object:
    return atlas.places.find("no such place at all")


def several_places(atlas: Atlas) -> object:
    return atlas.places.find("Astara")


def the_same_place(atlas: Atlas) -> object:
    here = atlas.places.find("moscow")
    return journey(atlas, here, here)


def a_link_not_built(atlas: Atlas) -> object:
    ends = atlas.places.find("mundra"), atlas.places.find("vorsino")
    variant = next(v.id for v in atlas.corridors.corridors["western"].variants() if "rail" in v.id)
    return journey(atlas, *ends, corridor="western", variant=variant)


def not_served(atlas: Atlas) -> object:
    ends = atlas.places.find("tehran"), atlas.places.find("moscow")
    return journey(atlas, *ends, corridor="cape")


def too_far(atlas: Atlas) -> object:
    return journey(atlas, atlas.places.find("75.5, 100.2"), atlas.places.find("mundra"))


def a_bad_month(atlas: Atlas) -> object:
    ends = atlas.places.find("moscow"), atlas.places.find("mundra")
    return compare(atlas, *ends, Scenario(date="2023-13"))


@pytest.mark.parametrize("language", words.CATALOGUES)
@pytest.mark.parametrize(
    "fault",
    [
        wrong_place,
        several_places,
        the_same_place,
        a_link_not_built,
        not_served,
        too_far,
        a_bad_month,
    ],
)
def test_an_error_is_told_in_the_language_of_the_reader(
    atlas: Atlas, language: str, fault: Callable[[Atlas], object]
) -> None:
    with pytest.raises(AtlasError) as caught:
        fault(atlas)
    sentence = str(caught.value)
    told = tongues.tongue(language).say(sentence)
    assert told != sentence
    begun = f"{sentence[:1].upper()}{sentence[1:]}."
    if sentence[0].isalpha():
        assert tongues.tongue(language).say(begun) == f"{told[:1].upper()}{told[1:]}."
    kept = set(LATIN_WORD.findall(told))
    assert kept <= set(LATIN_WORD.findall(sentence))
    assert SCRIPTS[language].search(told)


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_names_are_told_one_by_one_and_together(language: str) -> None:
    say = tongues.tongue(language).say
    moscow, rasht = say("Moscow"), say("Rasht")
    assert moscow != "Moscow"
    assert say("Moscow – Rasht") == f"{moscow} – {rasht}"
    assert say("Moscow – Nowhere at all") == "Moscow – Nowhere at all"
    assert say("<b>never said</b>") == "<b>never said</b>"


def test_every_sentence_of_parts_finds_itself() -> None:
    say = tongues.tongue("ru").say
    for sentence in TOLD:
        filled = words.HOLE.sub("X1", sentence)
        told = words.HOLE.sub("X1", tongues.catalogue("ru")[sentence])
        assert say(filled).casefold() == told.casefold()


def test_numbers_and_durations_are_written_as_the_language_writes_them() -> None:
    russian, persian = tongues.tongue("ru"), tongues.tongue("fa")
    assert russian.number(1146.5, 1).replace("\N{NO-BREAK SPACE}", "_") == "1_146,5"
    assert persian.number(1146.5, 1) == "۱٬۱۴۶٫۵"
    assert russian.duration(60).endswith("сут")
    assert persian.duration(60).startswith("۲٫۵")
