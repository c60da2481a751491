"""Ask an installation for everything once, without the tools of the tests.

``python -m deploy.smoke`` asks a comparison, writes a file of every format of every kind into a
folder that is removed afterwards, and, where Dask is installed, has a table of shipments answered
by a worker of it.

Continuous integration runs it on the lowest versions of all libraries that are allowed.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import geo
from geo.batch import Task, dask_executor, run
from geo.export import FORMATS, Kind, Request, content_of, export, formats_of
from geo.journeys import load_atlas

if TYPE_CHECKING:
    from geo.journeys import Atlas

ENDS = ("Moscow", "Mundra")


def main() -> int:
    """Ask; write what was asked, and return the exit code."""
    answer = geo.load().compare(*ENDS)
    sys.stdout.write(f"{len(answer)} journeys\n")
    atlas, written = load_atlas(), set[str]()
    with tempfile.TemporaryDirectory(prefix="atlas-smoke-") as folder:
        for kind in (Kind.ROUTE, Kind.LAYERS, Kind.EVIDENCE):
            ends = ENDS if kind is Kind.ROUTE else ("", "")
            content = content_of(atlas, Request(kind=kind, origin=ends[0], destination=ends[1]))
            for name in formats_of(kind):
                path = Path(folder) / f"{kind}-{name}{FORMATS[name].suffix}"
                export(content, name, path)
                written.add(name)
                sys.stdout.write(f"{kind} {name}: {path.stat().st_size:,} bytes\n")
        if find_spec("distributed"):
            sys.stdout.write(f"{_rows_by_a_worker(atlas, Path(folder))} rows by a worker\n")
    missing = sorted(set(FORMATS) - written)
    sys.stdout.write(f"missing: {', '.join(missing)}\n" if missing else "every format\n")
    return int(bool(missing))


def _rows_by_a_worker(atlas: Atlas, folder: Path) -> int:
    """Answer a small table by a cluster that is a thread of this process."""
    table = folder / "shipments.parquet"
    pd.DataFrame([ENDS] * 2, columns=["origin", "destination"]).to_parquet(table)
    import distributed  # noqa: PLC0415 - of an extra

    cluster: Any = distributed.LocalCluster
    options = {"host": "127.0.0.1", "protocol": "tcp", "dashboard_address": "127.0.0.1:0"}
    with (
        cluster(n_workers=1, processes=False, **options) as own,
        dask_executor(own.scheduler_address, atlas, Task()) as executor,
    ):
        return run(atlas, table, f"{folder}/answers/", executor=executor).rows


if __name__ == "__main__":
    sys.exit(main())
