"""A file made beside the run of the page, once for all who wait for it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_MAKER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="file")
"""One file at a time: drawing changes settings of the whole process."""


class FileJob:
    """A file that is made when the first one asks for it.

    Parameters
    ----------
    what
        What tells the file from every other.
    make
        Gives its bytes; it runs in a thread of its own and may not use Streamlit.

    Examples
    --------
    >>> job = FileJob("greeting", lambda: b"hello")
    >>> job.started, job.result(), job.started
    (False, b'hello', True)
    """

    def __init__(self, what: Hashable, make: Callable[[], bytes]) -> None:
        self.what = what
        self._make = make
        self._lock = Lock()
        self._future: Future[bytes] | None = None

    @property
    def started(self) -> bool:
        """Whether somebody has asked for it."""
        return self._future is not None

    def start(self) -> None:
        """Begin, unless it has begun."""
        self._begun()

    def _begun(self) -> Future[bytes]:
        with self._lock:
            if self._future is None:
                self._future = _MAKER.submit(self._make)
            return self._future

    def waits(self, seconds: float) -> bool:
        """Return whether it is still not made after so many seconds."""
        return not wait([self._begun()], timeout=seconds).done

    def result(self) -> bytes:
        """Return the bytes once they are made; raises what making them raised."""
        return self._begun().result()
