"""HTML parts that pages share."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geo.i18n import COMMA, NARROW_SPACE, Locale, percent
from geo.model import Clock
from views.ui.charts import from_left
from views.ui.measures import km_by_mode, km_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.journeys import Failure, Journey
    from geo.model import Band
    from geo.webmap import SourceLookup


def failed_list(failed: Sequence[Failure], *, names: Mapping[str, str], locale: Locale) -> str:
    """Return the corridors and variants that do not serve, each reason once, as HTML.

    Parameters
    ----------
    failed
        Failures of a comparison.
    names
        What corridors and variants are called.
    locale
        Language of the list.
    """
    comma = locale.translate(COMMA)
    together: dict[str, list[list[str]]] = {}
    for failure in failed:
        variant = names.get(failure.id, "") if failure.variant else ""
        together.setdefault(failure.reason, []).append(variant.split(comma))
    items = []
    for reason, variants in together.items():
        common = [option for option in variants[0] if all(option in v for v in variants)]
        text = escape(locale.sentence(reason))
        told = escape(comma.join(filter(None, common)))
        items.append(f"<li>{text}{f' <b>({told})</b>' if told else ''}</li>")
    return f'<ul class="failed">{"".join(items)}</ul>' if items else ""


def full_name(journey: Journey, names: Mapping[str, str], locale: Locale) -> str:
    """Name corridor and variant of a journey.

    Parameters
    ----------
    journey
        From a comparison.
    names
        Of corridors, and of variants as ``corridor:variant``.
    locale
        Language of the name.
    """
    variant = names.get(journey.id, "") if journey.route.variant else ""
    return locale.translate(COMMA).join(filter(None, [corridor_name(journey, names), variant]))


def corridor_name(journey: Journey, names: Mapping[str, str]) -> str:
    """Name the corridor of a journey."""
    return names.get(journey.route.corridor, journey.route.corridor)


CLOCKS_SHOWN: Final = (Clock.SHIPMENT, Clock.DOOR)


def signed(value: float, locale: Locale, decimals: int = 1) -> str:
    """Return a number with its sign, a true minus below zero.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> signed(-2.25, ENGLISH), signed(0.01, ENGLISH)
    ('−2.2', '±0.0')
    """
    sign = "−" if value < 0 else "+"
    sign = "±" if float(f"{value:.{decimals}f}") == 0 else sign
    return from_left(sign + locale.number(abs(value), decimals), locale)


def at_least(text: str, locale: Locale, *, least: bool) -> str:
    """Return a number as it stands, or as the least that it can be."""
    return from_left(f"≥ {text}", locale) if least else text


def chance_text(chance: float | None, locale: Locale) -> str:
    """Return a chance in per cent; what is all but sure is not told as sure.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> chance_text(0.654, ENGLISH).replace(NARROW_SPACE, " "), chance_text(0.9999, ENGLISH)[:3]
    ('65 %', '>99')
    """
    if chance is None:
        return "–"
    whole = round(100 * chance)
    sign = "<" if whole < 1 else ">" if whole > 99 else ""  # noqa: PLR2004 - per cent
    shown = locale.number(min(max(whole, 1), 99), 0)
    return percent(from_left(sign + shown, locale) if sign else shown, locale)


def length_text(journey: Journey, locale: Locale) -> str:
    """Return the length of a journey, and below it that of each mode, as HTML."""
    modes = " ".join(
        f'<span class="number">{escape(locale.translate(mode))} {locale.number(km, 0)}</span>'
        for mode, km in km_by_mode(journey).items()
    )
    whole = f"{locale.number(km_of(journey), 0)}{NARROW_SPACE}{escape(locale.translate('km'))}"
    return f'<span class="number">{whole}</span><small>{modes}</small>'


def band_cell(days: Band, longest: float, locale: Locale) -> str:
    """P10 – P50 – P90 in days as HTML, with a bar drawn to scale."""
    low, middle, high = (locale.number(value, 1) for value in (days.p10, days.p50, days.p90))
    return f"{low} – <b>{middle}</b> – {high}{band_bar(days, longest)}"


def band_bar(band: Band, longest: float) -> str:
    """Return a band as a bar, on a scale from nothing to the longest one."""
    low, mid, high = (100 * min(value / longest, 1) for value in (band.p10, band.p50, band.p90))
    places = f"--low:{low:.1f}%;--mid:{mid:.1f}%;--high:{high:.1f}%"
    return f'<span class="band" style="{places}"></span>'


def table(heads: Iterable[str], rows: Iterable[str], style: str) -> str:
    """Return a table of escaped heads and rows of cells that are HTML already."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table class="{style}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def pair(head: str, text: str) -> str:
    """Return a short cell, which shares its line with the next one where the page is narrow."""
    return f'<td class="pair" data-label="{escape(head)}">{escape(text)}</td>'


def links(sources: Sequence[str], source_of: SourceLookup, locale: Locale) -> str:
    """Return the sources of a figure as HTML, one a line; an estimate says that it has none."""
    told = "".join(f"<div>{source_link(name, source_of)}</div>" for name in sources)
    return f"<small>{told or escape(locale.translate('no source'))}</small>"


def source_lines(identifiers: Iterable[str], source_of: SourceLookup) -> str:
    """Return the titles of sources as HTML, each on a line of its own."""
    links = "".join(f"<span>{source_link(one, source_of)}</span>" for one in identifiers)
    return f'<small class="lines">{links}</small>' if links else "–"


def source_link(identifier: str, source_of: SourceLookup) -> str:
    """Return the title of a source as HTML, a link where it has an address on the web.

    Titles stay in their own language, and are set in the direction it is written.
    """
    title, url = source_of(identifier)
    text = escape(title)
    if urlsplit(url).scheme in {"http", "https"}:
        return (
            f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer" dir="auto">'
            f"{text}</a>"
        )
    return f"<bdi>{text}</bdi>"


def printed(source: str, url: str) -> str:
    """Return a source as HTML, a link where it has an address."""
    return source_link(source, lambda text: (text, url)) if source else "–"
