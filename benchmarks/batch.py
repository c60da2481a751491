"""Tables of shipments beside the engines that could look their rows up, in one run.

``python -m benchmarks.batch --rows 10000000`` writes a Parquet file of repeated pairs and answers
it by `geo.batch`; then pandas, DuckDB and Polars, as far as they are installed, join the same rows
with the same answers and write the same columns. Each runs in a process of its own, with one
thread. Seconds are those of the processor; memory is the largest that the process held.
"""
# ruff: noqa: PLC0415 - each engine is loaded in its own process only

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

ENGINES = ("geo.batch", "duckdb", "polars", "pandas")
PLACES = ("Moscow", "Astrakhan", "Kazan", "Saint Petersburg", "Almaty", "Baku")
ENDS = ("Nhava Sheva", "Mundra", "Tehran", "Bandar Abbas", "Chennai")
AMOUNTS = tuple(f"{name}_{p}" for name in ("usd", "kg_co2e") for p in ("p10", "p50", "p90"))
KEYS = ("origin", "destination", "date")
ROW_GROUP = 1_000_000
MEGABYTE = 1_000_000
FEW = ("corridor_chosen", "days_p50", "usd_p50", "error")


def main() -> None:
    """Write the table, run each engine, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--engine", default="", help="run one engine in this process")
    parser.add_argument("--folder", default="")
    parser.add_argument("--few", action="store_true", help="four columns of the result only")
    words = parser.parse_args()
    if words.engine:
        _one(words.engine, Path(words.folder), few=words.few)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_shipments(folder / "few.parquet", 0)
        write_shipments(folder / "in.parquet", words.rows)
        _report(folder, words.rows, few=words.few)


def _report(folder: Path, rows: int, *, few: bool) -> None:
    base: float = 0.0
    for engine in ENGINES:
        if not engine.startswith("geo") and find_spec(engine) is None:
            print(f"{engine:10} is not installed")
            continue
        command = [sys.executable, "-m", "benchmarks.batch", "--engine", engine]
        command += ["--folder", str(folder), *(["--few"] if few else [])]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"{engine:10} failed: {run.stderr.strip().splitlines()[-1]}")
            continue
        said = json.loads(run.stdout)
        base = base or said["seconds"]
        print(
            f"{engine:10} {said['seconds']:7.2f} s  "
            f"{rows / said['seconds'] / 1e6:6.2f} million rows/s "
            f"a core  {said['memory'] / MEGABYTE:6.0f} MB  {said['seconds'] / base:5.2f} times"
            f"  {said['bytes'] / MEGABYTE:6.0f} MB written"
            + (f"  (and {said['solving']:.1f} s for the questions)" if said["solving"] else "")
        )


def write_shipments(path: Path, rows: int, *, most_pairs: int | None = None) -> None:
    """Write a table of pairs, days and amounts that come again; 0 rows: each pair once."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    days = np.arange("2025-01-01", "2026-01-01", dtype="datetime64[D]")
    pairs = [(a, b) for a in PLACES for b in ENDS][:most_pairs]
    draw = np.random.default_rng(15)
    questions = len(pairs) * len(days)
    writer = None
    for start in range(0, rows or questions, ROW_GROUP):
        size = min(ROW_GROUP, (rows or questions) - start)
        at = draw.integers(0, questions, size) if rows else np.arange(questions)
        pair, day = at % len(pairs), at // len(pairs)
        table = pa.table(
            {
                "origin": pa.array([a for a, _ in pairs]).take(pa.array(pair)),
                "destination": pa.array([b for _, b in pairs]).take(pa.array(pair)),
                "date": pa.array(days).cast(pa.date32()).take(pa.array(day)),
                "cargo": draw.integers(1, 40, size).astype(float) if rows else np.ones(size),
            }
        )
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _one(engine: str, folder: Path, *, few: bool) -> None:
    """Run one engine and print what it took."""
    result = folder / f"{engine}.parquet"
    solving = 0.0
    if engine == "geo.batch":
        solving, seconds = _batch(folder, result, few=few)
    else:
        begun = time.process_time()
        {"duckdb": _duckdb, "polars": _polars, "pandas": _pandas}[engine](folder, result)
        seconds = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = {"seconds": seconds, "solving": solving, "memory": memory}
    print(json.dumps({**told, "bytes": result.stat().st_size}))


def _batch(folder: Path, result: Path, *, few: bool) -> tuple[float, float]:
    """Solve the questions, for the other engines too; then read, look up and write all rows."""
    from geo.batch import RESULTS, Answers, Layout, Solver, opened, sink_of
    from geo.estimates import Box
    from geo.i18n import ENGLISH
    from geo.journeys import load_atlas
    from geo.scenario import Scenario

    layout, results = Layout(), FEW if few else RESULTS
    solver = Solver(load_atlas(), scenario=Scenario(), box=Box.TEU, layout=layout, locale=ENGLISH)
    seconds: list[float] = []
    answers: Answers | None = None
    for table, out in (("few", folder / "answers.parquet"), ("in", result)):
        begun = time.process_time()
        with opened(folder / f"{table}.parquet", layout) as source:
            answers = answers or Answers(solver, source.columns)
            with sink_of(out, source.names, results) as sink:
                for chunk in source.chunks:
                    sink.write(chunk, answers, answers.answer(chunk))
        seconds.append(time.process_time() - begun)
    return seconds[0], seconds[1]


def _result_columns(folder: Path) -> list[str]:
    from pyarrow import parquet

    names = parquet.read_schema(folder / "answers.parquet").names
    return [name for name in names if name not in (*KEYS, "cargo")]


def _duckdb(folder: Path, result: Path) -> None:
    import duckdb

    columns = ", ".join(
        f"a.{one} * s.cargo AS {one}" if one in AMOUNTS else f"a.{one}"
        for one in _result_columns(folder)
    )
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"COPY (SELECT s.*, {columns} FROM '{folder}/in.parquet' s "
            f"LEFT JOIN '{folder}/answers.parquet' a USING ({', '.join(KEYS)})) "
            f"TO '{result}' (FORMAT parquet)"
        )


def _polars(folder: Path, result: Path) -> None:
    import polars as pl

    answers = pl.scan_parquet(folder / "answers.parquet").drop("cargo")
    amounts = [name for name in AMOUNTS if name in _result_columns(folder)]
    (
        pl.scan_parquet(folder / "in.parquet")
        .join(answers, on=KEYS, how="left", maintain_order="left")
        .with_columns([pl.col(name) * pl.col("cargo") for name in amounts])
        .sink_parquet(result, compression="snappy")
    )


def _pandas(folder: Path, result: Path) -> None:
    import pandas as pd

    answers = pd.read_parquet(folder / "answers.parquet").drop(columns="cargo")
    table = pd.read_parquet(folder / "in.parquet").merge(answers, on=list(KEYS), how="left")
    for name in AMOUNTS:
        if name in table:
            table[name] *= table["cargo"]
    table.to_parquet(result)


if __name__ == "__main__":
    main()
