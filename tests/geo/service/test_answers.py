"""Answers over HTTP are those of the command line, byte for byte, in the published form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from geo.cli.main import main
from geo.export import FILE_TYPES
from tests.geo.service.running import atlas_verbs, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.geo.service.running import Running

pytestmark = pytest.mark.slow

QUESTIONS: list[tuple[list[str], list[tuple[str, str]]]] = [
    (["places", "Rasht"], [("query", "Rasht")]),
    (["places", "بندرعباس", "--limit", "3"], [("query", "بندرعباس"), ("limit", "۳")]),
    (["places", "-33.9,18.4"], [("query", "-33.9,18.4")]),
    (["places", "IRBND", "--lang", "ru"], [("query", "IRBND"), ("lang", "ru")]),
    (["places", "san", "--limit", "40"], [("query", "san"), ("limit", "40")]),
    (["states"], []),
    (["states", "--as-of", "2024-02"], [("as_of", "2024-02")]),
    (["states", "--as-of", "2026-10-10"], [("as_of", "۲۰۲۶-۱۰-۱۰"), ("lang", "fa")]),
    (["states", "hormuz"], [("gate", "hormuz")]),
    (["states", "Suez"], [("gate", "Suez")]),
    (["states", "--stale"], [("stale", "yes")]),
    (["figures"], []),
    (["figures", "AZ-IR"], [("filter", "AZ-IR")]),
    (["figures", "Bandar Abbas"], [("filter", "Bandar Abbas")]),
    (["figures", "border-az-ir-rail"], [("filter", "border-az-ir-rail"), ("uncertainty", "no")]),
    (["figures", "--uncertainty"], [("uncertainty", "yes")]),
    (["route", "Moscow", "Nhava Sheva"], [("from", "Moscow"), ("to", "Nhava Sheva")]),
    (
        ["route", "Москва", "INNSA", "--corridor", "western", "--as-of", "2025-11"],
        [("from", "Москва"), ("to", "INNSA"), ("corridor", "western"), ("as_of", "2025-11")],
    ),
    (
        ["route", "Moscow", "Mumbai", "--corridor", "eastern", "--variant", "sarakhs",
         "--as-of", "2025-11"],
        [("from", "Moscow"), ("to", "Mumbai"), ("route", "eastern:sarakhs"), ("as_of", "2025-11")],
    ),
    (
        ["route", "55.16,61.40", "Jeddah", "--clock", "door", "--as-if-open"],
        [("from", "55.16,61.40"), ("to", "Jeddah"), ("clock", "door"), ("as_if_open", "yes")],
    ),
    (
        ["route", "Baku", "Tehran", "--set", "rail-ru-block-2026=900", "--month", "1"],
        [("from", "Baku"), ("to", "Tehran"), ("set", "rail-ru-block-2026=900"), ("month", "1")],
    ),
    (
        ["route", "Moscow", "Tehran", "--modes", "rail,sea", "--rho", "0.5"],
        [("from", "Moscow"), ("to", "Tehran"), ("modes", "rail,sea"), ("rho", "0,5")],
    ),
    (
        ["route", "Kazan", "Mundra", "--state", "hormuz=open", "--service", "wagon"],
        [("from", "Kazan"), ("to", "Mundra"), ("state", "hormuz=open"), ("service", "wagon")],
    ),
    (
        ["route", "Berlin", "Delhi", "--box", "feu", "--amount", "3"],
        [("from", "Berlin"), ("to", "Delhi"), ("box", "feu"), ("amount", "3")],
    ),
    (
        ["route", "Astrakhan", "Bandar Anzali", "--lang", "ru"],
        [("from", "Astrakhan"), ("to", "Bandar Anzali"), ("lang", "ru")],
    ),
    (
        ["route", "Mumbai", "Moscow", "--corridor", "suez", "--as-of", "2026-10-10"],
        [("from", "Mumbai"), ("to", "Moscow"), ("route", "suez"), ("as_of", "2026-10-10")],
    ),
    (["compare", "Moscow", "Nhava Sheva"], [("from", "Moscow"), ("to", "Nhava Sheva")]),
    (
        ["compare", "Moscow", "Jeddah", "--as-of", "2023-08"],
        [("from", "Moscow"), ("to", "Jeddah"), ("as_of", "2023-08")],
    ),
    (
        ["compare", "Almaty", "Istanbul", "--corridors", "middle,turkiye"],
        [("from", "Almaty"), ("to", "Istanbul"), ("by", "middle"), ("by", "turkiye")],
    ),
    (
        ["compare", "Moscow", "Mundra", "--as-if-open", "--close", "suez", "--close", "hormuz",
         "--build", "rasht-astara"],
        [("from", "Moscow"), ("to", "Mundra"), ("as_if_open", "1"), ("close", "suez"),
         ("close", "hormuz"), ("build", "rasht-astara")],
    ),
    (
        ["compare", "St Petersburg", "INNSA", "--corridors", "western"],
        [("from", "St Petersburg"), ("to", "INNSA"), ("corridors", "western"), ("lang", "fa")],
    ),
]  # fmt: skip
"""Words of the command line, and the same question as a query."""


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running(atlas_verbs()) as own:
        yield own


@pytest.fixture(scope="module")
def interface(service: Running) -> dict[str, Any]:
    value: dict[str, Any] = service.ask("/openapi.json").value
    return value


def target_of(words: list[str], query: list[tuple[str, str]]) -> str:
    return f"/{words[0]}?{urlencode(query)}"


@pytest.mark.parametrize(("words", "query"), QUESTIONS, ids=lambda part: " ".join(map(str, part)))
def test_an_answer_is_that_of_the_command_line_byte_for_byte(
    service: Running,
    interface: dict[str, Any],
    words: list[str],
    query: list[tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    reply = service.ask(target_of(words, query))
    assert main([*words, "--json"]) == 0
    assert reply.body == capsys.readouterr().out.encode()
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    operation = interface["paths"][f"/{words[0]}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    form = Draft202012Validator({**schema, "components": interface["components"]})
    assert [error.message for error in form.iter_errors(json.loads(reply.body))] == []


def test_there_are_questions_of_every_verb() -> None:
    assert len(QUESTIONS) >= 30
    verbs = {verb.name for verb in atlas_verbs()}
    assert {words[0] for words, _ in QUESTIONS} == verbs - {"export"}


FILES: list[tuple[list[str], list[tuple[str, str]]]] = [
    (
        ["route", "Moscow", "Mundra", "--format", form, "--corridor", "suez", "--as-of", "2025-11"],
        [("kind", "route"), ("from", "Moscow"), ("to", "Mundra"), ("format", form),
         ("route", "suez"), ("as_of", "2025-11")],
    )
    for form in ("geojson", "gpkg", "kml", "csv", "xlsx", "md")
]  # fmt: skip
FILES += [
    (
        ["evidence", "--format", "csv", "--part", "claims", "--csv-for", "excel-ru",
         "--lang", "ru"],
        [("kind", "evidence"), ("format", "csv"), ("part", "claims"), ("csv_for", "excel-ru"),
         ("lang", "ru")],
    ),
    (["story", "--format", "md", "--as-of", "2014-12"],
     [("kind", "story"), ("format", "md"), ("as_of", "2014-12")]),
]  # fmt: skip
"""Words of the command line after `export`, and the same question as a query."""


@pytest.mark.parametrize(("words", "query"), FILES, ids=lambda part: " ".join(map(str, part))[:60])
def test_a_file_is_that_of_the_command_line_byte_for_byte(
    service: Running, words: list[str], query: list[tuple[str, str]], tmp_path: Path
) -> None:
    reply = service.ask(f"/export?{urlencode(query)}")
    kind = FILE_TYPES["csv-excel-ru" if "--csv-for" in words else dict(query)["format"]]
    path = tmp_path / f"file{kind.suffix}"
    assert main(["export", *words, "--out", str(path)]) == 0
    assert (reply.status, reply.body) == (200, path.read_bytes())
    assert reply.headers["content-type"].partition(";")[0] == kind.mime
    name = reply.headers["content-disposition"]
    assert name.startswith("attachment; filename*=UTF-8''")
    assert name.endswith(kind.suffix)


def test_a_token_brings_its_question(service: Running) -> None:
    query = FILES[0][1]
    first = service.ask(f"/export?{urlencode(query)}")
    token = first.value["about"]["token"]
    again = service.ask(f"/export?{urlencode([('format', 'geojson'), ('token', token)])}")
    assert again.body == first.body


def test_every_format_can_be_asked_for(interface: dict[str, Any]) -> None:
    operation = interface["paths"]["/export"]["get"]
    (form,) = (one for one in operation["parameters"] if one["name"] == "format")
    assert form["required"]
    assert form["schema"]["enum"] == list(FILE_TYPES)
    sent = set(operation["responses"]["200"]["content"])
    assert sent == {kind.mime for kind in FILE_TYPES.values()}


def test_the_document_of_the_interface_is_valid_and_names_every_parameter(
    interface: dict[str, Any],
) -> None:
    validate(interface, cls=OpenAPIV31SpecValidator)
    assert interface["openapi"].startswith("3.1")
    verbs = atlas_verbs()
    assert set(interface["paths"]) == {*(f"/{verb.name}" for verb in verbs), "/health"}
    for verb in verbs:
        listed = interface["paths"][f"/{verb.name}"]["get"]["parameters"]
        queried = [one["name"] for one in listed if one["in"] == "query"]
        assert queried == [one.name for one in verb.parameters]
        assert all(one["description"] for one in listed)


def test_a_wrong_document_is_refused_by_the_second_program(interface: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(interface))
    del broken["paths"]["/places"]["get"]["responses"]["200"]["description"]
    assert len(list(OpenAPIV31SpecValidator(broken).iter_errors())) > 0


def test_a_stranger_names_no_file_and_no_address_of_the_machine() -> None:
    scenario = {"close", "build", "as_of", "as_if_open", "state", "clock", "modes", "month"}
    scenario |= {"service", "set", "rho", "from", "to", "box", "amount", "lang"}
    assert {verb.name: {one.name for one in verb.parameters} for verb in atlas_verbs()} == {
        "places": {"query", "limit", "lang"},
        "route": scenario | {"corridor", "variant", "route"},
        "compare": scenario | {"corridors", "by"},
        "states": {"gate", "as_of", "stale", "lang"},
        "figures": {"filter", "uncertainty", "lang"},
        "export": (scenario - {"amount"})
        | {"kind", "format", "csv_for", "token", "corridor", "variant", "route", "corridors", "by"}
        | {"paper", "link", "part"},
    }


def test_parameters_have_the_types_and_defaults_of_the_options() -> None:
    (compare,) = (verb for verb in atlas_verbs() if verb.name == "compare")
    schemas = {one.name: one.schema for one in compare.parameters}
    assert schemas["rho"] == {"type": "number", "default": 0.3}
    assert schemas["month"] == {"type": "integer"}
    assert schemas["box"] == {"type": "string", "enum": ["teu", "feu", "t"], "default": "teu"}
    assert schemas["as_if_open"] == {"type": "string", "enum": ["yes", "no"], "default": "no"}
    assert {one.name for one in compare.parameters if one.is_required} == {"from", "to"}
    repeated = {one.name for one in compare.parameters if one.is_repeated}
    assert repeated == {"by", "build", "close", "service", "set", "state"}
