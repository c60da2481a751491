"""Railways run as their tracks do: past their stations, and not along a ruler."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import shapely

from geo.geodesy import geod, segment_km
from geo.model import Mode, Status
from geo.paths import LAYERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOSCOW: Final = (37.65, 55.78)
STATIONS: Final = (
    *("Klin", "Solnechnogorsk", "Tver", "Likhoslavl’", "Spirovo", "Vyshniy Volochëk", "Bologoye"),
    *("Uglovka", "Okulovka", "Malaya Vishera", "Chudovo", "Lyuban’", "Tosno"),
)
"""Towns on the railway between Moscow and St Petersburg."""
LAYER_NAMES: Final = ("western", "trans_caspian", "eastern", "suez")
LONGEST_KM: Final = 60.0


def railways(name: str) -> list[tuple[str, str, NDArray[np.float64]]]:
    """Name, status and line of each railway of a layer."""
    features = json.loads((LAYERS / f"{name}.geojson").read_text("utf-8"))["features"]
    return [
        (row["name"], row["status"], np.asarray(feature["geometry"]["coordinates"]))
        for feature in features
        if (row := feature["properties"])["mode"] == Mode.RAIL
    ]


def in_km(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points near 34° E 58° N in kilometres."""
    lon, lat = points.T
    return np.column_stack((lon * 111.32 * np.cos(np.radians(58)), lat * 110.57))


def test_moscow_to_st_petersburg_runs_past_its_stations_and_not_along_a_ruler() -> None:
    (line,) = [own for name, _, own in railways("western") if name.endswith("St Petersburg")]
    moscow = int(np.hypot(*(line - MOSCOW).T).argmin())
    north = line[moscow:] if line[-1][1] > line[0][1] else line[: moscow + 1]
    (lon, lat), (lon_end, lat_end) = north[0], north[-1]
    ruler = np.array([north[0], *geod().npts(lon, lat, lon_end, lat_end, 100), north[-1]])
    towns = (LAYERS / "gazetteer" / "towns.csv").read_text("utf-8").splitlines()
    places = {
        row["name"]: (float(row["lon"]), float(row["lat"]))
        for row in csv.DictReader(towns)
        if row["name"] in STATIONS and row["country"] == "RU"
        if 30 < float(row["lon"]) < 38 and 55.5 < float(row["lat"]) < 60
    }
    assert set(places) == set(STATIONS)
    towns_km = shapely.points(in_km(np.array(list(places.values()))))
    off_line, off_ruler = (
        shapely.distance(shapely.LineString(in_km(way)), towns_km) for way in (north, ruler)
    )
    assert len(north) > 150
    assert off_line.max() < 3.0
    assert np.median(off_line) < 1.0
    assert np.median(off_ruler) > 3.0
    assert 640 < segment_km(north).sum() < 660


@pytest.mark.parametrize("name", LAYER_NAMES)
def test_no_piece_of_a_railway_is_a_long_ruler(name: str) -> None:
    lines = railways(name)
    assert lines
    long = {
        (where, status): round(float(segment_km(line).max()), 1)
        for where, status, line in lines
        if segment_km(line).max() > LONGEST_KM and status != Status.PLANNED
    }
    assert long == {}
