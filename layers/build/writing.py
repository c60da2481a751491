"""Files of the layers, each whole or as it was: a build that is killed leaves none half written."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Finish = Callable[[Path, str], str]

PART: Final = ".part"
"""Ending of a file that is not whole yet; a build removes those that a killed one left."""
_FINISH: Final[ContextVar[Finish | None]] = ContextVar("finish", default=None)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file under another name, force it to the disk, and give it its name then."""
    sweep(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 with the line ends of Unix, as `write_bytes` does."""
    finish = _FINISH.get()
    write_bytes(path, (finish(path, text) if finish else text).encode("utf-8"))


@contextmanager
def finished_by(finish: Finish) -> Iterator[None]:
    """Have each text finished before it is written, so that none stands there unfinished.

    Parameters
    ----------
    finish
        Gives the text to write, from the path of its file and the text as it was made.
    """
    token = _FINISH.set(finish)
    try:
        yield
    finally:
        _FINISH.reset(token)


def sweep(path: Path) -> None:
    """Remove what killed builds left of a file."""
    for part in path.parent.glob(f".{path.name}.*{PART}"):
        with suppress(OSError):
            part.unlink()
