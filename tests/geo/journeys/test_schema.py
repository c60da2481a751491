"""The JSON of an answer: it adds up, and the page that describes it says all of it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from geo.geodesy import distance_km
from geo.journeys.atlas import compare
from geo.journeys.schema import analysis_json, comparison_json
from tests.conftest import ROOT

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

Json = dict[str, Any]
TERMINAL_KM = 25.0
"""Quay, station and yard of one place may lie this far apart."""


@pytest.fixture(scope="module")
def answer(atlas: Atlas) -> Json:
    find = atlas.places.find
    found = compare(atlas, find("Chelyabinsk"), find("Nhava Sheva"))
    text = json.dumps(comparison_json(found) | analysis_json(found), allow_nan=False)
    read: Json = json.loads(text)
    return read


def described(title: str) -> set[str]:
    page = (ROOT / "docs" / "answer.md").read_text("utf-8")
    section = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("A comparison", ()),
        ("What cannot serve", ("failed", 0)),
        ("A journey", ("journeys", 0)),
        ("A place", ("journeys", 0, "origin")),
        ("A leg", ("journeys", 0, "legs", 0)),
        ("A stop", ("journeys", 0, "stops", 0)),
    ],
)
def test_every_field_is_described_and_no_other(
    answer: Json, title: str, path: tuple[str | int, ...]
) -> None:
    found: Any = answer
    for key in path:
        found = found[key]
    assert described(title) == set(found)


def test_legs_add_up_to_the_journey(answer: Json) -> None:
    for journey in answer["journeys"]:
        legs = journey["legs"]
        assert sum(leg["track_km"] for leg in legs) == pytest.approx(journey["km"], abs=1)
        for total in (journey["km_by_mode"], journey["km_by_country"]):
            assert sum(total.values()) == pytest.approx(journey["km"], abs=1)
        for one, after in pairwise(legs):
            gap_km = distance_km(*one["coordinates"][-1], *after["coordinates"][0])
            assert gap_km < TERMINAL_KM
        assert {stop["after_leg"] for stop in journey["stops"]} <= set(range(-1, len(legs)))


def test_bands_are_in_order_and_the_clock_is_one_of_those_told(answer: Json) -> None:
    for journey in answer["journeys"]:
        assert journey["hours"] == journey["hours_by_clock"][journey["clock"]]
        for band in (journey["hours"], *(leg["hours"] for leg in journey["legs"])):
            assert 0 < band["p10"] <= band["p50"] <= band["p90"]


def test_every_source_named_is_known(atlas: Atlas, answer: Json) -> None:
    known = set(atlas.ledger.sources) | set(atlas.network.sources)
    for journey in answer["journeys"]:
        for part in (*journey["legs"], *journey["stops"]):
            assert set(part["sources"]) <= known
            assert set(part["figures"]) <= set(atlas.ledger.figures)
