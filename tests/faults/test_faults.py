"""What each page and each verb needs: a file that is lost or damaged is named, the rest served."""

from __future__ import annotations

import json
import subprocess
import sys
from shutil import copyfile, copytree, ignore_patterns
from typing import TYPE_CHECKING, Any, Final

import pytest

from geo.evidence import BRANCH_LAYERS
from geo.layers import layer_names
from geo.paths import manifest_digests
from tests.conftest import ROOT
from tests.faults import driver

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PAGES: Final = driver.PAGES
VERBS: Final = {
    "places": ["places", "Moscow"],
    "route": ["route", "Moscow", "Mumbai"],
    "comparison": ["compare", "Moscow", "Mumbai"],
    "figures": ["figures", "border-az-ir-rail"],
    "states": ["states"],
    "map file": ["export", "layers", "--format", "html", "--out", "map.html"],
}
ALL: Final = frozenset({*PAGES, *VERBS} - {"places"})
MAPPED: Final = frozenset({"compare", "explore", "story", "map file"})
"""What shows the map."""
GAZETTEER: Final = ("places", "ports", "towns", "countries")
LEDGER: Final = (
    *("sources", "figures", "movements", "claims", "prices", "contradictions", "states"),
)
FACES_OF_PAGES: Final = ("sans-400", "sans-500", "sans-600", "serif-600")
FACES_OF_ALL: Final = ("arabic-400", "arabic-500", "arabic-600")
NEEDS: Final[dict[str, frozenset[str]]] = {
    **{f"layers/gazetteer/{name}.csv": ALL | {"places"} for name in GAZETTEER},
    **{f"layers/network/{name}": ALL for name in ("network.npz", "network.json", "arcs.npz")},
    **{f"layers/evidence/{name}.csv": ALL for name in LEDGER},
    "layers/evidence/error_record.json": ALL,
    "layers/corridors.json": ALL,
    "layers/evidence/timeline.csv": frozenset({"explore", "story"}),
    "layers/evidence/volumes.csv": frozenset({"explore", "story"}),
    "layers/evidence/promises.csv": frozenset({"story"}),
    "layers/manifest.json": frozenset({"evidence"}),
    "layers/fonts/OFL.txt": frozenset(),
    "layers/gazetteer/areas.geojson": frozenset(),  # read for a point, not for a name
    **{
        f"layers/basemap/{name}": MAPPED | {"surface"}
        for name in ("land.geojson", "lakes.geojson", "borders.geojson")
    },
    **{
        f"layers/basemap/{name}": MAPPED
        for name in (
            *("rivers.geojson", "countries.geojson", "seas.geojson", "towns.geojson"),
            *("relief.json", "relief.webp"),
        )
    },
    **{f"layers/fonts/{face}.woff": frozenset(PAGES) for face in FACES_OF_PAGES},
    **{f"layers/fonts/{face}.woff": frozenset(PAGES) for face in FACES_OF_ALL},
    **{f"layers/fonts/{face}.woff": MAPPED for face in ("map-500", "map-500-italic", "map-600")},
    **{
        f"layers/{name}.geojson": frozenset(
            {"explore", "map file"}
            | ({"story"} if name in (*BRANCH_LAYERS.values(), "places") else set())
        )
        for name in layer_names()
    },
}
"""Pages and verbs that cannot do without a file."""
DAMAGES: Final = ("lost", "empty", "cut", "flipped", "another")
JUDGED_BY_SCHEMA: Final = frozenset({"lost", "empty", "another"})
"""Damages of the ledger that a checkout names for certain; a row may be edited there."""
ASKED: Final = {"evidence": "evidence?part=data"}
"""The part of a page that needs most."""
SAMPLE: Final = (
    ("layers/network/network.npz", "cut", "compare"),
    ("layers/corridors.json", "flipped", "story"),
    ("layers/basemap/land.geojson", "empty", "explore"),
    ("layers/fonts/sans-400.woff", "another", "about"),
    ("layers/manifest.json", "lost", "evidence"),
    ("layers/western.geojson", "cut", "story"),
    ("layers/evidence/timeline.csv", "empty", "explore"),
    ("layers/evidence/promises.csv", "lost", "about"),
    ("layers/basemap/lakes.geojson", "empty", "surface"),
    ("layers/network/network.npz", "flipped", "route"),
    ("layers/gazetteer/towns.csv", "cut", "places"),
    ("layers/corridors.json", "flipped", "comparison"),
    ("layers/evidence/figures.csv", "another", "figures"),
    ("layers/network/arcs.npz", "lost", "places"),
)
"""Each kind of file, damage, page and verb once; the product is `deep`."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the program whose files may be damaged."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("geo", "views", "layers", ".streamlit"):
        copytree(ROOT / name, folder / name, ignore=ignore_patterns("build", "__pycache__"))
    for name in ("app.py", "pyproject.toml"):
        copyfile(ROOT / name, folder / name)
    copyfile(driver.__file__, folder / "driver.py")
    return folder


def answers(copy: Path, cells: Sequence[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Ask pages and verbs, each with one file damaged."""
    asked = [[name, damage, VERBS.get(one) or ASKED.get(one, one)] for name, damage, one in cells]
    done = subprocess.run(
        [sys.executable, "driver.py"],
        cwd=copy,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [dict(json.loads(line)) for line in done.stdout.splitlines()]
    assert len(lines) == len(cells), done.stderr[-2000:]
    return lines


def faults(copy: Path, cells: Sequence[tuple[str, str, str]]) -> list[str]:
    """Say of each cell that is not as the table has it what is wrong."""
    wrong = []
    for (name, damage, asked), answer in zip(cells, answers(copy, cells), strict=True):
        where, file = f"{name} {damage}, {asked}", name.rpartition("/")[2].casefold()
        named = [text for text in answer["said"] if file in text.casefold()]
        if answer["traceback"]:
            wrong.append(f"{where}: {answer['traceback']}")
        elif asked not in NEEDS[name]:
            wrong += [f"{where}: not needed, yet {answer['said']}"] * bool(answer["said"])
        elif "evidence/" in name and damage not in JUDGED_BY_SCHEMA:
            continue
        elif len(named) != 1 or len(answer["said"]) != 1:
            wrong.append(f"{where}: named {len(named)} times in {answer['said']}")
        elif asked in PAGES and not answer["served"]:
            wrong.append(f"{where}: nothing else is served")
        elif asked in VERBS and (answer["code"], answer["served"]) != (1, ""):
            wrong.append(f"{where}: an answer came out")
    return wrong


def test_the_table_has_every_file_and_the_sample_every_kind() -> None:
    ledger = [*(ROOT / "layers/evidence").glob("*.csv"), *(ROOT / "layers/evidence").glob("*.json")]
    files = {f"layers/{name}" for name in manifest_digests()} | {"layers/manifest.json"}
    files |= {path.relative_to(ROOT).as_posix() for path in ledger}
    assert set(NEEDS) == files
    assert {damage for _, damage, _ in SAMPLE} == set(DAMAGES)
    assert {asked for _, _, asked in SAMPLE} >= set(PAGES)


@pytest.mark.slow
def test_a_lost_or_damaged_file_is_named_once_and_the_rest_is_served(copy: Path) -> None:
    assert len(SAMPLE) > 10
    assert faults(copy, SAMPLE) == []


@pytest.mark.deep
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("asked", [*PAGES, *VERBS])
def test_every_file_of_the_table(copy: Path, asked: str, damage: str) -> None:
    cells = [(name, damage, asked) for name in NEEDS]
    assert len(cells) > 45
    assert faults(copy, cells) == []
