"""Without its optional libraries the program answers, and names what a feature is missing."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from geo.errors import MissingExtraError
from geo.extras import EXTRAS, named_extras, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.slow

BARE = f"""
import json, sys
sys.modules.update(dict.fromkeys({list(EXTRAS)!r}))
sys.path.insert(0, sys.argv[1])
from geo.cli.main import main
codes = [main(words) for words in json.loads(sys.argv[2])]
sys.exit(json.dumps(codes))
"""
"""Runs commands where every import of an optional library fails; the last line: exit codes."""
EXPORT = ("export", "compare", "Moscow", "Mumbai", "--format")
MISSING = {
    (*EXPORT, "png", "--out", "a.png"): (
        "the format png needs matplotlib, which is not installed; "
        'run `pip install "instc-atlas[print]"`.'
    ),
    (*EXPORT, "xlsx", "--out", "a.xlsx"): (
        "the format xlsx needs xlsxwriter, which is not installed; "
        'run `pip install "instc-atlas[xlsx]"`.'
    ),
    ("backtest", "--chart", "a.png"): (
        'a chart needs matplotlib, which is not installed; run `pip install "instc-atlas[print]"`.'
    ),
    ("app",): (
        "the application needs streamlit, which is not installed; "
        'run `pip install "instc-atlas[app]"`.'
    ),
}


def bare(
    root: Path, folder: Path, commands: Sequence[Sequence[str]], *, code: str = BARE
) -> tuple[str, list[str]]:
    """Output and lines of the error stream of commands in one process without the extras."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(root), json.dumps(commands)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr.splitlines()


def test_the_library_alone_answers(root: Path, tmp_path: Path) -> None:
    files = [f"a.{name}" for name in ("gpkg", "csv", "html")]
    exports = [(*EXPORT, file.partition(".")[2], "--out", file) for file in files]
    questions = [("route", "Moscow", "Mumbai"), ("compare", "Moscow", "Mumbai")]
    output, lines = bare(root, tmp_path, [*questions, *exports])
    assert json.loads(lines[-1]) == [0] * (len(questions) + len(exports))
    assert output.count("Moscow – Mumbai") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)


def test_a_missing_library_is_one_sentence(root: Path, tmp_path: Path) -> None:
    output, lines = bare(root, tmp_path, list(MISSING))
    assert json.loads(lines[-1]) == [1] * len(MISSING)
    assert output == ""
    assert [line for line in lines if "is not installed" in line] == list(MISSING.values())
    assert list(tmp_path.iterdir()) == []


def test_without_the_typesetter_a_picture_is_drawn_and_a_document_is_one_sentence(
    root: Path, tmp_path: Path
) -> None:
    code = BARE.replace(repr(list(EXTRAS)), "['typst']")
    commands = [(*EXPORT, "dossier-pdf", "--out", "a.pdf"), (*EXPORT, "svg", "--out", "a.svg")]
    _, lines = bare(root, tmp_path, commands, code=code)
    assert json.loads(lines[-1]) == [1, 0]
    (line,) = [line for line in lines if "is not installed" in line]
    assert line == (
        "the format dossier-pdf needs typst, which is not installed; "
        'run `pip install "instc-atlas[print]"`.'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


def test_an_installed_library_is_no_error() -> None:
    require("xlsxwriter", feature="a workbook")
    with named_extras("a workbook"):
        name = importlib.import_module("xlsxwriter").__name__
    assert name == "xlsxwriter"


def test_another_missing_library_is_not_taken_for_an_extra() -> None:
    with pytest.raises(ModuleNotFoundError) as caught, named_extras("a workbook"):
        raise ModuleNotFoundError(name="nowhere")
    assert not isinstance(caught.value, MissingExtraError)
