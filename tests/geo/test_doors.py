"""Each package names its public things; others import from the package, not from its inside."""

from __future__ import annotations

import ast
import importlib
from typing import TYPE_CHECKING

import pytest

from geo import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = paths.ASSETS.parents[1]
PACKAGES = sorted(p.parent.name for p in PACKAGE.glob("*/__init__.pyi"))
ENTRY = "geo.cli.main"
"""The one module that is started by its own name."""


def imports(root: Path) -> Iterator[tuple[Path, str]]:
    sources = [root / "app.py"]
    for folder in ("geo", "views", "layers", "benchmarks"):
        sources += (root / folder).rglob("*.py")
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield path.relative_to(root), node.module


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_exports_what_it_names(name: str) -> None:
    package = importlib.import_module(f"geo.{name}")
    assert package.__all__ == sorted(package.__all__)
    assert all(hasattr(package, public) for public in package.__all__)
    assert not any(public.startswith("_") for public in package.__all__)


def test_others_import_from_the_package(root: Path) -> None:
    assert len(PACKAGES) > 9
    inside = [
        f"{path} imports {module}"
        for path, module in imports(root)
        if module.count(".") > 1
        and module.split(".")[0] == "geo"
        and module.split(".")[1] in PACKAGES
        and path.parts[:2] != ("geo", module.split(".")[1])
        and module != ENTRY
    ]
    assert inside == []
