"""Reading the project's own documents: files, commands, links, headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MADE: Final = frozenset(
    {"build-cache", "dist", "site", "test-report", "__pycache__", "node_modules"}
)
KEPT: Final = frozenset({".ci", ".streamlit", ".github"})
_FENCE = re.compile(r"^```(?:sh|shell|bash)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
_NAMED = re.compile(r"`((?:geo|views|layers|tests|docs|deploy|benchmarks)(?:[/.]\w[\w-]*)+/?)`")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def files(root: Path) -> Iterator[Path]:
    """Yield every file of the project: not what is installed, cached or made."""
    for path in sorted(root.iterdir()):
        if path.name == ".git":
            continue
        if path.is_file() and not path.name.startswith(".coverage"):
            yield path
        elif (
            path.is_dir()
            and path.name not in MADE
            and (path.name in KEPT or not path.name.startswith("."))
        ):
            yield from files(path)


def commands(markdown: str, heading: str) -> list[list[str]]:
    r"""Return the lines of each shell block below a heading of the second level.

    Examples
    --------
    >>> commands("## Run\n```sh\nmake run\n```\n## Test\n```sh\nmake test\n```\n", "Test")
    [['make test']]
    """
    section = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", markdown, re.MULTILINE | re.DOTALL
    )
    return [block.splitlines() for block in _FENCE.findall(section[1])] if section else []


def broken_links(path: Path) -> list[str]:
    """Return the links of a Markdown file that lead to no file or heading of the project."""
    broken = []
    for target in _LINK.findall(_CODE.sub("", path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        aim = path.parent / name if name else path
        if not aim.exists() or (anchor and anchor not in _anchors(aim)):
            broken.append(target)
    return broken


def lost_names(path: Path, root: Path) -> list[str]:
    """Return what a Markdown file names as a file, folder or module, and nothing in the project is.

    The last part of a dotted name may be a name inside a module, such as a function, or a package.
    """
    return [name for name in _NAMED.findall(path.read_text("utf-8")) if not _is_there(name, root)]


def _is_there(name: str, root: Path) -> bool:
    if "/" in name:
        return (root / name).exists()
    *package, last = name.split(".")
    folder = root.joinpath(*package)
    if (folder / last).exists() or (folder / f"{last}.py").exists():
        return True
    doors = folder / "__init__.py", folder / "__init__.pyi", folder.with_suffix(".py")
    return any(last in one.read_text("utf-8") for one in doors if one.exists())


def _anchors(path: Path) -> set[str]:
    text = _CODE.sub("", path.read_text("utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(text)
    }
