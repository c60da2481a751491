"""Where the network ends: places outside it, and pairs whose real route leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import OutsideNetworkError, TooFarError
from geo.i18n import get_locale
from geo.journeys import journey
from geo.model import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.journeys import Atlas
    from geo.model import Place


def test_the_frame_is_that_of_the_railways_and_roads(atlas: Atlas) -> None:
    frame = atlas.snapper.frame
    assert (round(frame.west), round(frame.east)) == (20, 82)
    assert 20 < frame.south < 28
    assert 59 < frame.north < 70


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Novosibirsk", "82° E"), ("Красноярск", "82° E"), ("56.0,92.9", "82° E"),
        ("Xi'an", "82° E"), ("Urumqi", "82° E"), ("Berlin", "20° E"), ("Whitefield", "22° N"),
        ("Bangalore", "22° N"), ("Addis Ababa", "22° N"), ("60,90", "82° E"),
        ("-75,0", "20° E, and 22° N"),
    ],
)  # fmt: skip
def test_a_place_outside_is_told_where_the_network_ends(
    atlas: Atlas, find: Callable[[str], Place], text: str, end: str
) -> None:
    with pytest.raises(OutsideNetworkError, match=f"railways and roads end at {end}; choose"):
        journey(atlas, find("Moscow"), find(text))


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Moscow", "Vladivostok"), ("Vladivostok", "Moscow"), ("Yekaterinburg", "Nakhodka"),
        ("Moscow", "Shanghai"), ("Almaty", "Shanghai"), ("Tashkent", "Ningbo"),
        ("Delhi", "Kolkata"), ("Delhi", "Chennai"),
    ],
)  # fmt: skip
def test_no_ship_goes_round_a_land_route_that_is_missing(
    atlas: Atlas, find: Callable[[str], Place], origin: str, destination: str
) -> None:
    with pytest.raises(OutsideNetworkError, match=r"the way by land from .* leaves the network"):
        journey(atlas, find(origin), find(destination))


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("Mumbai", "Kolkata"), ("Moscow", "Hamburg"), ("Tehran", "Rotterdam"), ("Mumbai", "Shanghai")],
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
    for destination in ("Novosibirsk", "Vladivostok"):
        with pytest.raises(TooFarError) as info:
            journey(atlas, find("Moscow"), find(destination))
        told = get_locale(language).translate(info.value.message)
        assert told != str(info.value)
        assert "82" in told or "۸۲" in told
