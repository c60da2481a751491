"""A log of what the pages answered: one line of JSON a run, without personal data.

Each line says when a page was asked, which one, how long it took, whether its answer was kept from
before, and of which kind an error was. It holds no place, no address and no text of a visitor.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo import journal

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE: Final = journal.PLACE
FILE: Final = "file"
"""What a download is called in the log."""


@dataclass(kw_only=True)
class Run:
    """A run of a page, as long as it lasts."""

    page: str
    is_kept: bool = True
    """Nothing was computed for its answer."""
    error: str = ""
    """Kind of the last error that it showed."""

    def as_dict(self, seconds: float) -> dict[str, object]:
        """Return what is noted of the run, which took so long."""
        return {
            "page": self.page,
            "seconds": round(seconds, 3),
            "kept": self.is_kept,
            "error": self.error or None,
        }


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


def _write(run: Run, seconds: float) -> None:
    journal.write_log(run.as_dict(seconds))
