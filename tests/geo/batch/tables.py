"""Tables of shipments as files, and the results of running them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from geo.batch import Report, Task, run
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("origin", "destination", "date", "cargo")
GOOD = ("Astrakhan", "Tehran", "2025-11-03", "2 TEU")
"""A row that has an answer."""


def answered(
    folder: Path, content: bytes | str, task: Task | None = None, *, name: str = "shipments.csv"
) -> tuple[list[dict[str, str]], Report]:
    """Run a file of these bytes; give the rows of the result as texts, and the report."""
    path, result = folder / name, folder / "result.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    report = run(dated_atlas(), path, result, task)
    return rows_of(result), report


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a result as texts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def text(*rows: Any, head: Any = HEAD, separator: str = ",") -> str:
    """Write rows as CSV below a head."""
    lines = [separator.join(map(str, row)) for row in (head, *rows)]
    return "".join(f"{line}\n" for line in lines)
