"""A sentence made of a template and parameters, which any language can render."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Self

Parameter = str | int | float | tuple[str, ...]
"""A name, a number, another message, or a list of these."""


LONGEST_QUOTE: Final = 80
"""Characters of what somebody wrote that a sentence repeats, quotation marks included."""


class Message(str):
    """An English sentence that remembers its template and its parameters.

    It is a text and can be shown, compared and written as one; `geo.i18n` renders it in another
    language from the template, which is the key of the catalogs, and from each parameter.

    Parameters
    ----------
    template
        The sentence with a name in braces for each parameter.
    parameters
        What stands there. A tuple is a list of names, joined by commas.

    Examples
    --------
    >>> reason = Message("{name} is closed", name="Suez Canal")
    >>> whole = Message("there is no route: {reason}", reason=reason)
    >>> whole
    'there is no route: Suez Canal is closed'
    >>> whole.parameters["reason"].template
    '{name} is closed'
    """

    __slots__ = ("parameters", "template")

    template: str
    parameters: dict[str, Parameter]

    def __new__(cls, template: str, /, **parameters: Parameter) -> Self:
        """Fill the template in English."""
        texts = {name: _text(value) for name, value in parameters.items()}
        message = super().__new__(cls, template.format(**texts) if texts else template)
        message.template = template
        message.parameters = parameters
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep template and parameters in a copy or a pickle."""
        return _restored, (self.template, self.parameters)


class Day(str):
    """A day of the calendar in English, which `geo.i18n` writes in another language.

    Examples
    --------
    >>> import datetime
    >>> Message("closed since {date}", date=Day(datetime.date(2026, 2, 28)))
    'closed since 28 February 2026'
    """

    __slots__ = ("date",)

    date: dt.date

    def __new__(cls, date: dt.date, /) -> Self:
        """Write the day."""
        day = super().__new__(cls, f"{date.day} {date:%B} {date.year}")
        day.date = date
        return day

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the date in a copy or a pickle."""
        return Day, (self.date,)


class Month(str):
    """A month of a year in English, which `geo.i18n` writes in another language.

    Examples
    --------
    >>> Message("as of {month}", month=Month("2026-04"))
    'as of April 2026'
    """

    __slots__ = ("date",)

    date: dt.date
    """Its first day."""

    def __new__(cls, text: str, /) -> Self:
        """Write the month ``YYYY-MM``."""
        date = dt.date.fromisoformat(f"{text}-01")
        month = super().__new__(cls, f"{date:%B} {date.year}")
        month.date = date
        return month

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the month in a copy or a pickle."""
        return Month, (f"{self.date:%Y-%m}",)


def quoted(value: object) -> str:
    """Return the beginning of what somebody wrote, in quotation marks, as a sentence repeats it.

    Examples
    --------
    >>> quoted("Tabriz"), quoted(12)
    ("'Tabriz'", '12')
    >>> len(quoted("x" * 5000)), quoted("x" * 5000)[-4:]
    (80, "xx…'")
    """
    text = repr(value[:LONGEST_QUOTE] if isinstance(value, str) else value)
    is_whole = not isinstance(value, str) or len(value) <= LONGEST_QUOTE
    if is_whole and len(text) <= LONGEST_QUOTE:
        return text
    return f"{text[: LONGEST_QUOTE - 2]}…{text[-1]}"


def shortened(text: str) -> str:
    """Return beginning and end of a text that somebody wrote: the end of a path is its file.

    Examples
    --------
    >>> shortened("Tabriz"), len(shortened("x" * 5000)), shortened("x" * 5000 + "/a.csv")[-8:]
    ('Tabriz', 80, 'xx/a.csv')
    """
    half = LONGEST_QUOTE // 2
    return text if len(text) <= LONGEST_QUOTE else f"{text[: half - 1]}…{text[-half:]}"


def joined(template: str, *parts: str) -> str:
    """Join parts two by two with a template of ``{first}`` and ``{rest}``.

    Examples
    --------
    >>> joined("{first} or {rest}", "rail", "road", "sea")
    'rail or road or sea'
    """
    first, *others = parts
    return Message(template, first=first, rest=joined(template, *others)) if others else first


def cause_of(text: str) -> str:
    """Give what a message names as its reason, or the whole text where it names none.

    Examples
    --------
    >>> cause_of(Message("there is no route: {reason}", reason=Message("a strait is closed")))
    'a strait is closed'
    >>> cause_of("a strait is closed")
    'a strait is closed'
    """
    cause = text.parameters.get("reason", text) if isinstance(text, Message) else text
    return cause if isinstance(cause, str) else text


def _text(value: Parameter) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _restored(template: str, parameters: dict[str, Parameter]) -> Message:
    return Message(template, **parameters)
