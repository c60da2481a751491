"""Data and licences on the page of evidence: made files, credits, publications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.figures import Source
    from geo.maps_scene import Tongue


def file_table(manifest: dict[str, Any], tongue: Tongue) -> pd.DataFrame:
    """Return the made files with licence, origin and method."""
    say = tongue.say
    rows = [
        (
            name,
            say(row.get("licence", "")),
            ", ".join(row.get("sources", [])),
            say(row.get("method", "")),
        )
        for name, row in sorted(manifest.get("files", {}).items())
    ]
    heads = [say("File"), say("Licence"), say("Made from"), say("How")]
    return pd.DataFrame(rows, columns=heads)


def credit_list(manifest: dict[str, Any]) -> tuple[str, ...]:
    """Return what is to be written beside the data, one line an owner."""
    return tuple(str(text) for text in manifest.get("credits", {}).values())


def source_table(sources: Iterable[Source], tongue: Tongue) -> pd.DataFrame:
    """Return the publications that figures were read in."""
    say = tongue.say
    rows = [(one.title, one.publisher, one.date, one.url) for one in sources]
    heads = [say("Title"), say("Publisher"), say("Date"), say("Address")]
    return pd.DataFrame(rows, columns=heads)
