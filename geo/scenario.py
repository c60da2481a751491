"""One frozen value that says under which conditions a question is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.errors import BadDateError
from geo.model import Clock, Mode

FIRST_YEAR, LAST_YEAR = 2000, 2040
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The conditions of a question; the default is the network as it is built today."""

    date: str | None = None
    """Month ``YYYY-MM``: the network and the calendar of closures as they were or will be then.

    None: everything that has been opened is open, and no closure of the calendar applies.
    """
    closed: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()
    modes: frozenset[Mode] = frozenset(Mode)
    clock: Clock = Clock.SHIPMENT

    def __post_init__(self) -> None:
        """Refuse a month that is none."""
        if self.date is not None:
            month_number(self.date)

    @property
    def month(self) -> int | None:
        """The month as ``year * 100 + month``, or None."""
        return None if self.date is None else month_number(self.date)

    def as_dict(self) -> dict[str, object]:
        """Return the scenario as JSON can hold it, sorted, so that equal scenarios look equal.

        Examples
        --------
        >>> Scenario(date="2016-09", closed=frozenset({"suez"})).as_dict()["closed"]
        ['suez']
        """
        return {
            "date": self.date,
            "closed": sorted(self.closed),
            "built": sorted(self.built),
            "modes": sorted(self.modes),
            "clock": self.clock.value,
        }


def month_number(text: str) -> int:
    """Return a month written ``YYYY-MM`` as ``year * 100 + month``.

    Raises
    ------
    BadDateError
        The text has another form, or lies outside the years the data cover.

    Examples
    --------
    >>> month_number("2016-09")
    201609
    """
    match = _MONTH.fullmatch(text)
    if match:
        year, month = int(match[1]), int(match[2])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:  # noqa: PLR2004 - months
            return year * 100 + month
    msg = f"{text!r} is not a month; write YYYY-MM between {FIRST_YEAR}-01 and {LAST_YEAR}-12"
    raise BadDateError(msg)
