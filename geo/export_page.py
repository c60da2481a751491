"""The map as one file that asks nothing of the internet."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from geo.webmap.page import Baked, page_html

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export_content import Content

_HEAD: Final = "</head>"
_GROUP: Final = re.compile(r'"listed": ?(?:true|false)')
_TOKEN: Final = re.compile(r'<meta name="atlas-token" content="([^"]+)">')


def html_bytes(content: Content) -> bytes:
    """Return the page; scenario and date stand under the map, the token in its head."""
    stamp = content.stamp
    words = f"{stamp.subtitle} · {stamp.data_date} · {stamp.credits}"
    text = page_html(
        Baked(content.scene().as_dict()),
        title=stamp.title,
        credits_text=words,
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
