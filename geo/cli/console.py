"""Streams of the console: what an encoding cannot write is replaced, never an error.

A console of Windows, a pipe or a file may have any encoding. Text is written with the nearest
letters it knows; JSON is written with escapes, so that no value changes.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
import unicodedata
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from geo.cli.json_text import json_text
from geo.errors import OutputError
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOSED: Final = frozenset({errno.EPIPE, errno.ESHUTDOWN, errno.EBADF, errno.EINVAL})
"""What the systems say when nobody reads any more; Windows says that the handle is invalid."""
_NEAREST: Final = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u02bb", "'"),
        **dict.fromkeys("\u201c\u201d\u00ab\u00bb", '"'),
        "\u2265": ">=",
        "\u2264": "<=",
        "\u00d7": "x",
        "\u2192": "->",
        "\u00b7": "-",
        "\u0131": "i",
        "\u0142": "l",
        "\u00f8": "o",
    }
)


def nearest(text: str, encoding: str) -> str:
    """Write a text with the nearest letters of an encoding; a question mark where there is none.

    Examples
    --------
    >>> nearest("Rīga – Баку ≥ 1", "cp1251"), nearest("Rīga – Баку", "ascii")
    ('Riga – Баку >= 1', 'Riga - ????')
    """
    return "".join(_nearest(sign, encoding) for sign in text)


def _nearest(sign: str, encoding: str) -> str:
    plain = sign.translate(_NEAREST)
    bare = "".join(
        part for part in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(part)
    )
    for text in (sign, plain, bare):
        with suppress(UnicodeEncodeError):
            text.encode(encoding)
            return text
    return "?"


def handler_of(encoding: str) -> str:
    """Name of the error handler of encoders that writes the nearest letters of an encoding.

    There is one for each encoding, as the encoders of one byte a letter do not say which they are.

    Examples
    --------
    >>> "Rīga ₂".encode("cp866", handler_of("cp866"))
    b'Riga 2'
    """
    name = f"instc-nearest-{encoding}"

    def replaced(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return nearest(error.object[error.start : error.end], encoding), error.end

    codecs.register_error(name, replaced)
    return name


@contextmanager
def lenient_streams() -> Iterator[None]:
    """Let output and error stream replace what they cannot encode, as long as this lasts.

    Raises
    ------
    OutputError
        The output cannot be written: the disk is full.
    BrokenPipeError
        Nobody reads the output any more.
    """
    with _lenient(sys.stdout), _lenient(sys.stderr):
        try:
            yield
        finally:
            flush()


@contextmanager
def _lenient(stream: object) -> Iterator[None]:
    before = stream.errors if isinstance(stream, TextIOWrapper) else None
    if not isinstance(stream, TextIOWrapper) or before not in {"strict", "surrogateescape"}:
        yield
        return
    stream.reconfigure(errors=handler_of(stream.encoding))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            stream.reconfigure(errors=before)


def flush() -> None:
    """Send what was written; errors as of `lenient_streams`."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError as error:
        raise failure_of(error) from error


def failure_of(error: OSError) -> BrokenPipeError | OutputError:
    """Error of ours for one of the output stream, which takes nothing more from here on."""
    silence()
    if error.errno in CLOSED:
        return BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    reason = error.strerror or str(error)
    return OutputError(
        Message("the output could not be written: {reason}; write it elsewhere", reason=reason)
    )


def silence() -> None:
    """Send what is still to be written nowhere, so that the end of the program meets no error."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def write(text: str) -> None:
    """Write text and an end of line to the output stream; errors as of `lenient_streams`."""
    if sys.stdout is None:  # closed before the program began
        return
    try:
        sys.stdout.write(f"{text}\n")
    except OSError as error:
        raise failure_of(error) from error


def write_json(value: object) -> None:
    """Write a value as JSON to the output stream, with escapes where its encoding needs them."""
    text = json_text(value)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json_text(value, ascii_only=True)
    write(text)
