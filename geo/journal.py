"""The log of a program that serves others: one line of JSON for each run, where its operator wants.

What a line holds is the caller's affair; it holds no place, no address and no text of a visitor.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE: Final = "INSTC_LOG"
"""Variable of the environment: ``stderr`` or a file; without it nothing is written."""
_STREAM: Final = "stderr"
_lock = Lock()


def log_line(values: Mapping[str, object], now: datetime) -> str:
    """Write values as a line, after the time.

    Examples
    --------
    >>> print(log_line({"page": "map"}, datetime(2026, 11, 30, 9, 0, tzinfo=UTC)))
    {"time": "2026-11-30T09:00:00Z", "page": "map"}
    """
    return json.dumps({"time": f"{now:%Y-%m-%dT%H:%M:%SZ}", **values})


def write_log(values: Mapping[str, object]) -> None:
    """Write a line to the log; a log that cannot be written stops nothing."""
    place = os.environ.get(PLACE, "")
    if not place:
        return
    line = f"{log_line(values, datetime.now(UTC))}\n"
    with _lock, suppress(OSError, ValueError, AttributeError):
        if place == _STREAM:
            sys.stderr.write(line)
            sys.stderr.flush()
        else:
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(line)
