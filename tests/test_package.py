"""The wheel: built, installed into an empty environment, and run from another folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from geo.extras import DISTRIBUTION, EXTRAS
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

LARGEST_DATA: Final = 12_000_000
"""Network and layers of all Eurasia, packed."""
LARGEST_PROGRAM: Final = 1_600_000
"""All else that the wheel holds."""
START_S: Final = 60
LAYERS_OUT: Final = ("export", "layers", "--format", "geojson", "--out", "a.geojson")
PROJECT_OF: Final = {"PIL": "pillow"}
"""Distributions that are imported by another name."""
SPAWNED: Final = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An environment that holds the wheel, and a folder to run it from."""

    wheel: Path
    bin: Path
    packages: Path
    elsewhere: Path

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the program, and expect an exit code."""
        done = subprocess.run(
            [self.bin / words[0], *words[1:]],
            cwd=self.elsewhere,
            env=SPAWNED,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stderr
        return done


def build(folder: Path, target: str, out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel of the checkout."""
    return build(root, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Environment of the wheel alone, which borrows other libraries from the one of the tests."""
    home = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    (packages,) = home.rglob("site-packages")
    outside = sysconfig.get_paths()["purelib"]
    (packages / "borrowed.pth").write_text(f"import site; site.addsitedir({outside!r})\n")
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python")]
    options = ["--no-deps", "--no-index", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True, capture_output=True)
    return Installed(
        wheel=wheel,
        bin=scripts,
        packages=packages,
        elsewhere=tmp_path_factory.mktemp("elsewhere"),
    )


def test_the_wheel_has_one_name_at_its_top_and_is_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
        packed = {info.filename: info.compress_size for info in archive.infolist()}
    assert tops == {"geo", f"instc_atlas-{__version__}.dist-info"}
    data = sum(size for name, size in packed.items() if name.startswith("geo/data/"))
    assert 1_000_000 < data <= LARGEST_DATA
    assert wheel.stat().st_size - data <= LARGEST_PROGRAM


def test_the_wheel_holds_all_that_the_program_reads(wheel: Path, root: Path) -> None:
    expected = {
        path.relative_to(root).as_posix()
        for path in (root / "geo").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {
        f"geo/app/{path.relative_to(root).as_posix()}"
        for path in (root / "views").rglob("*")
        if path.suffix in {".py", ".css", ".html"}
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "geo/py.typed" in expected
    assert expected <= names
    assert not any("build" in name.split("/") for name in names)


def test_a_wheel_made_from_the_source_archive_is_the_same(
    wheel: Path, root: Path, tmp_path: Path
) -> None:
    archive = build(root, "sdist", tmp_path / "sdist")
    with tarfile.open(archive) as unpacked:
        unpacked.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build(source, "wheel", tmp_path / "again")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_installed_program_answers_as_the_checkout_does(
    installed: Installed, root: Path
) -> None:
    words = ["compare", "Moscow", "Nhava Sheva", "--json"]
    answer = installed.run("instc", *words)
    checkout = subprocess.run(
        [sys.executable, "-m", "geo", *words], cwd=root, capture_output=True, text=True, check=True
    )
    assert answer.stdout == checkout.stdout
    assert answer.stderr == ""
    assert installed.run("python", "-m", "geo", *words).stdout == checkout.stdout


def test_the_installed_program_has_the_version_and_the_data_of_the_checkout(
    installed: Installed, root: Path
) -> None:
    version = installed.run("instc", "--version").stdout
    checkout = subprocess.run(
        [sys.executable, "-m", "geo", "--version"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert version == checkout.stdout
    code = f"from importlib.metadata import version; print(version({DISTRIBUTION!r}))"
    assert installed.run("python", "-c", code).stdout.strip() == __version__


def test_nothing_else_can_be_imported(installed: Installed) -> None:
    code = (
        "import sys\nfrom importlib.util import find_spec\nimport geo\nprint(geo.__file__)\n"
        "sys.exit(any(find_spec(n) for n in ('layers', 'views', 'tests', 'app', 'benchmarks')))"
    )
    where = Path(installed.run("python", "-c", code).stdout.strip())
    assert where.is_relative_to(installed.packages)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("data", ["compare", "Moscow", "Mumbai"]),
        ("data/corridors.json", ["compare", "Moscow", "Mumbai"]),
        ("data/evidence/figures.csv", ["figures"]),
        ("data/gazetteer/places.csv", ["places", "Moscow"]),
        ("data/basemap/land.geojson", ["export", "layers", "--format", "html", "--out", "a.html"]),
        ("app/app.py", ["app"]),
        ("data/network/network.npz", ["compare", "Moscow", "Mumbai"]),
        ("data/gazetteer/towns.csv", ["places", "Moscow"]),
        ("data/evidence/states.csv", ["states"]),
        ("data/evidence/error_record.json", ["compare", "Moscow", "Mumbai"]),
        (
            "data/manifest.json",
            ["export", "evidence", "--part", "data", "--format", "csv", "--out", "a.csv"],
        ),
        *(
            pytest.param(*one, marks=pytest.mark.deep)
            for one in (
                (
                    "data/evidence/volumes.csv",
                    ["export", "story", "--format", "csv", "--out", "a.csv"],
                ),
                (
                    "webmap/assets/renderer.js",
                    ["export", "layers", "--format", "html", "--out", "a.html"],
                ),
                ("i18n/catalogs/ru.po", [*LAYERS_OUT, "--lang", "ru"]),
            )
        ),
        (
            "export/templates/dossier.html",
            ["export", "layers", "--format", "dossier", "--out", "b.html"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_lost_file_is_one_sentence_with_a_remedy(
    installed: Installed, lost: str, words: list[str]
) -> None:
    path = installed.packages / "geo" / lost
    aside = path.with_name("aside")
    path.rename(aside)
    try:
        done = installed.run("instc", *words, code=1)
    finally:
        aside.rename(path)
    assert done.stdout == ""
    sentence = done.stderr.splitlines()[-1]
    assert path.name in sentence or lost == "data"
    assert "Errno" not in sentence
    assert str(installed.packages) not in sentence or "application" in sentence
    assert sentence.endswith("; run `pip install --force-reinstall instc-atlas` to restore it.")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("data/evidence/figures.csv", ["compare", "Moscow", "Mumbai"]),
        ("data/corridors.json", ["compare", "Moscow", "Mumbai"]),
        ("i18n/catalogs/fa.po", ["doctor", "--lang", "fa"]),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_file_with_one_other_bit_is_refused_by_name(
    installed: Installed, changed: str, words: list[str]
) -> None:
    """Also a file of the ledger, which a checkout lets a contributor edit."""
    path = installed.packages / "geo" / changed
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :])
    try:
        done = installed.run("instc", *words, code=1)
    finally:
        path.write_bytes(whole)
    assert f"{path.parent.name}/{path.name} is damaged: it is not the file" in (
        done.stdout + done.stderr
    )


@pytest.fixture
def served(installed: Installed) -> Iterator[str]:
    """Address of the installed application."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    process = subprocess.Popen(
        [installed.bin / "instc", "app", "--port", str(port)],
        cwd=installed.elsewhere,
        env=SPAWNED,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        yield address
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=10)
    assert f" URL: {address}" in output.decode(), "the settings of the application were not read"


def test_the_installed_application_is_served(served: str) -> None:
    end = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(f"{served}/_stcore/health", timeout=1) as answer:
                assert answer.status == 200
                break
        except OSError:
            assert time.monotonic() < end, f"the application did not answer within {START_S} s"
            time.sleep(0.1)
    with urllib.request.urlopen(served, timeout=10) as answer:
        assert answer.status == 200
        assert b"<title>" in answer.read()


def test_every_optional_library_has_its_extra(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    offered = project["optional-dependencies"]
    assert set(EXTRAS.values()) == set(offered)
    for library, extra in EXTRAS.items():
        name = PROJECT_OF.get(library, library).casefold()
        assert any(line.casefold().startswith(name) for line in offered[extra])
        assert not any(line.casefold().startswith(name) for line in project["dependencies"])


def test_every_requirement_has_a_lower_bound_and_a_pin(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    bounded = {
        line.partition(">=")[0].casefold().replace("-", "_")
        for line in [*project["dependencies"], *extras]
        if not line.startswith(DISTRIBUTION)
    }
    run, dev = (
        {
            line.partition("==")[0].casefold().replace("-", "_")
            for line in (root / name).read_text("utf-8").splitlines()
            if "==" in line
        }
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run <= bounded <= run | dev


STRANGER: Final = """\
import pandas as pd

import geo

atlas = geo.load()
comparison = atlas.compare("Moscow", "Nhava Sheva", as_of="2025-11")
reveal_type(comparison.fastest().days.p50)
reveal_type(atlas.surface("Nhava Sheva", resolution=2).shares)
reveal_type(atlas.batch(pd.DataFrame({"from": ["Baku"], "to": ["Tehran"]})))
atlas.compare("Moscow", "Nhava Sheva", as_off="2025-11")
"""


def test_types_are_known_to_a_stranger(installed: Installed) -> None:
    """Through the doors that load parts late, from the wheel alone."""
    (installed.elsewhere / "own.py").write_text(STRANGER, "utf-8")
    own_python = ["--python-executable", str(installed.bin / "python")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", *own_python, "own.py"],
        cwd=installed.elsewhere,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    shown = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert [line for line in shown if line.startswith("note: Revealed")] == [
        f'note: Revealed type is "{name}"'
        for name in ("float", "dict[str, float]", "pandas.core.frame.DataFrame")
    ]
    (error,) = (line for line in shown if line.startswith("error"))
    assert 'Unexpected keyword argument "as_off"' in error
    assert "geo" not in done.stderr
