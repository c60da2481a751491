"""The JSON of an answer adds up."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from geo.geodesy import distance_km
from geo.journeys.atlas import compare
from geo.journeys.schema import analysis_json, comparison_json

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
