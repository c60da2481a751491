"""Packing of the network: nothing is lost, and what does not belong together is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.network import DEGREE, pack_arrays
from geo.network.packing import unpack_arrays
from geo.paths import NETWORK
from layers.build.network.pack import save_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.network import Network

Arrays = dict[str, "NDArray[Any]"]
WHOLE_TURN: Final = 360 * DEGREE
LARGEST_SHARE: Final = 0.65
"""Bytes of the packed file as a share of those of the arrays, each deflated as it is."""


def same(one: Arrays, other: Arrays) -> bool:
    """Whether two sets of arrays are equal to the last bit, types and shapes included."""
    return one.keys() == other.keys() and all(
        (one[name].dtype, one[name].shape, one[name].tobytes())
        == (other[name].dtype, other[name].shape, other[name].tobytes())
        for name in one
    )


@st.composite
def small_networks(draw: st.DrawFn) -> Arrays:
    """Make networks of some lines, over the date line and beside their nodes too."""
    nodes = draw(st.integers(2, 6))
    degrees = st.floats(-180, 180, allow_nan=False)
    lon = np.array(draw(st.lists(degrees, min_size=nodes, max_size=nodes)))
    lat = np.array(draw(st.lists(degrees, min_size=nodes, max_size=nodes))) / 2
    lines = draw(st.integers(1, 8))
    number = st.integers(0, nodes - 1)
    start = np.array(draw(st.lists(number, min_size=lines, max_size=lines)), dtype="i4")
    end = np.array(draw(st.lists(number, min_size=lines, max_size=lines)), dtype="i4")
    counts = draw(st.lists(st.integers(2, 5), min_size=lines, max_size=lines))
    offset = np.concatenate(([0], np.cumsum(counts))).astype("i4")
    points = int(offset[-1])
    place = st.tuples(st.integers(-WHOLE_TURN, WHOLE_TURN), st.integers(-9_000_000, 9_000_000))
    line = np.array(draw(st.lists(place, min_size=points, max_size=points)), dtype="i4")
    km = st.floats(0.001, 30_000)
    track_km = np.array(draw(st.lists(km, min_size=lines, max_size=lines)))
    drawn_km = np.array(draw(st.lists(km, min_size=lines, max_size=lines)))
    marks = np.array(draw(st.lists(km, min_size=points, max_size=points)), dtype="f4")
    marks[offset[:-1]], marks[offset[1:] - 1] = 0, track_km
    return {
        "node_lon": lon,
        "node_lat": lat,
        "start": start,
        "end": end,
        "line_offset": offset,
        "line": line,
        "mark_km": marks,
        "track_km": track_km,
        "drawn_km": drawn_km,
        "gauge_mm": np.full(lines, 1520, dtype="u2"),
    }


@given(small_networks())
def test_what_is_packed_comes_back_to_the_last_bit(arrays: Arrays) -> None:
    assert same(unpack_arrays(pack_arrays(arrays)), arrays)


def test_the_file_that_ships_is_the_packed_network(network: Network) -> None:
    with np.load(NETWORK / "network.npz") as archive:
        stored = {name: archive[name] for name in archive.files}
    assert same(pack_arrays(network.arrays), stored)


def test_packing_makes_the_file_smaller_by_a_third(network: Network, tmp_path: Path) -> None:
    save_arrays(tmp_path / "plain.npz", network.arrays)
    plain = (tmp_path / "plain.npz").stat().st_size
    assert (NETWORK / "network.npz").stat().st_size < LARGEST_SHARE * plain


@pytest.mark.parametrize("side", ["first", "last"])
def test_a_mark_that_does_not_run_along_the_whole_track_is_refused(
    network: Network, side: str
) -> None:
    arrays = dict(network.arrays)
    at = 0 if side == "first" else int(arrays["line_offset"][1]) - 1
    arrays["mark_km"] = arrays["mark_km"].copy()
    arrays["mark_km"][at] += 1
    with pytest.raises(DataError, match="does not run from 0 to the length of its track"):
        pack_arrays(arrays)


def test_a_line_of_one_point_is_refused(network: Network) -> None:
    arrays = dict(network.arrays)
    arrays["line_offset"] = arrays["line_offset"].copy()
    arrays["line_offset"][1] = 1
    with pytest.raises(DataError, match="fewer than two points"):
        pack_arrays(arrays)


@pytest.mark.parametrize("name", ["start_step", "inner_points", "line_step", "drawn_gap"])
def test_stored_arrays_of_two_builds_are_refused(network: Network, name: str) -> None:
    stored = pack_arrays(network.arrays)
    stored[name] = stored[name][:, :-5]
    with pytest.raises((ValueError, LookupError)):
        unpack_arrays(stored)
