"""Whether every file of the program is the one that was shipped, for whoever watches it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.cli.doctor import file_checks
from geo.edition import MODEL
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_S: Final = 60.0
"""How long an answer is kept: files are read again once a minute at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was seen of the files of the program."""

    files: int
    damaged: tuple[str, ...]
    """Names of files that are lost or damaged."""

    def as_dict(self) -> dict[str, object]:
        """Return what a monitor reads."""
        return {
            "status": "damaged" if self.damaged else "ok",
            "version": __version__,
            "model": MODEL,
            "files": self.files,
            "damaged": list(self.damaged),
        }


class Examiner:
    """Looks at the files of the program, once a minute at most.

    Parameters
    ----------
    clock
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: tuple[float, Health] | None = None

    def health(self) -> Health:
        """Return what was seen last."""
        with self._lock:
            now = self._clock()
            if self._kept is None or now > self._kept[0] + KEPT_S:
                checks = file_checks()
                damaged = tuple(check.name for check in checks if not check.is_right)
                self._kept = now, Health(files=len(checks), damaged=damaged)
            return self._kept[1]


_examiner = Examiner()


def examine() -> Health:
    """Return what this process saw last of the files of the program."""
    return _examiner.health()
