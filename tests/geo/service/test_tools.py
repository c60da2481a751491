"""The tools of an assistant, called by the client of the protocol's own library."""

from __future__ import annotations

import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import TextContent

from geo.cli.main import main
from geo.cli.tools import MOST_NAMED, service_tools
from geo.service import Settings
from tests.atlases import dated_atlas
from tests.geo.service.running import atlas_verbs, running

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from mcp.types import CallToolResult

pytestmark = pytest.mark.slow

Arguments = dict[str, Any]
ENDS: Arguments = {"from": "Moscow", "to": "Nhava Sheva"}
CALLS: list[tuple[str, Arguments, list[str]]] = [
    ("places", {"query": "Rasht", "limit": 2}, ["places", "Rasht", "--limit", "2"]),
    ("compare", ENDS, ["compare", "Moscow", "Nhava Sheva"]),
    (
        "compare",
        {"from": "Almaty", "to": "Istanbul", "corridors": "middle,turkiye", "as_of": "2025-11"},
        ["compare", "Almaty", "Istanbul", "--corridors", "middle,turkiye", "--as-of", "2025-11"],
    ),
    (
        "route",
        {**ENDS, "corridor": "western", "as_of": "2025-11", "month": 3, "close": ["suez"]},
        ["route", *ENDS.values(), "--corridor", "western", "--as-of", "2025-11", "--month", "3",
         "--close", "suez"],
    ),
    (
        "route",
        {"from": "Baku", "to": "Tehran", "as_if_open": True, "lang": "ru"},
        ["route", "Baku", "Tehran", "--as-if-open"],
    ),
    ("states", {"gate": "hormuz"}, ["states", "hormuz"]),
    ("states", {"as_of": "2024-02", "lang": "fa"}, ["states", "--as-of", "2024-02"]),
    ("figures", {"filter": "AZ-IR"}, ["figures", "AZ-IR"]),
]  # fmt: skip
REFUSED: list[tuple[str, Arguments, str, str]] = [
    ("compare", {"from": "Moscow", "to": "Moscow", "lang": "ru"}, "same_place", "[а-яё]"),
    ("route", {"from": "Moscow", "to": "Atlantis"}, "unknown_place", "Atlantis"),
    ("route", {"from": "Moscow", "lang": "fa"}, "question", "[آ-ی]"),
    ("places", {"qeury": "Rasht"}, "unknown_name", "did you mean 'query'"),
    ("places", {"query": {"text": "Rasht"}}, "question", "no value of 'query'"),
    ("figures", {"filter": "no such figure"}, "unknown_name", "no such figure"),
    ("surface", {}, "unknown_name", "choose from 'places', 'compare'"),
]
BAND = re.compile(r"P10 [\d,.۰-۹٫]+, P90 [\d,.۰-۹٫]+")


async def asked(server: Any, ask: Callable[[Client], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    async with Client(server, mode="legacy") as client:
        return await ask(client)


async def whole_conversation(client: Client) -> dict[str, Any]:
    listed = await client.list_tools()
    answers = [await client.call_tool(name, arguments) for name, arguments, _ in CALLS]
    refused = [await client.call_tool(name, arguments) for name, arguments, *_ in REFUSED]
    return {"tools": listed.tools, "answers": answers, "refused": refused}


def in_a_thread(server: StdioServerParameters | str) -> dict[str, Any]:
    """Hold the conversation in a thread of its own: Playwright's loop runs in that of the tests."""
    with ThreadPoolExecutor(1) as threads:
        conversation = partial(asked, server, whole_conversation)
        return threads.submit(anyio.run, conversation).result(300)


@pytest.fixture(scope="module")
def over_stdio(root: Path) -> dict[str, Any]:
    """Ask a real process on its standard streams."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "geo", "mcp"],
        cwd=root,
        env={"PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )
    return in_a_thread(server)


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Give what the command line prints, without lines of maps."""
    assert main([*words, "--json"]) == 0
    return without_lines(json.loads(capsys.readouterr().out))


def without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {n: without_lines(part) for n, part in value.items() if n != "coordinates"}
    return [without_lines(part) for part in value] if isinstance(value, list) else value


def texts_of(result: CallToolResult) -> list[str]:
    return [block.text for block in result.content if isinstance(block, TextContent)]


def sources_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        inside = [set(p) if n == "sources" else sources_of(p) for n, p in value.items()]
        return set().union(*inside)
    return set().union(*map(sources_of, value)) if isinstance(value, list) else set()


def test_there_are_five_tools_with_forms_of_question_and_result(over_stdio: Arguments) -> None:
    tools = {tool.name: tool for tool in over_stdio["tools"]}
    assert list(tools) == ["places", "compare", "route", "states", "figures"]
    assert len(tools) == 5
    for tool in tools.values():
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        assert "P10 and P90" in tool.description
        assert tool.annotations.read_only_hint
        required = {"sentence", "as_of", "answer", "sources", "about"}
        assert set(tool.output_schema["required"]) == required
    known = set(tools["route"].input_schema["properties"])
    assert {"from", "to", "as_of", "corridor"} <= known
    assert not known & {"states_file", "figures_file", "links_file", "links", "states", "by"}


@pytest.mark.parametrize("number", range(len(CALLS)), ids=lambda n: f"{CALLS[n][0]} {n}")
def test_a_result_is_the_answer_of_the_command_line_with_all_that_belongs_to_it(
    over_stdio: Arguments, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    name, arguments, words = CALLS[number]
    result: CallToolResult = over_stdio["answers"][number]
    assert not result.is_error
    held = result.structured_content
    assert held["answer"] == printed(words, capsys)
    tool = {tool.name: tool for tool in over_stdio["tools"]}[name]
    Draft202012Validator(tool.output_schema).validate(held)
    (sentence, *_) = texts_of(result)
    assert sentence == held["sentence"]
    assert sentence.startswith(held["as_of"])
    assert re.search(r"\d{4}", held["as_of"]), "a date"
    assert sources_of(held["answer"]) == set(held["sources"])
    assert all(one["title"] for one in held["sources"].values())
    if name in {"compare", "route", "figures"}:
        shown = min(MOST_NAMED, len(held["answer"])) if name == "figures" else 1
        assert len(BAND.findall(sentence)) >= shown, sentence
    if name in {"compare", "route"}:
        journeys = held["answer"].get("journeys", [held["answer"]])
        assert all(one["error_record"]["journeys"] > 0 for one in journeys)
        assert all("missing" in one for one in journeys)
    scripts = {"ru": "[а-яё]", "fa": "[آ-ی]"}
    assert re.search(scripts.get(arguments.get("lang", ""), "As of"), sentence)


def test_a_price_that_is_not_whole_says_what_it_lacks(over_stdio: Arguments) -> None:
    (result,) = (
        one for one, call in zip(over_stdio["answers"], CALLS, strict=True)
        if call[1].get("corridors")
    )  # fmt: skip
    held = result.structured_content
    lacking = [j for j in held["answer"]["journeys"] if not j["cost"]["teu"]["complete"]]
    assert lacking
    assert all(j["missing"] for j in lacking)
    assert "no price" in held["sentence"].casefold()


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=lambda n: REFUSED[n][2])
def test_a_call_that_cannot_be_answered_is_one_sentence(over_stdio: Arguments, number: int) -> None:
    _, arguments, kind, words = REFUSED[number]
    result: CallToolResult = over_stdio["refused"][number]
    assert result.is_error
    assert result.structured_content is None
    (text,) = texts_of(result)
    value = json.loads(text)
    assert value["kind"] == kind
    assert re.search(words, value["detail"])
    assert value["lang"] == arguments.get("lang", "en")


def test_over_http_the_results_are_the_same(over_stdio: Arguments) -> None:
    atlas = dated_atlas()
    with running(atlas_verbs(), tools=service_tools(atlas)) as own:
        url = f"http://127.0.0.1:{own.port}/mcp"
        over_http = in_a_thread(url)
        assert own.ask("/places?query=Rasht").status == 200
        kind, evil = "application/json", "evil.example"
        assert own.ask("/mcp", "POST", Content_Type=kind, Host=evil).status == 421
        assert own.ask("/mcp", "POST", Content_Type=kind, Origin=f"https://{evil}").status == 403
    assert len(over_http["answers"]) == len(CALLS)
    for here, there in zip(over_http["answers"], over_stdio["answers"], strict=True):
        assert here.structured_content == there.structured_content
    assert [tool.name for tool in over_http["tools"]] == [t.name for t in over_stdio["tools"]]


def test_without_its_option_there_are_no_tools_and_with_a_key_none_without_it() -> None:
    with running(atlas_verbs()) as own:
        assert own.ask("/mcp", "POST").status == 404
    key = "0123456789abcdef"
    tools = service_tools(dated_atlas())
    with running(atlas_verbs(), Settings(key=key), tools=tools) as own:
        assert own.ask("/mcp", "POST").value["kind"] == "no_key"
        given = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        assert own.ask("/mcp", "POST", **given).status not in {401, 404}
