"""Parquet of answers, as other programs read it, and what a run holds of it."""

from __future__ import annotations

import datetime as dt
import gc
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from geo.batch import Layout, Task, opened, run
from geo.batch.chunks import ArrowChunk
from geo.batch.pairing import MOST_WHOLE, coded_integers
from geo.batch.results import Answered
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD, HEAD

if TYPE_CHECKING:
    from pathlib import Path

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


def test_columns_of_the_user_stay_what_they_are(tmp_path: Path) -> None:
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
    monkeypatch.setattr("geo.batch.pairing.MOST_WHOLE", 0)
    run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "plain.parquet")
    codes, plain = (parquet.read_table(tmp_path / f"{name}.parquet") for name in ("codes", "plain"))
    assert codes == plain
    assert 0 < codes["usd_p50"].null_count < len(codes)


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


def test_rows_that_are_written_are_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.batch.sources.ROWS", 1)
    pd.DataFrame([GOOD] * 9, columns=list(HEAD)).to_parquet(tmp_path / "in.parquet", index=False)
    gc.collect()
    gc.disable()
    try:
        run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "out.parquet")
        held = [type(one) for one in gc.get_objects() if isinstance(one, Answered | ArrowChunk)]
    finally:
        gc.enable()
    assert parquet.read_metadata(tmp_path / "out.parquet").num_row_groups == 9
    assert len(held) <= 4, "the chunk before and the last at most"


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
