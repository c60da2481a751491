"""All tables are described, and a second program finds no row that breaks its description."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from geo.paths import LAYERS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PACKAGE = LAYERS / "datapackage.json"
LAYER_FILES = [*sorted(LAYERS.glob("*.geojson")), *sorted(LAYERS.glob("basemap/*.geojson"))]


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(PACKAGE.read_text("utf-8"))
    return read


def validate(path: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(path), "--json"],
        capture_output=True,
        check=False,
        text=True,
    )
    report: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return report


def test_every_table_is_described(package: dict[str, Any]) -> None:
    described = [resource["path"] for resource in package["resources"]]
    assert sorted(described) == sorted(
        path.relative_to(LAYERS).as_posix() for path in LAYERS.rglob("*.csv")
    )
    fields = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
    assert all(field["description"] for field in fields)


def test_a_second_program_finds_no_fault() -> None:
    report = validate(PACKAGE)
    assert report["stats"]["errors"] == 0, report
    assert report["stats"]["tasks"] > 20


def test_a_row_that_breaks_its_description_is_found(
    package: dict[str, Any], tmp_path: Path
) -> None:
    (resource,) = (r for r in package["resources"] if r["path"] == "evidence/figures.csv")
    head, row, *_ = (LAYERS / resource["path"]).read_text("utf-8").splitlines()
    cells = row.split(",")
    cells[head.split(",").index("p50")] = "fast"
    (tmp_path / "evidence").mkdir()
    (tmp_path / resource["path"]).write_text("\n".join([head, ",".join(cells)]), "utf-8")
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"name": "one", "resources": [resource]}), "utf-8"
    )
    assert validate(tmp_path / "datapackage.json")["stats"]["errors"] > 0


@pytest.mark.parametrize("path", LAYER_FILES, ids=lambda path: path.name)
def test_a_file_that_travels_alone_says_whose_it_is(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    manifest = json.loads((LAYERS / "manifest.json").read_text("utf-8"))
    entry = manifest["files"][path.relative_to(LAYERS).as_posix()]
    assert document["licence"] == entry["licence"]
    assert document["attribution"].endswith("INSTC Atlas")
    assert "Not for navigation" in document["disclaimer"]
