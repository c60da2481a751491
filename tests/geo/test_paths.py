"""A file that ships with the program and cannot be read is one sentence that names it."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import TYPE_CHECKING

import pytest

from geo import paths
from geo.errors import LayerError
from geo.paths import REBUILD, RESTORE, SIGN, shipped_bytes, shipped_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Рашт\n".encode())
    assert shipped_text(path) == shipped_bytes(path).decode() == "Рашт\n"


def test_a_file_that_is_missing_is_named_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        shipped_text(tmp_path / "a.csv")
    assert str(caught.value) == f"a.csv is missing from {tmp_path.name}/; {RESTORE}"


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(LayerError) as caught:
        shipped_bytes(tmp_path / "a.csv")
    assert str(caught.value) == f"a.csv cannot be read (Is a directory); {RESTORE}"


def test_a_file_that_is_no_text_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LayerError) as caught:
        shipped_text(tmp_path / "a.csv")
    assert str(caught.value) == f"a.csv is damaged; {RESTORE}"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of layers whose manifest lists one file."""
    folder = tmp_path / "layers"
    folder.mkdir()
    content = b'{"switch": true}\n'
    (folder / "a.json").write_bytes(content)
    listed = {"files": {"a.json": {"sha256": hashlib.sha256(content).hexdigest()}}}
    (folder / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    monkeypatch.setattr(paths, "LAYERS", folder)
    monkeypatch.setattr(paths, "MANIFEST", folder / "manifest.json")
    return folder


@pytest.mark.parametrize("remedy", [RESTORE, REBUILD])
@pytest.mark.parametrize("content", [b"", b'{"switch": tru', b'{"switch": false}\n', b"\x00" * 17])
def test_a_file_that_is_not_the_listed_one_is_refused_by_name(
    shipped: Path, content: bytes, remedy: str
) -> None:
    (shipped / "a.json").write_bytes(content)
    with pytest.raises(LayerError) as caught:
        shipped_bytes(shipped / "a.json", remedy=remedy)
    assert str(caught.value) == (
        f"layers/a.json is damaged or was changed: manifest.json lists another digest; {remedy}; "
        f"if the change is intended, run `{SIGN}`"
    )


def test_a_listed_file_and_one_that_nobody_listed_are_read(shipped: Path) -> None:
    (shipped / "b.json").write_bytes(b"2")
    assert shipped_bytes(shipped / "a.json") == b'{"switch": true}\n'
    assert shipped_bytes(shipped / "b.json") == b"2"


def test_a_manifest_written_anew_is_read_anew(shipped: Path) -> None:
    shipped_bytes(shipped / "a.json")
    (shipped / "a.json").write_bytes(b"new")
    listed = {"files": {"a.json": {"sha256": hashlib.sha256(b"new").hexdigest(), "more": 1}}}
    (shipped / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    assert shipped_bytes(shipped / "a.json") == b"new"


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"files": [1]}', '{"files": {"a": 1}}'])
def test_without_a_manifest_the_files_are_served(shipped: Path, text: str | None) -> None:
    """One lost file stops what it holds, here the list of files, and nothing else."""
    manifest = shipped / "manifest.json"
    manifest.unlink() if text is None else manifest.write_text(text, encoding="utf-8")
    assert shipped_bytes(shipped / "a.json") == b'{"switch": true}\n'


def test_the_ledger_may_be_edited_in_a_checkout() -> None:
    figures = paths.EVIDENCE / "figures.csv"
    assert figures.exists()
    assert paths.digest_of(figures) == ""
    assert paths.digest_of(paths.CORRIDORS) != ""


def test_an_installed_wheel_brings_the_digests_of_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"id,p50\nborder,3\n"
    code = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    folder = tmp_path / "geo" / "data" / "evidence"
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_bytes(content)
    record = tmp_path / "instc_atlas-1.0.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text(f"geo/data/evidence/figures.csv,sha256={code},{len(content)}\n", "utf-8")
    monkeypatch.setattr(paths, "_IN_CHECKOUT", False)
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "geo")
    monkeypatch.setattr(paths, "LAYERS", tmp_path / "geo" / "data")
    paths.recorded_digests.cache_clear()
    try:
        assert shipped_bytes(folder / "figures.csv") == content
        (folder / "figures.csv").write_bytes(content.replace(b"3", b"8"))
        with pytest.raises(LayerError, match=r"evidence/figures\.csv is damaged"):
            shipped_bytes(folder / "figures.csv")
    finally:
        paths.recorded_digests.cache_clear()


def test_the_check_costs_little() -> None:
    """All files that a route reads are read and compared within 30 ms of processor."""
    files = [paths.CORRIDORS, *paths.NETWORK.iterdir(), *paths.GAZETTEER.iterdir()]
    assert len(files) >= 9
    best = min(_seconds_to_check(files) for _ in range(3))
    assert best < 0.03 * 3, "three times the figure of a quiet machine"


def _seconds_to_check(files: list[Path]) -> float:
    start = time.process_time()
    for path in files:
        shipped_bytes(path)
    return time.process_time() - start
