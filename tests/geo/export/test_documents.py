"""Exports as the documents print them: every command runs, and gives what it says."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from geo.cli.main import main
from geo.export.choices import FILE_TYPES, Kind
from geo.export.maps import picture_count
from geo.export.request import Request, token_of
from tests.conftest import ROOT
from tests.documents import commands
from tests.programs import needs_poppler

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "how_to.md").read_text("utf-8")
PRINTED = [line for block in commands(GUIDE, "8. Export") for line in block]
START = ".venv/bin/python -m geo "
BEGINNINGS = {
    ".gpkg": b"SQLite format 3\0",
    ".parquet": b"PAR1",
    ".fgb": b"fgb\x03fgb",
    ".html": b"<!DOCTYPE html>",
    ".xlsx": b"PK",
    ".png": b"\x89PNG",
    ".pdf": b"%PDF-",
}


def test_the_guide_prints_an_export_of_every_kind_of_thing() -> None:
    assert all(line.startswith(f"{START}export ") for line in PRINTED)
    kinds = {shlex.split(line)[4] for line in PRINTED}
    assert kinds >= {"compare", "layers", "evidence", "story", "--token"}
    section = GUIDE.partition("## 8. Export")[2].partition("\n## ")[0]
    assert all(f"`{name}`" in section for name in {*FILE_TYPES, *Kind} - {"dossier-pdf"})


@pytest.mark.parametrize("line", PRINTED)
def test_a_printed_export_runs(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    token = token_of(Request(kind=Kind.EVIDENCE, part="data"))
    words = [token if word == "TOKEN" else word for word in shlex.split(line)[3:]]
    assert main(words) == 0
    (path,) = tmp_path.iterdir()
    assert path.name == words[-1]
    assert path.read_bytes().startswith(BEGINNINGS[path.suffix])
    output = capsys.readouterr()
    assert output.out == ""
    assert f"{path.name}: {path.stat().st_size:,} bytes" in output.err


PICTURES = sorted(ROOT.glob("docs/img/*.png"))


def test_the_documents_have_six_pictures() -> None:
    assert len(PICTURES) >= 6


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_of_the_documents_is_small_and_shown(path: Path) -> None:
    assert picture_count(path) == 1
    assert path.stat().st_size < 200_000
    with Image.open(path) as image:
        assert min(image.size) > 370
    pages = "".join(page.read_text("utf-8") for page in ROOT.glob("docs/*.md"))
    assert f"(img/{path.name})" in pages


@needs_poppler
def test_a_second_program_draws_the_pages_of_evidence(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    words = ["export", "evidence", "--part", "data", "--lang", "fa", "--format", "dossier-pdf"]
    assert main([*words, "--out", str(path)]) == 0
    program = shutil.which("pdftoppm") or ""
    subprocess.run(
        [program, "-r", "40", "-gray", "-png", str(path), str(tmp_path / "p")], check=True
    )
    pages = sorted(tmp_path.glob("p*.png"))
    assert len(pages) == picture_count(path) > 0
    for page in pages:
        with Image.open(page) as image:
            assert sum(image.convert("L").histogram()[:200]) > 300, "no page is empty"
