"""Tests of a change between two surfaces: its classes, its words, its files, its command."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import geo
from geo.cli.main import main
from geo.errors import QuestionError
from geo.export import (
    SURFACE_TYPES,
    ChangeContent,
    SurfaceContent,
    change_of,
    export_surface,
    surface_bytes,
    surface_file_name,
)
from geo.i18n import get_locale
from geo.model import DIRECT
from geo.scenario import Scenario
from geo.surface import (
    SHIFTS,
    WORLDS,
    Change,
    Shift,
    Surface,
    SurfaceMeasure,
    assumption_of,
    change_headline,
    grid_of,
    scale_names,
    values_of,
)
from tests.atlases import dated_atlas, open_atlas
from tests.geo.surface.geotiff import read_geotiff

if TYPE_CHECKING:
    from pathlib import Path

GAIN_DAYS = 30.0
"""Far more than any two corridors differ by."""


@pytest.fixture(scope="module")
def moved(from_mumbai: Surface) -> ChangeContent:
    """Give the change to a world in which Suez takes thirty days less to the west of 40° E."""
    atlas, suez = open_atlas(), from_mumbai.corridors.index("suez")
    grid = grid_of(from_mumbai, atlas, resolution=2)
    values = values_of(from_mumbai, grid)
    faster = np.isfinite(values.p50[suez]) & (grid.lon < 40)
    assert 5 < faster.sum() < len(faster)
    p50, chance = values.p50.copy(), values.chance.copy()
    p50[suez, faster] -= GAIN_DAYS
    chance[:, faster] = 0
    chance[suez, faster] = 1
    locale = get_locale("en")
    before = SurfaceContent(answer=from_mumbai, grid=grid, values=values, locale=locale)
    after = replace(before, values=replace(values, p50=p50, chance=chance))
    return change_of(before, after, "Suez is thirty days shorter")


@pytest.mark.slow
def test_what_changes_is_what_was_changed(moved: ChangeContent) -> None:
    own, grid, names = moved.moved, moved.grid, moved.names
    values = moved.before.values
    faster = np.isfinite(values.p50[[*names].index("suez")]) & (grid.lon < 40)
    assert np.all(own.saved[~faster & np.isfinite(own.saved)] == 0)
    assert np.all(own.saved[faster] > 0)
    assert {own.after[cell] for cell in np.flatnonzero(faster)} == {"suez"}
    assert np.all(own.is_moved <= faster)
    assert sum(own.share(shift) for shift in SHIFTS if shift is not Shift.NONE) == pytest.approx(1)
    assert own.share(Shift.OTHER) + own.share(Shift.CLOSE) > 0
    moves = sum(share for *_, share in own.moves())
    assert moves == pytest.approx(own.share(Shift.OTHER) + own.share(Shift.CLOSE))


@pytest.mark.slow
@pytest.mark.parametrize("form", SURFACE_TYPES)
def test_every_file_of_a_change_says_what_is_assumed(
    moved: ChangeContent, form: str, tmp_path: Path
) -> None:
    path = tmp_path / surface_file_name(moved, form)
    export_surface(moved, form, path)
    about = moved.about()
    assert path.name.startswith("nhava-sheva-corridors-days-2025-11-change")
    assert about["assumed"] == "Suez is thirty days shorter"
    if form in {"gpkg", "parquet"}:
        frame = gpd.read_parquet(path) if form == "parquet" else gpd.read_file(path, layer="cells")
        assert list(frame["h3"]) == list(moved.grid.cell)
        assert set(frame["shift"]) <= set(Shift)
        assert frame["saved_days"].max() == pytest.approx(
            moved.moved.saved[np.isfinite(moved.moved.saved)].max(), abs=0.01
        )
    elif form == "tif":
        tags, bands = read_geotiff(path.read_bytes())
        assert about["assumed"] in tags[42112]
        saved, shift, before, after = bands
        west, north, step = tags[33922][3], tags[33922][4], tags[33550][0]
        numbers = {name: number for number, name in enumerate(moved.names, start=1)}
        cells = np.flatnonzero(np.isfinite(moved.moved.saved))[::11].tolist()
        assert len(cells) > 10
        for cell in cells:
            column = int((moved.grid.lon[cell] - west) / step)
            row = int((north - moved.grid.lat[cell]) / step)
            assert saved[row, column] == pytest.approx(moved.moved.saved[cell], abs=1e-4)
            assert shift[row, column] == moved.moved.shift[cell] + 1
            assert before[row, column] == numbers[moved.moved.before[cell]]
            assert after[row, column] == numbers[moved.moved.after[cell]]
    elif form == "geojson":
        document = json.loads(path.read_text("utf-8"))
        assert document["about"] == about
        assert {one["geometry"]["type"] for one in document["features"]} == {"Polygon"}
    elif form in {"svg", "html"}:
        assert about["assumed"] in path.read_text("utf-8")
    else:
        assert path.stat().st_size > 5_000


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_map_of_a_change_is_whole_in_every_language(
    moved: ChangeContent, language: str
) -> None:
    own = replace(moved, after=replace(moved.after, locale=get_locale(language)))
    root = ET.fromstring(own.svg("both", with_tips=True))
    texts = "".join(root.itertext())
    assert len(root.findall(".//{*}title")) == len(moved.grid.cell)
    for _, words in scale_names(moved.moved, own.locale):
        assert words in texts
    sentence = change_headline(moved.moved, own.locale)
    assert all(word in texts for word in sentence.split(" "))
    svg = ET.tostring(root, encoding="unicode")
    used = {part.split(")")[0] for part in svg.split("url(#")[1:]}
    assert used <= {one.get("id") for one in root.iter() if one.get("id")}
    assert (language == "en") == ("Another corridor is the best" in texts)
    written = [one.text or "" for one in root.findall(".//{*}text")]
    assert len(written) > 10
    # base direction of each text alone, and its first digit kept beside the second
    begin, end = ("\u2067\u200f", "\u2069") if language == "fa" else ("", "")
    assert all(one.startswith(begin) and one.endswith(end) for one in written)


@pytest.mark.slow
def test_the_same_change_gives_the_same_bytes(moved: ChangeContent) -> None:
    assert surface_bytes(moved, "svg") == surface_bytes(moved, "svg")


@given(
    st.lists(
        st.tuples(
            st.floats(-99, 99) | st.just(float("nan")),
            st.sampled_from(["", "a", "b"]),
            st.sampled_from(["", "a", "b"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(SurfaceMeasure),
)
@example([(0.5, "a", "a", False)], SurfaceMeasure.PRICE)  # as little as is not nothing
def test_classes_of_a_change_part_whatever_it_is(
    rows: list[tuple[float, str, str, bool]], measure: SurfaceMeasure
) -> None:
    saved, before, after, close = zip(*rows, strict=True)
    moved = Change(
        measure=measure,
        saved=np.array(saved, dtype=float),
        before=before,
        after=after,
        is_close=np.array(close, dtype=bool),
    )
    served = any(before) or any(after)
    total = sum(moved.share(shift) for shift in SHIFTS if shift is not Shift.NONE)
    assert total == pytest.approx(1.0 if served else 0.0)
    steps, classes = moved.steps(), moved.classes()
    assert list(steps) == sorted(steps)
    assert np.abs(classes).max() <= len(steps) <= 3
    for own, value in zip(classes.tolist(), moved.saved.tolist(), strict=True):
        if own:
            assert np.sign(own) == np.sign(value)
            assert abs(value) >= steps[abs(own) - 1]
        else:
            assert not abs(value) >= (steps[0] if steps else np.inf)
    named = {number for number, _ in scale_names(moved, get_locale("en"))}
    assert named == {*classes.tolist(), 0}


def test_nothing_is_said_to_change_where_nothing_does() -> None:
    same = ("suez", "suez", "")
    moved = Change(
        measure=SurfaceMeasure.DAYS,
        saved=np.array([0.01, -0.02, np.nan]),
        before=same,
        after=same,
        is_close=np.zeros(3, dtype=bool),
    )
    assert moved.is_nothing
    assert change_headline(moved, get_locale("en")).startswith("It changes nothing")
    assert not replace(moved, saved=np.array([0.3, 0, np.nan])).is_nothing
    assert not replace(moved, after=("suez", "western", "")).is_nothing


def test_an_assumption_is_laid_over_a_scenario() -> None:
    atlas = dated_atlas()
    under = Scenario(date="2024-03", closed=frozenset({"suez"}), states=(("astara", "closed"),))
    own = assumption_of(["built=rasht-astara", "suez-2023", "hormuz=unknown"]).applied(under, atlas)
    assert own.built == {"rasht-astara"}
    assert own.closed == set()
    assert own.date == "2024-03"
    assert dict(own.states) == {
        "astara": "closed",
        "bab-el-mandeb": "open",
        "hormuz": "unknown",
        "suez": "open",
    }
    assert dict(assumption_of(["suez=2024-03"]).applied(Scenario(), atlas).states) == {
        "suez": "reduced"
    }
    moved = assumption_of(["as-of=2023-06", "closed=bosporus"]).applied(under, atlas)
    assert moved.date == "2023-06"
    assert moved.closed == {"suez", "bosporus"}


@pytest.mark.parametrize("world", WORLDS)
def test_the_gates_of_a_world_exist(world: str) -> None:
    atlas = dated_atlas()
    assumed = assumption_of([world])
    gates = {gate for gate, _ in (*assumed.states, *assumed.then)}
    assert gates
    assert gates <= set(atlas.corridors.gates)
    atlas.checked(assumed.applied(Scenario(), atlas))


def test_what_is_assumed_is_said_in_words() -> None:
    texts = [
        "built=rasht-astara",
        "hormuz=open",
        "suez=2023-06",
        "astara=reduced",
        "closed=bosporus",
    ]
    assumed = assumption_of([*texts, "as-of=2024-03"])
    said = assumed.text(dated_atlas(), get_locale("en"))
    assert said == (
        "Rasht–Astara railway is built; Bosporus is closed; "
        "Astara (rail): assumed reduced; Strait of Hormuz is open; Suez Canal as in June 2023; "
        "as of March 2024"
    )
    assert "Suez" not in assumed.text(dated_atlas(), get_locale("fa"))


@pytest.mark.parametrize("text", ["", "hormuz", "hormuz=", "hormuz=fun", "=open"])
def test_what_assumes_nothing_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match=r"assumes nothing; write built=LINK, .*suez-2023"):
        assumption_of([text])


@pytest.mark.slow
def test_command_and_library_show_what_a_link_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], from_mumbai: Surface
) -> None:
    assert DIRECT in from_mumbai.corridors  # asked already
    path = tmp_path / "change.tif"
    words = ["surface", "Nhava Sheva", "--as-of", "2025-11", "--resolution", "2", "--as-if-open"]
    assert main([*words, "--against", "built=rasht-astara", "--out", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Fastest corridor, from Nhava Sheva: what changes" in out
    assert "Assumed: Rasht–Astara railway is built" in out
    assert path.stat().st_size > 1_000
    atlas = geo.Atlas(open_atlas())
    one = atlas.surface("Nhava Sheva", resolution=2, as_of="2025-11", as_if_open=True)
    other = atlas.surface(
        "Nhava Sheva", resolution=2, as_of="2025-11", as_if_open=True, built=["rasht-astara"]
    )
    change = one.change_to(other, "Rasht–Astara")
    assert change.headline in out
    assert sum(change.shares.values()) == pytest.approx(1)
    assert len(change.table()) == len(change.cells_gdf()) == len(one)
    assert "<svg" in change._repr_html_()
    assert main([*words, "--against", "nothing"]) == 1
    assert "assumes nothing" in capsys.readouterr().err
