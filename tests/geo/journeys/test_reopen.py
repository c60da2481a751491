"""As if every gate were open: what failed is searched anew, and all else is as if asked in full."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from geo.journeys import compare, reopen
from geo.journeys import comparing as module
from geo.model import OFFERED
from geo.scenario import Scenario
from tests.atlases import dated_atlas

PAIRS = (("moscow", "nhava-sheva"), ("chelyabinsk", "mundra"), ("kazan", "mumbai"))


@pytest.mark.parametrize(("origin", "destination"), PAIRS)
def test_it_is_what_a_whole_comparison_says(origin: str, destination: str) -> None:
    atlas = dated_atlas()
    ends = atlas.places.find(origin), atlas.places.find(destination)
    today = compare(atlas, *ends, Scenario())
    assert today.is_barred
    whole, again = compare(atlas, *ends, Scenario(as_if_open=True)), reopen(atlas, *ends, today)
    assert len(whole.journeys) > len(today.journeys)
    assert [(one.id, one.hours, one.gates) for one in again.journeys] == [
        (one.id, one.hours, one.gates) for one in whole.journeys
    ]
    assert again.failed == whole.failed


def test_a_corridor_that_serves_is_not_searched_again() -> None:
    atlas = dated_atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    today = compare(atlas, *ends, Scenario())
    served = {one.route.corridor for one in today.journeys} - {one.corridor for one in today.failed}
    assert served - {*OFFERED} == {"suez", "suez-black-sea", "cape"}
    with patch.object(module, "_by_each", side_effect=vars(module)["_by_each"]) as searched:
        reopen(atlas, *ends, today)
    names = {call.args[1].id for call in searched.call_args_list}
    # a corridor that is only offered may stand once others open
    assert names - {*OFFERED} == {"western", "trans-caspian", "eastern"}
