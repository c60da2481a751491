"""The JSON of an answer adds up."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from geo.estimates import Box, Incomplete
from geo.geodesy import distance_km
from geo.journeys import compare, journey
from geo.journeys.schema import (
    SCHEMA_FILE,
    analysis_json,
    answer_json,
    comparison_json,
    journey_json,
)
from geo.model import Band

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
    assert len(answer["journeys"]) > 6
    for one in answer["journeys"]:
        legs = one["legs"]
        assert sum(leg["track_km"] for leg in legs) == pytest.approx(one["km"], abs=1)
        for total in (one["km_by_mode"], one["km_by_country"]):
            assert sum(total.values()) == pytest.approx(one["km"], abs=1)
        for before, after in pairwise(legs):
            gap_km = distance_km(*before["coordinates"][-1], *after["coordinates"][0])
            assert gap_km < TERMINAL_KM
        assert {stop["after_leg"] for stop in one["stops"]} <= set(range(-1, len(legs)))


def test_bands_are_in_order_and_the_clock_is_one_of_those_told(answer: Json) -> None:
    assert len(answer["journeys"]) > 6
    for one in answer["journeys"]:
        assert one["hours"] == one["hours_by_clock"][one["clock"]]
        for band in (one["hours"], *(leg["hours"] for leg in one["legs"])):
            assert 0 < band["p10"] <= band["p50"] <= band["p90"]


def test_prices_are_those_of_the_journey_rounded(atlas: Atlas) -> None:
    find = atlas.places.find
    found = journey(atlas, find("Moscow"), find("Nhava Sheva"), corridor="western")
    written, costed = journey_json(found, coordinates=False), found.costed(Box.TEU)
    assert isinstance(costed.usd, Band)
    assert isinstance(costed.kg_co2e, Band)
    assert written["cost"]["teu"] == asdict(costed.usd.rounded(1)) | {"complete": True}
    assert written["emissions"]["kg_co2e_per_teu"]["p50"] == round(costed.kg_co2e.p50, 1)
    assert written["missing"] == []
    for leg, priced in zip(written["legs"], costed.legs, strict=True):
        assert leg["usd_per_teu"] == (asdict(priced.usd.rounded(1)) if priced.usd else None)
    assert {stop["usd_per_teu"] is None for stop in written["stops"]} == {True, False}
    assert written["mass"]["t_per_teu"] == 10


def test_a_price_that_is_not_whole_is_written_without_a_number(atlas: Atlas) -> None:
    find = atlas.places.find
    found = journey(atlas, find("Moscow"), find("Jeddah"), corridor="suez-black-sea")
    written, lacking = journey_json(found, coordinates=False), found.costed(Box.TEU).usd
    assert isinstance(lacking, Incomplete)
    assert written["cost"]["teu"] == {
        "complete": False,
        "missing": ["sea freight"],
        "km_share": round(lacking.km_share, 4),
        "text": lacking.message,
    }
    assert 0.1 < lacking.km_share < 0.5
    gap, first = found.costed().missing[0], written["missing"][0]
    assert first == {
        "measure": "usd",
        "part": "sea freight",
        "where": gap.label,
        "legs": list(gap.legs),
        "stop": None,
        "sentence": gap.sentence,
    }
    at_sea = [leg["usd_per_teu"] for leg in written["legs"] if leg["mode"] == "sea"]
    assert at_sea == [None] * len(at_sea)
    Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8"))).validate(answer_json(found))


def test_every_source_named_is_known(atlas: Atlas, answer: Json) -> None:
    known = set(atlas.ledger.sources) | set(atlas.network.sources)
    parts = [part for one in answer["journeys"] for part in (*one["legs"], *one["stops"])]
    assert sum(bool(part["sources"]) and bool(part["figures"]) for part in parts) > 20
    for part in parts:
        assert set(part["sources"]) <= known
        assert set(part["figures"]) <= set(atlas.ledger.figures)
