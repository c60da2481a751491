"""Tables of a dossier about evidence or the story, in the language of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from geo.evidence import GateStatus, status_text
from geo.export.content import cited
from geo.export.evidence import MovementRow, ScoreRow, UnansweredRow
from geo.export.story import BranchRow, LinkRow
from geo.i18n import month_text, percent
from geo.model import Grade
from geo.plot import Heading, Paragraph, Table
from geo.validation import SCORE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geo.export.content import Content
    from geo.export.evidence import (
        ClaimRow,
        ContradictionRow,
        FigureRow,
        FileRow,
        PriceRow,
        RivalRow,
        StateRow,
    )
    from geo.export.rows import Section
    from geo.export.story import ClosedBranchRow, EventRow, VolumeRow
    from geo.model import Band
    from geo.plot import Block

NOT_COUNTED: Final = "Excluded: a figure was set with this movement known."


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: head, text of the cell of a row, and share of the width."""

    head: str
    cell: Callable[[R], str]
    width: float
    numeric: bool = False


class Form(NamedTuple):
    """Heading of a table, and its columns for a writer."""

    heading: str
    columns: Callable[[Writer], tuple[Column[Any], ...]]


def tables(content: Content) -> Iterator[Block]:
    """Yield heading and table of each section that has a form; links are cells of branches."""
    writer = Writer(content)
    for section in content.sections:
        rows = _rows(section)
        if section.id not in FORMS or not rows:
            continue
        form = FORMS[section.id]
        columns = form.columns(writer)
        yield Heading(text=writer.translate(form.heading), level=2)
        yield Table(
            columns=tuple(column.head for column in columns),
            rows=tuple(tuple(column.cell(row) for column in columns) for row in rows),
            widths=tuple(column.width for column in columns),
            numeric=frozenset(n for n, column in enumerate(columns) if column.numeric),
        )
        for row in section.rows:
            if isinstance(row, UnansweredRow):
                yield Paragraph(text=f"{row.id}: {writer.words(row.reason)}", quiet=True)


def _rows(section: Section) -> list[Any]:
    """Rows of the table of a section: of movements, those that the model answers."""
    return [row for row in section.rows if not isinstance(row, UnansweredRow)]


class Writer:
    """Writes values in the language of the file, and sources by their numbers."""

    def __init__(self, content: Content) -> None:
        self.content, self.locale = content, content.locale
        self.translate = content.locale.translate
        self.numbers = content.source_numbers()

    def words(self, value: str) -> str:
        """Text in the language of the file; a code is written as words."""
        text = self.translate(value) if value else ""
        return (
            self.translate(value.replace("_", " ")) if text == value and value.islower() else text
        )

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """Write a number with some decimals or, without a count, with those it has, at most 3."""
        if value is None:
            return ""
        own = next((d for d in range(3) if round(value, d) == value), 3)
        return self.locale.number(value, own if decimals is None else decimals)

    def percent(self, share: float) -> str:
        """Share in percent."""
        return percent(self.number(100 * share, 1), self.locale)

    def band(self, band: Band | FigureRow, decimals: int | None = None) -> str:
        """P10, P50 and P90; one number where they are equal."""
        texts = [self.number(value, decimals) for value in (band.p10, band.p50, band.p90)]
        return " – ".join(texts if len(set(texts)) > 1 else texts[:1])

    def figure(self, row: FigureRow) -> str:
        """Band of a figure with its unit; zeros without a source are a gap."""
        unit = self.translate(row.unit)
        if row.grade == Grade.K and row.p90 == 0:
            return self.joined(self.translate("unknown"), unit)
        return f"{self.band(row)} {unit}"

    def published(self, row: ClaimRow | PriceRow | VolumeRow) -> str:
        """Write a published amount, or the range where only its ends were published."""
        ends = (row.low, row.high) if row.typical is None else (row.typical,)
        amount = " – ".join(dict.fromkeys(self.number(end) for end in ends if end is not None))
        return f"{amount} {self.words(row.unit)}"

    def answer(self, row: ClaimRow) -> str:
        """Write the model's answer to a claim: length, days by clock, or the reason why none."""
        if row.unit in {"km", "nmi"} and row.model_km is not None:
            return self.km(row.model_km)
        bands = [
            f"{self.words(clock.capitalize())}: {self.band(band, 1)}"
            for clock, band in row.model.items()
        ]
        return self.translate("; ").join(bands) or self.words(row.reason)

    def km(self, length: float) -> str:
        """Length with its unit."""
        return f"{self.number(length, 0)} {self.translate('km')}"

    def ends(self, row: MovementRow | ClaimRow | PriceRow) -> str:
        """Origin and destination; places of the gazetteer in the language of the file."""
        return " – ".join(map(self.translate, (row.start, row.end)))

    def date(self, value: object) -> str:
        """Month or year."""
        return month_text(str(value or ""), self.locale)

    def grade(self, grade: str) -> str:
        """Grade, an estimate named as one."""
        return self.joined(grade, self.translate("estimate")) if grade == Grade.K else grade

    def joined(self, *texts: str) -> str:
        """Texts joined by commas."""
        return self.translate(", ").join(texts)

    def listed(self, *texts: str) -> str:
        """Texts joined by semicolons."""
        return self.translate("; ").join(texts)

    def quantity(self, row: FigureRow) -> str:
        """Quantity of a figure, and what it applies to."""
        quantity, scope = self.words(row.quantity), self.translate(row.applies_to)
        return f"{quantity}: {scope}" if scope else quantity

    def cited(self, ids: Sequence[str]) -> str:
        """Numbers of sources."""
        return cited(ids, self.numbers) or self.translate("no source")

    def scored(self, row: ScoreRow) -> str:
        """Movements of a score."""
        return self.listed(
            *map(self.words, filter(None, (SCORE_NAMES.get(row.name, row.name), row.kind)))
        )

    def remark(self, row: MovementRow) -> str:
        """Reason of the error, and whether the movement is excluded."""
        excluded = "" if row.counts else self.translate(NOT_COUNTED)
        return " ".join(filter(None, (excluded, self.words(row.explanation))))

    def gauges(self, row: BranchRow | ClosedBranchRow) -> str:
        """Kilometres of a branch by gauge."""
        km = row.km if isinstance(row, BranchRow) else {}
        return self.listed(
            *(
                f"{self.number(int(name.removeprefix('gauge_')), 0)}: {self.km(length)}"
                for name, length in km.items()
                if name.startswith("gauge_")
            )
        )

    def links(self, corridor: str, *, opened: bool) -> str:
        """Links of a branch that are open, or those that are missing."""
        rows = (row for section in self.content.sections for row in section.rows)
        return self.listed(
            *(
                f"{self.translate(row.name)} {self.km(row.km)}"
                for row in rows
                if isinstance(row, LinkRow) and row.corridor == corridor and row.open is opened
            )
        )


def _scores(w: Writer) -> tuple[Column[ScoreRow], ...]:
    return (
        Column(w.translate("Movements"), w.scored, 4),
        Column(w.translate("Families"), lambda r: w.number(r.families, 0), 2, numeric=True),
        Column(w.translate("Error"), lambda r: w.percent(r.median_error), 2.4, numeric=True),
        Column(w.translate("Signed error"), lambda r: w.percent(r.bias), 2.4, numeric=True),
        Column(w.translate("Inside P10–P90"), lambda r: w.percent(r.inside), 2.4, numeric=True),
        Column(
            w.translate("Inside, corrected"),
            lambda r: w.percent(r.inside_corrected),
            2.6,
            numeric=True,
        ),
        Column(w.translate("Published at"), lambda r: w.percent(r.published_at), 2.4, numeric=True),
        Column(
            w.translate("One speed for all"),
            lambda r: w.percent(r.one_speed_error),
            3,
            numeric=True,
        ),
        Column(
            w.translate("One speed per clock"),
            lambda r: w.percent(r.speed_by_clock_error),
            3,
            numeric=True,
        ),
    )


def _movements(w: Writer) -> tuple[Column[MovementRow], ...]:
    standing = w.listed(*map(w.translate, ("Clock", "Basis", "Grade")))
    bands = w.translate("P10 – P50 – P90")
    return (
        Column(w.translate("Movement"), lambda r: w.joined(w.ends(r), w.date(r.date)), 4),
        Column(
            standing,
            lambda r: w.listed(w.words(r.clock), w.words(r.basis), w.grade(r.grade)),
            3.4,
        ),
        Column(
            w.translate("Published days"), lambda r: w.band(r.published_days, 1), 3, numeric=True
        ),
        Column(bands, lambda r: w.band(r.model_days, 1), 3.2, numeric=True),
        Column(w.translate("Error of P50"), lambda r: w.percent(r.error), 2, numeric=True),
        Column(w.translate("Note"), w.remark, 11),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _claims(w: Writer) -> tuple[Column[ClaimRow], ...]:
    unnamed = w.translate("clock not named")
    return (
        Column(w.translate("Claim"), w.ends, 5),
        Column(w.translate("Year"), lambda r: w.date(r.year), 2),
        Column(w.translate("Published"), w.published, 3, numeric=True),
        Column(w.translate("Clock"), lambda r: w.words(r.clock) or unnamed, 3),
        Column(w.translate("Corridor"), lambda r: w.content.name(r.corridor, r.variant), 6),
        Column(w.translate("Model"), w.answer, 6),
        Column(w.translate("Grade"), lambda r: w.grade(r.grade), 2),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _prices(w: Writer) -> tuple[Column[PriceRow], ...]:
    return (
        Column(w.translate("Price"), w.ends, 5),
        Column(w.translate("Year"), lambda r: w.date(r.date), 2),
        Column(w.translate("Published"), w.published, 3.6, numeric=True),
        Column(w.translate("Basis"), lambda r: w.words(r.basis), 2.4),
        Column(w.translate("Corridor"), lambda r: w.content.name(r.corridor, r.variant), 5),
        Column(
            w.translate("Model, USD"),
            lambda r: w.band(r.model_usd, 0) if r.model_usd else w.words(r.reason),
            4,
            numeric=True,
        ),
        Column(
            w.translate("Error of P50"),
            lambda r: "" if r.error is None else w.percent(r.error),
            2,
            numeric=True,
        ),
        Column(w.translate("Note"), lambda r: w.words(r.note), 8),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _figures(w: Writer) -> tuple[Column[FigureRow], ...]:
    return (
        Column(w.translate("Figure"), lambda r: r.id, 4),
        Column(w.translate("Quantity"), w.quantity, 4.5),
        Column(w.translate("P10 – P50 – P90"), w.figure, 4, numeric=True),
        Column(w.translate("Year"), lambda r: w.date(r.year), 1.6),
        Column(w.translate("Grade"), lambda r: w.grade(r.grade), 2.2),
        Column(w.translate("Note"), lambda r: w.words(r.note), 11),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _rivals(w: Writer) -> tuple[Column[RivalRow], ...]:
    taken, other = w.translate("Taken"), w.translate("Also published")
    return (
        Column(w.translate("Quantity"), lambda r: w.quantity(r.figure), 6),
        Column(w.translate("Figure"), lambda r: taken if r.taken else other, 3),
        Column(w.translate("P10 – P50 – P90"), lambda r: w.figure(r.figure), 4, numeric=True),
        Column(w.translate("Year"), lambda r: w.date(r.figure.year), 2),
        Column(w.translate("Grade"), lambda r: w.grade(r.figure.grade), 2),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _contradictions(w: Writer) -> tuple[Column[ContradictionRow], ...]:
    return (
        Column(w.translate("Subject"), lambda r: w.words(r.subject), 3),
        Column(
            w.translate("One source"), lambda r: f"{w.words(r.one)} [{w.cited(r.one_sources)}]", 4
        ),
        Column(
            w.translate("Another source"),
            lambda r: f"{w.words(r.other)} [{w.cited(r.other_sources)}]",
            4,
        ),
        Column(w.translate("Model"), lambda r: r.model, 4),
        Column(w.translate("Note"), lambda r: w.words(r.note), 5),
    )


def _states(w: Writer) -> tuple[Column[StateRow], ...]:
    def state(row: StateRow) -> str:
        text = w.translate(status_text(GateStatus(row.state)))
        return f"{text}, {w.translate('contradicted, not used')}" if row.against else text

    return (
        Column(w.translate("Gate"), lambda r: w.words(r.name), 3),
        Column(w.translate("State"), state, 2.4),
        Column(w.translate("Since"), lambda r: w.date(r.first_day) or " ".join(r.months), 2.4),
        Column(w.translate("Until"), lambda r: w.date(r.last_day), 2.4),
        Column(w.translate("Last word"), lambda r: w.date(r.confirmed), 2.4),
        Column(w.translate("What is known"), lambda r: w.words(r.note), 7),
        Column(w.translate("Grade"), lambda r: w.grade(r.grade), 1.6),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _files(w: Writer) -> tuple[Column[FileRow], ...]:
    return (
        Column(w.translate("File"), lambda r: r.file, 4),
        Column(w.translate("Licence"), lambda r: w.words(r.licence), 3),
        Column(w.translate("Source packages"), lambda r: r.made_from, 5),
        Column(w.translate("How"), lambda r: w.words(r.method), 6),
    )


def _branches(w: Writer) -> tuple[Column[BranchRow | ClosedBranchRow], ...]:
    return (
        Column(
            w.translate("Branch"),
            lambda r: w.content.name(r.corridor, r.variant if isinstance(r, BranchRow) else ""),
            4,
        ),
        Column(
            w.translate("Length, km"),
            lambda r: w.number(r.total_km, 0) if isinstance(r, BranchRow) else w.words(r.reason),
            3,
            numeric=True,
        ),
        Column(w.translate("Gauge, mm"), w.gauges, 4),
        Column(w.translate("Open links"), lambda r: w.links(r.corridor, opened=True), 5),
        Column(w.translate("Missing links"), lambda r: w.links(r.corridor, opened=False), 5),
    )


def _events(w: Writer) -> tuple[Column[EventRow], ...]:
    return (
        Column(w.translate("Date"), lambda r: w.date(r.date), 2),
        Column(w.translate("Kind"), lambda r: w.words(r.kind), 2),
        Column(w.translate("Event"), lambda r: w.words(r.text), 9),
        Column(w.translate("Grade"), lambda r: w.grade(r.grade), 2),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


def _volumes(w: Writer) -> tuple[Column[VolumeRow], ...]:
    subjects = {
        "trade": w.translate("Trade of Iran and Russia"),
        "investment": w.translate("Investment in Iran"),
    }
    whole = w.translate("whole corridor")
    return (
        Column(w.translate("Year"), lambda r: w.date(r.year), 2),
        Column(
            w.translate("Subject"),
            lambda r: subjects.get(r.series) or w.content.name(r.corridor, "") or whole,
            4,
        ),
        Column(w.translate("Published"), w.published, 3, numeric=True),
        Column(w.translate("Basis"), lambda r: w.words(r.basis), 2),
        Column(w.translate("Note"), lambda r: w.words(r.note), 7),
        Column(w.translate("Grade"), lambda r: w.grade(r.grade), 2),
        Column(w.translate("Sources"), lambda r: w.cited(r.source_ids), 2.4),
    )


FORMS: Final[Mapping[str, Form]] = {
    "scores": Form("Back-test", _scores),
    "movements": Form("Movements", _movements),
    "prices": Form("Prices", _prices),
    "claims": Form("Claims", _claims),
    "figures": Form("Ledger", _figures),
    "states": Form("States of gates", _states),
    "contradictions": Form("Where sources differ", _contradictions),
    "rivals": Form("Figures that answer the same question differently", _rivals),
    "files": Form("Files", _files),
    "branches": Form("Branch", _branches),
    "events": Form("What happened", _events),
    "cargo": Form("Cargo", _volumes),
    "trade": Form("Trade and investment", _volumes),
}
"""By the id of a section."""
