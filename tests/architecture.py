"""Rules on imports: which package may import which, checked on a tree of source files."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS: Final = (
    "version",
    "message",
    "alike",
    "errors",
    "atomic",
    "journal",
    "numerals",
    "extras",
    "months",
    "model",
    "geodesy",
    "paths",
    "edition",
    "attribution",
    "scenario",
    "palette",
    "typefaces",
    "layers",
    "places",
    "evidence",
    "network",
    "estimates",
    "i18n",
    "journeys",
    "userdata",
    "surface",
    "summary",
    "validation",
    "webmap",
    "plot",
    "export",
    "batch",
    "api",
    "service",
    "cli",
    "__main__",
)
"""Modules and packages of ``geo``; each may import those before it, never one after it."""
SLOW_ROOMS: Final = frozenset({"layers", "webmap", "plot", "export"})
"""Packages that may load slow libraries; nothing else imports them when it is loaded."""
CORE: Final = tuple(room for room in ROOMS if room not in SLOW_ROOMS)
FOR_THE_BUILD: Final = frozenset(ROOMS[: ROOMS.index("network") + 1]) - {"evidence"}
"""What the scripts that build the layers may use of the library.

Nothing that knows a figure: the layers must not change when the ledger does.
"""

NEIGHBOURS: Final = {
    "geo": {"geo"},
    "layers": {"geo", "layers"},
    "views": {"geo", "views"},
    "app.py": {"geo", "views"},
}
OURS: Final = frozenset({"app", "geo", "layers", "views", "tests", "benchmarks"})
SHARED_VIEWS: Final = ("state", "ui")
"""Packages of ``views`` that pages share; ``ui`` may import ``state``."""
SCREEN: Final = frozenset({"streamlit", "streamlit_folium"})
MAP_MAKERS: Final = frozenset({"folium", "branca", "xstatic"})
SLOW: Final = frozenset({"pandas", "geopandas", "pyogrio"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import statement."""

    module: str
    line: int
    at_load: bool
    """It is executed when the module is loaded: not in a function, not for types only."""

    @property
    def library(self) -> str:
        """First part of the dotted name."""
        return self.module.partition(".")[0]


def violations(root: Path) -> list[str]:
    """One sentence for each broken rule below a folder."""
    problems: list[str] = []
    graph: dict[str, set[str]] = {}
    for path in sorted(_sources(root)):
        module = _module(path, root)
        imports = list(_imports(path, root))
        graph[module] = {i.module for i in imports if i.module != module}
        graph[module] |= {i.module for i in _exports(path, root)}
        where = path.relative_to(root)
        if room_of(module) == "":
            problems.append(f"{where} has no place in the order of packages")
        for one in imports:
            problems.extend(f"{where}:{one.line} {reason}" for reason in _judge(module, one))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        problems.append(f"imports run in a circle: {' <- '.join(error.args[1])}")
    return problems


def room_of(module: str) -> str | None:
    """Package of a module of ``geo``: "" if it has none, None if it is not of ``geo``.

    Examples
    --------
    >>> room_of("geo.webmap.page"), room_of("geo.utils"), room_of("views.explore.page")
    ('webmap', '', None)
    """
    if not module.startswith("geo."):
        return None
    name = module.split(".")[1]
    return name if name in ROOMS else ""


def _sources(root: Path) -> Iterator[Path]:
    yield from root.glob("app.py")
    for folder in ("geo", "layers", "views"):
        yield from (root / folder).rglob("*.py")


def _module(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _judge(module: str, one: Import) -> Iterator[str]:
    folder = module.partition(".")[0] if module != "app" else "app.py"
    room, other = room_of(module), room_of(one.module)
    if one.library == "":
        yield "imports by a relative name"
    if one.library in OURS - NEIGHBOURS[folder]:
        yield f"imports {one.module}, which {folder} does not know"
    if room and other and ROOMS.index(other) > ROOMS.index(room):
        yield f"imports {one.module}, which comes later"
    if folder == "layers" and other is not None and other not in FOR_THE_BUILD:
        yield f"imports {one.module}, which is not for the build"
    if folder in {"geo", "layers"} and one.library in SCREEN:
        yield f"imports {one.library}, which only the views know"
    if one.library in MAP_MAKERS and room not in {"webmap", None}:
        yield f"imports {one.library}, which only geo.webmap knows"
    if one.library in SLOW and one.at_load and room in CORE:
        yield f"imports {one.library} when it is loaded, which is slow"
    yield from _judge_views(module, one)


def _judge_views(module: str, one: Import) -> Iterator[str]:
    here, there = module.split("."), one.module.split(".")
    if here[0] != "views" or there[0] != "views" or min(len(here), len(there)) < 2:
        return
    mine, other = here[1], there[1]
    if mine == other:
        return
    if other not in SHARED_VIEWS:
        yield f"imports {one.module}, which is of another page"
    elif mine in SHARED_VIEWS and SHARED_VIEWS.index(mine) < SHARED_VIEWS.index(other):
        yield f"imports {one.module}, which comes later"


def _imports(path: Path, root: Path) -> Iterator[Import]:
    for node, at_load in _statements(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = _names(node, root)
        else:
            continue
        for name in names:
            yield Import(module=name, line=node.lineno, at_load=at_load)


def _exports(path: Path, root: Path) -> Iterator[Import]:
    """Yield what a package loads on demand, from the stub beside its ``__init__.py``."""
    stub = path.with_suffix(".pyi")
    if path.name != "__init__.py" or not stub.exists():
        return
    package = _module(path, root)
    for node in ast.walk(ast.parse(stub.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield Import(module=f"{package}.{node.module}", line=node.lineno, at_load=False)


def _statements(block: ast.AST, *, at_load: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield every statement of a module, and whether it is executed when that is loaded."""
    deferred: list[ast.stmt] = []
    if isinstance(block, ast.FunctionDef | ast.AsyncFunctionDef):
        at_load = False
    elif isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test):
        deferred = block.body
    for node in ast.iter_child_nodes(block):
        if isinstance(node, ast.stmt):
            now = at_load and node not in deferred
            yield node, now
            yield from _statements(node, at_load=now)
        elif isinstance(node, ast.excepthandler | ast.match_case):
            yield from _statements(node, at_load=at_load)


def _names(node: ast.ImportFrom, root: Path) -> list[str]:
    if node.level:
        return [""]
    base = node.module or ""
    folder = root.joinpath(*base.split("."))
    inside = [
        a.name
        for a in node.names
        if (folder / f"{a.name}.py").exists() or (folder / a.name).is_dir()
    ]
    return [f"{base}.{name}" for name in inside] or [base]
