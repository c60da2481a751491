"""What cannot be answered: status, kind and one sentence in the language of the question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from geo.errors import LayerError
from geo.service import LONGEST_QUERY, Answer, Parameter, Verb
from tests.geo.service.running import atlas_verbs, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.geo.service.running import Running

ENDS = [("from", "Moscow"), ("to", "Mumbai")]
REFUSED: list[tuple[str, str, list[tuple[str, str]], str]] = [
    ("no query", "places", [], "question"),
    ("no place", "places", [("query", "Qwxzyk")], "unknown_place"),
    ("no number", "places", [("query", "Rasht"), ("limit", "many")], "question"),
    ("near name", "places", [("qeury", "Rasht")], "unknown_name"),
    ("far name", "places", [("query", "Rasht"), ("zzz", "1")], "unknown_name"),
    ("twice", "places", [("query", "Rasht"), ("query", "Baku")], "question"),
    ("no language", "places", [("query", "Rasht"), ("lang", "de")], "question"),
    ("no end", "route", ENDS[:1], "question"),
    ("unknown end", "route", [ENDS[0], ("to", "Atlantis")], "unknown_place"),
    ("ambiguous", "route", [ENDS[0], ("to", "Astara")], "ambiguous_place"),
    ("country", "route", [ENDS[0], ("to", "Iran")], "country_name"),
    ("same place", "route", [ENDS[0], ("to", "Moscow")], "same_place"),
    ("too far", "route", [ENDS[0], ("to", "0,-120")], "outside_network"),
    ("no globe", "route", [ENDS[0], ("to", "95,200")], "unknown_place"),
    ("no month", "route", [*ENDS, ("as_of", "2016-13")], "bad_date"),
    ("no day", "route", [*ENDS, ("as_of", "2026-02-30")], "bad_date"),
    ("no date", "route", [*ENDS, ("as_of", "soon")], "bad_date"),
    ("no season", "route", [*ENDS, ("month", "13")], "bad_date"),
    ("no whole", "route", [*ENDS, ("month", "1.5")], "question"),
    ("no corridor", "route", [*ENDS, ("corridor", "north")], "unknown_name"),
    ("no variant", "route", [*ENDS, ("route", "eastern:x")], "unknown_name"),
    ("both", "route", [*ENDS, ("route", "suez"), ("corridor", "cape")], "question"),
    ("no gate", "compare", [*ENDS, ("close", "hormus")], "unknown_name"),
    ("no link", "compare", [*ENDS, ("build", "x")], "unknown_name"),
    ("no mode", "route", [*ENDS, ("modes", "air")], "unknown_name"),
    ("no modes", "route", [*ENDS, ("modes", "")], "unknown_name"),
    ("no clock", "route", [*ENDS, ("clock", "sun")], "unknown_name"),
    ("other clock", "route", [*ENDS, ("clock", "train")], "wrong_clock"),
    ("no service", "route", [*ENDS, ("service", "air")], "unknown_name"),
    ("nothing set", "route", [*ENDS, ("set", "x")], "question"),
    ("no figure", "route", [*ENDS, ("set", "x=1")], "unknown_name"),
    ("no speed", "route", [*ENDS, ("set", "ship-ocean-2023=1000")], "figure_range"),
    ("no state", "route", [*ENDS, ("state", "hormuz")], "question"),
    ("no such state", "route", [*ENDS, ("state", "hormuz=ajar")], "unknown_name"),
    ("no correlation", "route", [*ENDS, ("rho", "2")], "question"),
    ("no box", "route", [*ENDS, ("box", "ton")], "question"),
    ("no flag", "route", [*ENDS, ("as_if_open", "maybe")], "question"),
    ("nothing", "compare", [*ENDS, ("amount", "0")], "question"),
    ("not served", "route", [("from", "Tehran"), ("to", "Mashhad"), ("route", "western")],
     "not_served"),
    ("closed", "route", [*ENDS, ("route", "suez"), ("close", "suez")], "no_route"),
    ("no state of", "states", [("gate", "refresh")], "unknown_name"),
    ("address", "states", [("service", "http://localhost/")], "unknown_name"),
    ("file", "compare", [*ENDS, ("states_file", "/etc/passwd")], "unknown_name"),
    ("no kind", "export", [*ENDS, ("format", "csv")], "question"),
    ("nothing asked", "export", [("format", "csv")], "question"),
    ("no format", "export", [("kind", "layers"), ("format", "dwg")], "question"),
    ("no format of it", "export", [("kind", "evidence"), ("format", "kml")], "export"),
    ("no part", "export", [("kind", "story"), ("part", "x"), ("format", "md")], "export"),
    ("no token", "export", [("token", "x.y.z"), ("format", "csv")], "export"),
    ("a file to write", "export", [("kind", "layers"), ("format", "csv"), ("out", "a")],
     "unknown_name"),
    ("no figures", "figures", [("filter", "no such figure")], "unknown_name"),
]  # fmt: skip
"""Name of the case, verb, query, kind."""
SCRIPTS = {"en": re.compile("[a-z]"), "ru": re.compile("[а-яё]"), "fa": re.compile("[آ-ی]")}


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running(atlas_verbs()) as own:
        yield own


@pytest.mark.parametrize(
    ("verb", "query", "kind"),
    [pytest.param(*case, id=name) for name, *case in REFUSED],
)
def test_a_bad_question_is_one_sentence_in_the_language_of_the_question(
    service: Running, verb: str, query: list[tuple[str, str]], kind: str
) -> None:
    details = {}
    for language, script in SCRIPTS.items():
        reply = service.ask(f"/{verb}?{urlencode(query)}", Accept_Language=language)
        value = reply.value
        assert (reply.status, value["status"], value["kind"]) == (422, 422, kind)
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.headers["content-language"] == value["lang"] == language
        assert "etag" not in reply.headers
        detail = details[language] = value["detail"]
        assert script.search(detail), detail
        assert detail.endswith((".", "?", "؟"))
        assert "Traceback" not in detail
        assert "{" not in detail
    assert len(set(details.values())) == 3, "a sentence is in English in another language"


def test_near_names_of_parameters_are_named(service: Running) -> None:
    reply = service.ask("/compare?form=Moscow&to=Mumbai")
    assert "'form'; did you mean 'from'" in reply.value["detail"]


def test_the_parameter_goes_before_the_header(service: Running) -> None:
    reply = service.ask("/places?lang=fa", Accept_Language="ru")
    assert reply.headers["content-language"] == "fa"


@pytest.mark.parametrize(
    ("target", "method", "status", "kind"),
    [
        ("/", "GET", 404, "no_address"),
        ("/places/", "GET", 404, "no_address"),
        ("/../etc/passwd", "GET", 404, "no_address"),
        ("/places?query=Rasht", "POST", 405, "no_method"),
        ("/places?query=Rasht", "DELETE", 405, "no_method"),
        (f"/places?query={'x' * LONGEST_QUERY}", "GET", 414, "too_long"),
        (f"/places?query=x{'&a=1' * 200}", "GET", 422, "question"),
        ("/places?query=%ff", "GET", 422, "question"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_request_is_one_sentence_too(
    service: Running, target: str, method: str, status: int, kind: str
) -> None:
    reply = service.ask(target, method, Accept_Language="ru")
    assert (reply.status, reply.value["kind"], reply.value["lang"]) == (status, kind, "ru")
    assert SCRIPTS["ru"].search(reply.value["detail"])
    assert status != 405 or "GET" in reply.headers["allow"]


def test_what_nobody_foresaw_and_a_damaged_file_show_nothing_of_the_inside() -> None:
    def fails(texts: object, language: str) -> Answer:
        raise ZeroDivisionError(texts, language)

    def damaged(texts: object, language: str) -> Answer:
        del texts, language
        msg = "rail.npz is damaged"
        raise LayerError(msg)

    query = (Parameter(name="query", text="…", schema={}),)
    verbs = [
        Verb(name=name, text="…", parameters=query, compute=compute, schema={})
        for name, compute in (("fails", fails), ("damaged", damaged))
    ]
    with running(verbs) as own:
        failed, lost = own.ask("/fails?query=secret"), own.ask("/damaged")
    assert (failed.status, failed.value["kind"]) == (500, "internal")
    assert b"Zero" not in failed.body
    assert b"secret" not in failed.body
    assert (lost.status, lost.value["kind"]) == (503, "data")
    assert "rail.npz" in lost.value["detail"].casefold()
