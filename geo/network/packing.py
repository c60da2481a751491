"""The arrays of the network as they are stored: without what other arrays already hold.

Deflate finds no pattern in coordinates and lengths that stand in whole. Stored so, nothing is lost
to the last bit, and the file is smaller by two fifths:

- A line keeps its inner points only; its ends are those of its nodes, with a difference where a
  line ends one turn round the globe further or a hair beside its node. A point is stored as the
  step from the one before.
- A mark is kept of inner points only; the first is 0, the last the length of the track.
- The drawn length is stored as its difference from the length of the track, bit by bit.
- Node numbers and counts are stored as steps, because edges stand in the order of their nodes.
- Numbers of several bytes are stored byte by byte: all lowest bytes, then all next ones, and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DEGREE: Final = 100_000
"""Lines are stored in whole hundred-thousandths of a degree, about a metre."""
_PACKED: Final = frozenset({"line", "line_offset", "mark_km", "drawn_km", "start", "end"})


def pack_arrays(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Pack the arrays of a network for storing.

    Parameters
    ----------
    arrays
        As `Network.arrays` holds them.

    Returns
    -------
    dict
        What `unpack_arrays` turns into the same arrays, bit by bit.

    Raises
    ------
    DataError
        A mark does not begin at 0, or does not end at the length of its track; or a line has fewer
        than two points.

    Examples
    --------
    >>> from geo.network import load_network
    >>> arrays = load_network().arrays
    >>> again = unpack_arrays(pack_arrays(arrays))
    >>> again.keys() == arrays.keys(), np.array_equal(again["line"], arrays["line"])
    (True, True)
    """
    start, end, track_km = arrays["start"], arrays["end"], arrays["track_km"]
    offset, line, mark_km = arrays["line_offset"], arrays["line"], arrays["mark_km"]
    first, last = offset[:-1], offset[1:] - 1
    if (last <= first).any():
        msg = "a line of the network has fewer than two points"
        raise DataError(msg)
    if mark_km[first].any() or not np.array_equal(mark_km[last], track_km.astype("f4")):
        msg = "a mark of the network does not run from 0 to the length of its track"
        raise DataError(msg)
    nodes = _node_points(arrays)
    inner = _inner(offset)
    steps = np.diff(line, axis=0, prepend=line[:1])
    return {
        **{name: array for name, array in arrays.items() if name not in _PACKED},
        "start_step": _planes(np.diff(start, prepend=start.dtype.type(0)), "i4"),
        "end_step": _planes(end - start, "i4"),
        "inner_points": _planes(last - first - 1, "i4"),
        "line_begin": line[first] - nodes[start],
        "line_end": line[last] - nodes[end],
        "line_step": _planes(steps[inner].T, "i4"),
        "mark_inner": _planes(mark_km[inner], "f4"),
        "drawn_gap": _planes(np.subtract(arrays["drawn_km"].view("i8"), track_km.view("i8")), "i8"),
    }


def unpack_arrays(stored: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Unpack what `pack_arrays` packed.

    Raises
    ------
    KeyError, ValueError, IndexError
        An array is missing, or the arrays do not belong together.
    """
    arrays = dict(stored)
    start = np.cumsum(_numbers(arrays.pop("start_step"), "i4"), dtype="i4")
    end = start + _numbers(arrays.pop("end_step"), "i4")
    points = _numbers(arrays.pop("inner_points"), "i4") + 2
    offset = np.concatenate(([0], np.cumsum(points))).astype("i4")
    track_km = arrays["track_km"]
    first, last = offset[:-1], offset[1:] - 1
    inner = _inner(offset)
    nodes = _node_points(arrays)
    begin = nodes[start] + arrays.pop("line_begin")
    # the sum runs on over all lines: each line takes away what it had grown to before
    steps = np.zeros((len(inner), 2), dtype="i4")
    steps[inner] = _numbers(arrays.pop("line_step"), "i4").reshape(2, -1).T
    grown = np.cumsum(steps, axis=0, dtype="i8")
    line = (grown + np.repeat(begin - grown[first], points, axis=0)).astype("i4")
    line[last] = nodes[end] + arrays.pop("line_end")
    mark_km = np.zeros(len(inner), dtype="f4")
    mark_km[inner] = _numbers(arrays.pop("mark_inner"), "f4")
    mark_km[last] = track_km
    gap = _numbers(arrays.pop("drawn_gap"), "i8")
    return {
        **arrays,
        "start": start,
        "end": end,
        "line_offset": offset,
        "line": line,
        "mark_km": mark_km,
        "drawn_km": (track_km.view("i8") + gap).view("f8"),
    }


def _node_points(arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.int32]:
    """Return the points of the nodes in the unit of the lines, shape (nodes, 2)."""
    points = np.column_stack((arrays["node_lon"], arrays["node_lat"]))
    whole: NDArray[np.int32] = np.rint(points * DEGREE).astype("i4")
    return whole


def _inner(offset: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which points are no end of their line, shape (points,)."""
    inner = np.ones(int(offset[-1]), dtype=bool)
    inner[offset[:-1]] = False
    inner[offset[1:] - 1] = False
    return inner


def _planes(numbers: NDArray[Any], kind: str) -> NDArray[np.uint8]:
    """Return the bytes of some numbers, the lowest byte of all first; shape (bytes, numbers)."""
    little = np.ascontiguousarray(numbers.ravel(), dtype=f"<{kind}")
    return np.ascontiguousarray(little.view("u1").reshape(little.size, little.itemsize).T)


def _numbers(planes: NDArray[np.uint8], kind: str) -> NDArray[Any]:
    return np.ascontiguousarray(planes.T).view(f"<{kind}").ravel().astype(kind)
