"""The map of a content: as a picture for print, and as a web page."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast
from xml.etree import ElementTree as ET

from geo.export.heading import answer_of, heading_of
from geo.webmap import StaticScene, page_html

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content
    from geo.plot import Form

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND\xaeB`\x82"
_PDF_PAGE: Final = re.compile(rb"/Type\s*/Page\b")
_HEAD: Final = "</head>"
_GROUP: Final = re.compile(r'"listed": ?(?:true|false)')
_TOKEN: Final = re.compile(r'<meta name="atlas-token" content="([^"]+)">')


def picture_bytes(form: str, content: Content) -> bytes:
    """Map as ``png``, ``svg`` or ``pdf``."""
    from geo.plot import render_picture

    return render_picture(
        content.groups if content.layers else content.drawn,
        form=cast("Form", form),
        paper=content.request.paper,
        locale=content.locale,
        stamp=replace(content.stamp, answer=answer_of(content)),
        names=content.names,
        barred=content.barred,
        marks=content.marks,
    )


def picture_count(path: Path) -> int:
    """Count the pages of a PNG, an SVG or a PDF by its content; 0 if it is cut off."""
    data = path.read_bytes()
    if data.startswith(_PNG):
        return int(data.endswith(_PNG_END))
    if data.startswith(b"<?xml"):
        return int(ET.fromstring(data).tag.endswith("svg"))  # noqa: S314 - written by us
    return len(_PDF_PAGE.findall(data)) if data.rstrip().endswith(b"%%EOF") else 0


def one_page(_: Content) -> int:
    """Count the pages that a picture has."""
    return 1


def html_bytes(content: Content) -> bytes:
    """Map as a web page: the answer above it, scenario and date below, the token in the head."""
    text = page_html(
        StaticScene(content.scene().as_dict()),
        heading=heading_of(content),
        title=content.stamp.title,
        credits_text=content.caption(),
        disclaimer=content.stamp.disclaimer,
    )
    about = "".join(
        f'<meta name="atlas-{name.replace("_", "-")}" content="{html.escape(value)}">\n'
        for name, value in content.about().items()
    )
    return text.replace(_HEAD, f"{about}{_HEAD}", 1).encode("utf-8", "replace")


def html_count(path: Path) -> int:
    """Count the layers of a page; 0 if it is cut off or has lost its token."""
    text = path.read_text("utf-8")
    whole = text.rstrip().endswith("</html>") and _TOKEN.search(text)
    return len(_GROUP.findall(text)) if whole else 0


def html_total(content: Content) -> int:
    """Count the layers that the page of a content has."""
    return len(content.scene().groups)
