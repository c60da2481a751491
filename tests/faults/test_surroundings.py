"""A poor machine: no locale, no home, no fonts, no room, a wrong clock, processes that are killed.

Each costs a clear sentence at most, and nothing that was there. The table of it stands in
``deploy/README.md``; killed exports are in ``tests/geo/export/test_kills.py``.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import pytest

from geo.cli import doctor
from geo.errors import UserFileError, UserFileLimitError
from geo.evidence import load_states, states_as_of
from geo.scenario import Scenario
from geo.userdata import read_user_layer, reading
from layers.build.__main__ import STAGES, Stage, signed
from layers.build.sea.passages import build_passages_layer
from layers.build.writing import PART, finished_by, write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.synchronize import Event

pytestmark = pytest.mark.slow

ROOT: Final = Path(__file__).resolve().parents[2]
NOWHERE: Final = "/proc/1/nowhere"
"""A folder that nobody can make, not even the superuser."""
POINTS: Final = b"name,lon,lat\n" + b"Depot,48.87,38.46\n" * 20_000


def run(
    *words: str, before: Callable[[], None] | None = None, poor: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the program with few variables of the environment."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **poor},
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=before,
    )


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_letters_of_all_languages_come_and_go_without_a_locale(locale: str) -> None:
    done = run("places", "Астана", "--lang", "ru", poor={"LC_ALL": locale})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("astana  Астана")


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is one of Linux")
def test_pictures_need_no_home_and_no_fonts_of_the_machine(tmp_path: Path) -> None:
    poor = {"HOME": NOWHERE, "XDG_CACHE_HOME": NOWHERE, "XDG_CONFIG_HOME": NOWHERE}
    poor |= {"FONTCONFIG_FILE": os.devnull, "FONTCONFIG_PATH": NOWHERE}
    path = tmp_path / "a.png"
    words = ("export", "route", "Tehran", "Bandar Abbas", "--lang", "fa", "--format", "png")
    done = run(*words, "--out", str(path), poor=poor)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.casefold()
    assert path.stat().st_size > 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of Unix")
def test_a_layer_without_room_for_its_copy_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "depots.csv"
    file.write_bytes(POINTS)
    small = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (100_000, 100_000))
    done = run("layers", "read", str(file), before=small, poor={})
    assert done.returncode == 1
    assert done.stderr.startswith("depots.csv is read from a copy, which was not written: ")
    assert done.stderr.count("\n") == 1


def test_a_layer_without_any_folder_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(**_: object) -> object:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("geo.userdata.reading.tempfile.TemporaryDirectory", nowhere)
    with pytest.raises(UserFileError, match="name another one in TMPDIR"):
        read_user_layer(POINTS[:100], name="depots.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is one of Unix")
def test_a_reader_that_the_kernel_kills_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "START", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(UserFileLimitError, match="takes over 1000 MB of memory; send a part of it"):
        read_user_layer(POINTS[:100], name="depots.csv")


@pytest.mark.parametrize("year", [1970, 2000, 2025])
def test_a_clock_that_was_set_back_opens_no_gate(
    monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    states = load_states()
    newest = states.last_word
    assert newest
    clock = SimpleNamespace(now=lambda zone: dt.datetime(year, 1, 1, tzinfo=zone))
    monkeypatch.setattr(
        "geo.evidence.as_of.dt",
        SimpleNamespace(datetime=clock, UTC=dt.UTC, date=dt.date, timedelta=dt.timedelta),
    )
    answer = states_as_of(states, Scenario())
    assert answer.last == newest
    assert answer.barred == states_as_of(states, Scenario(), today=newest).barred != frozenset()


def test_the_doctor_names_a_clock_that_was_set_back() -> None:
    wrong = doctor._clock(dt.date(1970, 1, 1))  # noqa: SLF001
    assert not wrong.is_right
    assert wrong.text.startswith("the clock says 1 January 1970, before the newest report of ")
    assert doctor._clock(dt.date(2099, 1, 1)).is_right  # noqa: SLF001


def rewrite(path: Path, begun: Event) -> None:
    for number in range(10_000):
        write_bytes(path, bytes([number % 2]) * 2_000_000)
        begun.set()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it kills a child of its own")
def test_a_build_of_layers_that_is_killed_leaves_whole_files(tmp_path: Path) -> None:
    path = tmp_path / "network.npz"
    write_bytes(path, b"\0" * 2_000_000)
    context, partial_files, left = multiprocessing.get_context("fork"), 0, 0
    for number in range(25):
        begun = context.Event()
        child = context.Process(target=rewrite, args=(path, begun))
        child.start()
        assert begun.wait(30)
        time.sleep(0.0007 * number)
        child.kill()
        child.join()
        content = path.read_bytes()
        partial_files += len(content) != 2_000_000 or len(set(content)) != 1
        left += len([*tmp_path.glob(f".*{PART}")])
    assert partial_files == 0
    assert left > 0, "no kill fell into the writing"
    write_bytes(path, b"new")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_no_layer_stands_there_without_its_licence(tmp_path: Path) -> None:
    path, seen = tmp_path / "passages.geojson", list[bool]()

    def noted(stage: Stage, file: Path, text: str) -> str:
        seen.append(file.exists())
        return signed(stage, file, text)

    stage = next(one for one in STAGES if one.title == "passages")
    with finished_by(partial(noted, stage)):
        build_passages_layer(path)
    assert seen == [False]
    assert path.read_bytes() == (ROOT / "layers" / "passages.geojson").read_bytes()


def test_every_file_of_the_layers_is_written_so() -> None:
    direct = ("write_text(", "write_bytes(")
    modules = sorted((ROOT / "layers" / "build").rglob("*.py"))
    assert len(modules) > 20
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in modules
        for line in path.read_text("utf-8").splitlines()
        if any(f".{name}" in line for name in direct) and "folder) /" not in line.casefold()
    ]
    temporary = "path.write_bytes(NATURAL_EARTH.read("
    assert [one for one in wrong if temporary not in one] == []
