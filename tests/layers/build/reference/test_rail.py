"""The railways against every published section: each within 4 %, or with the reason it is not."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest

from geo.model import Mode, Place, PlaceKind
from geo.network import Router, Rules, Snapper, missing_links
from layers.build.layers import PlainTimes
from layers.build.reference.rail import rail_references
from layers.build.tables import read_rows
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from layers.build.reference.rail import Reference

WITHIN_PERCENT = 4.0
MEDIAN_PERCENT = 1.0
INDEPENDENT_MEDIAN_PERCENT = 1.6
"""Of the sections that run mostly on track with the length that the source stores."""
RAIL = frozenset({Mode.RAIL})
ROWS = list(read_rows("reference_rail.csv"))


@pytest.fixture(scope="module")
def references() -> list[Reference]:
    """Every section, measured on the network that ships."""
    return rail_references()


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=[f"{r['from']}-{r['to']}-{r['via']}" for r in ROWS]
)
def test_a_section_is_as_long_as_published_or_says_why_not(
    references: list[Reference], number: int
) -> None:
    section = references[number]
    assert abs(section.difference_percent) <= WITHIN_PERCENT or ROWS[number]["note"]
    assert section.access_km < 15


def test_the_median_section_is_as_long_as_published(references: list[Reference]) -> None:
    assert len(references) > 100
    assert median(abs(one.difference_percent) for one in references) <= MEDIAN_PERCENT


def test_the_sections_on_stored_lengths_are_a_check_of_their_own(
    references: list[Reference],
) -> None:
    independent = [one for one in references if one.independent]
    assert len(independent) > 60
    gaps = [abs(one.difference_percent) for one in independent]
    assert median(gaps) <= INDEPENDENT_MEDIAN_PERCENT


def test_a_free_journey_to_vladivostok_runs_by_the_trans_siberian() -> None:
    """9,259 km by its posts over Kirov; over Kazan, as here, it is some 110 km less."""
    assert dated_atlas().corridors.gates["baikal-amur"].shut
    usual = free_km((37.658, 55.776), (131.88, 43.111), closed=frozenset({"baikal-amur"}))
    assert usual == pytest.approx(9259 - 110, rel=0.01)
    northern = free_km((37.658, 55.776), (131.88, 43.111), closed=frozenset())
    assert 200 < usual - northern < 320


@pytest.mark.parametrize(
    ("link", "km"),
    [("basra-shalamcheh", 36.0), ("vaitarna-jnpt", 102.9), ("khash-chabahar", 475.0)],
)
def test_unbuilt_links_have_their_published_length(link: str, km: float) -> None:
    links = {one.id: one.km for one in missing_links(dated_atlas().network)}
    assert links[link] == pytest.approx(km, abs=0.5)


def free_km(
    first: tuple[float, float], last: tuple[float, float], *, closed: frozenset[str]
) -> float:
    """Kilometres of the shortest way by the railways of Russia."""
    network = dated_atlas().network
    router, snapper = Router(network, PlainTimes()), Snapper(network)
    open_ = router.open_edges(Rules(modes=RAIL, closed=closed, countries=frozenset({"RU"})))
    way = router.search(*snapper.ends(_point(first), _point(last), open_, RAIL), open_)
    return sum(run.km for run in way.runs)


def _point(at: tuple[float, float]) -> Place:
    return Place(
        id=str(at),
        name="somewhere",
        lon=at[0],
        lat=at[1],
        kind=PlaceKind.POINT,
        country="",
        terminals=RAIL,
    )
