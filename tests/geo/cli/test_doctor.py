"""The verb ``doctor``: a whole installation is called whole, each fault is named with a remedy."""

from __future__ import annotations

import json
from importlib import metadata
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING, Any

import pytest
from click.shell_completion import ShellComplete

from geo import paths
from geo.cli.doctor import examined, requirements
from geo.cli.main import instc, main
from geo.evidence import manifest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def report(capsys: pytest.CaptureFixture[str], *words: str, code: int) -> dict[str, Any]:
    assert main(["doctor", "--json", *words]) == code
    return dict(json.loads(capsys.readouterr().out))


def test_a_whole_installation_is_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = report(capsys, "--out", str(tmp_path), code=0)
    assert answer["right"]
    counts = {group["id"]: len(group["checks"]) for group in answer["groups"]}
    assert counts["files"] > 45
    assert counts["data"] > 20
    assert counts["typefaces"] == 10
    assert counts["libraries"] > 15
    assert counts["output"] == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_it_speaks_the_language_of_the_reader(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert main(["doctor", "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert any("installation" in line for line in lines) is (language == "en")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the layers that the program takes for its own."""
    folder = tmp_path / "layers"
    copytree(paths.LAYERS, folder, ignore=ignore_patterns("build", "__pycache__"))
    monkeypatch.setattr(paths, "LAYERS", folder)
    monkeypatch.setattr(paths, "EVIDENCE", folder / "evidence")
    monkeypatch.setattr(paths, "TYPEFACES", folder / "fonts")
    for owner in (paths, manifest):
        monkeypatch.setattr(owner, "MANIFEST", folder / "manifest.json")
    return folder


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("network/network.npz", "lost"),
        ("corridors.json", "flipped"),
        ("gazetteer/towns.csv", "cut"),
        ("fonts/sans-400.woff", "empty"),
    ],
)
def test_each_damaged_file_is_named_with_a_remedy(copied: Path, name: str, damage: str) -> None:
    path = copied / name
    content = path.read_bytes()
    half = len(content) // 2
    path.unlink()
    if damage != "lost":
        flipped = content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]
        path.write_bytes({"empty": b"", "cut": content[:half], "flipped": flipped}[damage])
    (fault,) = (fault for group in examined(copied) for fault in group.faults)
    assert path.name in fault.name
    assert path.name in fault.text
    assert paths.RESTORE in fault.text


@pytest.mark.parametrize("name", ["manifest.json", "evidence/figures.csv"])
def test_a_file_without_a_digest_is_looked_at_too(copied: Path, name: str) -> None:
    (copied / name).write_bytes(b"")
    faults = [fault for group in examined(copied) for fault in group.faults]
    assert [fault for fault in faults if (copied / name).name in fault.text]


def test_a_library_that_is_old_or_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "scipy":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "numpy" else "9999"

    monkeypatch.setattr(metadata, "version", version)
    faults = {fault.name: fault.text for group in examined(paths.LAYERS) for fault in group.faults}
    assert set(faults) == {"numpy", "scipy"}
    assert faults["numpy"].startswith("version 0.1 is older than 2.0; run `pip install numpy>=")
    assert faults["scipy"].startswith("is not installed; run `pip install scipy>=")


def test_an_optional_library_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    optional = {name for name, _, is_optional in requirements() if is_optional}
    assert {"streamlit", "matplotlib"} <= optional

    def version(name: str) -> str:
        if name in optional:
            raise metadata.PackageNotFoundError(name)
        return "9999"

    monkeypatch.setattr(metadata, "version", version)
    assert [fault for group in examined(paths.LAYERS) for fault in group.faults] == []


def test_a_folder_that_takes_no_file_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer = report(capsys, "--out", str(tmp_path / "none"), code=1)
    (fault,) = (c for group in answer["groups"] for c in group["checks"] if not c["is_right"])
    assert fault["text"] == "cannot be written (No such file or directory); name another folder"


def test_a_shell_completes_it() -> None:
    shell = ShellComplete(instc, {}, "instc", "_INSTC_COMPLETE")
    assert "doctor" in [item.value for item in shell.get_completions([], "do")]
