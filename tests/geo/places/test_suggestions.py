"""What is offered while a name is written: the answer of `find` first, near names with a reason."""

from __future__ import annotations

from time import process_time

import pytest

from geo.errors import AtlasError
from geo.places import load_places
from tests.atlases import dated_atlas

PLACES = dated_atlas().places
MOST_S = 0.05
"""Processor of a suggestion, on the average of known and unknown names and of their beginnings."""
WORDS = {
    "Bombay": "mumbai",
    "JNPT": "nhava-sheva",
    "Nhava Sheva": "nhava-sheva",
    "INNSA": "nhava-sheva",
    "ir bnd": "bandar-abbas",
    "Ленинград": "st-petersburg",
    "Питер": "st-petersburg",
    "Тегеран": "tehran",
    "بندرعباس": "bandar-abbas",
    "مسکو": "moscow",
    "Karachi": "karachi",
    "Астрахань": "astrakhan",
    "Bandar Abbas, Iran": "bandar-abbas",
    "Port of Poti": "poti",
    "37.47, 49.46": "37.47,49.46",
    "Berlin": "gn-2950159",
    "New York": "port-usnyc",
    "Нью-Йорк": "port-usnyc",
    "Shanghai": "shanghai",
    "mosc": "moscow",
    "mumb": "mumbai",
    "санкт-п": "st-petersburg",
    "بندر انز": "bandar-anzali",
    "chelyab": "chelyabinsk",
    "port of mum": "mumbai",
}
UNKNOWN = (
    "port city of harbour station foo",
    "the port of the city of zzzxq town port",
    "city of port of station of harbour of qqxz",
    "Moscwo",
    "Xqzwv kjh",
)


@pytest.mark.parametrize(("text", "meant"), WORDS.items())
def test_the_first_place_is_the_one_that_is_meant(text: str, meant: str) -> None:
    suggestions = PLACES.suggest(text)
    assert suggestions.places[0].id == meant
    assert suggestions.has_answer
    assert suggestions.message == ""


def test_where_the_gazetteer_answers_its_answer_stands_first() -> None:
    answered = 0
    for text in WORDS:
        try:
            place = PLACES.find(text)
        except AtlasError:
            continue
        answered += 1
        assert PLACES.suggest(text).places[0].id == place.id
    assert answered > 15


def test_both_places_of_a_name_are_offered() -> None:
    assert [place.id for place in PLACES.suggest("Астара").places[:2]] == ["astara-az", "astara-ir"]


@pytest.mark.parametrize("text", [*UNKNOWN, "India", "95, 200", "!", "x" * 101])
def test_what_is_no_place_is_said_in_the_sentence_of_the_error(text: str) -> None:
    with pytest.raises(AtlasError) as error:
        PLACES.find(text)
    suggestions = PLACES.suggest(text)
    assert not suggestions.has_answer
    assert suggestions.message == error.value.message


@pytest.mark.parametrize("text", [*UNKNOWN, "India"])
def test_near_names_are_offered_each_once(text: str) -> None:
    places = PLACES.suggest(text).places
    assert len(places) > 0
    assert len({place.id for place in places}) == len(places) <= 6


def test_words_that_are_turned_round_are_asked_about() -> None:
    suggestions = PLACES.suggest("Shah Bandar")
    assert not suggestions.has_answer
    assert suggestions.places[0].id == "bandar-e-torkaman"
    assert "did you mean Bandar-e Torkaman" in suggestions.message


def test_an_empty_text_gives_nothing_to_take() -> None:
    suggestions = PLACES.suggest("  ")
    assert suggestions.places == ()
    assert not suggestions.has_answer


def test_a_large_town_is_called_a_city_and_no_strait_is_an_end() -> None:
    assert "gn-2950159" in PLACES.suggest("Berlin").cities
    assert "bab-el-mandeb" not in {place.id for place in PLACES.suggest("bab el", limit=20).places}


def test_suggestions_are_quick_once_the_gazetteer_is_prepared() -> None:
    places = load_places()
    places.prepare()
    texts = [text[:length] for text in (*WORDS, *UNKNOWN) for length in (1, 3, 5, 100)]
    assert len(texts) > 100
    start = process_time()
    for text in texts:
        places.suggest(text)
    assert (process_time() - start) / len(texts) < MOST_S
