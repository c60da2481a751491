"""The published schema of an answer, and what the program prints, in a second program's reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from geo.cli.main import main
from geo.edition import data_digest
from geo.journeys.schema import SCHEMA_FILE, SCHEMA_VERSION
from geo.version import __version__
from tests.yardstick.questions import links, questions
from tests.yardstick.record import record
from tests.yardstick.sample import sample_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
QUESTIONS = [
    ["compare", "Moscow", "Nhava Sheva", "--close", "suez"],
    ["route", "55.16,61.40", "Jeddah", "--corridor", "eastern", "--as-of", "2023-08"],
    ["compare", "Moscow", "Mumbai", "--as-of", "2026-02", "--state", "suez=closed"],
    ["route", "55.16,61.40", "Jeddah", "--clock", "door", "--as-if-open"],
    ["route", "Baku", "Tehran", "--set", "rail-ru-block-2026=900", "--month", "1"],
    ["compare", "Moscow", "Jeddah"],
]


@pytest.fixture(scope="module")
def schema() -> Json:
    text: Json = json.loads(SCHEMA_FILE.read_text("utf-8"))
    Draft202012Validator.check_schema(text)
    return text


def fields(schema: Json) -> Iterator[tuple[str, Json]]:
    for name, kind in schema["$defs"].items():
        for field, content in kind.get("properties", {}).items():
            yield f"{name}.{field}", content


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[0])
def test_an_answer_fits_the_schema_and_says_what_it_rests_on(
    schema: Json, question: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*question, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema).validate(answer)
    about = answer["about"]
    assert (about["schema"], about["program"]) == (SCHEMA_VERSION, __version__)
    assert about["data"] == data_digest()
    assert "OpenStreetMap" in about["attribution"]


def test_an_answer_with_a_field_too_many_or_too_few_is_refused(
    schema: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*QUESTIONS[1], "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    validator = Draft202012Validator(schema)
    assert not validator.is_valid({**answer, "more": 1})
    assert not validator.is_valid({name: v for name, v in answer.items() if name != "hours"})
    assert not validator.is_valid({**answer, "km": 0})


@pytest.mark.slow
def test_the_answers_of_the_yardstick_fit_the_schema(schema: Json) -> None:
    asked = [q for q in sample_of(questions(), links())[0] if q[0] in {"compare", "route"}]
    answers = [
        (json.loads(question)[0], row["answer"])
        for question, row in record(asked, [])["questions"].items()
        if isinstance(row["answer"], dict) and "legs" in str(row["answer"])[:20000]
    ]
    assert len(answers) > 5
    for verb, answer in answers:
        kind = schema["$defs"]["comparison" if verb == "compare" else "journey"]
        required = [name for name in kind["required"] if name != "about"]
        Draft202012Validator({**kind, "required": required, "$defs": schema["$defs"]}).validate(
            answer
        )


def test_a_version_is_written_once_and_every_kind_is_described(schema: Json) -> None:
    assert schema["$comment"] == f"version {SCHEMA_VERSION}"
    bare = [name for name, kind in schema["$defs"].items() if not kind.get("description")]
    assert bare == []
    assert len(list(fields(schema))) > 80
