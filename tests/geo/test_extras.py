"""Without its optional libraries the program answers, and names what a feature is missing."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from geo.errors import MissingExtraError
from geo.extras import EXTRAS, named_extras, require

if TYPE_CHECKING:
    from pathlib import Path

BARE = f"import sys\nsys.modules.update(dict.fromkeys({list(EXTRAS)!r}))\n"
"""Makes every import of an optional library fail."""
RUN = "from geo.cli.main import main\nsys.exit(main(sys.argv[1:]))\n"
EXPORT = ("export", "compare", "Moscow", "Mumbai", "--format")


def bare(root: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"{BARE}sys.path.insert(0, {str(root)!r})\n{RUN}", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("route", "Moscow", "Mumbai", "--json"), id="route"),
        pytest.param(("compare", "Moscow", "Mumbai"), id="compare"),
        *(
            pytest.param((*EXPORT, name, "--out", f"a.{name}"), id=name)
            for name in ("gpkg", "geojson", "kml", "csv", "md", "html")
        ),
    ],
)
def test_the_library_alone_answers(root: Path, words: tuple[str, ...], tmp_path: Path) -> None:
    done = bare(root, tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            (*EXPORT, "png", "--out", "a.png"),
            "the format png needs matplotlib, which is not installed; "
            'run `pip install "instc-atlas[print]"`.',
            id="picture",
        ),
        pytest.param(
            (*EXPORT, "xlsx", "--out", "a.xlsx"),
            "the format xlsx needs xlsxwriter, which is not installed; "
            'run `pip install "instc-atlas[xlsx]"`.',
            id="workbook",
        ),
        pytest.param(
            ("backtest", "--chart", "a.png"),
            "a chart needs matplotlib, which is not installed; "
            'run `pip install "instc-atlas[print]"`.',
            id="chart",
        ),
        pytest.param(
            ("app",),
            "the application needs streamlit, which is not installed; "
            'run `pip install "instc-atlas[app]"`.',
            id="application",
        ),
    ],
)
def test_a_missing_library_is_one_sentence(
    root: Path, words: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    done = bare(root, tmp_path, *words)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == sentence
    assert list(tmp_path.iterdir()) == []


def test_an_installed_library_is_no_error() -> None:
    require("xlsxwriter", feature="a workbook")
    with named_extras("a workbook"):
        name = importlib.import_module("xlsxwriter").__name__
    assert name == "xlsxwriter"


def test_another_missing_library_is_not_taken_for_an_extra() -> None:
    with pytest.raises(ModuleNotFoundError) as caught, named_extras("a workbook"):
        raise ModuleNotFoundError(name="nowhere")
    assert not isinstance(caught.value, MissingExtraError)
