"""The rules of who may import whom, and the reading of a tree of source files by them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS: Final = (
    "errors",
    "model",
    "scenario",
    "geodesy",
    "paths",
    "places",
    "network",
    "attach",
    "routing",
    "legs",
    "corridors",
    "figures",
    "ledger_files",
    "evidence",
    "history",
    "bands",
    "totals",
    "itinerary",
    "services",
    "weights",
    "timing",
    "cost",
    "compare",
    "analysis",
    "answer",
    "backtest",
    "layers",
    "palette",
    "maps",
    "tongues",
    "charts",
    "export",
    "cli",
    "__main__",
)
"""The modules of ``geo``, each of which may import those before it, never one after it.

A module ``maps_page`` lies in the room ``maps``; inside a room the order is free, but no circle.
"""

CORE: Final = ROOMS[: ROOMS.index("layers")]
FOR_THE_BUILD: Final = frozenset(ROOMS[: ROOMS.index("corridors") + 1])
"""What the scripts that make the data may use of the library that reads them.

Nothing that knows a figure: the layers must not change when the ledger does.
"""

NEIGHBOURS: Final = {
    "geo": {"geo"},
    "layers": {"geo", "layers"},
    "views": {"geo", "views"},
    "app.py": {"geo", "views"},
}
OURS: Final = frozenset({"app", "geo", "layers", "views", "tests", "benchmarks"})
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
    """Return one sentence for each broken rule below a folder."""
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    for path in sorted(_sources(root)):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        imports = list(_imports(path, root))
        graph[module] = {i.module for i in imports if i.at_load and i.module != module}
        where = path.relative_to(root)
        if room_of(module) == "":
            found.append(f"{where} has no place in the order of rooms")
        for one in imports:
            found.extend(f"{where}:{one.line} {reason}" for reason in _judge(module, one))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found.append(f"imports run in a circle: {' <- '.join(error.args[1])}")
    return found


def room_of(module: str) -> str | None:
    """Return the room of a module of ``geo``, "" if it has none, None if it is not of ``geo``.

    Examples
    --------
    >>> room_of("geo.maps_page"), room_of("geo.mapsomething"), room_of("views.explore")
    ('maps', '', None)
    """
    if not module.startswith("geo.") or module == "geo.__init__":
        return None
    name = module.split(".")[1]
    fitting = [room for room in ROOMS if name == room or name.startswith(f"{room}_")]
    return max(fitting, key=len, default="")


def _sources(root: Path) -> Iterator[Path]:
    yield from root.glob("app.py")
    for folder in ("geo", "layers", "views"):
        yield from (root / folder).rglob("*.py")


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
    if one.library in MAP_MAKERS and room != "maps":
        yield f"imports {one.library}, which only geo.maps knows"
    if one.library in SLOW and one.at_load and room in CORE:
        yield f"imports {one.library} when it is loaded, which is slow"


def _imports(path: Path, root: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text("utf-8"))
    later = {id(node) for branch in _put_off(tree) for node in ast.walk(branch)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = _names(node, root)
        else:
            continue
        for name in names:
            yield Import(module=name, line=node.lineno, at_load=id(node) not in later)


def _put_off(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from node.body


def _names(node: ast.ImportFrom, root: Path) -> list[str]:
    if node.level:
        return [""]
    base = node.module or ""
    folder = root.joinpath(*base.split("."))
    inside = [a.name for a in node.names if (folder / f"{a.name}.py").exists()]
    return [f"{base}.{name}" for name in inside] or [base]
