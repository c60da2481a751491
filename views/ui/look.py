"""The look of the pages: one style sheet, with the colours of the palette in both themes.

A server of ours writes it into the document that a browser opens, so that nothing is drawn before
it has its look. Where another server shows the pages, each page brings it along.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit
from starlette.concurrency import run_in_threadpool

from geo.errors import LayerError
from geo.i18n import ENGLISH, LANGUAGES, get_locale
from geo.palette import GROUND, Colour, class_rules, ground_rules, named_colours
from geo.typefaces import ARABIC, FACES, NARROW, SANS, stylesheet
from views.ui import headers
from views.ui.scripts import language_script

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from geo.typefaces import Face

SHEETS: Final = tuple(
    Path(__file__).resolve().with_name(f"theme{of}.css")
    for of in ("_tokens", "", "_place", "_question", "_story", "_access")
)
_STATIC: Final = "app/static/"
"""Where Streamlit serves what lies in ``static`` beside ``app.py``."""
_OTHER: Final = ("/component/", "/app/static/", "/media/", "/_stcore/")
"""Addresses of documents that are no pages."""
FIRST_PARTS: Final = (
    *("Html", "BidiComponent", "ComponentInstance", "ButtonGroup"),
    *("Checkbox", "PageLink", "DownloadButton"),
)
"""Scripts of Streamlit that every page needs, and fetches only when it meets the first element."""
_SCRIPTS: Final = Path(streamlit.__file__).with_name("static") / "static" / "js"
_IMPORTED: Final = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_FOREIGN_FACE: Final = re.compile(r"<link\s+rel=\"preload\"[^>]*?as=\"font\"[^>]*?>")
"""A typeface that no page of ours uses."""
_HEAD_END: Final = "</head>"
_BODY: Final = "<body>"
"""Of rules of one weight the last one holds, and Streamlit adds its own to the head."""
_written: list[bool] = []
"""Not empty once a document was written."""


def is_in_document() -> bool:
    """Tell whether documents of this process hold the style sheet."""
    return bool(_written)


@cache
def style() -> str:
    """Return the style sheet as an element; ``light-dark`` follows the theme without a rerun."""
    colours = dict.fromkeys([*named_colours().values(), *GROUND.values()])
    rules = class_rules(_in_both) + [chart_rule(colour) for colour in colours]
    sheets = "\n".join(sheet.read_text("utf-8") for sheet in SHEETS)
    ground = f":root{{{ground_rules(_in_both)}}}"
    return f"<style>{typefaces()}\n{ground}\n{''.join(rules)}\n{sheets}</style>"


def typefaces() -> str:
    """Style sheet of the typefaces, which the browser fetches from the application once."""
    faces = [face for face in FACES if face.family != NARROW and not _fault_of(face)]
    return stylesheet(faces, lambda face: _STATIC + face.address)


def lost_faces() -> tuple[LayerError, ...]:
    """Return an error for each typeface of the pages that cannot be used; others stand in."""
    faults = (_fault_of(face) for face in FACES if face.family != NARROW)
    return tuple(fault for fault in faults if fault)


def _fault_of(face: Face) -> LayerError | None:
    try:
        _ = face.woff
    except LayerError as error:
        return error
    return None


def _in_both(colour: Colour) -> str:
    return f"light-dark({colour.light},{colour.dark})"


def chart_rule(colour: Colour) -> str:
    """Return what gives a chart that was drawn in one theme the colour of the other."""
    light, dark = colour.light, colour.dark
    return "".join(
        f'.stVegaLiteChart :is([{of}="{light}"],[{of}="{dark}"]){{{of}:{_in_both(colour)}}}'
        for of in ("fill", "stroke")
    )


LONGEST_HIDDEN_MS: Final = 15_000
_AT_REST: Final = "[data-test-script-state=notRunning] .stMainBlockContainer .stElementContainer"
_REVEAL: Final = (
    "const d=document,r=()=>{d.body.classList.add('laid-out');o.disconnect()},"
    f"o=new MutationObserver(()=>{{if(d.querySelector('{_AT_REST}')"
    "&&!d.querySelector('.stMain [data-testid=stSkeleton]'))r()});"
    "o.observe(d.body,{childList:true,subtree:true,attributes:true,"
    "attributeFilter:['data-test-script-state']});"
    f"setTimeout(r,{LONGEST_HIDDEN_MS});"
)
"""Shows a page when all of it has its place: its parts come one by one and push each other."""
_HIDDEN: Final = (
    "body:not(.laid-out) .stMainBlockContainer{opacity:0}"
    "body:not(.laid-out)::after{position:fixed;inset:30vh 0 auto;text-align:center;"
    f"font:var(--type-value) '{SANS}','{ARABIC}';color:var(--quiet);animation:busy 0s 1s both}}"
    "@keyframes busy{from{visibility:hidden}}"
)
"""Hides a page until then; after a second it says that it is computing."""


@cache
def beginning() -> str:
    """Return what a document begins with: the style sheet, and the language of its address."""
    scripts = {language: language_script(language) for language in LANGUAGES}
    default = next(iter(LANGUAGES))
    choice = "new URLSearchParams(location.search).get('lang')"
    script = "".join(
        f"{'else ' if number else ''}if(l==={json.dumps(language)}){{{text}}}"
        for number, (language, text) in enumerate(scripts.items())
    )
    script += f"else{{{scripts[default]}}}"
    busy = "".join(map(_busy, LANGUAGES))
    script = f"{{let l={choice};{script}{_REVEAL}}}"
    return f"{style()}<style>{_HIDDEN}{busy}</style><script>{script}</script>"


def _busy(language: str) -> str:
    """Rule for what a hidden page says; in English where the catalogue is damaged."""
    try:
        text = get_locale(language).translate("Computing …")
    except LayerError:
        text = ENGLISH.translate("Computing …")
    return f'body:not(.laid-out):lang({language})::after{{content:"{text}"}}'


def early(text: str) -> str:
    """Links that let a browser fetch the first scripts of a page at once, one for each.

    Parameters
    ----------
    text
        The document, which links some scripts itself.
    """
    names = [path.name for part in FIRST_PARTS for path in _SCRIPTS.glob(f"{part}.*.js")]
    for name in names:
        try:
            script = (_SCRIPTS / name).read_text("utf-8")
        except OSError:
            continue
        more = [one for one in _IMPORTED.findall(script) if one not in names and one not in text]
        names += dict.fromkeys(more)
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names
    )


class Documents:
    """Writes the look of the pages into each document that the server sends; of ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; all but documents of pages are passed on as they are."""
        if not is_page(scope):
            await self.app(scope, receive, send)
            return
        packs = b"gzip" in _header(scope, b"accept-encoding")
        # What the browser holds is another version of the document than the server would compare.
        plain = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range")
        headers = [(name, value) for name, value in scope["headers"] if name not in plain]
        begun: MutableMapping[str, Any] = {}
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await self._finish(begun, bytes(body), send, packs=packs)

        await self.app({**scope, "headers": headers}, receive, keep)

    async def _finish(
        self, begun: MutableMapping[str, Any], body: bytes, send: Send, *, packs: bool
    ) -> None:
        kept = [
            (name, value)
            for name, value in begun["headers"]
            if name not in {b"content-length", b"etag", b"last-modified"}
        ]
        if _BODY.encode() in body:
            text = await run_in_threadpool(dressed, body)
            policy = headers.page_policy(text, headers.ancestors())
            body = await run_in_threadpool(packed, text) if packs else text.encode()
            _written.append(True)
            kept.append((b"content-security-policy", policy.encode()))
            kept += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")] if packs else []
        kept.append((b"content-length", str(len(body)).encode()))
        await send({**begun, "headers": kept})
        await send({"type": "http.response.body", "body": body})


def is_page(scope: Scope) -> bool:
    """Tell whether a request is for the document of a page."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and b"text/html" in _header(scope, b"accept")
        and not any(other in scope["path"] for other in _OTHER)
    )


def _header(scope: Scope, wanted: bytes) -> bytes:
    return b",".join(value for name, value in scope["headers"] if name == wanted)


@lru_cache(maxsize=4)
def dressed(document: bytes) -> str:
    """Write the look into a document.

    Examples
    --------
    >>> text = dressed(b"<html><head></head><body></body></html>")
    >>> "</head><body><style>" in text, text.endswith("</script></body></html>")
    (True, True)
    """
    text = _FOREIGN_FACE.sub("", document.decode("utf-8"))
    text = text.replace(_HEAD_END, early(text) + _HEAD_END, 1)
    return text.replace(_BODY, _BODY + beginning(), 1)


@lru_cache(maxsize=4)
def packed(document: str) -> bytes:
    """Pack a document for a browser that can unpack it."""
    return gzip.compress(document.encode(), mtime=0)
