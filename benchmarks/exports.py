"""Seconds and bytes of each format for a comparison: ``python -m benchmarks.exports``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from geo.compare import load_atlas
from geo.export import FORMATS, export, file_name
from geo.export_content import content_of
from geo.export_token import Kind, Request

ENDS = ("Moscow", "Nhava Sheva")


def main() -> None:
    """Print the table; each format is written twice, and the second time counts."""
    request = Request(kind=Kind.COMPARE, origin=ENDS[0], destination=ENDS[1])
    content = content_of(load_atlas(), request)
    lines = ["| format | seconds | bytes |", "|---|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            path = Path(folder) / file_name(content, name)
            export(content, name, path)
            start = time.perf_counter()
            export(content, name, path)
            lines.append(
                f"| {name} | {time.perf_counter() - start:.2f} | {path.stat().st_size:,} |"
            )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
