"""What a paper map names: its ends, its countries, and in the key only what it shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure

from geo.i18n.locale import LANGUAGES, get_locale
from geo.journeys import compare, journey
from geo.paths import BASEMAP
from geo.plot.basemap import countries, seas, seen_countries
from geo.plot.legend import legend_rows
from geo.plot.map import PaperMap
from geo.plot.marks import sheet_axes
from geo.plot.picture import groups_of
from geo.plot.place_names import Names
from geo.plot.projection import fitted
from geo.plot.sheet import drawing
from geo.webmap.layers import LAYER_STYLES, layer_groups
from tests.scenes import collection, leg_feature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.text import Text

    from geo.journeys.atlas import Atlas
    from geo.webmap.scene import Group

pytestmark = pytest.mark.slow


def chart_of(
    groups: Sequence[Group],
    fit: tuple[float, float, float, float] | None = None,
    language: str = "en",
) -> PaperMap:
    sheet, rect = Figure(figsize=(11.69, 8.27)), (40, 60, 560, 470)
    with drawing():
        chart = PaperMap(sheet, rect, groups, get_locale(language), fit=fit)
        chart.draw({})
    return chart


def words(chart: PaperMap) -> dict[str, Text]:
    return {text.get_text(): text for text in chart.axes.texts}


def test_both_ends_are_named_in_bold_and_no_leg_is_a_dot(atlas: Atlas) -> None:
    find = atlas.places.find
    chart = chart_of(
        groups_of(compare(atlas, find("Nhava Sheva"), find("Moscow")), locale=get_locale("en"))
    )
    texts = words(chart)
    assert [texts[name].get_fontweight() for name in ("Nhava Sheva", "Moscow")] == ["bold", "bold"]
    assert texts["Suez Canal"].get_fontweight() == "normal"
    for line in chart.axes.lines:
        points = np.asarray(line.get_xydata())
        assert len(points) == 1 or np.ptp(points, axis=0).sum() > 0.5


def test_names_are_those_of_the_groups_and_not_translated_again(atlas: Atlas) -> None:
    find, russian = atlas.places.find, get_locale("ru")
    groups = groups_of(compare(atlas, find("Nhava Sheva"), find("Moscow")), locale=russian)
    assert "Суэцкий канал" in words(chart_of(groups, language="ru"))


def test_a_short_way_lies_in_countries_that_have_a_name(atlas: Atlas) -> None:
    find = atlas.places.find
    short_journey = journey(atlas, find("Astara (Azerbaijan)"), find("Rasht"))
    groups = groups_of(short_journey, locale=get_locale("en"))
    assert {"IRAN", "AZERBAIJAN"} <= set(words(chart_of(groups)))
    signs = [
        row.text
        for rows in legend_rows(groups, get_locale("en"), numbers={}, details={})
        for row in rows
    ]
    assert "road" in signs
    assert "railway, operating" not in signs


@pytest.mark.parametrize(
    ("ends", "inside"),
    [
        ([(48.9, 38.4), (49.6, 37.2)], {"Iran", "Azerbaijan"}),
        ([(51.4, 35.7), (60.6, 25.3)], {"Iran", "Afghanistan", "Qatar"}),
    ],
)
def test_a_country_is_named_in_the_part_of_it_that_is_seen(
    ends: list[tuple[float, float]], inside: set[str]
) -> None:
    frame = fitted([ends], aspect=0.9)
    left, low, right, high = frame.metres
    named = set()
    for country in seen_countries(frame):
        x, y = frame.project([(country.lon, country.lat)])[0]
        if left < x < right and low < y < high:
            named.add(country.names["name"])
    assert inside <= named
    assert not {"Russia", "India", "Kazakhstan"} & named


def test_a_map_of_the_world_names_countries_where_the_base_map_does() -> None:
    frame = fitted([[(-20.0, -35.0), (75.0, 60.0)]], aspect=1.3)
    assert seen_countries(frame) == list(countries())


def test_layers_name_the_capital_before_a_small_country() -> None:
    folder = BASEMAP.parent
    layers = {
        name: json.loads((folder / f"{name}.geojson").read_text("utf-8")) for name in LAYER_STYLES
    }
    groups = [group for group in layer_groups(layers) if group.shown]
    texts = words(chart_of(groups, fit=(30, 16, 80, 61)))
    assert {"Moscow", "Tehran", "IRAN", "KAZAKHSTAN", "TÜRKIYE"} <= set(texts)
    small = {one.names["name"] for one in countries() if one.zoom >= 5}
    assert {"Vatican", "Andorra"} <= small
    assert not {name.upper() for name in small} & set(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_seas_are_named_on_paper_at_points_that_are_free(language: str) -> None:
    locale = get_locale(language)
    caspian = next(sea for sea in seas() if sea.names["name"] == "Caspian\nSea")
    with drawing():
        rect = (0.0, 0.0, 300.0, 200.0)
        axes = sheet_axes(Figure(figsize=(6, 4)), rect)
        names = Names(axes, rect, locale, scale=1.0)
        names.board.block((40, 90, 160, 110))
        names.seas([(caspian, [(100, 100), (220, 100)]), (caspian, [(100, 100)])])
    (text,) = axes.texts
    assert text.get_text() == locale.name(caspian.names)
    assert text.get_position() == (220, 100)
    assert text.get_fontstyle() == ("normal" if language == "fa" else "italic")


def test_a_paper_map_names_the_seas_of_its_scale() -> None:
    (group,) = layer_groups({"western": collection(leg_feature())})
    near = chart_of([group], (44, 34, 58, 48)).axes.texts
    assert "Caspian\nSea" in {text.get_text() for text in near}
    assert "Indian Ocean" not in {text.get_text() for text in near}
