"""Read a file of the user in a process of its own, and take its result."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.errors import ShapelyError

from geo.errors import UserFileError
from geo.message import Message
from geo.userdata.child import GEOMETRIES, HEADER, LENGTHS
from geo.userdata.drivers import QUIET
from geo.userdata.formats import format_of
from geo.userdata.layer import UserLayer
from geo.userdata.limits import LIMITS, MEGABYTE
from geo.userdata.problems import KEPT, Flaw, Problem, Refusal, flaw_text, refusal_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.userdata.formats import UserFormat
    from geo.userdata.limits import Limits
    from geo.userdata.problems import Parameters

_CODE: Final = Path(__file__).resolve().parents[1]
START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from geo.userdata.child import main; "
    "main(sys.argv[2])"
)
_AT_ONCE: Final = 2
_TURNS: Final = threading.BoundedSemaphore(_AT_ONCE)
"""Files that one process of ours has read at the same time, so that memory stays bounded."""
_NAME_LENGTH: Final = 80
_NO_MEMORY: Final = (b"bad_alloc", b"Cannot allocate memory", b"MemoryError", b"out of memory")
_ENDINGS: Final = MappingProxyType({"shapefile": "zip", "geoparquet": "parquet"})


def read_user_layer(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str = "",
    format: str = "",  # noqa: A002 - the word of the command line
    layer: str = "",
    crs: str = "",
    limits: Limits = LIMITS,
) -> UserLayer:
    r"""Read a layer of the user.

    The file is read in a process of its own, which can open no other file and no connection where
    the system allows to forbid it. Features that can be used are kept; the others are listed.

    Parameters
    ----------
    source
        Path of a file, or its bytes.
    name
        Name of the file, if bytes are given.
    format
        One of `UserFormat`; empty: that of the ending.
    layer
        Name of a layer, sheet or shapefile of those in the file; empty: the first.
    crs
        Reference system by its code, such as ``EPSG:32639``; empty: that of the file.
    limits
        How large the file may be, and how long reading may take.

    Raises
    ------
    UserFileError
        The file is not there, or cannot be read; the message says what to do.
    UserFileLimitError
        It exceeds a limit.

    Examples
    --------
    >>> depots = read_user_layer(b"name,lon,lat\nAstara,48.87,38.46\n", name="depots.csv")
    >>> len(depots), depots.labels
    (1, ('Astara',))
    """
    shown = _shown(name or (PurePath(source).name if not isinstance(source, bytes) else ""))
    form = format_of(shown, format)
    content = source if isinstance(source, bytes) else _content(Path(source), shown, limits)
    if len(content) > limits.file_bytes:
        limit = limits.file_bytes / MEGABYTE
        raise refusal_error(Refusal.FILE_BYTES, shown, {"limit": f"{limit:g}"})
    if not content:
        raise refusal_error(Refusal.EMPTY, shown, {})
    with _folder(shown) as folder, _TURNS:
        box = Path(folder).resolve()
        file = f"data.{_ENDINGS.get(form, form)}"
        with _roomy(shown):
            (box / file).write_bytes(content)
        task = {
            "folder": str(box),
            "file": file,
            "code": str(_CODE),
            "format": form,
            "layer": layer,
            "crs": crs,
            "limits": asdict(limits),
        }
        _run(box, json.dumps(task), shown, limits)
        return _layer(box, shown, form, hashlib.sha256(content).hexdigest())


def _folder(shown: str) -> tempfile.TemporaryDirectory[str]:
    """Make the folder of the process that reads."""
    with _roomy(shown):
        return tempfile.TemporaryDirectory(prefix="atlas-layer-")


@contextmanager
def _roomy(shown: str) -> Iterator[None]:
    """Say so where there is no folder for temporary files, or no room in it."""
    try:
        yield
    except OSError as error:
        msg = Message(
            "{name} is read from a copy, which was not written: {reason}; make room in the folder "
            "for temporary files, or name another one in TMPDIR",
            name=shown,
            reason=error.strerror or str(error),
        )
        raise UserFileError(msg) from error


def _shown(name: str) -> str:
    """Name of a file for messages: without folder, controls and halves of letters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable())
    stem, dot, ending = plain.rpartition(".")
    room = _NAME_LENGTH - len(dot + ending)
    return f"{stem[:room]}{dot}{ending}" if room > 0 else plain[:_NAME_LENGTH]


def _content(path: Path, shown: str, limits: Limits) -> bytes:
    """Read a regular file, one byte more than the limit at most."""
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a null character in the name
        there = False
    if not there:
        msg = Message("{name}: there is no such file; check its name", name=shown)
        raise UserFileError(msg)
    try:
        with path.open("rb") as file:
            return file.read(limits.file_bytes + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        msg = Message("{name} cannot be opened: {reason}", name=shown, reason=reason)
        raise UserFileError(msg) from error


def environment(box: Path) -> dict[str, str]:
    """Environment of the process: nothing of ours but what libraries need to start."""
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
    folder = str(box)
    return {
        **{key: os.environ[key] for key in kept if key in os.environ},
        **QUIET,
        **dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP", "CPL_TMPDIR"), folder),
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _run(box: Path, task: str, shown: str, limits: Limits) -> None:
    """Start the process and wait for its end; what it leaves is looked at afterwards."""
    words = [sys.executable, "-I", "-B", "-c", START, str(_CODE.parent), task]
    with (box / "said").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - our own program
            words,
            cwd=box,
            env=environment(box),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            code = process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            raise refusal_error(Refusal.SECONDS, shown, _seconds(limits)) from None
        finally:
            process.kill()
            process.wait()
        if code == 0:
            return
        said.seek(0)
        words_said = said.read(100_000)
    xcpu = getattr(signal, "SIGXCPU", None)
    if xcpu is not None and code == -xcpu:
        raise refusal_error(Refusal.SECONDS, shown, _seconds(limits))
    killed = code == -getattr(signal, "SIGKILL", 9)
    if killed or any(one in words_said for one in _NO_MEMORY):
        memory: Parameters = {"limit": limits.memory_bytes // MEGABYTE}
        raise refusal_error(Refusal.MEMORY, shown, memory)
    raise refusal_error(Refusal.CRASHED, shown, {})


def _seconds(limits: Limits) -> Parameters:
    return {"limit": f"{limits.seconds:g}"}


def _layer(box: Path, shown: str, form: UserFormat, digest: str) -> UserLayer:
    """Take the result of the process."""
    header = _header(box, shown)
    if "refused" in header:
        parameters = {"format": form.label, **header["parameters"]}
        raise refusal_error(header["refused"], shown, parameters)
    shapes, problems, counts = header["shapes"], header["problems"], header["counts"]
    if not len(shapes):
        bad = [one for one in problems if not one.is_kept]
        if not bad:
            raise refusal_error(Refusal.EMPTY, shown, {})
        count = sum(count for flaw, count in counts.items() if flaw not in KEPT)
        first: Parameters = {"count": count, "reason": bad[0].text}
        raise refusal_error(Refusal.NOTHING_LEFT, shown, first)
    return UserLayer(
        name=shown,
        format=form,
        layer=header["name"],
        crs=header["crs"],
        geometries=shapes,
        rows=np.array(header["rows"], dtype=np.int64),
        labels=tuple(header["labels"]),
        columns=MappingProxyType(
            {name: tuple(values) for name, values in header["columns"].items()}
        ),
        problems=problems,
        counts=MappingProxyType(counts),
        digest=digest,
        confined=tuple(header["confined"]),
    )


def _header(box: Path, shown: str) -> dict[str, Any]:
    """Take what the process wrote, checked as far as it is used."""
    try:
        header: dict[str, Any] = json.loads((box / HEADER).read_text("utf-8"))
        if "refused" in header:
            parameters = dict(header["parameters"])
            return {"refused": Refusal(header["refused"]), "parameters": parameters}
        header["shapes"] = _shapes(box)
        header["problems"] = tuple(_problems(header["findings"]))
        header["counts"] = {Flaw(name): int(one) for name, one in header["counts"].items()}
        for name in ("name", "crs", "rows", "labels", "columns", "confined"):
            header[name]
    except (OSError, KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        raise refusal_error(Refusal.CRASHED, shown, {}) from error
    return header


def _shapes(box: Path) -> np.ndarray[Any, np.dtype[np.object_]]:
    lengths = np.frombuffer((box / LENGTHS).read_bytes(), "<i8")
    content = (box / GEOMETRIES).read_bytes()
    ends = np.cumsum(lengths).tolist()
    starts = [0, *ends[:-1]]
    parts = np.empty(len(ends), dtype=object)
    parts[:] = [content[start:end] for start, end in zip(starts, ends, strict=True)] if ends else []
    return np.atleast_1d(shapely.from_wkb(parts))


def _problems(listed: list[Any]) -> Iterator[Problem]:
    for name, row, label, parameters in listed:
        flaw = Flaw(name)
        yield Problem(flaw=flaw, row=row, label=label, text=flaw_text(flaw, parameters))
