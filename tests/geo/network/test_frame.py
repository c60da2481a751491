"""Where the network ends: places outside it, and pairs whose real route leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import OutsideNetworkError, TooFarError
from geo.i18n import get_locale
from geo.journeys import journey
from geo.model import Mode
from geo.network.graph import MODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.journeys import Atlas
    from geo.model import Place
    from geo.network.graph import Network


def test_the_frame_holds_all_railways_and_roads_and_no_side_is_far_from_them(
    atlas: Atlas, network: Network
) -> None:
    frame, arrays = atlas.snapper.frame, network.arrays
    ashore = np.flatnonzero(arrays["mode"] != MODES.index(Mode.SEA))
    line = np.concatenate([network.line(edge) for edge in ashore.tolist()])
    outside = [tuple(at) for at in line[::5].tolist() if not frame.holds_point(*at)]
    assert len(line) > 100_000
    assert outside == []
    for low, high, side in ((frame.west, frame.east, 0), (frame.south, frame.north, 1)):
        assert line[:, side].min() - low < 4
        assert high - line[:, side].max() < 10


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Nairobi", "8° N"), ("Addis Ababa", "22° N, and 39° E"), ("Kyoto", "36° N, and 130° E"),
        ("-75,0", "8° N"), ("60,170", "150° E"), ("77,100", "72° N"),
        ("Denver", "11° W"), ("Vientiane", "21° N, and 102° E"), ("Bamako", "36° N, and 8° W"),
    ],
)  # fmt: skip
def test_a_place_outside_is_told_where_the_network_ends(
    atlas: Atlas, find: Callable[[str], Place], text: str, end: str
) -> None:
    with pytest.raises(OutsideNetworkError, match=f"railways and roads end at {end}; choose"):
        journey(atlas, find("Moscow"), find(text))


@pytest.mark.parametrize(
    ("origin", "destination"), [("Kunming", "Haiphong"), ("Riyadh", "Jizan"), ("Jizan", "Riyadh")]
)
def test_no_ship_goes_round_a_land_route_that_is_missing(
    atlas: Atlas, find: Callable[[str], Place], origin: str, destination: str
) -> None:
    with pytest.raises(OutsideNetworkError, match=r"the way by land from .* leaves the network"):
        journey(atlas, find(origin), find(destination))


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Moscow", "Vladivostok"), ("Vladivostok", "Moscow"), ("Yekaterinburg", "Nakhodka"),
        ("Moscow", "Novosibirsk"), ("Krasnoyarsk", "Moscow"), ("Moscow", "Urumqi"),
        ("Moscow", "Shanghai"), ("Almaty", "Shanghai"), ("Tashkent", "Qingdao"),
        ("Delhi", "Kolkata"), ("Delhi", "Chennai"), ("Moscow", "Berlin"), ("Moscow", "Xi'an"),
    ],
)  # fmt: skip
def test_what_the_old_frame_cut_off_goes_by_rail(
    atlas: Atlas, find: Callable[[str], Place], origin: str, destination: str
) -> None:
    route = journey(atlas, find(origin), find(destination)).route
    assert {leg.mode for leg in route.legs} == {Mode.RAIL}


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("Mumbai", "Colombo"), ("Colombo", "Rotterdam"), ("Mumbai", "Shanghai"), ("Moscow", "Tokyo")],
)
def test_what_ships_really_serve_is_answered(
    atlas: Atlas, find: Callable[[str], Place], origin: str, destination: str
) -> None:
    assert Mode.SEA in {
        leg.mode for leg in journey(atlas, find(origin), find(destination)).route.legs
    }


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_the_end_is_told_in_the_language(
    atlas: Atlas, find: Callable[[str], Place], language: str
) -> None:
    for origin, destination, end in (("Moscow", "Denver", "11"), ("Riyadh", "Jizan", "22")):
        with pytest.raises(TooFarError) as info:
            journey(atlas, find(origin), find(destination))
        told = get_locale(language).translate(info.value.message)
        assert told != str(info.value)
        assert end in told or end.translate(str.maketrans("12", "۱۲")) in told
