"""Maps for print, by `geo.plot.picture`: how they are asked for, opened again and counted."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, cast
from xml.etree import ElementTree as ET

from geo.export.dossier import blocks
from geo.webmap import StaticScene, page_html

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content
    from geo.plot import Form

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PDF_COUNT: Final = re.compile(rb"/Count\s+([0-9]+)")
_PDF_PAGE: Final = re.compile(rb"/Type\s*/Page\b")


def picture_bytes(form: str, content: Content) -> bytes:
    """Return the map as ``png``, ``svg`` or ``pdf``."""
    from geo.plot import render_picture  # noqa: PLC0415 - slow to load, and only pictures need it

    return render_picture(
        content.scene().groups if content.layers else content.found,
        form=cast("Form", form),
        paper=content.paper,
        locale=content.locale,
        stamp=content.stamp,
        names=content.names,
    )


def picture_count(path: Path) -> int:
    """Return how many pages a PNG, an SVG or a PDF holds, whatever its name; none if cut off."""
    data = path.read_bytes()
    if data.startswith(_PNG):
        return int(data.endswith(b"IEND\xaeB`\x82"))
    if data.startswith(b"<?xml"):
        return int(ET.fromstring(data).tag.endswith("svg"))  # noqa: S314 - written by us
    return len(_PDF_PAGE.findall(data)) if data.rstrip().endswith(b"%%EOF") else 0


def dossier_pages(content: Content) -> bytes:
    """Return the dossier as the pages of a PDF, which bring title and question themselves."""
    from geo.plot import typeset  # noqa: PLC0415 - slow to load, and only this file needs it

    return typeset(
        blocks(content)[2:],
        paper=content.paper,
        locale=content.locale,
        stamp=content.stamp,
        names=content.names,
    )


def pages_whole(path: Path) -> int:
    """Return 1 if a PDF holds as many pages as it says, and its end."""
    data = path.read_bytes()
    told = {int(number) for number in _PDF_COUNT.findall(data)}
    return int(picture_count(path) in told - {0})


def one_page(_: Content) -> int:
    """Return how many pages a picture has to hold."""
    return 1


_HEAD: Final = "</head>"
_GROUP: Final = re.compile(r'"listed": ?(?:true|false)')
_TOKEN: Final = re.compile(r'<meta name="atlas-token" content="([^"]+)">')


def html_bytes(content: Content) -> bytes:
    """Return the page; scenario and date stand under the map, the token in its head."""
    stamp = content.stamp
    text = page_html(
        StaticScene(content.scene().as_dict()),
        title=stamp.title,
        credits_text=content.caption(),
        disclaimer=stamp.disclaimer,
    )
    about = "".join(
        f'<meta name="atlas-{name.replace("_", "-")}" content="{html.escape(value)}">\n'
        for name, value in content.about().items()
    )
    return text.replace(_HEAD, f"{about}{_HEAD}", 1).encode("utf-8", "replace")


def html_count(path: Path) -> int:
    """Return how many layers a page draws; none if it is cut off or has lost its token."""
    text = path.read_text("utf-8")
    whole = text.rstrip().endswith("</html>") and _TOKEN.search(text)
    return len(_GROUP.findall(text)) if whole else 0


def html_total(content: Content) -> int:
    """Return how many layers the page of this content has to draw."""
    return len(content.scene().groups)
