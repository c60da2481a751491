"""Base addresses of applications, for links in files."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from geo.errors import ExportError
from geo.message import Message, quoted

LONGEST: Final = 200
"""Letters of a base address at most."""
_SCHEMES: Final = frozenset({"http", "https"})


def is_base(text: str) -> bool:
    """Tell whether a text is an address on which the application can stand.

    Examples
    --------
    >>> is_base("https://atlas.example/instc"), is_base("javascript:alert(1)"), is_base("https://")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST
    return bool(plain and parts.scheme in _SCHEMES and host)


def base_of(text: str) -> str:
    """Cut a link down to its base address: without query and fragment.

    Raises
    ------
    ExportError
        It is no address of the web.

    Examples
    --------
    >>> base_of("https://atlas.example/instc?from=baku#map")
    'https://atlas.example/instc/'
    """
    if not is_base(text):
        raise ExportError(
            Message(
                "{text} is no address of an application; write https://HOST/PATH",
                text=quoted(text),
            )
        )
    parts = urlsplit(text)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + "/", "", ""))
