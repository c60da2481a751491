"""Files that appear whole or not at all, and never in the place of a device.

A file is written under another name in the same folder, forced to the disk, opened again and
counted, and only then renamed. A file that was there before stays until that moment.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

from geo.errors import AtlasError, ExportError
from geo.message import quoted, shortened

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


def file_of(path: Path) -> Path:
    """Give the regular file, there or new, that a path means.

    A symbolic link means the file that it points to: that file is written, and the link stays.

    Raises
    ------
    ExportError
        The path names no file, or it names a folder, a device, a pipe or a socket.

    Examples
    --------
    >>> from pathlib import Path
    >>> file_of(Path("answer.csv")).name
    'answer.csv'
    """
    if path.name in {"", ".."} or "\0" in str(path):
        msg = f"{quoted(str(path))} names no file; give a name with an ending"
        raise ExportError(msg)
    meant = path
    try:
        with suppress(RuntimeError):  # a circle of links, until Python 3.13
            meant = path.resolve() if path.is_symlink() else path
        mode = meant.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return meant
    except OSError as error:
        raise _refusal(path, error) from error
    if stat.S_ISREG(mode):
        return meant
    if stat.S_ISDIR(mode):
        raise _refusal(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    name = shortened(path.name)
    msg = f"{name} was not written: it is no file but {_kind(mode)}; choose another name"
    raise ExportError(msg)


def make_folder(path: Path) -> None:
    """Make a folder inside one that there is; one that is there already stays.

    Raises
    ------
    ExportError
        It cannot be made.
    """
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise _refusal(path, error) from error


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a circle of links" if stat.S_ISLNK(mode) else "a device"


def _refusal(path: Path, error: OSError) -> ExportError:
    reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}; try another folder")
    return ExportError(f"{shortened(path.name)} was not written: {reason}")


def write_safely(
    path: Path, write: Callable[[Path], None], count: Callable[[Path], int], *, expected: int
) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        Where to write; `file_of` says what it may be.
    write
        Writes to a path with the same suffix.
    count
        Counts the features, rows or pages of a file.
    expected
        Number that the file must have.

    Raises
    ------
    ExportError
        The file could not be written or is incomplete; a file that was there before still is.
    """
    suffix, path = path.suffix, file_of(path)
    stem = f".{path.name}."
    part = path.with_name(f"{stem}{os.getpid()}-{os.urandom(4).hex()}{_PART}{suffix}")
    try:
        _find(path.parent)
        sweep(path)
        write(part)
        _force(part)
        parts = count(part)
        if parts != expected:
            _full(path, f"holds {parts} of {expected} parts")
        part.replace(path)
        _force(path.parent)
    except OSError as error:
        raise _refusal(path, error) from error
    except AtlasError:
        raise
    except Exception as error:  # noqa: BLE001 - a library may raise anything; the user reads one sentence
        _full(path, "could not be written or read again", error)
    finally:
        _remove(part)


def _find(folder: Path) -> None:
    """Raise if there is no folder, before anything is written."""
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _full(path: Path, what: str, cause: Exception | None = None) -> NoReturn:
    """Raise, with a full disk as the reason where there is no room; some writers do not say so."""
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < _LOW_ROOM:
            msg = f"{shortened(path.name)} was not written: {_REASONS[errno.ENOSPC]}"
            raise ExportError(msg) from cause
    name = shortened(path.name)
    msg = f"{name} was not written: the file {what}; try again or choose another format"
    raise ExportError(msg) from cause


def sweep(path: Path) -> None:
    """Remove the unfinished files of killed runs beside a path, not those of runs that go on.

    Parameters
    ----------
    path
        Final name of the file.
    """
    ours = re.compile(rf"\.{re.escape(path.name)}\.([0-9]+)-[0-9a-f]{{8}}{re.escape(_PART)}.*")
    with suppress(OSError):
        for left in path.parent.iterdir():
            match = ours.fullmatch(left.name)
            if match and not _alive(int(match[1])):
                left.unlink(missing_ok=True)


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
    """Remove a file and the journals of a database beside it."""
    for name in (part.name, *(f"{part.name}-{tail}" for tail in ("journal", "wal", "shm"))):
        with suppress(OSError):
            part.with_name(name).unlink(missing_ok=True)


def clean_name(text: str, suffix: str) -> str:
    """Make a file name that every system accepts from any text.

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
