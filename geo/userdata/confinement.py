"""Take from this process what reading a file does not need: files, connections, memory, time.

Limits of memory, time and file size are those of POSIX. On Linux the kernel also refuses every
file outside a few folders (Landlock) and every connection and program (seccomp). Where a system
has none of these, `confine` says so; the limit of time is kept by the parent in any case.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.userdata.limits import Limits

_WRITTEN_BYTES: Final = 512 * 1_000_000
_OPEN_FILES: Final = 64
_ERROR: Final = 1
"""EPERM: what a refused call is answered with."""
_NO_NEW_PRIVILEGES: Final = 38
_SET_SECCOMP: Final = 22
_FILTER: Final = 2
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH: Final = 1
_O_PATH: Final = 0o10000000
_READ: Final = (1 << 2) | (1 << 3)
"""Read a file and list a folder."""
_RIGHTS: Final = ((1, 13), (2, 14), (3, 15), (5, 16))
"""Version of Landlock, and how many rights on files it knows."""
_NET_VERSION: Final = 4
_NET: Final = 0b11
"""Bind and connect by TCP."""
_SYSTEM: Final = (
    *("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache"),
    *("/dev/null", "/dev/urandom"),
)


class _Machine(NamedTuple):
    audit: int
    clone: int
    calls: tuple[int, ...]
    """socket, socketpair, connect, bind, execve, execveat, ptrace, process_vm_readv and _writev,
    kill, fork and vfork, io_uring_setup."""


_MACHINES: Final[Mapping[str, _Machine]] = MappingProxyType(
    {
        "x86_64": _Machine(
            0xC000003E, 56, (41, 53, 42, 49, 59, 322, 101, 310, 311, 62, 57, 58, 425)
        ),
        "aarch64": _Machine(
            0xC00000B7, 220, (198, 199, 203, 200, 221, 281, 117, 270, 271, 129, 425)
        ),
    }
)
_X32: Final = 0x40000000
_CLONE3: Final = 435
_CLONE_THREAD: Final = 0x10000


def confine(folder: Path, code: Path, limits: Limits) -> tuple[str, ...]:
    """Confine this process for good.

    Parameters
    ----------
    folder
        The only folder it may write to.
    code
        Folder of our own modules.
    limits
        Limits of memory and time.

    Returns
    -------
    tuple
        What holds from here on, of ``memory``, ``files`` and ``network``.
    """
    kept = []
    if _limit(limits):
        kept.append("memory")
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
            if _landlock(libc, folder, code):
                kept.append("files")
            if _seccomp(libc):
                kept.append("network")
    return tuple(kept)


def _limit(limits: Limits) -> bool:
    """Set the limits of POSIX; Windows has none of them."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ModuleNotFoundError:
        return False
    seconds = int(limits.seconds) + 1
    for name, value in (
        ("RLIMIT_AS", limits.memory_bytes),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", _WRITTEN_BYTES),
        ("RLIMIT_NOFILE", _OPEN_FILES),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (value, value))
    return sys.platform == "linux"


def _folders(code: Path) -> Iterable[Path]:
    """Folders that may be read: the interpreter, its libraries and ours."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = [Path(sysconfig.get_path(name)) for name in names]
    paths += [Path(path) for path in sys.path if path]
    paths += [Path(sys.base_prefix) / "lib", Path(sys.prefix) / "share", code, *map(Path, _SYSTEM)]
    return dict.fromkeys(path.resolve() for path in paths if path.exists())


def _landlock(libc: ctypes.CDLL, folder: Path, code: Path) -> bool:
    """Refuse every file but those of some folders."""
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << max(count for since, count in _RIGHTS if version >= since)) - 1
    net = _NET if version >= _NET_VERSION else 0
    rule = struct.pack("QQ", rights, net)[: 16 if net else 8]
    ruleset = libc.syscall(_CREATE_RULESET, rule, len(rule), 0)
    if ruleset < 0:
        return False
    try:
        for path in _folders(code):
            # a right on a folder means nothing to a file
            _allow(libc, ruleset, path, _READ if path.is_dir() else 1 << 2)
        _allow(libc, ruleset, folder, rights & ~1)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    handle = os.open(path, _O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, handle)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(handle)


class _Instruction(ctypes.Structure):
    """One step of a filter of calls."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    """A filter of calls."""

    _fields_ = (("length", ctypes.c_ushort), ("first", ctypes.POINTER(_Instruction)))


def _seccomp(libc: ctypes.CDLL) -> bool:
    """Refuse connections, other programs, and a look into other processes."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    load, equal, above, any_of, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    refused, unknown, passed, killed = 0x00050000 | _ERROR, 0x00050000 | 38, 0x7FFF0000, 0x80000000
    count = len(machine.calls)
    steps = [
        (load, 0, 0, 4),
        (equal, 1, 0, machine.audit),
        (answer, 0, 0, killed),
        (load, 0, 0, 0),
        (above, count + 5, 0, _X32),
        *((equal, count + 4 - n, 0, call) for n, call in enumerate(machine.calls)),
        (equal, 5, 0, _CLONE3),  # as if the kernel were older: threads then come by clone
        (equal, 0, 2, machine.clone),
        (load, 0, 0, 16),  # its flags
        (any_of, 0, 1, _CLONE_THREAD),
        (answer, 0, 0, passed),
        (answer, 0, 0, refused),
        (answer, 0, 0, unknown),
    ]
    held = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), held)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
