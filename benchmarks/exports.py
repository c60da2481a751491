"""Seconds and bytes of each format for a comparison: ``python -m benchmarks.exports``."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

from geo.export import FORMATS, Kind, Request, content_of, export, file_name
from geo.journeys import load_atlas

ENDS = ("Moscow", "Nhava Sheva")
LOADED = ("geo.plot.picture", "geopandas", "pandas", "pyogrio", "xlsxwriter")
"""What some formats import when they are first written; imports are not timed here."""
LATER = 5


def measure(name: str) -> tuple[float, float, int]:
    """Return seconds of the first file of this process, the median of later ones, and bytes."""
    for module in LOADED:
        importlib.import_module(module)
    request = Request(kind=Kind.COMPARE, origin=ENDS[0], destination=ENDS[1])
    content = content_of(load_atlas(), request)
    spent = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name(content, name)
        for _ in range(1 + LATER):
            start = time.perf_counter()
            export(content, name, path)
            spent.append(time.perf_counter() - start)
        return spent[0], sorted(spent[1:])[LATER // 2], path.stat().st_size


def main() -> None:
    """Print the table, each format measured in a process of its own, and the load meanwhile."""
    lines = ["| format | first, seconds | later, seconds | bytes |", "|---|---:|---:|---:|"]
    for name in FORMATS:
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            first, later, size = alone.apply(measure, (name,))
        lines.append(f"| {name} | {first:.2f} | {later:.2f} | {size:,} |")
    load = f"Load of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    sys.stdout.write("\n".join([*lines, "", load]) + "\n")


if __name__ == "__main__":
    main()
