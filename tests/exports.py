"""Contents of exports for the tests: a small real one, and one whose every text is hostile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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
_MEMBERS: Final = frozenset({"mode", "modes", "status", "accuracy", "water", "clock", "clocks"})
"""Texts of closed sets, which no stranger can write, and by which code chooses."""
_LINKS: Final = frozenset(
    {"corridor", "variant", "sources", "id", "language", "type", "source_ids", "repeats"}
    | {"one_sources", "other_sources"}
)


class Poison:
    """Hands out one hostile text after another, and remembers how many."""

    def __init__(self) -> None:
        self.given = 0

    def text(self) -> str:
        """Return the next one."""
        self.given += 1
        return TEXTS[self.given % len(TEXTS)]

    def into(self, value: Any, key: str = "") -> Any:  # noqa: ANN401 - any JSON
        """Return JSON whose every text is hostile, closed sets and keys apart."""
        if isinstance(value, dict):
            kept = value.items()
            return {k: v if k in _MEMBERS | _LINKS else self.into(v, k) for k, v in kept}
        if isinstance(value, list | tuple):
            return [self.into(one, key) for one in value]
        return self.text() if isinstance(value, str) else value


def poisoned(content: Content) -> Content:
    """Return the content with a hostile text in every field that holds text."""
    poison = Poison()
    ids = {name: (poison.text(), poison.text()) for name in content.sources}
    stamp = replace(
        content.stamp,
        title=poison.text(),
        subtitle=" ".join(TEXTS),
        credits=poison.text(),
        disclaimer=poison.text(),
        data_date=poison.text(),
    )
    return replace(
        content,
        stamp=stamp,
        names={name: poison.text() for name in content.names},
        sources=ids,
        journeys=tuple(poison.into(list(content.journeys))),
        every=tuple(poison.into(list(content.every))),
        failed=tuple(poison.into(list(content.failed))),
        layers=poison.into(dict(content.layers)),
        parts=tuple(
            replace(part, rows=tuple(poison.into(list(part.rows)))) for part in content.parts
        ),
    )
