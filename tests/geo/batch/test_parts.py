"""A result in parts: the rows of one file, whatever is interrupted, near or on other storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fsspec
import pandas as pd
import pytest

from geo.batch import Progress, Report, Task, run
from geo.errors import AtlasError, ExportError, QuestionError, UserFileError
from geo.scenario import Scenario
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD, HEAD, rows_of, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = [
    GOOD,
    ("Nowhereville", *GOOD[1:]),
    (*GOOD[:2], "2025-11-20", "5 FEU"),
    ("Baku", "Tehran", "2025-12-01", "10 t"),
    (*GOOD[:3], "-1"),
    GOOD,
    ("Baku", "Tehran", "2025-12-01", "3 t"),
]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.batch.parts.PART_ROWS", 2)


@pytest.fixture
def storage() -> Iterator[Any]:
    """Other storage, as far as a process can hold it."""
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def shipments(path: Path, rows: list[Any] | None = None, *, group: int = 1) -> Path:
    frame = pd.DataFrame(ROWS if rows is None else rows, columns=list(HEAD))
    frame.to_parquet(path, index=False, row_group_size=group)
    return path


def held(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def test_parts_hold_the_rows_of_one_file(tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet")
    whole = run(dated_atlas(), table, tmp_path / "out.parquet", summary=tmp_path / "a.csv")
    seen: list[Progress] = []
    parts = run(
        dated_atlas(),
        table,
        f"{tmp_path}/out/",
        summary=tmp_path / "b.csv",
        progress=seen.append,
    )
    names = [f"part-0000{n}.parquet" for n in range(4)]
    assert [*held(tmp_path / "out")] == ["_SUCCESS", *names]
    frames = [pd.read_parquet(tmp_path / "out" / name) for name in names]
    assert [len(one) for one in frames] == [2, 2, 2, 1]
    one_file = pd.read_parquet(tmp_path / "out.parquet")
    pd.testing.assert_frame_equal(pd.concat(frames, ignore_index=True), one_file)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (parts.rows, parts.bad, parts.columns) == (whole.rows, whole.bad, whole.columns)
    assert parts.first_bad == whole.first_bad
    assert len(parts.first_bad) == 2
    assert parts.solved == parts.questions == 3
    assert [(one.rows, one.solved) for one in seen] == [
        *((0, n) for n in (1, 2, 3)),
        *((n, 0) for n in (2, 4, 6, 7)),
    ]
    assert {one.all_rows for one in seen} == {7}


def test_files_of_a_folder_are_parts_in_the_order_of_their_names(tmp_path: Path) -> None:
    year = tmp_path / "year"
    year.mkdir()
    shipments(year / "2025-02.parquet", ROWS[4:])
    shipments(year / "2025-01.parquet", ROWS[:4], group=9)
    (year / "notes.txt").write_text("not read")
    report = run(dated_atlas(), f"{year}/", f"{tmp_path}/out/")
    assert [one for one, _ in report.first_bad] == [2, 5]
    frame = pd.concat(pd.read_parquet(one) for one in sorted((tmp_path / "out").glob("*.parquet")))
    assert frame["date"].tolist() == [row[2] for row in ROWS]


def test_a_run_in_parts_is_resumed_with_the_same_bytes(tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet")

    def stop(progress: Progress) -> None:
        if progress.rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(dated_atlas(), table, f"{tmp_path}/out/", progress=stop)
    assert [*held(tmp_path / "out")] == ["part-00000.parquet"]
    with pytest.raises(ExportError, match=r"out holds files already, such as part-00000\.parquet"):
        run(dated_atlas(), table, f"{tmp_path}/out/")
    with pytest.raises(KeyboardInterrupt):
        run(dated_atlas(), table, f"{tmp_path}/out/", progress=stop, is_resumed=True)
    report = run(dated_atlas(), table, f"{tmp_path}/out/", is_resumed=True)
    assert (report.resumed, report.solved) == (3, 0)
    run(dated_atlas(), table, f"{tmp_path}/again/")
    assert held(tmp_path / "out") == held(tmp_path / "again")
    assert {one.name for one in tmp_path.iterdir()} == {"in.parquet", "out", "again"}


def test_a_folder_that_is_written_again_is_not_whole_meanwhile(tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet")
    run(dated_atlas(), table, f"{tmp_path}/out/")
    whole = held(tmp_path / "out")
    assert "_SUCCESS" in whole
    during: list[bool] = []
    run(
        dated_atlas(),
        table,
        f"{tmp_path}/out/",
        is_resumed=True,
        progress=lambda _: during.append((tmp_path / "out" / "_SUCCESS").exists()),
    )
    assert not any(during)
    assert len(during) > len(ROWS) / 2
    assert held(tmp_path / "out") == whole


def test_other_storage_is_read_and_written(tmp_path: Path, storage: Any) -> None:
    table = shipments(tmp_path / "in.parquet")
    storage.put_file(str(table), "/year/in.parquet")
    run(dated_atlas(), table, f"{tmp_path}/near/")
    far = run(dated_atlas(), "memory://year/", "memory://far/result/")
    assert far.rows == len(ROWS)
    names = [one.rpartition("/")[2] for one in storage.ls("/far/result", detail=False)]
    near = held(tmp_path / "near")
    assert sorted(names) == sorted(near)
    assert {name: storage.cat_file(f"/far/result/{name}") for name in names} == near
    storage.pipe_file("/rates/in.csv", text(*ROWS).encode())
    run(dated_atlas(), "memory://rates/in.csv", "memory://rates/out.csv")
    (tmp_path / "in.csv").write_text(text(*ROWS), "utf-8")
    run(dated_atlas(), tmp_path / "in.csv", f"file://{tmp_path}/out.csv")
    assert storage.cat_file("/rates/out.csv") == (tmp_path / "out.csv").read_bytes()
    assert len(rows_of(tmp_path / "out.csv")) == len(ROWS)
    assert not [one for one in storage.find("/rates") if ".batch" in one or ".part" in one]


def test_a_table_without_rows_is_one_part(tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet", [])
    report = run(dated_atlas(), table, f"{tmp_path}/out/")
    assert (report.rows, report.questions) == (0, 0)
    frame = pd.read_parquet(tmp_path / "out" / "part-00000.parquet")
    assert (len(frame), list(frame)[:4]) == (0, list(HEAD))


@pytest.mark.parametrize(
    ("source", "target", "kind", "sentence"),
    [
        ("in.csv", "out/", UserFileError, "wants shipments as Parquet"),
        ("lost.parquet", "out/", UserFileError, "there is no such file"),
        ("empty/", "out/", UserFileError, "empty holds no file of Parquet"),
        ("bad.parquet", "out/", UserFileError, "damaged or no file of Parquet"),
        ("two/", "out/", UserFileError, "b.parquet has other columns than the first file"),
        ("strange.parquet", "out/", QuestionError, "no column is recognised as 'origin'"),
        ("in.parquet", "in.csv/", ExportError, "in.csv is a file and no folder"),
        ("in.parquet", "no/out/", ExportError, "the folder does not exist"),
        ("two/", "out.parquet", ExportError, "end its name with /"),
        ("in.parquet", "memory://x/out.txt", ExportError, "results are written as"),
        ("memory://lost.csv", "out.csv", UserFileError, "there is no such file"),
        ("memory://lost/", "out/", UserFileError, "lost holds no file of Parquet"),
        ("nowhere://a/b.csv", "out.csv", UserFileError, "cannot be opened"),
        ("in.csv", "nowhere://a/b.csv", ExportError, "b.csv was not written"),
        ("memory://x/a.csv", "memory://x/a.csv", ExportError, "are one file"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_no_file(
    source: str,
    target: str,
    kind: type[AtlasError],
    sentence: str,
    tmp_path: Path,
    storage: Any,
) -> None:
    shipments(tmp_path / "in.parquet", ROWS[:1])
    (tmp_path / "in.csv").write_text(text(GOOD), "utf-8")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no Parquet")
    pd.DataFrame({"x": ["1"]}).to_parquet(tmp_path / "strange.parquet")
    for name in ("empty", "two"):
        (tmp_path / name).mkdir()
    shipments(tmp_path / "two" / "a.parquet", ROWS[:1])
    pd.DataFrame({"from": ["Baku"], "to": ["Rasht"]}).to_parquet(tmp_path / "two" / "b.parquet")
    before = {one.name for one in tmp_path.iterdir()}
    near, far = (one if "://" in one else f"{tmp_path}/{one}" for one in (source, target))
    with pytest.raises(kind, match=sentence):
        run(dated_atlas(), near, far)
    assert {one.name for one in tmp_path.iterdir()} == before
    assert storage.find("/") == []


@pytest.mark.parametrize("target", ["memory://far/", "memory://far.csv"])
def test_only_a_result_of_this_machine_is_resumed(target: str, tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet", ROWS[:1])
    with pytest.raises(QuestionError, match="only a result on this machine can be resumed"):
        run(dated_atlas(), table, target, is_resumed=True)


def test_a_report_counts_as_many_bad_rows_as_it_may_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.batch.parts.LISTED", 3)
    table = shipments(tmp_path / "in.parquet", [ROWS[1]] * 5)
    report: Report = run(dated_atlas(), table, f"{tmp_path}/out/")
    assert report.bad == 5
    assert [row for row, _ in report.first_bad] == [1, 2, 3]


def test_a_corridor_and_a_scenario_of_a_row_are_of_its_question(tmp_path: Path) -> None:
    rows = [
        ("Moscow", "Mundra", *more)
        for more in (
            ("western", ""),
            ("", ""),
            ("suez", ""),
            ("", '{"closed": ["suez"], "modes": ["rail", "sea"]}'),
        )
    ]
    head = ["from", "to", "corridor", "scenario"]
    pd.DataFrame(rows, columns=head).to_parquet(tmp_path / "in.parquet", row_group_size=2)
    task = Task(scenario=Scenario(date="2025-11"))
    run(dated_atlas(), tmp_path / "in.parquet", f"{tmp_path}/out/", task)
    run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "out.parquet", task)
    parts = [pd.read_parquet(one) for one in sorted((tmp_path / "out").glob("*.parquet"))]
    one_file = pd.read_parquet(tmp_path / "out.parquet")
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), one_file)
    assert one_file["km"].nunique() == len(rows)
    assert one_file["error"].isna().all()
