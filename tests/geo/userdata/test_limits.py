"""Each limit of a file of the user just below and just above; the true ones once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from geo.errors import UserFileLimitError
from geo.userdata import LIMITS, Limits, UserFormat, read_user_layer
from tests.geo.userdata.files import FILES, archive, geojson, honest, kml, workbook

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

POINTS: Final = {UserFormat.SHAPEFILE: 6, UserFormat.XLSX: 3}
"""Points of the honest files, where they are not seven."""
ONE: Final = "<Placemark><Point><coordinates>51,35</coordinates></Point></Placemark>"


def features(content: bytes, name: str, limits: Limits) -> int:
    return len(read_user_layer(content, name=name, limits=limits))


def refuses(content: bytes, name: str, limits: Limits, words: str) -> None:
    with pytest.raises(UserFileLimitError, match=words):
        read_user_layer(content, name=name, limits=limits)


def test_bytes_of_the_file() -> None:
    content = honest(UserFormat.GEOJSON)
    exact = replace(LIMITS, file_bytes=len(content))
    assert features(content, "own.geojson", exact) == 3
    refuses(content + b" ", "own.geojson", exact, "larger than")


@pytest.mark.parametrize("form", UserFormat)
def test_features_and_points_of_every_format(form: UserFormat) -> None:
    content, name, points = honest(form), FILES[form], POINTS.get(form, 7)
    assert features(content, name, replace(LIMITS, features=3, vertices=points)) == 3
    refuses(content, name, replace(LIMITS, features=2), "over 2 features")
    refuses(content, name, replace(LIMITS, vertices=points - 1), f"over {points - 1} points")


def test_columns() -> None:
    rows = [("lon", "lat", "a", "b"), (51, 35, 1, 2)]
    text = "\n".join(",".join(map(str, row)) for row in rows).encode()
    few = replace(LIMITS, columns=4)
    for content, name in ((text, "own.csv"), (workbook(rows), "own.xlsx")):
        assert features(content, name, few) == 1
        refuses(content, name, replace(few, columns=3), "over 3 columns")
    placemark = ONE.replace("<Point>", "<name>a</name><description>b</description><Point>")
    assert features(kml(placemark), "own.kml", replace(LIMITS, columns=2)) == 1
    refuses(kml(placemark), "own.kml", replace(LIMITS, columns=1), "over 1 columns")
    feature = {"type": "Feature", "properties": {"a": 1, "b": 2}, "geometry": None}
    refuses(geojson([feature]), "own.json", replace(LIMITS, columns=1), "over 1 columns")
    for form in (UserFormat.GPKG, UserFormat.GEOPARQUET, UserFormat.FLATGEOBUF):
        refuses(honest(form), FILES[form], replace(LIMITS, columns=1), "over 1 columns")


def test_archives() -> None:
    body = kml(ONE * 3)
    content = archive({"doc.kml": body, "note.txt": b"x"})
    exact = replace(LIMITS, unpacked_bytes=len(body) + 1, members=2)
    assert features(content, "own.kmz", exact) == 3
    refuses(content, "own.kmz", replace(exact, unpacked_bytes=len(body)), "unpacked it is larger")
    refuses(content, "own.kmz", replace(exact, members=1), "over 1 files")
    ratio = (len(body) + 1) / len(content)
    spread = archive({"doc.kml": kml(ONE * 500)})
    times = len(kml(ONE * 500)) / len(spread)
    assert times > 20 > ratio
    assert features(spread, "own.kmz", replace(LIMITS, ratio=int(times) + 1)) == 500
    refuses(spread, "own.kmz", replace(LIMITS, ratio=int(times)), "times larger than packed")


def test_seconds_and_memory() -> None:
    refuses(honest(UserFormat.CSV), "own.csv", replace(LIMITS, seconds=0.05), "over 0.05 s")
    many = geojson([{"type": "Feature", "geometry": None}] * 400_000)
    large = replace(LIMITS, features=10**6, memory_bytes=220_000_000)
    refuses(many, "own.geojson", large, "over 220 MB of memory")


PEAK: Final = """
import resource, sys
from geo.userdata import read_user_layer
read_user_layer(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Reads a file and prints the most memory of its reader, kB; a test has had larger children."""


@pytest.mark.parametrize("over", [pytest.param(False, marks=pytest.mark.deep), True])
def test_the_true_limits(over: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest gives it by name
    line = b"[51,35],[52,36]," * 10_000
    more = b"[51,35]," if over else b""
    shape = b'{"type":"LineString","coordinates":[%s[51,35],[52,36]]}'
    lines = [shape % (line[:-16] + (more if number == 0 else b"")) for number in range(100)]
    member = b'{"type":"Feature","properties":{},"geometry":%s}'
    points = b'{"type":"FeatureCollection","features":[%s]}' % b",".join(
        member % one for one in lines
    )
    rows = b"lon,lat\n" + b"51.123,35.456\n" * (200_000 + over)
    text = geojson(
        [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "Point", "coordinates": [51, 35]},
            }
        ]
    )
    text = text.ljust(LIMITS.file_bytes + over)
    chance = b"".join(bytes([sign]) * 20 for sign in random.Random(4).randbytes(200_000))
    body = kml(ONE)
    filling = (chance * 26)[: LIMITS.unpacked_bytes - len(body) + over]
    packed = archive({"doc.kml": body, "filling.txt": filling})
    for content, name, words in (
        (points, "own.geojson", "over 2000000 points"),
        (rows, "own.csv", "over 200000 features"),
        (text, "own.geojson", "larger than 20 MB"),
        (packed, "own.kmz", "larger than 100 MB"),
    ):
        begun = time.monotonic()
        if over:
            refuses(content, name, LIMITS, words)
        else:
            assert features(content, name, LIMITS) in {1, 100, 200_000}
        assert time.monotonic() - begun < LIMITS.seconds + 2
        if not over:
            (tmp_path / name).write_bytes(content)
            done = subprocess.run(
                [sys.executable, "-c", PEAK, tmp_path / name], capture_output=True, check=True
            )
            assert 0 < int(done.stdout) < LIMITS.memory_bytes / 1000
