"""Security headers: what a browser may do with a page, and who may show it in a frame.

They are sent by the application itself, so that they hold with every server in front of it and
without one. A page runs the scripts of Streamlit, those that are named here by their digests, and
the modules of our components, which Streamlit hands to the browser as blobs.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from views.ui.scripts import page_scripts

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMES: Final = "INSTC_FRAME_ANCESTORS"
"""Variable of the environment: addresses of sites that may show the pages in a frame."""
_ORIGIN: Final = re.compile(r"https?://[\w.*-]+(?::\d+)?")
_COMPONENTS: Final = "/component/"
_PARTS: Final = (_COMPONENTS, "/static/")
"""Addresses of files that a page fetches; each byte before them is sent with every one."""
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CLOSED: Final = "default-src 'none'"
"""The policy of what is no page."""
_UNUSED: Final = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking"),
)
"""Features of a browser that no page uses."""
_OF_FILES: Final = {"x-content-type-options": "nosniff"}
_OF_PAGES: Final = {
    **_OF_FILES,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in _UNUSED),
}


class SecurityHeaders:
    """Adds the headers to each answer that lacks them; of ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message["headers"]}
                more = headers_of(scope["path"]).items()
                missing = [(name.encode(), text.encode()) for name, text in more]
                message["headers"] = [
                    *message["headers"],
                    *(one for one in missing if one[0] not in held),
                ]
            await send(message)

        await self.app(scope, receive, add)


def headers_of(path: str) -> dict[str, str]:
    """Return the headers of an answer that brings no policy along.

    Parameters
    ----------
    path
        Of the address. A page of a component stands in a frame of our pages, and holds a policy
        of its own; a file that a page fetches does nothing by itself.

    Examples
    --------
    >>> headers_of("/media/1.csv")["content-security-policy"]
    "default-src 'none'; frame-ancestors 'none'"
    >>> headers_of("/component/views.ui.map.map/index.html")["content-security-policy"]
    "frame-ancestors 'self'"
    """
    is_page = path.endswith((".html", "/"))
    if any(part in path for part in _PARTS) and not is_page:
        return _OF_FILES
    if _COMPONENTS in path:
        own, frames = "", "'self'"
    else:
        own, frames = f"{_CLOSED}; ", ancestors()
    policy = {"content-security-policy": f"{own}frame-ancestors {frames}"}
    return _OF_PAGES | policy | frame_options(frames)


def frame_options(frames: str) -> dict[str, str]:
    """Return the header of older browsers for those who may show a page; it can name no site.

    Examples
    --------
    >>> frame_options("'none'"), frame_options("https://www.example.org")
    ({'x-frame-options': 'DENY'}, {})
    """
    word = {"'none'": "DENY", "'self'": "SAMEORIGIN"}.get(frames)
    return {"x-frame-options": word} if word else {}


def ancestors() -> str:
    """Return who may show a page in a frame: nobody, or the sites that the operator names.

    Examples
    --------
    >>> ancestors()
    "'none'"
    """
    named = os.environ.get(FRAMES, "").split()
    return " ".join(one for one in named if _ORIGIN.fullmatch(one)) or "'none'"


@lru_cache(maxsize=8)
def page_policy(document: str, frames: str) -> str:
    """Content security policy of a page.

    Styles may stand in the page, because Streamlit writes its own there.

    Parameters
    ----------
    document
        Text of the page; the scripts in it may run.
    frames
        Who may show the page in a frame.

    Examples
    --------
    >>> policy = page_policy("<script>first()</script>", "'none'")
    >>> "unsafe-eval" in policy, "script-src 'self' blob: 'sha256-" in policy
    (False, True)
    """
    scripts = dict.fromkeys([*_SCRIPT.findall(document), *page_scripts()])
    digests = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    policy = {
        "default-src": "'none'",
        "script-src": f"'self' blob: {digests}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": frames,
    }
    return "; ".join(f"{name} {text}" for name, text in policy.items())


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
