"""The list of libraries: each with a licence, in the form of CycloneDX."""

from __future__ import annotations

import json
import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from deploy import sbom
from tests.deploy.test_lock import LOCK, ROOT

if TYPE_CHECKING:
    from pathlib import Path

HELD: Final = sbom.libraries(sbom.pins(LOCK))


def test_every_library_of_the_application_has_a_version_and_a_licence() -> None:
    assert len(HELD) > 40
    assert {"streamlit", "numpy", "starlette"} <= {one.name for one in HELD}
    assert [one.name for one in HELD if not one.licence or one.licence.startswith("(")] == []
    assert {one.version for one in HELD if one.name == "numpy"} == {version("numpy")}


def test_the_list_is_cyclonedx_and_every_reference_in_it_leads_somewhere() -> None:
    written = sbom.bill(HELD)
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    known = {one["bom-ref"] for one in written["components"]}
    assert len(known) == len(HELD)
    known.add(written["metadata"]["component"]["bom-ref"])
    assert {one["ref"] for one in written["dependencies"]} == known
    assert {name for one in written["dependencies"] for name in one["dependsOn"]} <= known
    graph = {one["ref"]: one["dependsOn"] for one in written["dependencies"]}
    (streamlit,) = (one.purl for one in HELD if one.name == "streamlit")
    assert len(graph[streamlit]) > 10
    assert all(one["licenses"] for one in written["components"])
    assert written == sbom.bill(HELD)


def test_the_licence_of_the_application_is_that_of_its_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == sbom.OWN_LICENCE


def test_both_files_are_written_where_the_reader_wants_them(tmp_path: Path) -> None:
    sbom.main(tmp_path / "new")
    written = json.loads((tmp_path / "new" / "sbom.cdx.json").read_text("utf-8"))
    table = (tmp_path / "new" / "licences.md").read_text("utf-8")
    assert len(written["components"]) == len(HELD) > 40
    assert table.count("\n") == len(HELD) + 2
