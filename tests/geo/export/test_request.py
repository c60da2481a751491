"""Tokens: what a file says of itself is enough to ask again, and a false one is told."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.edition import MODEL, data_digest
from geo.errors import AtlasError, ExportError, UnknownNameError
from geo.estimates.cargo import Box
from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.link import query_of
from geo.export.request import Request, _check, request_of, token_of
from geo.model import Clock, Mode
from geo.scenario import Scenario

if TYPE_CHECKING:
    from pathlib import Path

    from geo.journeys import Atlas

OF_MODEL_0_4 = (
    "eyJib3giOiJURVUiLCJkZXN0aW5hdGlvbiI6Im5oYXZhLXNoZXZhIiwia2luZCI6ImNvbXBhcmUiLCJsYW5ndWFnZS"
    "I6ImVuIiwibW9kZWwiOiIwLjQuMCIsIm9yaWdpbiI6Im1vc2NvdyJ9.000000000000.90ad24"
)
"""Token of model 0.4.0, of data whose digest is zeros."""
RICH = Request(
    kind=Kind.ROUTE,
    origin="moscow",
    destination="18.95, 72.95",
    corridor="western",
    variant="truck-iran",
    scenario=Scenario(
        date="2016-09",
        closed=frozenset({"suez", "hormuz"}),
        built=frozenset({"rasht-astara"}),
        modes=frozenset({Mode.RAIL, Mode.SEA}),
        clock=Clock.DOOR,
        season=2,
        services=frozenset({"wagon"}),
        rho=0.5,
        figures=(("a", 1.5), ("b", 2.0)),
    ),
    box=Box.FEU,
    language="fa",
)


CHOSEN = Request(
    kind=Kind.COMPARE,
    origin="almaty",
    destination="istanbul",
    corridors=("middle", "turkiye"),
    link="https://atlas.example/",
)


@pytest.mark.parametrize(
    "request_", [RICH, CHOSEN, Request(kind=Kind.LAYERS)], ids=["rich", "chosen", "plain"]
)
def test_a_token_holds_the_request(request_: Request) -> None:
    assert request_of(token_of(request_)) == request_


def test_a_link_and_a_file_hold_the_corridors_that_were_chosen(atlas: Atlas) -> None:
    query = query_of(CHOSEN, as_of="2026-10-10")
    assert [value for name, value in query if name == "by"] == ["middle", "turkiye"]
    content = content_of(atlas, CHOSEN)
    assert {one.corridor for one in content.journeys} == {"middle", "turkiye"}
    with pytest.raises(UnknownNameError, match="turkiye"):
        content_of(atlas, replace(CHOSEN, corridors=("turkey",)))


@pytest.mark.parametrize("place", [0, 5, 40, -1, -10])
def test_a_slip_of_the_pen_is_told(place: int) -> None:
    token = token_of(RICH)
    changed = "A" if token[place] != "A" else "B"
    at = place % len(token)
    with pytest.raises(ExportError, match="damaged"):
        request_of(token[:at] + changed + token[at + 1 :])


def test_a_token_copied_over_two_lines_is_whole() -> None:
    token = token_of(RICH)
    assert request_of(f" {token[:40]}\n  {token[40:]} \n") == RICH


@pytest.mark.parametrize("length", [1, 20, 100, -1, -7, -14])
def test_a_token_that_was_cut_is_told(length: int) -> None:
    with pytest.raises(ExportError, match="damaged; copy it whole"):
        request_of(token_of(RICH)[:length])


def test_a_token_of_other_data_says_so() -> None:
    with pytest.raises(ExportError, match="of data 0123456789ab"):
        request_of(token_of(RICH, data="0123456789ab"))


@pytest.mark.parametrize(
    "document",
    [
        "x",
        [],
        {},
        {"kind": "route"},
        {"kind": "raid", "box": "TEU", "language": "en"},
        {"kind": "route", "box": "TEU", "language": "xx"},
        {"kind": "route", "box": "TEU", "language": "en", "origin": 5},
        {"kind": "route", "box": "TEU", "language": "en", "other": ""},
        {"kind": "route", "box": "TEU", "language": "en", "scenario": 3},
        {"kind": "route", "box": "TEU", "language": "en", "scenario": {"season": "May"}},
        *(
            {"kind": "route", "box": "TEU", "language": "en", "scenario": {name: value}}
            for huge in (10**400, -(10**400))
            for name, value in {"rho": huge, "figures": {"rail-ir-block": huge}}.items()
        ),
        *(
            {"kind": "route", "box": "TEU", "language": "en"} | {name: "half \ud800"}
            for name in ("origin", "corridor", "variant")
        ),
    ],
)
def test_a_well_formed_token_of_a_stranger_is_a_typed_error(document: object) -> None:
    if isinstance(document, dict):
        document = {"model": MODEL} | document
    text = base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
    head = f"{text}.{data_digest()}"
    with pytest.raises(AtlasError):
        request_of(f"{head}.{_check(head)}")


@pytest.mark.parametrize("token", ["", "..", "a.b", "\ud800.x.y", "x" * 100_000])
def test_what_is_no_token_is_a_typed_error(token: str) -> None:
    with pytest.raises(ExportError):
        request_of(token)


def test_a_release_that_changes_no_answer_keeps_the_tokens_of_the_one_before() -> None:
    question = Request(kind=Kind.COMPARE, origin="moscow", destination="nhava-sheva")
    assert token_of(question, data="0" * 12) == OF_MODEL_0_4


def test_the_digest_knows_every_data_file(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "a.csv").write_text("1")
    digests = [data_digest.__wrapped__(tmp_path)]
    (tmp_path / "build" / "b.csv").write_text("1")
    (tmp_path / "note.md").write_text("1")
    assert data_digest.__wrapped__(tmp_path) == digests[0]
    (tmp_path / "a.csv").write_text("2")
    digests.append(data_digest.__wrapped__(tmp_path))
    (tmp_path / "b.csv").write_text("")
    digests.append(data_digest.__wrapped__(tmp_path))
    assert len(set(digests)) == 3
