"""The button that copies the link of a page, which opens the same answer on a later day too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from views.ui.modules import address, component

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_MS: Final = 2_000
"""How long the button says that the link was copied."""
_HTML: Final = '<button type="button" class="copy" aria-live="polite"></button>'


def copy_link(title: str, done: str, query: Sequence[tuple[str, str]] = ()) -> None:
    """Show the button.

    Parameters
    ----------
    title
        On the button.
    done
        On it for a moment, once the link is copied.
    query
        What the address of the page leaves out, because it is usual: the date, for instance,
        which is another one tomorrow.
    """
    component("copy-link", "showCopy", _HTML)(
        key="copy link",
        data={
            "title": title,
            "done": done,
            "ms": SHOWN_MS,
            "query": list(query),
            "script": address("copy_link.js"),
        },
        width="content",
    )
