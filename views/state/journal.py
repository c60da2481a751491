"""A log of what the pages answered: one line of JSON a run, without personal data.

Each line says when a page was asked, which one, how long it took, whether its answer was kept from
before, and of which kind an error was. It holds no place, no address and no text of a visitor.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE: Final = "INSTC_LOG"
"""Variable of the environment: ``stderr`` or a file; without it nothing is written."""
FILE: Final = "file"
"""What a download is called in the log."""
_STREAM: Final = "stderr"
_lock = Lock()


@dataclass(kw_only=True)
class Run:
    """A run of a page, as long as it lasts."""

    page: str
    is_kept: bool = True
    """Nothing was computed for its answer."""
    error: str = ""
    """Kind of the last error that it showed."""


_run: ContextVar[Run | None] = ContextVar("run", default=None)


@contextmanager
def noted(page: str) -> Iterator[Run]:
    """Write a line about what runs inside.

    A run that Streamlit ends, because the visitor has asked for something else, leaves none.

    Parameters
    ----------
    page
        Name of a page of ours, or `FILE`.
    """
    run, start = Run(page=page), time.perf_counter()
    token = _run.set(run)
    try:
        yield run
    except Exception as error:
        run.error = type(error).__name__
        _write(run, time.perf_counter() - start)
        raise
    else:
        _write(run, time.perf_counter() - start)
    finally:
        _run.reset(token)


def note_computed() -> None:
    """Note that the answer of the run is computed now, not kept from before."""
    if run := _run.get():
        run.is_kept = False


def note_error(error: BaseException) -> None:
    """Note the kind of an error that the run shows."""
    if run := _run.get():
        run.error = type(error).__name__


def line_of(run: Run, seconds: float, now: datetime) -> str:
    """Write what is noted of a run.

    Examples
    --------
    >>> print(line_of(Run(page="map"), 0.25, datetime(2026, 11, 30, 9, 0, tzinfo=UTC)))
    {"time": "2026-11-30T09:00:00Z", "page": "map", "seconds": 0.25, "kept": true, "error": null}
    """
    values = {
        "time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "page": run.page,
        "seconds": round(seconds, 3),
        "kept": run.is_kept,
        "error": run.error or None,
    }
    return json.dumps(values)


def _write(run: Run, seconds: float) -> None:
    """Write a line where the operator wants it; a log that cannot be written stops no page."""
    place = os.environ.get(PLACE, "")
    if not place:
        return
    line = f"{line_of(run, seconds, datetime.now(UTC))}\n"
    with _lock, suppress(OSError, ValueError, AttributeError):
        if place == _STREAM:
            sys.stderr.write(line)
            sys.stderr.flush()
        else:
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(line)
