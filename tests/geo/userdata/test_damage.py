"""Generated damage through the readers: a code or a layer each time, nothing raised, no hang."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.userdata import LIMITS, Flaw, Refusal, UserFormat, reading
from tests.geo.userdata.files import FILES, archive, honest, kml, members_of
from tests.profiles import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ROOT: Final = Path(reading.__file__).resolve().parents[2]
SERVE: Final = """
import json, sys
status = open("/proc/self/status")  # later no file can be opened
sys.path.insert(0, sys.argv[1])
from geo.userdata.child import answer, prepared
words = json.loads(sys.argv[2])
prepared(words)
for _ in sys.stdin:
    header = answer(words)
    status.seek(0)
    (peak_kb,) = [int(line.split()[1]) for line in status if line.startswith("VmHWM:")]
    print(json.dumps([header, peak_kb]), flush=True)
"""
FOLDED: Final = frozenset({UserFormat.KMZ, UserFormat.XLSX, UserFormat.SHAPEFILE})
"""Archives: damage without packs reaches only the archive, so members are damaged too."""


class Reader:
    """A confined process that reads one file after the other; a dead one is replaced."""

    def __init__(self, form: UserFormat, box: Path) -> None:
        self.form, self.path = form, box / FILES[form]
        self.deaths = self.count = 0
        self.slowest_s = 0.0
        self.peak_kb = 0
        self._process: subprocess.Popen[str] | None = None
        limits = replace(LIMITS, seconds=3000)
        self._task = {
            "folder": str(box),
            "file": FILES[form],
            "code": str(ROOT / "geo"),
            "format": form,
            "layer": "",
            "crs": "",
            "limits": asdict(limits),
        }

    def _live(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", SERVE, str(ROOT), json.dumps(self._task)],
                env=reading.environment(self.path.parent),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return self._process

    def __call__(self, content: bytes) -> dict[str, Any]:
        """Read a content; an empty answer is that of a process that died."""
        self.path.write_bytes(content)
        process, begun = self._live(), time.monotonic()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        line = process.stdout.readline()
        self.slowest_s = max(self.slowest_s, time.monotonic() - begun)
        self.count += 1
        if not line:
            self.deaths += 1
            process.wait()
            return {}
        header, peak_kb = json.loads(line)
        self.peak_kb = max(self.peak_kb, peak_kb)
        return dict(header)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()


@pytest.fixture(scope="module", params=UserFormat)
def reader(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """Give the reader of each format."""
    one = Reader(request.param, tmp_path_factory.mktemp(request.param))
    yield one
    one.close()


def is_an_answer(header: dict[str, Any]) -> bool:
    """Tell whether the process gave a code or a layer, or died within its walls."""
    if not header:
        return True
    if "refused" in header:
        return header["refused"] in set(Refusal) and isinstance(header["parameters"], dict)
    return set(header["counts"]) <= set(Flaw) and len(header["rows"]) == len(header["labels"])


DAMAGE: Final = st.tuples(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=6),
    st.one_of(st.none(), st.floats(0, 1)),
    st.one_of(st.none(), st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8))),
)
"""Places and bits that are turned, a place to cut at, a place and bytes that are put in."""


def damaged(content: bytes, damage: Any) -> bytes:
    flips, cut, new = damage
    held = bytearray(content)
    for at, bits in flips:
        held[int(at * len(held))] ^= bits
    if cut is not None:
        del held[int(cut * len(held)) :]
    if new is not None:
        at, signs = new
        held[int(at * len(held)) : int(at * len(held)) + len(signs)] = signs
    return bytes(held)


def test_damage_is_a_code_or_a_layer(reader: Reader) -> None:
    whole = honest(reader.form)
    assert "rows" in reader(whole)

    @settings(max_examples=examples(300))
    @given(damage=DAMAGE, member=st.integers(0, 20), inside=st.booleans())
    def check(damage: Any, member: int, inside: bool) -> None:  # noqa: FBT001 - Hypothesis gives it by name
        content = damaged(whole, damage)
        if inside and reader.form in FOLDED:
            held = members_of(whole)
            name = sorted(held)[member % len(held)]
            content = archive({**held, name: damaged(held[name], damage)})
        assert is_an_answer(reader(content))

    check()
    assert "rows" in reader(whole)
    assert reader.count > 50
    assert reader.slowest_s < LIMITS.seconds
    assert reader.deaths <= reader.count / 100
    assert 0 < reader.peak_kb < LIMITS.memory_bytes / 1000


KEYS: Final = st.sampled_from(
    ["type", "coordinates", "geometry", "geometries", "properties", "features", "crs", "id", "x"]
)
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
KINDS: Final = st.sampled_from(
    ["FeatureCollection", "Feature", "Point", "LineString", "Polygon", "MultiPolygon"]
)


@pytest.mark.parametrize("form", [UserFormat.GEOJSON, UserFormat.CSV, UserFormat.KML])
def test_strange_contents_are_a_code_or_a_layer(form: UserFormat, tmp_path: Path) -> None:
    reader = Reader(form, tmp_path)

    @settings(max_examples=examples(300))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        if form is UserFormat.GEOJSON:
            members = data.draw(st.dictionaries(KEYS, JSON | KINDS, max_size=5))
            members |= {"type": "FeatureCollection", "features": data.draw(st.lists(JSON))}
            content = json.dumps(members).encode("utf-8", "surrogatepass")
        elif form is UserFormat.CSV:
            cells = st.lists(st.text(max_size=6) | st.sampled_from(["51", "35", "", "NaN"]))
            rows = data.draw(st.lists(cells, max_size=5))
            head = data.draw(st.sampled_from(["lon,lat", "wkt", "lon;lat;lon", "lat,lon,wkt"]))
            lines = [head, *(",".join(row) for row in rows)]
            content = "\n".join(lines).encode("utf-8", "surrogatepass")
        else:
            tags = st.sampled_from(
                ["Placemark", "Point", "LineString", "Polygon", "coordinates", "MultiGeometry"]
            )
            body = "".join(
                f"<{tag}>{text}</{tag}>"
                for tag, text in data.draw(st.lists(st.tuples(tags, st.text(max_size=9))))
            )
            content = kml(f"<Placemark>{body}</Placemark>".encode("utf-8", "replace").decode())
        assert is_an_answer(reader(content))

    check()
    assert (reader.deaths, reader.count > 50) == (0, True)
    reader.close()
