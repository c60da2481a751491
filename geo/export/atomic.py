"""Files that appear whole or not at all.

A file is written under a name of its own in the same folder, forced to the disk, opened again and
counted, and only then given the name asked for. What stood there before stays until that moment.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

from geo.errors import AtlasError, ExportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PART: Final = ".part"
_LONGEST_NAME: Final = 80
_LOW_ROOM: Final = 1_000_000
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names Windows keeps for devices."""
_REASONS: Final = {
    errno.ENOSPC: "the disk is full; make room or choose another folder",
    errno.EDQUOT: "the quota of the disk is used up; make room or choose another folder",
    errno.EFBIG: "the file would be larger than the system allows; choose another folder",
    errno.EACCES: "the folder may not be written to; choose another one",
    errno.EPERM: "the folder may not be written to; choose another one",
    errno.EROFS: "the folder may only be read; choose another one",
    errno.ENOENT: "the folder does not exist; make it first",
    errno.ENOTDIR: "the folder does not exist; make it first",
    errno.EISDIR: "a folder bears that name; choose another one",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def write_safely(
    path: Path, write: Callable[[Path], None], count: Callable[[Path], int], *, expected: int
) -> None:
    """Write a file so that it is there whole or not at all.

    Parameters
    ----------
    path
        Where the file shall stand.
    write
        Writes to the path it is given, which has the same suffix.
    count
        Opens a file and counts what it holds: features, rows or pages.
    expected
        What it has to count.

    Raises
    ------
    ExportError
        The file could not be written or does not hold what it should; what stood there still does.
    """
    stem = f".{path.name}."
    part = path.with_name(f"{stem}{os.getpid()}-{secrets.token_hex(4)}{_PART}{path.suffix}")
    try:
        _find(path.parent)
        sweep(path)
        write(part)
        _force(part)
        found = count(part)
        if found != expected:
            _full(path, f"holds {found} of {expected} parts")
        part.replace(path)
        _force(path.parent)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}; try another folder")
        msg = f"{path.name} was not written: {reason}"
        raise ExportError(msg) from error
    except AtlasError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library raises, told in one sentence
        _full(path, "could not be written or read again", error)
    finally:
        _remove(part)


def _find(folder: Path) -> None:
    """Raise where there is no folder, before a file is made that could stand nowhere."""
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _full(path: Path, what: str, cause: Exception | None = None) -> NoReturn:
    """Raise, with the full disk for a reason where there is no room; some writers do not say."""
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < _LOW_ROOM:
            msg = f"{path.name} was not written: {_REASONS[errno.ENOSPC]}"
            raise ExportError(msg) from cause
    msg = f"{path.name} was not written: the file {what}; try again or choose another format"
    raise ExportError(msg) from cause


def sweep(path: Path) -> None:
    """Remove what runs that were killed have left beside a path; those that still run are spared.

    Parameters
    ----------
    path
        The name they were to write.
    """
    ours = re.compile(rf"\.{re.escape(path.name)}\.([0-9]+)-[0-9a-f]{{8}}{re.escape(_PART)}.*")
    with suppress(OSError):
        for found in path.parent.iterdir():
            match = ours.fullmatch(found.name)
            if match and not _alive(int(match[1])):
                found.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    if os.name == "nt":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _force(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(part: Path) -> None:
    """Remove a file and what a database has laid beside it."""
    for name in (part.name, *(f"{part.name}-{tail}" for tail in ("journal", "wal", "shm"))):
        with suppress(OSError):
            part.with_name(name).unlink(missing_ok=True)


def clean_name(text: str, suffix: str) -> str:
    """Return a file name that every system takes, from any text.

    Parameters
    ----------
    text
        May be hostile: paths, controls, names of devices.
    suffix
        With its dot.

    Examples
    --------
    >>> clean_name("../Moscow – Nhava Sheva: compare", ".pdf")
    'moscow-nhava-sheva-compare.pdf'
    >>> clean_name("con", ".csv")
    'atlas-con.csv'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", plain.replace("_", " "))
    name = "-".join(words)[:_LONGEST_NAME].strip("-") or "atlas"
    return f"{'atlas-' if _RESERVED.fullmatch(name) else ''}{name}{suffix}"
