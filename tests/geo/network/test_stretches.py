"""Lines with a speed of their own: the edges between two places, and ends that are none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import LayerError
from geo.geodesy import distance_km
from geo.model import Mode
from geo.network.graph import MODES
from geo.network.stretches import stretch_edges

if TYPE_CHECKING:
    from geo.journeys import Atlas

LINE = "akyayla..garmsar"


def test_without_lines_there_are_no_edges(atlas: Atlas) -> None:
    assert stretch_edges(atlas.network, {}) == {}


def test_a_line_has_the_railways_of_its_country_whichever_end_stands_first(atlas: Atlas) -> None:
    network = atlas.network
    edges = stretch_edges(network, {LINE: "IR"})
    assert len(edges) > 3
    assert set(edges.values()) == {LINE}
    assert {MODES[network.arrays["mode"][edge]].value for edge in edges} == {"rail"}
    assert {network.countries[network.arrays["country"][edge]] for edge in edges} == {"IR"}
    back = stretch_edges(network, {"garmsar..akyayla": "IR"})
    assert back.keys() == edges.keys()
    km = float(network.arrays["track_km"][np.array(list(edges))].sum())
    ends = [atlas.places.by_id(name) for name in LINE.split("..")]
    assert distance_km(ends[0].lon, ends[0].lat, ends[1].lon, ends[1].lat) < km


def test_beyond_the_border_the_line_has_no_edge(atlas: Atlas) -> None:
    assert stretch_edges(atlas.network, {LINE: "IN"}) == {}


@pytest.mark.parametrize("end", ["atlantis", "suez"])
def test_an_end_without_a_railway_is_named(atlas: Atlas, end: str) -> None:
    with pytest.raises(LayerError, match=f"a stretch ends at {end}, which is no place on a rail"):
        stretch_edges(atlas.network, {f"{end}..garmsar": "IR"})


def test_ends_that_no_railway_joins_are_named(atlas: Atlas) -> None:
    by_road = np.full_like(atlas.network.arrays["mode"], MODES.index(Mode.ROAD))
    network = replace(atlas.network, arrays={**atlas.network.arrays, "mode": by_road})
    with pytest.raises(LayerError, match=r"no railway joins the ends of akyayla\.\.garmsar"):
        stretch_edges(network, {LINE: "IR"})
