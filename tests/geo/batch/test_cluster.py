"""The workers of a cluster: the same bytes as this machine alone, and no other program or data."""

from __future__ import annotations

import datetime as dt
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dask.dataframe
import distributed
import pandas as pd
import pytest

import geo
from geo.api import Atlas
from geo.batch import DaskExecutor, Progress, Task, cluster, dask_executor, run
from geo.batch.cluster import context_of, on_worker, versions
from geo.cli.main import main
from geo.errors import ClusterError, MissingExtraError, UserFileError
from geo.evidence import GateStates
from geo.i18n import get_locale
from geo.model import LinksFile
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD
from tests.geo.batch.test_parts import ROWS, held, shipments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LocalCluster: Any = distributed.LocalCluster
from_pandas: Any = dask.dataframe.from_pandas
HERE = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "threads_per_worker": 1}


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Address of a scheduler whose two workers are threads of this process."""
    with LocalCluster(n_workers=2, processes=False, protocol="tcp", **HERE) as own:
        yield own.scheduler_address


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.batch.parts.PART_ROWS", 2)
    monkeypatch.setattr("geo.batch.cluster.load_atlas", dated_atlas)


def test_workers_write_the_bytes_of_this_machine(scheduler: str, tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet")
    task = Task(locale=get_locale("ru"))
    near = run(dated_atlas(), table, f"{tmp_path}/near/", task, summary=tmp_path / "near.csv")
    run(dated_atlas(), table, tmp_path / "near.parquet", task)
    seen: list[Progress] = []
    with dask_executor(scheduler, dated_atlas(), task) as executor:
        far = run(
            dated_atlas(),
            table,
            f"{tmp_path}/far/",
            task,
            summary=tmp_path / "far.csv",
            progress=seen.append,
            executor=executor,
        )
        run(dated_atlas(), table, tmp_path / "far.parquet", task, executor=executor)
    assert far == near
    assert held(tmp_path / "far") == held(tmp_path / "near")
    for name in ("far.csv", "far.parquet"):
        other = name.replace("far", "near")
        assert (tmp_path / name).read_bytes() == (tmp_path / other).read_bytes()
    assert [one.solved for one in seen if not one.rows] == [1, 2, 3]
    assert seen[-1].rows == len(ROWS)


def test_the_command_takes_a_scheduler(
    scheduler: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, out = shipments(tmp_path / "in.parquet", ROWS[:2]), tmp_path / "out"
    words = ["batch", str(table), "--out", f"{out}/", "--scheduler", scheduler]
    assert main(words) == 0
    assert "2 rows, 1 of them with an error" in capsys.readouterr().out
    assert "part-00000.parquet" in held(out)
    assert main(words) == 1
    assert "out holds files already" in capsys.readouterr().err


def test_an_error_of_a_worker_is_that_of_this_machine(scheduler: str, tmp_path: Path) -> None:
    table = shipments(tmp_path / "in.parquet")

    def lose(progress: Progress) -> None:
        if not progress.unsolved:
            table.unlink(missing_ok=True)

    with (
        dask_executor(scheduler, dated_atlas(), Task()) as executor,
        pytest.raises(UserFileError, match=r"in\.parquet: there is no such file"),
    ):
        run(dated_atlas(), table, f"{tmp_path}/out/", progress=lose, executor=executor)


def broken(*_: object) -> None:
    message = "no memory"
    raise MemoryError(message)


def test_what_no_one_foresaw_is_one_sentence(scheduler: str) -> None:
    with (
        dask_executor(scheduler, dated_atlas(), Task()) as executor,
        pytest.raises(ClusterError, match="the workers failed: MemoryError: no memory"),
    ):
        list(executor.map_unordered(broken, [()]))


@pytest.mark.parametrize("what", versions())
def test_a_worker_of_another_program_or_of_other_data_is_refused(
    what: str, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = context_of(dated_atlas(), Task())
    other = replace(own, versions={**own.versions, what: "other"})
    sentence = f"has {what} {own.versions[what]}, this machine other; install the same on both"
    with pytest.raises(ClusterError, match=sentence):  # one that joins when the run has begun
        on_worker(other, list)
    monkeypatch.setattr(cluster, "context_of", lambda *_: other)
    with (
        pytest.raises(ClusterError, match=sentence),
        dask_executor(scheduler, dated_atlas(), Task()),
    ):
        pass


def test_a_scheduler_that_is_not_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "REACH_S", 0.2)
    table = shipments(tmp_path / "in.parquet", [GOOD])
    for address in ("tcp://127.0.0.1:1", "nothing at all"):
        words = ["batch", str(table), "--out", f"{tmp_path}/out/", "--scheduler", address]
        assert main(words) == 1
        error = capsys.readouterr().err
        assert f"the scheduler {address} cannot be reached" in error.replace("The", "the")
        assert error.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["in.parquet"]


def test_a_scheduler_without_workers_is_one_sentence() -> None:
    with (
        LocalCluster(n_workers=0, processes=False, protocol="tcp", **HERE) as own,
        pytest.raises(ClusterError, match="the scheduler has no workers"),
        dask_executor(own.scheduler_address, dated_atlas(), Task()),
    ):
        pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.extras.find_spec", lambda _: None)
    with (
        pytest.raises(MissingExtraError, match=r"a cluster needs distributed.*\[cluster\]"),
        dask_executor("tcp://127.0.0.1:1", dated_atlas(), Task()),
    ):
        pass


def test_links_of_ones_own_are_not_sent() -> None:
    links = LinksFile(name="own.gpkg", digest="0" * 12, links=())
    with pytest.raises(ClusterError, match=r"own\.gpkg is a file of this machine"):
        context_of(replace(dated_atlas(), links=links), Task())


def test_states_and_the_day_of_the_question_are_sent() -> None:
    plain = dated_atlas()
    states = GateStates(plain.states.rows[:-1], plain.states.own)
    own = replace(plain, states=states, today=dt.date(2026, 1, 2))
    there = on_worker(context_of(own, Task()), lambda atlas, _: atlas)
    assert there.states.rows == states.rows != plain.states.rows
    assert there.today == dt.date(2026, 1, 2) != plain.today


class Job:
    """A job that never ends, until it is told."""

    key = "job"

    def __init__(self) -> None:
        self.end: Any = None

    def add_done_callback(self, callback: Any) -> None:
        self.end = callback

    def cancel(self) -> None:
        self.end = None

    def result(self) -> str:
        return "answer"


class Client:
    """A client of a scheduler, as it is each time that it is looked at."""

    def __init__(self, *looks: tuple[str, int | None]) -> None:
        self._looks, self._at, self._job = looks, 0, Job()

    @property
    def status(self) -> str:
        return self._looks[min(self._at, len(self._looks) - 1)][0]

    def nthreads(self) -> dict[str, int]:
        """Count threads; the job ends when there is no further look."""
        if self._at == len(self._looks) - 1 and self._job.end:
            self._job.end(self._job)
        _, threads = self._looks[self._at]
        self._at = min(self._at + 1, len(self._looks) - 1)
        if threads is None:
            raise OSError
        return {"worker": threads} if threads else {}

    def submit(self, *_: Any, **__: Any) -> Job:
        return self._job


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the length of three looks."""
    for name, seconds in {"_LOOK_S": 0.01, "REACH_S": 0.025, "IDLE_S": 0.025}.items():
        monkeypatch.setattr(cluster, name, seconds)


@pytest.mark.usefixtures("no_patience")
@pytest.mark.parametrize(
    "looks",
    [
        [("running", 1)] * 20,
        [("running", 1), ("running", 0), ("running", 0)] * 7,
        [("running", 1), ("connecting", None), ("connecting", None)] * 7,
    ],
    ids=["long job", "worker starts again", "scheduler is reached again"],
)
def test_a_job_is_waited_for_as_long_as_there_is_a_worker(looks: list[Any]) -> None:
    executor = DaskExecutor(Client(*looks), context_of(dated_atlas(), Task()))
    assert [*executor.map_unordered(list, [()])] == [(0, "answer")]


@pytest.mark.usefixtures("no_patience")
@pytest.mark.parametrize(
    ("looks", "sentence"),
    [
        ([("running", 1), *[("running", 0)] * 20], "the scheduler has no workers"),
        ([("running", 1), *[("connecting", None)] * 20], "the scheduler was lost"),
    ],
)
def test_a_cluster_that_is_lost_meanwhile_is_one_sentence(looks: list[Any], sentence: str) -> None:
    executor = DaskExecutor(Client(*looks), context_of(dated_atlas(), Task()))
    with pytest.raises(ClusterError, match=sentence):
        list(executor.map_unordered(list, [()]))


def test_partitions_of_a_frame_are_answered_where_they_are() -> None:
    atlas = Atlas(dated_atlas())
    frame = pd.DataFrame(ROWS, columns=["From", "To", "date", "cargo"])
    parts = from_pandas(frame, npartitions=3)
    answer = atlas.batch(parts, language="fa", results=["km", "usd_p50", "as_of", "error"])
    assert list(answer.columns) == [*frame, "km", "usd_p50", "as_of", "error"]
    here = atlas.batch(frame, language="fa", results=["km", "usd_p50", "as_of", "error"])
    there = answer.compute(scheduler="threads")
    assert there.dtypes.to_dict() == answer.dtypes.to_dict()
    there, here = (one.astype(object).where(one.notna(), None) for one in (there, here))
    pd.testing.assert_frame_equal(there, here)
    with pytest.raises(geo.QuestionError, match="no column is recognised"):
        atlas.batch(parts[["From"]])


@pytest.mark.slow
@pytest.mark.usefixtures("plain_main")
def test_a_worker_that_is_killed_costs_no_row_and_no_byte(tmp_path: Path) -> None:
    """Three processes, of which one is killed when the first part is written."""
    rows = [one for _ in range(4) for one in ROWS]
    table = shipments(tmp_path / "in.parquet", rows)
    near = run(dated_atlas(), table, f"{tmp_path}/near/")
    killed: list[int] = []
    with LocalCluster(n_workers=3, silence_logs=50, **HERE) as own:

        def kill(progress: Progress) -> None:
            if progress.rows and not killed:
                killed.append(next(iter(own.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        with dask_executor(own.scheduler_address, dated_atlas(), Task()) as executor:
            far = run(dated_atlas(), table, f"{tmp_path}/far/", progress=kill, executor=executor)
        alive = {one.pid for one in own.workers.values()}
    assert len(killed) == 1
    assert not alive & {*killed}
    assert far == near
    assert len(held(tmp_path / "far")) == 1 + len(rows) // 2
    assert held(tmp_path / "far") == held(tmp_path / "near")
