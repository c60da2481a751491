"""The model beside publications that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.evidence.published import MEASURED_UNITS
from geo.journeys import journey
from geo.scenario import Scenario
from geo.validation.trials import model_answers

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow


def test_every_contradiction_is_answered_where_it_has_places(atlas: Atlas) -> None:
    assert len(atlas.ledger.contradictions) >= 15
    for one in atlas.ledger.contradictions:
        found = model_answers(atlas, one)
        assert len(found) == (max(len(one.corridors), 1) if one.places else 0)
        assert bool(found) == (one.unit in MEASURED_UNITS)


def test_the_nominal_length_stands_beside_the_network(atlas: Atlas) -> None:
    (one,) = (c for c in atlas.ledger.contradictions if c.id == "corridor-length")
    ends = [atlas.places.find(name) for name in ("nhava-sheva", "st-petersburg")]
    answers = model_answers(atlas, one)
    assert len(answers) == len(one.corridors) > 0
    for own in answers:
        way = journey(atlas, *ends, corridor=own.corridor)
        assert own.km == pytest.approx(way.route.km)
        assert own.km != pytest.approx(7200, abs=20)


def test_a_link_taken_for_built_is_built(atlas: Atlas) -> None:
    (one,) = (c for c in atlas.ledger.contradictions if c.id == "corridor-days-plan")
    assert one.built == {"rasht-astara"}
    ends = [atlas.places.find(name) for name in one.places or ()]
    without = journey(atlas, *ends, corridor="western", scenario=Scenario())
    assert model_answers(atlas, one)[0].days.p50 < 0.99 * without.hours.p50 / 24
