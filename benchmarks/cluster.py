"""A table of shipments answered by the workers of Dask, beside this machine alone, in one run.

``python -m benchmarks.cluster --rows 8000000`` writes a Parquet file of repeated pairs, answers it
into a folder by one process alone, then by 1, 2 and 4 workers, and compares the bytes. Seconds are
those of the processor, of all processes that take part, once they have started; wall time says
little on a machine that others use.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import dask
import distributed
import psutil

from benchmarks.batch import write_shipments
from geo.batch import Task, dask_executor, run
from geo.journeys import load_atlas

PAIRS = 6
WORKERS = (0, 1, 2, 4)
MEGABYTE = 1_000_000


def main() -> None:
    """Write the table, run each number of workers in its own process, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=8_000_000)
    parser.add_argument(
        "--workers", type=int, default=-1, help="run one number of workers in this process"
    )
    parser.add_argument("--folder", default="")
    words = parser.parse_args()
    if words.workers >= 0:
        print(json.dumps(_one(words.workers, Path(words.folder))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_shipments(folder / "in.parquet", words.rows, most_pairs=PAIRS)
        base: dict[str, Any] = {}
        for workers in WORKERS:
            command = [sys.executable, "-m", "benchmarks.cluster", "--workers", str(workers)]
            done = subprocess.run(
                [*command, "--folder", name], capture_output=True, text=True, check=True
            )
            said = json.loads(done.stdout)
            base = base or said
            print(
                f"{workers} workers: {said['wall']:6.1f} s, "
                f"{said['processor']:6.1f} s of processor "
                f"({said['processor'] / base['processor']:.2f} times), "
                f"{said['listing']:.1f} s to list questions, "
                f"{said['solving'] / said['questions']:.3f} s for each of {said['questions']}, "
                f"{words.rows / said['writing'] / 1e6:.2f} million rows a second of processor, "
                f"{said['written'] / MEGABYTE:.0f} MB written, "
                f"{said['memory'] / MEGABYTE:.0f} MB the largest process, "
                f"load {said['load']:.1f}, "
                f"{'the same bytes' if said['digest'] == base['digest'] else 'OTHER BYTES'}",
                flush=True,
            )


def _one(workers: int, folder: Path) -> dict[str, Any]:
    """Answer the table by some workers; 0: by this process alone."""
    atlas, task, out = load_atlas(), Task(), folder / f"out-{workers}"
    cluster: Any = distributed.LocalCluster
    with ExitStack() as stack:
        own, processes = None, [psutil.Process()]
        if workers:
            dask.config.set({"distributed.worker.profile.enabled": False})
            options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
            held = stack.enter_context(cluster(n_workers=workers, threads_per_worker=1, **options))
            own = stack.enter_context(dask_executor(held.scheduler_address, atlas, task))
            processes += [psutil.Process(one.pid) for one in held.workers.values()]
            list(own.map_unordered(_ready, [()] * 4 * workers))
        marks: list[tuple[int, float]] = []
        begun, wall = _processor(processes), time.perf_counter()
        report = run(
            atlas,
            folder / "in.parquet",
            f"{out}/",
            task,
            executor=own,
            progress=lambda p: marks.append((p.rows, _processor(processes) - begun)),
        )
        processor, wall = _processor(processes) - begun, time.perf_counter() - wall
        memory = max(one.memory_info().rss for one in processes)
    listed = marks[0][1]  # with one question
    solved = max(seconds for rows, seconds in marks if not rows)
    files = sorted(out.iterdir())
    digest = hashlib.sha256(b"".join(hashlib.sha256(f.read_bytes()).digest() for f in files))
    return {
        "wall": wall,
        "processor": processor,
        "listing": listed,
        "solving": solved - listed,
        "writing": processor - solved,
        "questions": report.questions,
        "written": sum(one.stat().st_size for one in files),
        "memory": memory,
        "load": os.getloadavg()[0],
        "digest": digest.hexdigest(),
    }


def _ready(*_: object) -> float:
    time.sleep(0.2)  # so that each worker gets one, and reads the data
    return time.time()


def _processor(processes: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in processes)


if __name__ == "__main__":
    main()
