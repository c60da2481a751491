"""Where tables stand: paths of this machine, or addresses of other storage through fsspec."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.request import url2pathname

from geo.errors import AtlasError, ExportError, UserFileError
from geo.extras import named_extras
from geo.message import Message, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    Place = Path | str
    """A path, or an address with its scheme, such as ``s3://…``."""

_MARK: Final = "://"
_FILE: Final = "file://"
PARQUET: Final = ".parquet"


def place_of(text: str) -> Place:
    """Read a path, or an address with its scheme; a folder keeps the stroke at its end.

    Examples
    --------
    >>> place_of("s3://bucket/year/"), place_of("file:///data/a.csv").name, place_of("a.csv").name
    ('s3://bucket/year/', 'a.csv', 'a.csv')
    """
    if text.startswith(_FILE):
        return Path(url2pathname(text.removeprefix(_FILE)))
    return text if _MARK in text else Path(text)


def is_folder(text: str) -> bool:
    """Tell whether a text names a folder: it ends with a stroke.

    Examples
    --------
    >>> is_folder("s3://bucket/year/"), is_folder("year.parquet")
    (True, False)
    """
    return text.endswith(("/", "\\"))


def name_of(place: Place) -> str:
    """Last part of a place, for messages."""
    return shortened(str(place).rstrip("/").rpartition("/")[2] or str(place))


def absolute(place: Place) -> Place:
    """Give a path as it is written from any folder; an address stays."""
    return place.absolute() if isinstance(place, Path) else place


def inside(folder: Place, name: str) -> Place:
    """Give the place of a file of a folder."""
    return folder / name if isinstance(folder, Path) else f"{folder.rstrip('/')}/{name}"


def names_in(folder: Place) -> list[str]:
    """Names of all that a folder holds, sorted; none where there is no folder.

    Raises
    ------
    UserFileError
        It cannot be looked into.
    """
    if isinstance(folder, Path):
        try:
            return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
        except OSError as error:
            raise _unreadable(folder, error) from error
    try:
        system, path = _system(folder)
        if not system.isdir(path):
            return []
        held = system.ls(path.rstrip("/"), detail=False)
        return sorted(str(one).rstrip("/").rpartition("/")[2] for one in held)
    except Exception as error:
        raise _unreadable(folder, error) from error


@contextmanager
def opened_bytes(place: Place) -> Iterator[IO[bytes]]:
    """Open a file for reading at any of its bytes.

    Raises
    ------
    UserFileError
        It cannot be read.
    """
    try:
        if isinstance(place, Path):
            file: IO[bytes] = place.open("rb")
        else:
            system, path = _system(place)
            file = system.open(path, "rb")
    except Exception as error:
        raise _unreadable(place, error) from error
    with file:
        yield file


@contextmanager
def fetched(place: Place) -> Iterator[Path]:
    """Give a file as one of this machine: itself, or a copy that is removed afterwards.

    Raises
    ------
    UserFileError
        It cannot be read.
    """
    if isinstance(place, Path):
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="instc-") as folder:
        copy = Path(folder) / place.rstrip("/").rpartition("/")[2]
        try:
            system, path = _system(place)
            system.get_file(path, str(copy))
        except Exception as error:
            raise _unreadable(place, error) from error
        yield copy


@contextmanager
def delivered(place: Place) -> Iterator[Path]:
    """Give a path to write to: the place itself, or one whose file is sent there at the end.

    Raises
    ------
    ExportError
        The file cannot be sent.
    """
    if isinstance(place, Path):
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="instc-") as folder:
        copy = Path(folder) / place.rpartition("/")[2]
        yield copy
        if copy.is_file():
            _send(copy, place)


def _send(file: Path, address: str) -> None:
    """Send a file; on object storage it appears whole or not at all."""
    size = file.stat().st_size
    try:
        system, path = _system(address)
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        system.put_file(str(file), path)
        sent = int(system.size(path))
    except Exception as error:
        reason = str(error) or type(error).__name__
        msg = Message(
            "{name} was not written: {reason}", name=name_of(address), reason=shortened(reason)
        )
        raise ExportError(msg) from error
    if sent != size:
        msg = Message(
            "{name} was not written: {reason}",
            name=name_of(address),
            reason=f"{sent:,} of {size:,} bytes arrived",
        )
        raise ExportError(msg)


def _system(address: str) -> tuple[Any, str]:
    """File system of an address, and its path there."""
    with named_extras("an address of other storage"):
        import fsspec
    system, path = fsspec.url_to_fs(address)
    return system, path


def _unreadable(place: Place, error: Exception) -> Exception:
    """Error for what cannot be read; one that says what to do already stays."""
    if isinstance(error, AtlasError):
        return error
    if isinstance(error, FileNotFoundError):
        msg = Message("{name}: there is no such file; check its name", name=name_of(place))
        return UserFileError(msg)
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    msg = Message(
        "{name} cannot be opened: {reason}", name=name_of(place), reason=shortened(reason)
    )
    return UserFileError(msg)
