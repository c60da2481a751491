"""Killed exports and full disks: no partial file under the final name, the old one intact.

``python -m tests.geo.export.test_kills 50`` kills each format that many times and prints a table.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from geo import atomic
from geo.cli.main import main
from geo.errors import ExportError
from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.formats import FORMATS, export, formats_of
from geo.export.request import Request
from geo.journeys import load_atlas

if TYPE_CHECKING:
    from multiprocessing import synchronize

    from geo.export.content import Content
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

OLD = b"what stood there"
ROUTE = Request(kind=Kind.ROUTE, origin="Moscow", destination="Nhava Sheva")
STORY = Request(kind=Kind.STORY)
COMPARE = Request(kind=Kind.COMPARE, origin="Moscow", destination="Nhava Sheva")
QUICK = ("html", "geojson", "gpkg", "parquet", "fgb", "kml", "csv", "xlsx", "md")
"""Formats of the ordinary run; pictures take longer, and the script kills them too."""
WRITTEN_BY_OTHERS = ("gpkg", "parquet", "fgb")
MOMENTS = [
    (name, moment)
    for name in QUICK
    for moment in ("half", "written", "renaming")
    if name not in WRITTEN_BY_OTHERS or moment != "half"
]
"""When a kill falls: half of the bytes written, all of them, just before the new name.

GDAL and Arrow, not the program, write the bytes of a GeoPackage, of FlatGeobuf and GeoParquet.
"""
SMALL_KB = 64
LONGEST_WAIT_S = 60


@pytest.fixture(scope="module")
def content(atlas: Atlas) -> Content:
    return content_of(atlas, ROUTE)


@pytest.fixture(scope="module")
def story(atlas: Atlas) -> Content:
    return content_of(atlas, STORY)


def killed(content: Content, name: str, folder: Path, *, times: int, seed: int = 1) -> int:
    """Kill exports at random moments; return how many ended before, and check after each.

    Only children export: the typesetter has threads, which a process that is forked would lack.
    """
    chance = random.Random(seed)
    target = folder / f"a{FORMATS[name].suffix}"
    context = multiprocessing.get_context("fork")

    def export_for(seconds: float) -> bool:
        """Export until it is done or the time is over; return whether it was done."""
        child = context.Process(target=export, args=(content, name, target))
        child.start()
        child.join(seconds)
        done = not child.is_alive()
        child.kill()
        child.join()
        return done

    start = time.monotonic()
    assert export_for(LONGEST_WAIT_S), f"{name} never ended"
    usual = time.monotonic() - start
    whole = target.read_bytes()
    finished = 0
    for _ in range(times):
        target.write_bytes(OLD)
        finished += export_for(chance.uniform(0, 1.3 * usual))
        assert target.read_bytes() in (OLD, whole), f"{name} left a part of a file"
    assert export_for(LONGEST_WAIT_S), f"{name} never ended"
    assert target.read_bytes() == whole
    assert [path.name for path in folder.iterdir()] == [target.name], "leftovers"
    return finished


def export_until(
    content: Content, name: str, target: Path, moment: str, reached: synchronize.Event
) -> None:
    """Export up to a moment of the writing, tell it, and wait there to be killed."""

    def halt(*_: object) -> NoReturn:
        reached.set()
        time.sleep(LONGEST_WAIT_S)
        raise TimeoutError

    def write_half(path: Path, data: bytes) -> NoReturn:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        halt()

    with pytest.MonkeyPatch.context() as patch:
        if moment == "half":
            patch.setattr(Path, "write_bytes", write_half)
        elif moment == "written":
            patch.setattr(atomic, "_force", halt)
        else:
            patch.setattr(Path, "replace", halt)
        export(content, name, target)


def killed_at(content: Content, name: str, folder: Path, moment: str) -> None:
    """Kill an export in the midst of its writing, look at what is left, and export again."""
    target = folder / f"a{FORMATS[name].suffix}"
    target.write_bytes(OLD)
    context = multiprocessing.get_context("fork")
    reached = context.Event()
    child = context.Process(target=export_until, args=(content, name, target, moment, reached))
    child.start()
    assert reached.wait(LONGEST_WAIT_S), f"{name} never came to the moment {moment!r}"
    child.kill()
    child.join()
    assert target.read_bytes() == OLD
    assert len(list(folder.iterdir())) > 1, "the kill did not fall into the writing"
    export(content, name, target)
    whole = target.read_bytes()
    assert [path.name for path in folder.iterdir()] == [target.name], "leftovers"
    other = folder / f"b{target.suffix}"
    export(content, name, other)
    assert other.read_bytes() == whole


@pytest.mark.filterwarnings("ignore:This process")
@pytest.mark.parametrize(("name", "moment"), MOMENTS)
def test_a_killed_export_leaves_the_old_file(
    content: Content, name: str, moment: str, tmp_path: Path
) -> None:
    killed_at(content, name, tmp_path, moment)


@pytest.mark.filterwarnings("ignore:This process")
@pytest.mark.parametrize("name", ["csv", "xlsx", "md", "dossier"])
def test_a_killed_export_of_the_story_too(story: Content, name: str, tmp_path: Path) -> None:
    killed_at(story, name, tmp_path, "half")


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """Give a disk of a few kilobytes; skip where none can be mounted."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_KB}k", "tmpfs", str(tmp_path)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    return tmp_path


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"md", "dossier-pdf"}))
def test_a_full_disk_is_told_and_the_old_file_stays(
    content: Content, name: str, small_disk: Path
) -> None:
    refused_by_a_full_disk(content, name, small_disk)


@pytest.mark.parametrize("name", ["csv", "xlsx", "md", "dossier", "dossier-pdf"])
def test_a_full_disk_is_told_for_the_story_too(story: Content, name: str, small_disk: Path) -> None:
    refused_by_a_full_disk(story, name, small_disk)


def refused_by_a_full_disk(content: Content, name: str, small_disk: Path) -> None:
    """Fill a disk, and fail unless an export says so and leaves what was there."""
    target = small_disk / f"a{FORMATS[name].suffix}"
    target.write_bytes(OLD)
    filler = small_disk / "filler"
    try:
        filler.write_bytes(b"x" * (SMALL_KB - 8) * 1024)
        with pytest.raises(ExportError, match="the disk is full"):
            export(content, name, target)
        assert target.read_bytes() == OLD
        assert sorted(p.name for p in small_disk.iterdir()) == [target.name, "filler"]
    finally:
        subprocess.run(["umount", str(small_disk)], check=True)


def test_a_folder_that_may_only_be_read_is_told(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(OLD)
    if os.name == "nt" or os.geteuid() == 0:
        monkeypatch.setattr(Path, "write_bytes", _refuse)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportError, match="may not be written to"):
            export(content, "csv", target)
    finally:
        tmp_path.chmod(0o700)
    assert target.read_bytes() == OLD


def _refuse(path: Path, _: bytes) -> None:
    raise PermissionError(13, "Permission denied", str(path))


def test_the_command_line_tells_it_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "none" / "a.csv"
    words = ["export", "route", "Moscow", "Mumbai", "--format", "csv", "--out", str(out)]
    assert main(words) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "a.csv was not written: the folder does not exist; make it first."


if __name__ == "__main__":
    asked_times = int(sys.argv[1])
    loaded = load_atlas()
    for request in (COMPARE, Request(kind=Kind.EVIDENCE), STORY):
        answer = content_of(loaded, request)
        for form in sys.argv[2:] or formats_of(request.kind):
            with tempfile.TemporaryDirectory() as place:
                done = killed(answer, form, Path(place), times=asked_times)
            result = f"{asked_times} kills, {asked_times - done} in the midst, 0 partial files"
            sys.stdout.write(f"{request.kind} {form}: {result}\n")
            sys.stdout.flush()
