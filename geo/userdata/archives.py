"""ZIP archives, looked through before anything is unpacked; members are read, never extracted."""

from __future__ import annotations

import stat
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from geo.userdata.limits import MEGABYTE
from geo.userdata.problems import Refusal, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.userdata.limits import Limits

_ENCRYPTED: Final = 0x1
_UNIX_MODE: Final = 16
_CHUNK: Final = 1 << 20
_DAMAGES: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Archive:
    """An archive that keeps within the limits."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._left = limits.unpacked_bytes

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members, folders left out."""
        return tuple(one.filename for one in self._archive.infolist() if not one.is_dir())

    def find(self, name: str) -> str:
        """Name of a member as it is written, whatever its letters; empty where there is none."""
        return next((one for one in self.names if one.casefold() == name.casefold()), "")

    def holds(self, folder: str) -> int:
        """Count the members below a folder."""
        return sum(name.casefold().startswith(folder.casefold()) for name in self.names)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a member.

        Raises
        ------
        RefusedError
            It is not there, or damaged.
        """
        member = self.find(name)
        if not member:
            raise RefusedError(Refusal.NO_PART, name=name)
        try:
            with self._archive.open(member) as stream:
                yield stream
        except _DAMAGES as error:
            raise RefusedError(Refusal.DAMAGED) from error

    def copy(self, name: str, path: Path) -> None:
        """Write a member to a path of ours; bytes are counted as they come, not as declared."""
        with self.open(name) as stream, path.open("wb") as file:
            while chunk := stream.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise _too_large(self._limits)
                file.write(chunk)


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Archive]:
    """Open an archive and look it through.

    Raises
    ------
    RefusedError
        It is no archive, exceeds a limit, is locked, holds a link or a path that leads out of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*_DAMAGES, ValueError, OSError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    with archive:
        members = archive.infolist()
        if len(members) > limits.members:
            raise RefusedError(Refusal.MEMBERS, limit=limits.members)
        for member in members:
            _check_member(member)
        whole = sum(member.file_size for member in members)
        if whole > limits.unpacked_bytes:
            raise _too_large(limits)
        if whole > limits.ratio * path.stat().st_size:
            raise RefusedError(Refusal.RATIO, limit=limits.ratio)
        yield Archive(archive, limits)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not name or name[0] in "/\\" or ".." in parts or ":" in name or "\0" in name:
        raise RefusedError(Refusal.PATH)
    mode = member.external_attr >> _UNIX_MODE
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise RefusedError(Refusal.LINK)
    if member.flag_bits & _ENCRYPTED:
        raise RefusedError(Refusal.LOCKED)


def _too_large(limits: Limits) -> RefusedError:
    return RefusedError(Refusal.UNPACKED, limit=limits.unpacked_bytes // MEGABYTE)
