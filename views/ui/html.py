"""HTML parts that pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.i18n import COMMA, SEMICOLON
from geo.message import cause_of
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.estimates import Shipment
    from geo.evidence import Pick
    from geo.i18n import Locale
    from geo.journeys import Failure
    from geo.webmap import SourceLookup

MOST_REASONS: Final = 3
"""More reasons than these are folded away."""


def paragraph(text: str, style: str = "note") -> str:
    """Write a paragraph; a text is translated already."""
    return render("ui/paragraph.html", text=text, style=style)


def refusal(message: str, locale: Locale) -> str:
    """Say why a file of the reader was refused; its name stays text, and as it is written."""
    return render("ui/refusal.html", text=locale.translate(message))


def heading(text: str, style: str = "headline") -> str:
    """Write the heading of a page; a text is translated already.

    Examples
    --------
    >>> heading("Suez, 22 days")
    '<h1 class="headline">Suez, <span class="together">22 days</span></h1>'
    """
    return render("ui/heading.html", text=text, style=style)


def label(text: str) -> str:
    """Write what stands beside a setting."""
    return render("ui/label.html", text=text)


def legend(names: Mapping[str, str]) -> str:
    """Say which colour is which corridor, as HTML that wraps where it is narrow.

    Parameters
    ----------
    names
        Of corridors, by id.
    """
    return render("ui/legend.html", names=names)


def failed_list(
    failed: Sequence[Failure],
    *,
    names: Mapping[str, str],
    locale: Locale,
    is_answer: bool = False,
) -> str:
    """List the corridors and variants that do not serve, each reason once, as HTML.

    Parameters
    ----------
    failed
        Failures of a comparison.
    names
        What corridors and variants are called.
    locale
        Language of the list.
    is_answer
        Nothing serves: the list is the answer, and is never folded away.
    """
    comma = locale.translate(COMMA)
    variants: dict[tuple[str, str], list[list[str]]] = {}
    for failure in failed:
        name = names.get(failure.id, "") if failure.variant else ""
        variants.setdefault((failure.corridor, failure.reason), []).append(name.split(comma))
    named: dict[str, list[str]] = {}
    for (corridor, reason), (first, *rest) in variants.items():
        shared = [option for option in first if option and all(option in one for one in rest)]
        name = comma.join([names.get(corridor, corridor), *shared])
        named.setdefault(cause_of(reason), []).append(name)
    semicolon = locale.translate(SEMICOLON)
    reasons = [(semicolon.join(several), cause) for cause, several in named.items()]
    is_open = is_answer or len(reasons) <= MOST_REASONS
    return render("ui/failures.html", locale, reasons=reasons, is_open=is_open)


def cargo_note(
    note: str,
    shipment: Shipment,
    mass: Pick | None,
    *,
    with_mass: bool,
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write a note of a page, followed by what the figures of a shipment rest on, as HTML.

    Parameters
    ----------
    note
        Of the page.
    shipment
        What is carried.
    mass
        The figure for the net mass of a TEU.
    with_mass
        Say what rests on the net mass.
    source_of
        Titles and addresses of sources.
    locale
        Language of the note.
    """
    return render(
        "ui/cargo_note.html",
        locale,
        note=note,
        shipment=shipment,
        mass=mass,
        with_mass=with_mass,
        source_of=source_of,
    )
