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
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def files(root: Path) -> Iterator[Path]:
    """Yield every file of the project: not what is installed, cached or made."""
    for path in sorted(root.iterdir()):
        if path.name == ".git":
            continue
        if path.is_file():
            yield path
        elif path.name not in MADE and (path.name in KEPT or not path.name.startswith(".")):
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


def _anchors(path: Path) -> set[str]:
    text = _CODE.sub("", path.read_text("utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(text)
    }
