"""Typical times of the search: what they leave out, and which figures of a place nobody asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from geo.estimates import TypicalTimes
from geo.evidence import Ledger
from geo.model import Band, Mode, StopKind

if TYPE_CHECKING:
    from geo.journeys import Atlas

PERIODS: Final = ((202601, 0), (0, 202612), (202601, 202612))
OFF_THE_NETWORK: Final = {"transfer-lagan", "transfer-vladivostok-sea-rail-2022"}
"""Figures of ports where the network has no change of mode."""


def hours_at_sarakhs(ledger: Ledger) -> float:
    rail = (Mode.RAIL, Mode.RAIL)
    return TypicalTimes(ledger).stop(StopKind.GAUGE_BREAK, ("TM", "IR"), rail, "sarakhs")


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_a_figure_of_a_period_has_no_part_in_the_search(
    atlas: Atlas, first: int, last: int
) -> None:
    figures = atlas.ledger.figures
    own = replace(figures["gauge-ir-tm"], id="own", place="sarakhs", band=Band(p10=1, p50=2, p90=3))
    lasting, passing = (
        Ledger(figures=[*figures.values(), one], sources=atlas.ledger.sources)
        for one in (own, replace(own, valid_from=first, valid_to=last))
    )
    assert hours_at_sarakhs(lasting) == pytest.approx(2)
    assert hours_at_sarakhs(passing) == hours_at_sarakhs(atlas.ledger) > 3


def test_each_figure_of_a_place_is_asked_by_a_stop(atlas: Atlas) -> None:
    stops = {(stop.kind.value, stop.place_id) for stop in atlas.network.stops}
    kinds = {kind for kind, _ in stops}
    placed = [
        one
        for one in atlas.ledger.figures.values()
        if one.place and ".." not in one.place and one.quantity in kinds
    ]
    assert len(placed) > 20
    idle = {one.id for one in placed if (one.quantity.value, one.place) not in stops}
    assert idle <= OFF_THE_NETWORK, (
        "no stop of the network asks for these: `instc route … --json` names the place_id and the"
        " kind of each stop"
    )
