"""Consoles, pipes and disks of every kind: text or one sentence, never a traceback."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from geo.cli import console
from geo.cli.main import FAILED, STOPPED, main
from geo.errors import OutputError

pytestmark = pytest.mark.slow

ENCODINGS = ("cp1251", "cp1252", "cp866", "ascii")
VERBS = (
    ["places", "Moscow"],
    ["places", "Rasht"],
    ["places", "Baku"],
    ["places", "Łódź", "--json"],
    ["places", "بندرعباس", "--json"],
    ["places", "Nowhereburg–Nirgendsstadt"],
    ["route", "Moscow", "Rasht"],
    ["route", "Moscow", "Москва"],
    ["route", "Baku", "Tehran", "--json"],
    ["compare", "Nhava Sheva", "Moscow"],
    ["figures", "IR"],
    ["figures", "--json"],
    ["backtest", "--markdown"],
    ["export", "story", "--part", "events", "--lang", "fa", "--format", "csv", "--out", "FILE"],
    *([verb, "--help"] for verb in ("places", "route", "compare", "figures", "backtest", "export")),
    ["app", "--help"],
    ["--help"],
    ["--version"],
)
WRONG = (["places", "Nowhereburg–Nirgendsstadt"], ["route", "Moscow", "Москва"])
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="devices and pipes of POSIX")


def run(
    words: list[str], encoding: str = "utf-8", stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


class Written:
    """The bytes of output and error stream, in a console's encoding."""

    def __init__(self, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.encoding = encoding
        self.bytes = {name: io.BytesIO() for name in ("stdout", "stderr")}
        for name, raw in self.bytes.items():
            monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding))

    def of(self, name: str) -> str:
        """Give the text of a stream; click writes its help in UTF-8 where it finds ASCII."""
        getattr(sys, name).flush()
        return self.bytes[name].getvalue().decode(self.encoding, "replace").replace("\r\n", "\n")


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_verb_writes_to_a_stream_of_every_encoding(
    words: list[str], encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ф.csv"
    streams = Written(encoding, monkeypatch)
    code = main([str(file) if word == "FILE" else word for word in words])
    text, error = streams.of("stdout"), streams.of("stderr")
    wrong = words in WRONG
    assert (code, bool(text), bool(error)) == (
        (FAILED, False, True) if wrong else (0, "FILE" not in words, "FILE" in words)
    )
    if "--json" in words:
        assert json.loads(text)
    if "FILE" in words:
        assert file.stat().st_size > 1000
    if words == ["places", "Rasht"]:
        assert "rasht  Rasht  IR" in text


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_the_program_itself_writes_names_in_the_nearest_letters(encoding: str) -> None:
    done = run(["-m", "geo", "places", "Moscow"], encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert "moscow  Moscow  RU" in text
    assert "Busko-Zdr" in text


def test_json_keeps_every_letter_whatever_the_stream() -> None:
    answers = [
        json.loads(run(["-m", "geo", "places", "Moscow", "--json"], encoding).stdout.decode())
        for encoding in ("ascii", "utf-8")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0]["name_ru"] == "Москва"


@POSIX_ONLY
@pytest.mark.parametrize(
    "words",
    [["places", "Moscow"], ["figures"], ["figures", "--json"], ["--help"], ["route", "--help"]],
    ids=" ".join,
)
def test_a_reader_that_goes_away_meets_no_traceback(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(["-m", "geo", *words], stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (FAILED, b"")


@POSIX_ONLY
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "words", [["places", "Moscow"], ["figures", "--json"], ["--help"]], ids=" ".join
)
def test_a_full_disk_is_one_sentence(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(["-m", "geo", *words], stdout=full)
    assert done.returncode == FAILED
    assert done.stderr.decode().splitlines() == [
        "the output could not be written: No space left on device; write it elsewhere."
    ]


@POSIX_ONLY
def test_a_stream_that_was_never_open_is_no_error() -> None:
    shell = 'exec "$0" -m geo places Moscow >&-'
    done = subprocess.run(
        ["/bin/sh", "-c", shell, sys.executable], check=False, capture_output=True, timeout=300
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.places.load_places", stop)
    assert main(["places", "Moscow"]) == STOPPED


def test_the_streams_are_as_they_were_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    before = (sys.stdout.errors, sys.stderr.errors)
    assert main(["places", "Rasht"]) == 0
    assert (sys.stdout.errors, sys.stderr.errors) == before
    capsys.readouterr()


def test_reading_with_the_handler_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", console.handler_of("utf-8"))
    assert callable(codecs.lookup_error(console.handler_of("cp866")))


def test_errors_of_a_stream_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "silence", lambda: None)
    gone = console.failure_of(OSError(errno.EINVAL, "Invalid argument"))
    full = console.failure_of(OSError(errno.ENOSPC, "No space left on device"))
    assert isinstance(gone, BrokenPipeError)
    assert isinstance(full, OutputError)


class _Refusing(io.StringIO):
    """A stream that takes nothing."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def write(self, _: str) -> int:
        raise OSError(self.number, os.strerror(self.number))

    def flush(self) -> None:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, OutputError), (errno.EIO, OutputError), (errno.EPIPE, BrokenPipeError)],
)
def test_a_stream_that_takes_nothing_is_an_error_of_ours(
    number: int, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "silence", lambda: None)
    monkeypatch.setattr(sys, "stdout", _Refusing(number))
    with pytest.raises(kind, match=os.strerror(number)):
        console.write("Rasht")
    with pytest.raises(kind, match=os.strerror(number)):
        console.flush()


def test_without_an_output_stream_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["places", "Rasht"]) == 0
