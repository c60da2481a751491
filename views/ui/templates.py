"""HTML of the pages, written by Jinja2 templates that escape every text.

A template lies beside the module that fills it and is named by its path below ``views``. Line
breaks in it, and the indentation after them, are for its reader and not part of the page.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token
from markupsafe import Markup, escape

from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n import (
    COMMA,
    DOT,
    ENGLISH,
    NARROW_SPACE,
    SEMICOLON,
    amount,
    band_text,
    grade_name,
    month_text,
    percent,
    scope_text,
    sentence,
    subject,
)
from geo.model import HOURS_PER_DAY
from geo.summary import amount_of, chance_text, days_of, lacking_text, signed
from geo.webmap import colour_name
from views.ui.cargo import amount_note, mass_sentence, whole_text
from views.ui.measures import km_by_mode, km_of
from views.ui.terms import explained
from views.ui.texts import km_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.lexer import TokenStream

    from geo.i18n import Locale
    from geo.model import Band

VIEWS: Final = Path(__file__).resolve().parents[1]
_BREAK: Final = re.compile(r"\n\s*")
_AMOUNT: Final = re.compile(r"(\d[^\s)]*(?<![,.;:]) [\w%٪]+|\d[\d.,٫]*–\d[\d.,٫]*)")
"""A number and its unit, or a span of numbers, which stay on one line."""


class OneLine(Extension):
    """Leaves line breaks of a template, and the indentation after them, out of the page."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Shorten the text between the tags."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, _BREAK.sub("", token.value))
            else:
                yield token


def render(template: str, locale: Locale = ENGLISH, **values: object) -> str:
    """Write a part of a page as HTML; every text is escaped.

    Parameters
    ----------
    template
        Path below ``views``.
    locale
        Language of the part, for the template to translate by ``translate`` and to write numbers
        by ``number``; a part without either needs none.
    values
        What the template shows, by name.

    Raises
    ------
    jinja2.UndefinedError
        The template shows a name that has no value.

    Examples
    --------
    >>> render("ui/paragraph.html", style="note", text="a < b")
    '<p class="note">a &lt; b</p>'
    """
    return (
        environment()
        .get_template(template)
        .render(values, locale=locale, translate=locale.translate, number=locale.number)
    )


@cache
def environment() -> Environment:
    """Make what reads the templates, with the functions that they may call."""
    jinja = Environment(
        loader=FileSystemLoader(VIEWS),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[OneLine],
    )
    jinja.globals |= {
        "COMMA": COMMA,
        "DOT": DOT,
        "HOURS_PER_DAY": HOURS_PER_DAY,
        "NARROW_SPACE": NARROW_SPACE,
        "SEMICOLON": SEMICOLON,
    }
    for function in (
        *(amount, amount_note, amount_of, band_text, bar_style, chance_text, colour_name),
        *(
            days_of,
            grade_name,
            is_web_address,
            km_by_mode,
            km_of,
            km_text,
            lacking_text,
            length_in,
            mass_sentence,
        ),
        explained,
        *(month_text, percent, scope_text, sentence, signed, subject, together),
        whole_text,
    ):
        jinja.globals[function.__name__] = function
    return jinja


def together(text: str) -> Markup:
    """Write a text as HTML whose numbers stay on one line with their units.

    Examples
    --------
    >>> together("over Aden, 17 days")
    Markup('over Aden, <span class="together">17 days</span>')
    """
    words, *pairs = _AMOUNT.split(text)
    parts = [escape(words)]
    for number, after in zip(pairs[::2], pairs[1::2], strict=True):
        parts += [Markup('<span class="together">{}</span>').format(number), escape(after)]
    return Markup().join(parts)


def bar_style(days: Band, longest: float) -> str:
    """Places of a band on a scale from nothing to the longest one, as CSS.

    Examples
    --------
    >>> from geo.model import Band
    >>> bar_style(Band(p10=1, p50=2, p90=8), 4)
    '--low:25.0%;--mid:50.0%;--high:100.0%'
    """
    low, mid, high = (100 * min(value / longest, 1) for value in (days.p10, days.p50, days.p90))
    return f"--low:{low:.1f}%;--mid:{mid:.1f}%;--high:{high:.1f}%"


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that a browser may open.

    Examples
    --------
    >>> is_web_address("https://example.org"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return urlsplit(text).scheme in {"http", "https"}


def length_in(km: float, unit: str) -> float:
    """Turn kilometres into a unit of length, ``km`` or ``nmi``."""
    return km / KM_PER_NAUTICAL_MILE if unit == "nmi" else km
