"""Fifty ends of all Eurasia, each asked to Moscow and to Nhava Sheva: an answer or the true reason.

The kilometres are those of the network when it was widened, each row judged by its legs. A row that
moves by more than `WITHIN` takes another line: look at it, and give the reason.
"""

from __future__ import annotations

import pytest

from geo.errors import NoRouteError, OutsideNetworkError, RouteError, TooFarError
from geo.journeys import journey
from geo.scenario import Scenario
from tests.atlases import dated_atlas

WITHIN = 0.02
NOVEMBER = Scenario(date="2026-11")
"""With the Strait of Hormuz closed and the southern ports of Iran under blockade."""
TARGETS = ("Moscow", "Nhava Sheva")
KILOMETRES: tuple[tuple[str, float, float], ...] = (
    ("Delhi", 10_430, 1_400),
    ("Kolkata", 12_570, 1_970),
    ("Chennai", 11_410, 1_230),
    ("Mundra", 9_330, 910),
    ("Bengaluru", 10_610, 1_070),
    ("Karachi", 9_210, 950),
    ("Lahore", 10_420, 2_190),
    ("Islamabad", 10_670, 2_450),
    ("Gwadar", 9_030, 1_350),
    ("Dhaka", 12_880, 4_190),
    ("Colombo", 10_360, 1_650),
    ("Tehran", 3_120, 8_370),
    ("Tabriz", 3_560, 7_650),
    ("Mashhad", 4_040, 9_300),
    ("Baku", 2_350, 9_260),
    ("Tbilisi", 2_850, 7_810),
    ("Yerevan", 3_210, 8_120),
    ("Ankara", 4_270, 6_960),
    ("Istanbul", 2_440, 7_110),
    ("Mersin", 4_350, 6_310),
    ("Almaty", 3_940, 12_120),
    ("Astana", 2_750, 11_340),
    ("Tashkent", 3_290, 11_470),
    ("Dushanbe", 4_440, 12_620),
    ("Ashgabat", 3_640, 11_350),
    ("Urumqi", 4_630, 11_260),
    ("Xi'an", 7_050, 8_970),
    ("Beijing", 7_350, 9_440),
    ("Shanghai", 8_460, 8_590),
    ("Hong Kong", 8_670, 7_160),
    ("Ulaanbaatar", 6_060, 10_650),
    ("Busan", 9_260, 9_210),
    ("Vladivostok", 9_100, 10_150),
    ("Irkutsk", 4_970, 12_680),
    ("Novosibirsk", 3_150, 12_000),
    ("Yekaterinburg", 1_640, 10_700),
    ("St Petersburg", 650, 10_200),
    ("Helsinki", 1_070, 10_610),
    ("Minsk", 750, 10_060),
    ("Warsaw", 1_310, 9_170),
    ("Kyiv", 1_900, 8_910),
    ("Bucharest", 2_690, 7_700),
    ("Berlin", 1_850, 9_180),
    ("Duisburg", 2_380, 9_260),
    ("Paris", 2_910, 9_380),
    ("Madrid", 4_250, 10_160),
    ("Rotterdam", 2_570, 9_470),
)
REASONS: tuple[tuple[str, type[RouteError], str, str], ...] = (
    ("Baghdad", NoRouteError, "Basra–Shalamcheh railway is not built", "Strait of Hormuz"),
    ("Nairobi", OutsideNetworkError, "outside the network", "outside the network"),
    ("Kabul", TooFarError, "188 km from the nearest", "188 km from the nearest"),
)
"""Umm Qasr lies behind Hormuz, no train leaves Iraq; no railway leads to Nairobi or Kabul."""
BEYOND: tuple[tuple[str, type[RouteError], str], ...] = (
    ("Basra", NoRouteError, "Strait of Hormuz"),
    ("Dubai", NoRouteError, "Strait of Hormuz"),
    ("Kathmandu", TooFarError, "92 km from the nearest"),
    ("Herat", TooFarError, "km from the nearest"),
    ("Hanoi", OutsideNetworkError, "outside the network"),
)


def test_at_least_47_of_fifty_ends_are_answered() -> None:
    assert len(KILOMETRES) + len(REASONS) == 50
    assert len({name for name, *_ in (*KILOMETRES, *REASONS)}) == 50
    assert len(KILOMETRES) >= 47


@pytest.mark.parametrize(("end", "to_moscow", "to_mumbai"), KILOMETRES)
def test_an_end_is_answered(end: str, to_moscow: float, to_mumbai: float) -> None:
    atlas = dated_atlas()
    for target, km in zip(TARGETS, (to_moscow, to_mumbai), strict=True):
        ends = atlas.places.find(end), atlas.places.find(target)
        answer = journey(atlas, *ends, scenario=NOVEMBER)
        assert answer.route.km == pytest.approx(km, rel=WITHIN), target
        assert answer.hours.p10 < answer.hours.p50 < answer.hours.p90


@pytest.mark.parametrize(("end", "error", "to_moscow", "to_mumbai"), REASONS)
def test_an_end_without_a_route_has_its_reason(
    end: str, error: type[RouteError], to_moscow: str, to_mumbai: str
) -> None:
    atlas = dated_atlas()
    for target, reason in zip(TARGETS, (to_moscow, to_mumbai), strict=True):
        ends = atlas.places.find(end), atlas.places.find(target)
        with pytest.raises(error, match=reason):
            journey(atlas, *ends, scenario=NOVEMBER)


@pytest.mark.parametrize(("end", "error", "reason"), BEYOND)
def test_other_ends_without_a_route_have_theirs(
    end: str, error: type[RouteError], reason: str
) -> None:
    atlas = dated_atlas()
    with pytest.raises(error, match=reason):
        journey(atlas, atlas.places.find(end), atlas.places.find("Nhava Sheva"), scenario=NOVEMBER)


def test_baghdad_is_answered_once_hormuz_opens() -> None:
    atlas = dated_atlas()
    ends = atlas.places.find("Baghdad"), atlas.places.find("Nhava Sheva")
    opened = journey(atlas, *ends, scenario=Scenario(date="2025-11"))
    assert "hormuz" in opened.route.gates
    assert 3_000 < opened.route.km < 4_500
