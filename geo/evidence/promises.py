"""Promised openings of missing links: who named which date, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.evidence.rows import ID, CsvRow, grade_of, rows_of
from geo.evidence.states import period_of
from geo.paths import EVIDENCE

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo.model import Grade

PROMISES_FILE: Final = "promises.csv"
_COLUMNS: Final = (
    *("id", "link", "said", "earliest", "promised", "text", "source", "url", "grade"),
)
_DATE: Final = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A date that somebody in charge named for the opening of a link."""

    id: str
    link: str
    """Id of the link in ``layers/corridors.json``."""
    said: str
    """When: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as far as it is known."""
    earliest: str
    """Begin of the time that was named; blank where one date was."""
    promised: str
    """Date that was named, or the end of the time; as far as it was said."""
    text: str
    """One sentence in our words."""
    source: str
    """Title, publisher and date."""
    url: str
    grade: Grade

    @property
    def said_on(self) -> dt.date:
        """The day on which it was said, or the last one of the month or the year."""
        return _last_day(self.said)

    @property
    def due(self) -> dt.date:
        """The last day that keeps the promise."""
        return _last_day(self.promised)

    def has_passed(self, day: dt.date) -> bool:
        """Tell whether the promised date is over on a day.

        Examples
        --------
        >>> import datetime
        >>> (first, *_) = load_promises()
        >>> first.promised, first.has_passed(datetime.date(2019, 4, 1))
        ('2019-03', True)
        """
        return self.due < day


def load_promises(path: Path | None = None) -> tuple[Promise, ...]:
    """Read the promised openings, by link and by the day on which they were said.

    Parameters
    ----------
    path
        The file; None: the one of the project.

    Raises
    ------
    LedgerError
        A row breaks the schema; the message names file and row.

    Examples
    --------
    >>> sorted({promise.link for promise in load_promises()})
    ['basra-shalamcheh', 'khash-chabahar', 'rasht-astara', 'rozanak-herat', 'vaitarna-jnpt']
    """
    promises = [_promise(row) for row in rows_of(path or EVIDENCE / PROMISES_FILE, _COLUMNS)]
    links = list(dict.fromkeys(promise.link for promise in promises))
    return tuple(sorted(promises, key=lambda one: (links.index(one.link), one.said_on)))


def _promise(row: CsvRow) -> Promise:
    said, promised = (row.matching(name, _DATE, "2023-05-19") for name in ("said", "promised"))
    earliest = row.matching("earliest", _DATE, "2027-09")
    if not said or not promised or not row.cells["text"] or not row.cells["source"]:
        row.refuse("said, promised, text or source is blank; a promise needs all four")
    if not _last_day(said) < _last_day(promised):
        row.refuse(f"promised {promised} is not later than said {said}")
    if earliest and not _last_day(earliest) < _last_day(promised):
        row.refuse(f"earliest {earliest} is not before promised {promised}")
    return Promise(
        id=row.cells["id"],
        link=row.matching("link", ID, "rasht-astara"),
        said=said,
        earliest=earliest,
        promised=promised,
        text=row.cells["text"],
        source=row.cells["source"],
        url=row.web_address("url"),
        grade=grade_of(row),
    )


def _last_day(date: str) -> dt.date:
    return period_of(date if len(date) > len("YYYY") else f"{date}-12")[1]
