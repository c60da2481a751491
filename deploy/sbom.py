"""List of the libraries that the application runs on, with versions and licences.

``python -m deploy.sbom [FOLDER]`` writes it into a folder (``dist``): ``sbom.cdx.json`` in the form
of CycloneDX 1.6, and ``licences.md`` as a table. It lists what ``requirements.lock`` names, and
reads licences from what is installed. What a library brings along itself, such as the scripts of
Streamlit, is not listed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import uuid
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import PackageMetadata

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "requirements.lock"
OWN_LICENCE: Final = "MIT AND ODbL-1.0 AND CC-BY-4.0 AND Apache-2.0 AND OFL-1.1"
"""Of code, data and typefaces of the application, as in pyproject.toml."""
_PIN: Final = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
_NAME: Final = re.compile(r"[\w.-]+")
_CLASSIFIER: Final = "License :: OSI Approved :: "
_ELSEWHERE: Final = {"xstatic-leaflet": "BSD-2-Clause"}
"""Licences of libraries that only point to another one."""
_LONGEST: Final = 100
"""A licence field that is longer holds the text of the licence; its first line is its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library of the lock file, as it is installed."""

    name: str
    version: str
    licence: str
    """An expression of SPDX where the library gives one, otherwise the words it uses."""
    is_expression: bool
    needs: tuple[str, ...]
    """Names of libraries of the lock file that it needs."""

    @property
    def purl(self) -> str:
        """Address of the package, as security bulletins write it."""
        return f"pkg:pypi/{self.name}@{self.version}"

    def as_component(self) -> dict[str, Any]:
        """Return it as a component of CycloneDX."""
        named = {"license": {"name": self.licence}}
        licence = {"expression": self.licence} if self.is_expression else named
        return {
            "type": "library",
            "bom-ref": self.purl,
            "name": self.name,
            "version": self.version,
            "licenses": [licence],
            "purl": self.purl,
        }


def pins(text: str) -> dict[str, str]:
    """Return name and version of each line of a lock file.

    Examples
    --------
    >>> pins("numpy==2.4.6 --hash=sha256:00")
    {'numpy': '2.4.6'}
    """
    return {canonical(name): version for name, version in _PIN.findall(text)}


def canonical(name: str) -> str:
    """Return the name of a distribution as all tools compare it.

    Examples
    --------
    >>> canonical("XStatic_Leaflet")
    'xstatic-leaflet'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def libraries(locked: Iterable[str]) -> tuple[Library, ...]:
    """Return the libraries of a lock file that are installed, by name.

    Parameters
    ----------
    locked
        Names of the lock file. One that this platform does not need is left out.
    """
    names = sorted(locked)
    result = []
    for name in names:
        try:
            held = distribution(name)
        except PackageNotFoundError:
            continue
        licence, is_expression = licence_of(held.metadata)
        if name in _ELSEWHERE:
            licence, is_expression = _ELSEWHERE[name], True
        needed = {canonical(_NAME.findall(line)[0]) for line in held.requires or ()}
        result.append(
            Library(
                name=name,
                version=held.version,
                licence=licence,
                is_expression=is_expression,
                needs=tuple(sorted(needed & set(names))),
            )
        )
    return tuple(result)


def licence_of(metadata: PackageMetadata) -> tuple[str, bool]:
    """Return the licence of a library, and whether it is an expression of SPDX."""
    fields = metadata.json
    if expression := fields.get("license_expression"):
        return str(expression), True
    classes = [one for one in fields.get("classifier", ()) if one.startswith(_CLASSIFIER)]
    if classes:
        return ", ".join(one.removeprefix(_CLASSIFIER) for one in classes), False
    lines = [line.strip() for line in str(fields.get("license") or "").splitlines()]
    first = next(filter(None, lines), "")
    return first[:_LONGEST], False


def bill(held: Iterable[Library]) -> dict[str, Any]:
    """Return the whole list as CycloneDX; the same libraries give the same bytes."""
    listed = list(held)
    own = f"pkg:generic/instc-atlas@{__version__}"
    number = uuid.uuid5(uuid.NAMESPACE_URL, " ".join([own, *(one.purl for one in listed)]))
    purls = {one.name: one.purl for one in listed}
    graph = [{"ref": own, "dependsOn": list(purls.values())}]
    for one in listed:
        needs = [purls[name] for name in one.needs if name in purls]
        graph.append({"ref": one.purl, "dependsOn": needs})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "instc-atlas",
                "version": __version__,
                "licenses": [{"expression": OWN_LICENCE}],
                "purl": own,
            }
        },
        "components": [one.as_component() for one in listed],
        "dependencies": graph,
    }


def table(held: Iterable[Library]) -> str:
    """Return name, version and licence of each library as Markdown."""
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in held]
    return "\n".join(["| library | version | licence |", "|---|---|---|", *rows, ""])


def main(folder: Path) -> None:
    """Write both files into a folder."""
    locked = pins(LOCK.read_text("utf-8"))
    held = libraries(locked)
    for one in held:
        if one.version != locked[one.name]:
            sys.stderr.write(f"{one.name} {one.version}: the lock has {locked[one.name]}\n")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(bill(held), indent=1, ensure_ascii=False)
    (folder / "sbom.cdx.json").write_text(f"{text}\n", "utf-8")
    (folder / "licences.md").write_text(table(held), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m deploy.sbom", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default="dist")
    main(Path(parser.parse_args().folder))
