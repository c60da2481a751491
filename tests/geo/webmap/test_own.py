"""The group of a layer of the reader: thinned, named, and no part of a file."""

from __future__ import annotations

import pytest
import shapely

from geo.i18n import get_locale
from geo.userdata import Terminals, UserFormat, measured, read_user_layer
from geo.webmap import OWN, Group, Scene, own_group, own_of
from geo.webmap.own import MOST_POINTS
from tests.atlases import dated_atlas
from tests.geo.userdata.files import FILES, feature, geojson, honest

pytestmark = pytest.mark.slow


def group_of(content: bytes, name: str, language: str = "en") -> Group:
    atlas = dated_atlas()
    layer = read_user_layer(content, name=name)
    near = Terminals(atlas.network, atlas.places).near(layer)
    return own_group(layer, measured(layer), near, get_locale(language))


def test_points_are_symbols_and_lines_and_outlines_are_lines() -> None:
    group = group_of(honest(UserFormat.GEOJSON), FILES[UserFormat.GEOJSON])
    assert [symbol.label for symbol in group.symbols] == ["Depot"]
    assert [line.id for line in group.lines] == [f"{OWN}:1", f"{OWN}:2"]
    assert {line.colour for line in group.lines} == {OWN}
    assert set(group.cards) == {f"{OWN}:{number}" for number in range(3)}
    rows = dict(group.cards[f"{OWN}:1"].rows)
    assert rows["Length"].startswith("143.9")
    assert "Astara" in rows["Nearest terminal"]
    assert rows["name"] == "Line"
    russian = group_of(honest(UserFormat.GEOJSON), FILES[UserFormat.GEOJSON], "ru")
    assert "км²" in dict(russian.cards[f"{OWN}:2"].rows)["Площадь"]


def test_lines_are_thinned_until_a_page_can_carry_them() -> None:
    wave = [[40 + n / 5000, 40 + (n % 2) / 10000] for n in range(50_000)]
    shape = {"type": "LineString", "coordinates": wave}
    group = group_of(geojson([feature(shape)]), "wave.geojson")
    (line,) = group.lines
    assert 2 <= len(line.coordinates) <= MOST_POINTS
    ends = shapely.LineString(line.coordinates).bounds
    assert [round(one, 2) for one in ends] == [40.0, 40.0, 50.0, 40.0]


def test_the_group_travels_apart_from_what_lies_in_files() -> None:
    group = group_of(honest(UserFormat.GEOJSON), FILES[UserFormat.GEOJSON])
    scene = Scene(groups=(), own=(group,))
    assert scene.as_dict()["groups"] == []
    sent = own_of(scene)
    assert [one["id"] for one in sent["groups"]] == [OWN]
    assert len(sent["lines"]) == 2
    assert set(sent["cards"][OWN]) == set(group.cards)
