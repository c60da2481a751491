"""Names of seas and towns on the map: three languages, at the right places, few bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geo.errors import DataError
from geo.paths import BASEMAP, GAZETTEER
from geo.webmap import ground
from layers.build.labels import build_names

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = "id,name,country,lon,lat,aliases\n"


def features(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(ground(name))["features"]
    return rows


@pytest.mark.parametrize(("name", "least"), [("seas", 30), ("towns", 150)])
def test_each_name_stands_in_three_languages(name: str, least: int) -> None:
    rows = features(name)
    assert len(rows) > least
    for row in rows:
        texts = [row["properties"][key] for key in ("name", "name_ru", "name_fa")]
        scripts = [
            any("A" <= letter.upper() <= "Z" for letter in texts[0]),
            any("а" <= letter.lower() <= "я" for letter in texts[1]),
            any("\u0600" <= letter <= "\u06ff" for letter in texts[2]),
        ]
        assert all(scripts), texts


def test_the_seas_of_the_corridor_are_there() -> None:
    names = {row["properties"]["name"].replace("\n", " ") for row in features("seas")}
    assert names >= {
        *("Caspian Sea", "Black Sea", "Sea of Azov", "Mediterranean Sea", "Red Sea"),
        *("Arabian Sea", "Persian Gulf", "Gulf of Oman", "Gulf of Aden", "Baltic Sea"),
        *("North Sea", "Bay of Bengal", "Indian Ocean"),
    }


def test_a_sea_is_named_on_water_and_a_town_on_land() -> None:
    land = shapely.from_geojson(json.dumps(features("land")[0]["geometry"]))
    shapely.prepare(land)
    seas = [row for row in features("seas") if row["properties"]["name"] != "Aral Sea"]
    first = [row["geometry"]["coordinates"][0] for row in seas]
    assert not shapely.contains_xy(land, *zip(*first, strict=True)).any()
    towns = [row["geometry"]["coordinates"] for row in features("towns")]
    near = shapely.distance(land, shapely.points(towns)) < 0.1
    assert near.all(), [
        row["properties"]["name"] for row, on in zip(features("towns"), near, strict=True) if not on
    ]


def test_more_towns_stand_the_closer_one_looks() -> None:
    zooms = [row["properties"]["zoom"] for row in features("towns")]
    counts = [sum(zoom <= level for zoom in zooms) for level in (3, 4, 5, 6)]
    assert counts == sorted(set(counts))
    assert counts[-1] > 5 * counts[0] > 0


def test_the_names_are_few_bytes() -> None:
    assert sum((BASEMAP / f"{name}.geojson").stat().st_size for name in ("seas", "towns")) < 50_000


def test_building_gives_the_committed_names(tmp_path: Path) -> None:
    built = build_names(tmp_path, GAZETTEER)
    assert [path.stem for path in built] == ["seas", "towns"]
    for path in built:
        assert json.loads(path.read_text("utf-8"))["features"] == features(path.stem)


def test_a_town_that_the_gazetteer_lacks_is_refused(tmp_path: Path) -> None:
    for name in ("places.csv", "towns.csv"):
        (tmp_path / name).write_text(COLUMNS, "utf-8")
    with pytest.raises(DataError, match="Moscow, RU is not in the gazetteer"):
        build_names(tmp_path, tmp_path)
