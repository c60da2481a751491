"""What a file about evidence or the story is made of: its parts, title and subtitle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo import export_evidence, export_story
from geo.errors import ExportError
from geo.export_evidence import evidence_parts
from geo.export_story import story_parts
from geo.export_token import Kind, Request
from geo.i18n.locale import month_text
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.export_parts import Parts
    from geo.i18n.locale import Tongue
    from geo.journeys.atlas import Atlas

PARTS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.EVIDENCE: export_evidence.PARTS,
    Kind.STORY: export_story.PARTS,
}
"""What can be asked of each kind that is made of parts."""


def plain(asked: Request) -> Request:
    """Return a request without what its parts do not depend on, so that its token is the same.

    Raises
    ------
    ExportError
        It asks for a part that its kind does not have.

    Examples
    --------
    >>> plain(Request(kind=Kind.EVIDENCE, origin="moscow", part="ledger")).origin
    ''
    """
    if asked.part and asked.part not in PARTS[asked.kind]:
        known = ", ".join(PARTS[asked.kind])
        msg = f"{asked.kind} has no part {asked.part[:20]!r}; choose from {known}, or none for all"
        raise ExportError(msg)
    month = asked.scenario.date if asked.kind is Kind.STORY else None
    return Request(
        kind=asked.kind,
        part=asked.part,
        scenario=Scenario(date=month),
        language=asked.language,
        paper=asked.paper,
    )


def parts_of(atlas: Atlas, request: Request, names: Mapping[str, str], tongue: Tongue) -> Parts:
    """Return the rows of what a request asks for.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    request
        From `plain`.
    names
        What corridors are called.
    tongue
        Language of the file.
    """
    asked = frozenset({request.part} if request.part else PARTS[request.kind])
    if request.kind is Kind.STORY:
        return story_parts(atlas, asked, request.scenario.date or "", names, tongue)
    return evidence_parts(atlas, asked, names, tongue)


def headed(request: Request, tongue: Tongue) -> tuple[str, str]:
    """Return title and subtitle; the story names the month in which it finds the branches."""
    say = tongue.say
    if request.kind is Kind.EVIDENCE:
        return say("Evidence"), say(
            "What the figures rest on, and how the model stood up to what really happened"
        )
    month = request.scenario.date
    told = month_text(month, tongue) if month else say("The network as it is built today")
    return say("The corridor and its story"), say("Three branches: {month}").format(month=told)
