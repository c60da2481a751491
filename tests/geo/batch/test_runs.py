"""Runs as a whole: totals, formats, a kill in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from geo.batch import Progress, Task, run
from geo.batch.journal import Journal, journal_of
from geo.batch.pairing import LARGEST, Pairing, combined
from geo.batch.solutions import Solution
from geo.errors import ExportError
from geo.i18n import get_locale
from geo.model import Band
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD, HEAD, rows_of, text

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
ENDS = ("Astrakhan", "Baku", "Makhachkala", "Aktau"), ("Tehran", "Bandar Abbas", "Tabriz")
QUESTIONS = [(a, b, "2025-11-03", "2 TEU") for a in ENDS[0] for b in ENDS[1]]
PATIENCE_S = 120
FORMATS = {
    ".csv": rows_of,
    ".xlsx": lambda path: pd.read_excel(path).to_dict("records"),
    ".parquet": lambda path: pd.read_parquet(path).to_dict("records"),
}


def shipments(folder: Path, *rows: Any) -> Path:
    path = folder / "shipments.csv"
    path.write_text(text(*rows), "utf-8")
    return path


def test_a_run_that_was_killed_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    table, result = shipments(tmp_path, *QUESTIONS), tmp_path / "result.parquet"
    command = [sys.executable, "-m", "geo", "batch", str(table), "--out", str(result)]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    journal = journal_of(result)
    until = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < until and child.poll() is None:
            if journal.exists() and journal.read_bytes().count(b"\n") >= 3:
                break
            time.sleep(0.002)
    finally:
        child.kill()
    assert child.wait() == -signal.SIGKILL
    assert not result.exists()
    # the last line may be cut as well
    journal.write_bytes(journal.read_bytes()[:-7])
    resumed = run(dated_atlas(), table, result, is_resumed=True)
    assert 0 < resumed.resumed < len(QUESTIONS)
    assert resumed.solved == len(QUESTIONS) - resumed.resumed
    whole = run(dated_atlas(), table, tmp_path / "whole.parquet")
    assert (whole.resumed, whole.solved) == (0, len(QUESTIONS))
    assert result.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert {one.name for one in tmp_path.iterdir()} == {
        "shipments.csv",
        "result.parquet",
        "whole.parquet",
    }


def test_a_journal_of_other_conditions_is_begun_anew(tmp_path: Path) -> None:
    table, result = shipments(tmp_path, GOOD), tmp_path / "result.csv"

    def stop(progress: Progress) -> None:
        if progress.solved:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(dated_atlas(), table, result, progress=stop)
    left = journal_of(result).read_bytes()
    assert left.count(b"\n") == 2
    assert run(dated_atlas(), table, tmp_path / "other.csv", is_resumed=True).resumed == 0
    russian = Task(locale=get_locale("ru"))
    assert run(dated_atlas(), table, result, russian, is_resumed=True).resumed == 0
    journal_of(result).write_bytes(left)
    assert run(dated_atlas(), table, result, is_resumed=True).resumed == 1


def test_an_answer_is_in_the_file_before_the_next_is_sought(tmp_path: Path) -> None:
    result, solution = (
        tmp_path / "result.csv",
        Solution(corridor="suez", days=Band(p10=1, p50=2, p90=3)),
    )
    journal = Journal(result, {"edition": 1}, is_resumed=False)
    journal.keep("one", solution)
    again = Journal(result, {"edition": 1}, is_resumed=True)
    assert again.solution("one") == solution
    again.close(is_done=False)
    journal.close(is_done=False)


@pytest.mark.parametrize("change", ['"corridor"', '"days"'])
def test_an_answer_of_other_columns_is_sought_anew(change: str, tmp_path: Path) -> None:
    result = tmp_path / "result.csv"
    journal = Journal(result, {}, is_resumed=False)
    journal.keep("one", Solution(corridor="suez"))
    journal.close(is_done=False)
    text = journal.path.read_text("utf-8")
    assert change in text
    journal.path.write_text(text.replace(change, '"something"'), "utf-8")
    again = Journal(result, {}, is_resumed=True)
    assert (again.resumed, again.solution("one")) == (0, None)
    again.close(is_done=True)
    assert list(tmp_path.iterdir()) == []


def test_totals_add_up_what_rows_say(tmp_path: Path) -> None:
    rows = [
        *[GOOD] * 3,
        (*GOOD[:2], "2025-11-20", "5"),
        ("Baku", "Tehran", "2025-12-01", "10 t"),
        ("Nowhereville", *GOOD[1:]),
        (*GOOD[:3], "-1"),
    ]
    table, summary = shipments(tmp_path, *rows), tmp_path / "totals.parquet"
    run(dated_atlas(), table, tmp_path / "result.parquet", summary=summary)
    held, totals = (pd.read_parquet(tmp_path / name) for name in ("result.parquet", summary.name))
    good = held[held["error"].isna()]
    assert (len(held), len(good)) == (7, 5)
    assert set(totals["by"]) == {"corridor", "month", "pair"}
    for _, group in totals.groupby("by"):
        assert group["rows"].sum() == 7
        assert group["bad"].sum() == 2
        assert group["usd_rows"].sum() == good["usd_p50"].notna().sum()
    months = totals[totals["by"] == "month"].set_index("name")
    assert list(months.index) == ["2025-11", "2025-12"]
    november = good[good["date"].str.startswith("2025-11")]
    assert months["km"]["2025-11"] == pytest.approx(november["km"].mean())
    assert months["days_p50"]["2025-11"] == pytest.approx(november["days_p50"].mean())
    assert months["kg_co2e_p50"]["2025-11"] == pytest.approx(fsum(november["kg_co2e_p50"]))
    pairs = totals[totals["by"] == "pair"].set_index("name")["rows"].to_dict()
    assert pairs == {"": 1, "Astrakhan – Tehran": 5, "Baku – Tehran": 1}


def test_a_sum_that_lacks_a_part_is_not_shown(tmp_path: Path) -> None:
    rows = [("Astrakhan", "Tehran", "2025-11-03", "1 t"), (*GOOD[:3], "1 FEU")]
    summary = tmp_path / "totals.csv"
    run(dated_atlas(), shipments(tmp_path, *rows), tmp_path / "result.csv", summary=summary)
    held = rows_of(tmp_path / "result.csv")
    assert [bool(one["usd_p50"]) != bool(one["usd_missing"]) for one in held] == [True, True]
    whole = sum(bool(one["usd_p50"]) for one in held)
    for total in rows_of(summary):
        assert int(total["usd_rows"]) == whole
        assert bool(total["usd_p50"]) == (whole == 2)


@pytest.mark.parametrize(("ending", "read"), FORMATS.items())
def test_each_format_holds_the_same_rows(
    ending: str, read: Callable[[Path], list[dict[str, Any]]], tmp_path: Path
) -> None:
    table = shipments(tmp_path, GOOD, ("=1+1", *GOOD[1:]))
    result, totals = tmp_path / f"result{ending}", tmp_path / f"totals{ending}"
    run(dated_atlas(), table, result, summary=totals)
    good, bad = read(result)
    assert float(good["km"]) > 1_000
    assert bad["origin"] == ("'=1+1" if ending == ".csv" else "=1+1")
    assert bad["error"] == "'=1+1' is a formula; save its value instead."
    assert len(read(totals)) == 5
    again = tmp_path / f"again{ending}"
    run(dated_atlas(), table, again)
    assert again.read_bytes() == result.read_bytes()


def test_a_sheet_that_is_too_short_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.batch.sinks.MOST_ROWS_OF_SHEET", 1)
    with pytest.raises(ExportError, match=r"a sheet holds 1 rows; write \.csv or \.parquet"):
        run(dated_atlas(), shipments(tmp_path, GOOD, GOOD), tmp_path / "result.xlsx")
    assert [one.name for one in tmp_path.iterdir() if one.name == "result.xlsx"] == []


def test_progress_counts_rows_and_questions(tmp_path: Path) -> None:
    seen: list[Progress] = []
    table = shipments(tmp_path, GOOD, GOOD, ("Nowhereville", *GOOD[1:]))
    run(dated_atlas(), table, tmp_path / "result.csv", progress=seen.append)
    assert [(one.rows, one.solved, one.unsolved) for one in seen] == [
        (0, 0, 2),
        (0, 1, 1),
        (0, 2, 0),
        (3, 0, 0),
    ]


def test_numbers_of_pairs_do_not_depend_on_how_they_are_found() -> None:
    draw = np.random.default_rng(1)
    small = Pairing()
    first, second = draw.integers(0, 300, (2, 5_000)).astype(np.int32)
    numbers = small.numbers(first, second)
    assert len(small.pairs) > 4_000
    assert [small.pairs[n] for n in numbers] == [*zip(first.tolist(), second.tolist(), strict=True)]
    large = np.array([LARGEST], dtype=np.int32)
    assert small.numbers(large, large).tolist() == [len(small.pairs) - 1]
    assert small.numbers(first, second).tolist() == numbers.tolist()
    assert small.numbers(first, second[:1]).shape == first.shape


@pytest.mark.parametrize("most", [1, 50, 1_000, 1 << 20], ids=lambda most: f"marks {most}")
@pytest.mark.parametrize("rows", [0, 1, 2_000])
def test_combinations_are_those_of_the_rows(
    rows: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.batch.pairing.MOST_KEYS", most)
    draw = np.random.default_rng(rows)
    sizes = [6, 9, 5, 300, 4]
    columns = [draw.integers(0, size, rows) for size in sizes]
    columns[1], columns[4] = np.array([3]), np.array([0])
    numbers, codes = combined(columns, sizes)
    expected = [*zip(*(np.broadcast_to(one, rows).tolist() for one in columns), strict=True)]
    found = [*zip(*(one.tolist() for one in codes), strict=True)]
    assert found == sorted({*expected})
    assert [found[number] for number in numbers.tolist()] == expected


def test_a_table_keeps_its_head(tmp_path: Path) -> None:
    run(dated_atlas(), shipments(tmp_path), tmp_path / "result.csv")
    head = (tmp_path / "result.csv").read_text("utf-8-sig").split(",")
    assert tuple(head[: len(HEAD)]) == HEAD
