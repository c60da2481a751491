"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from geo.atomic import clean_name, file_of, sweep, write_safely
from geo.errors import ExportError

OLD = b"what stood there"


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "answer.csv"
    path.write_bytes(OLD)
    return path


def _untouched(target: Path) -> None:
    assert target.read_bytes() == OLD
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_whole_file_takes_the_place_of_the_old_one(target: Path) -> None:
    write_safely(target, lambda p: _write(p, b"1\n2\n"), _lines, expected=2)
    assert target.read_bytes() == b"1\n2\n"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_that_lacks_a_row_is_refused(target: Path) -> None:
    with pytest.raises(ExportError, match="holds 1 of 2 parts"):
        write_safely(target, lambda p: _write(p, b"1\n"), _lines, expected=2)
    _untouched(target)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "only be read"),
        (errno.EACCES, "may not be written"),
        (errno.EIO, "try another folder"),
    ],
)
def test_a_failure_half_way_leaves_the_old_file(target: Path, number: int, words: str) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    with pytest.raises(ExportError, match=words):
        write_safely(target, fail, _lines, expected=2)
    _untouched(target)


def test_a_library_that_fails_in_its_own_way_is_one_sentence(target: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        msg = "database disk image is malformed"
        raise RuntimeError(msg)

    with pytest.raises(ExportError, match=r"^answer\.csv was not written: "):
        write_safely(target, fail, _lines, expected=2)
    _untouched(target)


def test_a_full_disk_is_the_reason_whatever_a_library_says(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(target.parent)._replace(free=0)
    monkeypatch.setattr("geo.atomic.shutil.disk_usage", lambda _: full)

    def fail(_: Path) -> None:
        msg = "database disk image is malformed"
        raise RuntimeError(msg)

    with pytest.raises(ExportError, match="disk is full"):
        write_safely(target, fail, _lines, expected=2)
    _untouched(target)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    writes: list[Path] = []
    for folder in (tmp_path / "no", tmp_path / "file"):
        (tmp_path / "file").touch()
        with pytest.raises(ExportError, match="does not exist"):
            write_safely(folder / "a.csv", writes.append, _lines, expected=0)
    assert writes == [], "told before the work is done"


def test_a_folder_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(ExportError, match="a folder bears that name"):
        write_safely(tmp_path / "a.csv", lambda p: p.touch(), _lines, expected=0)


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "a\0b.csv"])
def test_what_names_no_file_is_said(name: str) -> None:
    with pytest.raises(ExportError, match="names no file"):
        file_of(Path(name))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "circle", "link to a device"])
def test_only_a_file_is_replaced(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            listener.bind(str(path))
        elif kind == "circle":
            path.symlink_to(path)
        elif kind == "link to a device":
            path.symlink_to(os.devnull)
        else:
            path = Path(os.devnull)
        before = path.lstat().st_mode
        with pytest.raises(ExportError, match=r"is no file but a (pipe|socket|device|circle)"):
            write_safely(path, lambda part: _write(part, b"1\n"), _lines, expected=1)
        assert path.lstat().st_mode == before
        assert [one for one in tmp_path.iterdir() if one != path] == []


@pytest.mark.parametrize("old", [OLD, None])
def test_a_link_stays_and_its_file_is_written(old: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    target, link = tmp_path / "data" / "answer.txt", tmp_path / "answer.csv"
    if old:
        target.write_bytes(old)
    link.symlink_to(target)
    suffixes = []

    def write(part: Path) -> None:
        suffixes.append(part.suffix)
        _write(part, b"1\n")

    write_safely(link, write, _lines, expected=1)
    assert link.is_symlink()
    assert target.read_bytes() == b"1\n"
    assert suffixes == [".csv"]
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_what_a_killed_run_left_is_swept_and_what_still_runs_is_spared(target: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = target.with_name(f".{target.name}.{ended.pid}-0123abcd.part.csv")
    journal = dead.with_name(f"{dead.name}-journal")
    alive = target.with_name(f".{target.name}.{os.getpid()}-0123abcd.part.csv")
    foreign = target.with_name(".another.csv.1-0123abcd.part.csv")
    for path in (dead, journal, alive, foreign):
        path.touch()
    sweep(target)
    assert {p.name for p in target.parent.iterdir()} == {target.name, alive.name, foreign.name}


@pytest.mark.parametrize(
    "text",
    ["", "...", "../../etc/passwd", "C:\\con", "a\0b", "nul.csv", "x" * 500, "\u202egpj.exe", "/"],
)
def test_names_of_files_are_clean(text: str, tmp_path: Path) -> None:
    name = clean_name(text, ".csv")
    assert Path(name).name == name
    assert not name.startswith((".", "-"))
    assert name.isprintable()
    assert len(name) <= 90
    (tmp_path / name).touch()


def test_names_keep_their_script() -> None:
    assert clean_name("Москва – بندرعباس", ".kml") == "москва-بندرعباس.kml"
