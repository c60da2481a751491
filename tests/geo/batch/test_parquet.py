"""Parquet that is encoded here, as other programs read it."""

from __future__ import annotations

import datetime as dt
import gc
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import compute, parquet

from geo.batch import Layout, Task, encoding, opened, run
from geo.batch.pages import (
    coded_column,
    dictionary_of_numbers,
    dictionary_of_texts,
    plain_column,
    presence,
)
from geo.batch.pairing import MOST_WHOLE, coded_integers
from geo.batch.parquet_file import ParquetFile
from geo.batch.thrift import Items, Kind, Value, decoded, encoded
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PRESENCE: dict[str, Callable[[int], np.ndarray[Any, np.dtype[np.bool_]]]] = {
    "all rows": lambda rows: np.ones(rows, dtype=np.bool_),
    "some rows": lambda rows: np.arange(rows) % 3 > 0,
    "no row": lambda rows: np.zeros(rows, dtype=np.bool_),
}
ROWS = 12
USER: dict[str, Any] = {
    "few texts": pa.array(["a", None, "ж"] * 4),
    "many texts": pa.array([f"text {n}" for n in range(ROWS)]),
    "no text": pa.nulls(ROWS, pa.string()),
    "large texts": pa.array(["a", "b", None] * 4, pa.large_string()),
    "small integers": pa.array([3, 1, 2] * 4, pa.int32()),
    "bytes": pa.array([3, 1, -2] * 4, pa.int8()),
    "large integers": pa.array([2**62, -(2**62), 0] * 4, pa.int64()),
    "one integer": pa.array([-(2**63)] * ROWS, pa.int64()),
    "some integers": pa.array([1, None, 3] * 4, pa.int64()),
    "whole numbers": pa.array([2.0, 0.0, -5.0] * 4),
    "signs of zero": pa.array([0.0, -0.0, 1.0] * 4),
    "no numbers": pa.array([float("nan"), float("inf"), 1.0] * 4),
    "fractions": pa.array([0.5, 1e300, -1.0] * 4),
    "floats": pa.array([2.0, 1.0, 2.0] * 4, pa.float32()),
    "days": pa.array([dt.date(2025, 1, 1), dt.date(1969, 12, 31), dt.date(2025, 1, 2)] * 4),
    "some days": pa.array([dt.date(2025, 1, 1), None, dt.date(2025, 1, 2)] * 4),
    "times": pa.array([dt.datetime(2025, 1, 1, tzinfo=dt.UTC)] * ROWS),
    "decimals": pa.array([Decimal("1.10")] * ROWS),
    "lists": pa.array([[1, 2], None, []] * 4),
    "structures": pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": ""}] * 4),
    "yes or no": pa.array([True, False, None] * 4),
}


@pytest.mark.parametrize("where", PRESENCE)
@pytest.mark.parametrize("distinct", [1, 2, 256, 257, 1 << 16, (1 << 16) + 1])
@pytest.mark.parametrize("kind", ["int32", "int64", "float64", "text"])
def test_codes_are_read_as_their_values(
    kind: str, distinct: int, where: str, tmp_path: Path
) -> None:
    rows = distinct + 5
    numbers = np.arange(rows) % distinct
    values: Any = np.arange(distinct) - 1
    if kind == "text":
        values = [f"{n:06}" for n in range(distinct)]
    there = presence(rows, PRESENCE[where](rows))
    dictionary = (
        dictionary_of_texts([one.encode() for one in values])
        if kind == "text"
        else dictionary_of_numbers(np.array(values, dtype=kind))
    )
    column = coded_column(there, dictionary, there.held(numbers))
    array = pa.array(values, pa.string() if kind == "text" else pa.from_numpy_dtype(kind))
    expected = array.take(pa.array(numbers, mask=~PRESENCE[where](rows)))
    read = written({"x": column, "y": pa.array(numbers)}, expected.type, tmp_path / "a.parquet")
    assert read["x"].combine_chunks() == expected
    assert read["y"].to_pylist() == numbers.tolist()
    statistics = parquet.read_metadata(tmp_path / "a.parquet").row_group(0).column(0).statistics
    assert statistics.null_count == expected.null_count
    assert statistics.has_min_max == (expected.null_count < rows)
    if statistics.has_min_max:
        assert (statistics.min, statistics.max) == (array[0].as_py(), array[-1].as_py())


@pytest.mark.parametrize("where", PRESENCE)
def test_plain_numbers_are_read_as_they_are(where: str, tmp_path: Path) -> None:
    values = np.array([0.1, 0.0, -0.0, 5e-324, 1.5, -7.0, 1e300])
    there = presence(len(values), PRESENCE[where](len(values)))
    column = plain_column(there, there.held(values))
    read = written({"x": column}, pa.float64(), tmp_path / "a.parquet")
    expected = pa.array(values, mask=~PRESENCE[where](len(values)))
    bits = [None if one is None else np.float64(one).tobytes() for one in read["x"].to_pylist()]
    assert bits == [None if one is None else np.float64(one).tobytes() for one in expected.tolist()]


def test_the_least_zero_is_below_zero(tmp_path: Path) -> None:
    """Readers that leave out row groups by their bounds must find zeros of either sign."""
    there = presence(2, None)
    for name, values in {"least": [0.0, 1.0], "most": [-1.0, -0.0]}.items():
        written({"x": plain_column(there, np.array(values))}, pa.float64(), tmp_path / name)
    least, most = (
        parquet.read_metadata(tmp_path / name).row_group(0).column(0).statistics
        for name in ("least", "most")
    )
    assert np.signbit(least.min)
    assert not np.signbit(most.max)


def written(columns: dict[str, Any], kind: Any, path: Path) -> Any:
    """Write columns as two row groups, of which the first is read."""
    rows = next(one.rows for one in columns.values() if not isinstance(one, pa.Array))
    kinds = [one.type if isinstance(one, pa.Array) else kind for one in columns.values()]
    file = ParquetFile(path, pa.schema([*zip(columns, kinds, strict=True)]))
    file.write(columns, rows)
    file.write(columns, rows)
    file.close()
    whole = parquet.read_table(path)
    assert whole.num_rows == 2 * rows
    data = path.read_bytes()
    end = decoded(data[-8 - int.from_bytes(data[-8:-4], "little") : -8])
    for group in end[4].held.held:
        chunks = [chunk[3].held for chunk in group[1].held.held]
        assert group[2].held == sum(one[6].held for one in chunks)
        assert group[5].held == min(one.get(11, one[9]).held for one in chunks)
    assert whole[rows:] == whole[:rows]
    return whole[:rows]


@pytest.mark.parametrize("most_texts", [2, 1 << 12])
def test_columns_of_the_user_stay_what_they_are(
    most_texts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.batch.encoding.MOST_TEXTS", most_texts)
    ends = {name: [value] * ROWS for name, value in zip(HEAD[:2], GOOD, strict=False)}
    table = pa.table({**ends, **USER})
    parquet.write_table(table, tmp_path / "in.parquet", row_group_size=5)
    run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "out.parquet", Task(results=("km",)))
    source, result = (parquet.read_table(tmp_path / name) for name in ("in.parquet", "out.parquet"))
    assert result.column_names == [*HEAD[:2], *USER, "km"]
    for name in source.column_names:
        assert repr(result[name].to_pylist()) == repr(source[name].to_pylist()), name
        if not pa.types.is_large_string(source[name].type):
            assert result.schema.field(name).type == source.schema.field(name).type
    frames = [pd.read_parquet(tmp_path / name) for name in ("in.parquet", "out.parquet")]
    pd.testing.assert_frame_equal(frames[1][frames[0].columns], frames[0], check_dtype=False)


def test_amounts_are_the_same_as_codes_and_as_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(*GOOD[:3], n % 3 + 1.0) for n in range(100)]
    rows += [("Baku", "Tehran", "2025-12-01", 2.0), ("Nowhereville", *GOOD[1:3], 7.0)] * 10
    pd.DataFrame(rows, columns=list(HEAD)).to_parquet(tmp_path / "in.parquet", index=False)
    run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "codes.parquet")
    monkeypatch.setattr("geo.batch.encoding.MOST_KEYS", 0)
    run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "plain.parquet")
    codes, plain = (tmp_path / f"{name}.parquet" for name in ("codes", "plain"))
    assert parquet.read_table(codes) == parquet.read_table(plain)
    costs = parquet.read_table(codes)["usd_p50"]
    assert 0 < costs.null_count < len(costs)
    for path, expected in ((codes, "RLE_DICTIONARY"), (plain, "PLAIN")):
        group = parquet.read_metadata(path).row_group(0)
        held = [group.column(n) for n in range(group.num_columns)]
        column = next(one for one in held if one.path_in_schema == "usd_p50")
        assert column.encodings[1] == expected
        least, most = compute.min_max(costs).values()
        assert (column.statistics.min, column.statistics.max) == (least.as_py(), most.as_py())
        assert column.statistics.null_count == costs.null_count


def test_row_groups_that_were_read_are_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, groups = 10_000, 20
    monkeypatch.setattr("geo.batch.sources.ROWS", rows)
    draw = np.random.default_rng(1)
    text = pa.array([one.tobytes().hex() for one in draw.integers(0, 255, (rows, 32), np.uint8)])
    ends = {name: [value] * rows for name, value in zip(HEAD[:2], GOOD, strict=False)}
    table = pa.table({**ends, "note": text})
    with parquet.ParquetWriter(tmp_path / "in.parquet", table.schema) as writer:
        for _ in range(groups):
            writer.write_table(table)
    size = (tmp_path / "in.parquet").stat().st_size / groups
    before, held = pa.total_allocated_bytes(), []
    with opened(tmp_path / "in.parquet", Layout()) as source:
        for chunk in source.chunks:
            held.append(pa.total_allocated_bytes() - before)
            del chunk
    assert len(held) >= groups
    assert max(held) < groups / 2 * size, held


def test_rows_that_are_written_are_not_held(tmp_path: Path) -> None:
    pd.DataFrame([GOOD] * 3, columns=list(HEAD)).to_parquet(tmp_path / "in.parquet", index=False)
    gc.collect()
    gc.disable()
    try:
        run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "out.parquet")
        held = [type(one) for one in gc.get_objects() if isinstance(one, encoding._SomeRows)]  # noqa: SLF001 - held by no name
    finally:
        gc.enable()
    assert held == []


def test_the_end_of_a_file_is_decoded_and_encoded(tmp_path: Path) -> None:
    table = pa.table({**USER, **{f"column {n}": pa.array([n] * ROWS) for n in range(20)}})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=5, write_page_index=True)
    data = (tmp_path / "a.parquet").read_bytes()
    end = data[-8 - int.from_bytes(data[-8:-4], "little") : -8]
    assert decoded(end)[3] == Value(Kind.I64, ROWS)
    assert encoded(decoded(end)) == end


def test_values_of_each_kind_are_decoded_and_encoded() -> None:
    struct = {
        1: Value(Kind.TRUE, held=True),
        2: Value(Kind.FALSE, held=False),
        3: Value(Kind.I16, -(2**15)),
        4: Value(Kind.I32, 2**31 - 1),
        5: Value(Kind.I64, -(2**63)),
        6: Value(Kind.DOUBLE, b"12345678"),
        40: Value(Kind.BINARY, b"x" * 300),
        41: Value(Kind.LIST, Items(Kind.I32, [*range(14)])),
        45: Value(Kind.LIST, Items(Kind.I32, [*range(15)])),
        42: Value(Kind.LIST, Items(Kind.TRUE, [b"\1", b"\2"])),
        43: Value(Kind.BYTE, b"7"),
        44: Value(Kind.STRUCT, {1: Value(Kind.LIST, Items(Kind.STRUCT, [{}, {}]))}),
    }
    assert decoded(encoded(struct)) == struct


@pytest.mark.parametrize(
    ("values", "is_coded"),
    [
        ([1.0, 3.0, 1.0], True),
        ([-(2.0**31), 2.0 - 2.0**31], True),
        ([0.5, 1.0], False),
        ([0.0, -0.0], False),
        ([float("nan"), 1.0], False),
        ([0.0, float(MOST_WHOLE)], False),
        ([1e300], False),
        ([], False),
    ],
)
def test_whole_numbers_of_a_small_range_are_coded(values: list[float], *, is_coded: bool) -> None:
    coded = coded_integers(np.array(values))
    assert (coded is not None) == is_coded
    if coded:
        codes, distinct = coded
        assert distinct[codes].tolist() == values
        assert distinct.tolist() == sorted({*values})
