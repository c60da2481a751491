"""Data and licences on the page of evidence: made files, credits, publications."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from views.compare_tables import table
from views.itinerary import printed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence.figures import Source
    from geo.i18n.locale import Tongue


def file_table(manifest: dict[str, Any], tongue: Tongue) -> str:
    """Return the made files with licence, origin and method, as HTML."""
    say = tongue.say
    heads = [say("File"), say("Licence"), say("Made from"), say("How")]
    rows = [
        f'<th scope="row"><bdi>{escape(name)}</bdi></th>'
        f'<td data-label="{escape(heads[1])}">{escape(say(row.get("licence", "")))}</td>'
        f'<td data-label="{escape(heads[2])}"><bdi>{escape(", ".join(row.get("sources", [])))}'
        f"</bdi></td>"
        f'<td data-label="{escape(heads[3])}">{escape(say(row.get("method", "")))}</td>'
        for name, row in sorted(manifest.get("files", {}).items())
    ]
    return table(heads, rows, "answers plain files")


def credit_list(manifest: dict[str, Any]) -> tuple[str, ...]:
    """Return what is to be written beside the data, one line an owner."""
    return tuple(str(text) for text in manifest.get("credits", {}).values())


def source_table(sources: Iterable[Source], tongue: Tongue) -> str:
    """Return the publications that figures were read in, as HTML, in their own words."""
    say = tongue.say
    heads = [say("Title"), say("Publisher"), say("Date")]
    rows = [
        f'<th scope="row">{printed(one.title, one.url)}</th>'
        f"<td><bdi>{escape(one.publisher)}</bdi></td>"
        f'<td><bdi dir="ltr">{escape(one.date)}</bdi></td>'
        for one in sources
    ]
    return f'<div class="tall">{table(heads, rows, "answers plain publications")}</div>'
