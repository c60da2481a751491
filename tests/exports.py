"""Contents of exports for the tests: a small real one, and one whose every text is hostile."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import openpyxl  # type: ignore[import-untyped]

from geo.export.spreadsheet import FORMULA

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content

_MARKUP: Final = (
    "<script>alert({n})</script>",
    "</script><script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    '"><svg onload=alert({n})>',
    "'><svg/onload=alert({n})>",
    "<iframe srcdoc='<script>alert({n})</script>'>",
    "<a href='javascript:alert({n})'>x</a>",
    "javascript:alert({n})",
    "${{alert({n})}}`",
    "`${{alert({n})}}",
    "{{{{alert({n})}}}}",
    "{{% print({n}) %}}",
    "\\x3cimg src=x onerror=alert({n})\\x3e",
    "\\u003cscript\\u003ealert({n})",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "&#60;script&#62;alert({n})&#60;/script&#62;",
    "]]><script>alert({n})</script><![CDATA[",
    "--><script>alert({n})</script><!--",
    "</style><script>alert({n})</script>",
    "</title><script>alert({n})</script>",
    "</textarea><script>alert({n})</script>",
    "<style>@import 'http://outside.test/{n}';</style>",
    "<link rel=stylesheet href=http://outside.test/{n}>",
    "<base href=http://outside.test/{n}/>",
    "<meta http-equiv=refresh content='0;url=http://outside.test/{n}'>",
    "<object data=javascript:alert({n})>",
    "<math><mtext><script>alert({n})</script>",
    "<svg><use href='data:image/svg+xml,alert({n})'/>",
    "<details open ontoggle=alert({n})>",
    "<body onload=alert({n})>",
    "<input autofocus onfocus=alert({n})>",
    "<video src=x onerror=alert({n})>",
    "';alert({n});//",
    '";alert({n});//',
    "\\';alert({n});//",
    "\u2028alert({n})\u2029",
    "<\0script>alert({n})</script>",
    "\x0b<script>alert({n})</script>",
    "x\r\n<script>alert({n})</script>",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;{n}",
    "%3Cscript%3Ealert({n})%3C/script%3E",
)
FORMULAS: Final = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\uff1d1+1",
    '=HYPERLINK("http://outside.test","x")',
    "=cmd|' /C calc'!A0",
    "|x| *y* [z](javascript:alert(0))",
)
TEXTS: Final = (*(text.format(n=n) for n, text in enumerate(_MARKUP)), *FORMULAS)
"""More than fifty texts that try to be something else."""
_CODES: Final = frozenset(
    {"corridor", "variant", "source_ids", "one_sources", "other_sources"}
    | {"mode", "modes", "status", "accuracy", "water", "clock", "clocks", "type", "id"}
    | {"country", "countries", "gate", "place_id", "box", "source", "sources", "figures"}
)
"""Fields and columns by which code chooses; strangers cannot write them."""
_COMPUTED: Final = frozenset({"ledger", "scenario", "parts"})
"""Fields of a journey that hold no text of a file."""


class Poison:
    """Hands out one hostile text after another."""

    def __init__(self) -> None:
        self.given = 0

    def text(self) -> str:
        """Give the next text."""
        self.given += 1
        return TEXTS[self.given % len(TEXTS)]

    def into(self, value: Any, key: str = "") -> Any:
        """Copy a value with a hostile text for every text that is no code."""
        if key in _CODES | _COMPUTED or isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return value if key == "state" else self.text()
        if isinstance(value, dict):
            return {name: self.into(part, name) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.into(part, key) for part in value)
        if is_dataclass(value) and not isinstance(value, type):
            named = {one.name: getattr(value, one.name) for one in fields(value)}
            return replace(value, **{n: self.into(part, n) for n, part in named.items()})
        return value


def poisoned(content: Content) -> Content:
    """Copy a content with a hostile text in every field that holds text."""
    poison = Poison()
    into = poison.into
    return replace(
        content,
        stamp=replace(into(content.stamp), subtitle=" ".join(TEXTS), hash=content.stamp.hash),
        names={name: poison.text() for name in content.names},
        sources={name: (poison.text(), poison.text()) for name in content.sources},
        drawn=into(content.drawn),
        journeys=into(content.journeys),
        legs=into(content.legs),
        stops=into(content.stops),
        gaps=into(content.gaps),
        every=into(content.every),
        base=into(content.base),
        failed=into(content.failed),
        layers=into(dict(content.layers)),
        sections=tuple(replace(part, rows=into(part.rows)) for part in content.sections),
    )


def hostile_cells(path: Path) -> int:
    """Count the texts of a workbook that look like formulas; refuse formulas and links."""
    quoted = 0
    for sheet in openpyxl.load_workbook(path):
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type in {"s", "n", "b"}, cell.value
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(FORMULA):
                    assert cell.quotePrefix, cell.value
                    quoted += 1
    return quoted
