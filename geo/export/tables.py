"""Parts of evidence and story as tables of a dossier, in the language of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.export.content import cited, part_rows, source_numbers, sources_of
from geo.i18n import month_text, percent
from geo.model import Grade
from geo.plot import Heading, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.export.content import Content, Row
    from geo.plot import Block


class Column(NamedTuple):
    """A column: its head, what a row writes in it, its share of the width."""

    head: str
    cell: Callable[[Row], str]
    width: float
    numeric: bool = False


UNCOUNTED: Final = "Does not count: a figure was set with this movement in sight."
HEADS: Final[Mapping[str, str]] = {
    "scores": "Back-test",
    "movements": "Movements",
    "claims": "Claims",
    "figures": "Ledger",
    "contradictions": "Where sources differ",
    "rivals": "Figures that answer the same question differently",
    "files": "Files",
    "branches": "Branch",
    "events": "What happened",
    "cargo": "Cargo",
    "trade": "Trade and investment",
}
"""Headings of the tables; parts without one are told inside another, or in tables of cells only."""


def tables(content: Content) -> Iterator[Block]:
    """Return heading and table of each part."""
    for part in content.parts:
        if part.id in HEADS:
            table = _table(part.id, part_rows(content, part), content)
            if table.rows:
                yield Heading(text=content.locale.translate(HEADS[part.id]), level=2)
                yield table


def _table(name: str, rows: list[Row], content: Content) -> Table:
    if name == "scores":
        rows = [row for row in rows if row["repeats"] == "every row"]
    columns = COLUMNS[name](_Words(content))
    return Table(
        columns=tuple(column.head for column in columns),
        rows=tuple(tuple(column.cell(row) for column in columns) for row in rows),
        widths=tuple(column.width for column in columns),
        numeric=frozenset(n for n, column in enumerate(columns) if column.numeric),
    )


class _Words:
    """How cells are written: in the language of the file, sources by their numbers."""

    def __init__(self, content: Content) -> None:
        self.content, self.translate = content, content.locale.translate
        self.places = source_numbers(content)

    def text(self, key: str, *, otherwise: str = "") -> Callable[[Row], str]:
        """Return what writes a text of a row in the language of the file."""
        return lambda row: self.said(row.get(key)) or otherwise

    def said(self, value: object) -> str:
        """Return a value as words: closed sets without their underlines, data as they are said."""
        text = str(value or "")
        told = self.translate(text) if text else ""
        return self.translate(text.replace("_", " ")) if told == text and text.islower() else told

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """Return a number with as many decimals as it has, three at most, or those asked for."""
        if value is None:
            return ""
        own = next((d for d in range(3) if round(value, d) == value), 3)
        return self.content.locale.number(value, own if decimals is None else decimals)

    def share(self, key: str) -> Callable[[Row], str]:
        """Return what writes a share in per cent."""

        def write(row: Row) -> str:
            if key not in row:
                return ""
            return percent(self.number(100 * row[key], 1), self.content.locale)

        return write

    def band(self, name: str, decimals: int | None = None) -> Callable[[Row], str]:
        """Return what writes P10, P50 and P90; one number where they are one."""

        def write(row: Row) -> str:
            shares = [row.get(f"{name}p{share}") for share in (10, 50, 90)]
            told = [self.number(value, decimals) for value in shares if value is not None]
            return " – ".join(told if len(set(told)) > 1 else told[:1])

        return write

    def figure(self, row: Row) -> str:
        """Return the band of a figure with its unit; zeros without a source are a gap."""
        if row["grade"] == Grade.K and row["p90"] == 0:
            return self.translate(", ").join(
                (self.translate("unknown"), self.translate(row["unit"]))
            )
        return f"{self.band('')(row)} {self.translate(row['unit'])}"

    def published(self, row: Row) -> str:
        """Return what a claim or a volume says, a range where only its ends were published."""
        ends = [row.get(name) for name in ("low", "typical", "high")]
        chosen = [ends[1]] if ends[1] is not None else [end for end in ends if end is not None]
        told = " – ".join(dict.fromkeys(self.number(end) for end in chosen))
        return f"{told} {self.said(row['unit'])}"

    def modelled(self, row: Row) -> str:
        """Return the model's answer to a claim: its length, its days by clock, or why none."""
        if row["unit"] in {"km", "nmi"} and row["model_km"] is not None:
            return f"{self.number(row['model_km'], 0)} {self.translate('km')}"
        clocks = [key.split("_")[1] for key in row if key.startswith("model_") and "_p50" in key]
        bands = [(name, self.band(f"model_{name}_", 1)(row)) for name in clocks]
        told = [f"{self.said(name.capitalize())}: {band}" for name, band in bands if band]
        return self.translate("; ").join(told) or self.said(row["reason"])

    def way(self, row: Row) -> str:
        """Return the ends of a row, places of the gazetteer in the language of the file."""
        return " – ".join(self.translate(str(row.get(end) or "")) for end in ("from", "to"))

    def by(self, row: Row) -> str:
        """Return the corridor of a row."""
        return self.content.name({"corridor": row["corridor"], "variant": row.get("variant", "")})

    def dated(self, key: str) -> Callable[[Row], str]:
        """Return what writes a month or a year."""
        return lambda row: month_text(str(row.get(key) or ""), self.content.locale)

    def grade(self, row: Row) -> str:
        """Return a grade, an estimate named as what it is."""
        grade = str(row.get("grade") or "")
        return (
            self.translate(", ").join((grade, self.translate("estimate")))
            if grade == Grade.K
            else grade
        )

    def all(self, *heads: str) -> str:
        """Return several heads as one."""
        return self.translate("; ").join(self.translate(head) for head in heads)

    def standing(self, row: Row) -> str:
        """Return by which clock a movement is timed, what it rests on, and its grade."""
        return self.translate("; ").join(
            (self.said(row["clock"]), self.said(row["basis"]), self.grade(row))
        )

    def quantity(self, row: Row) -> str:
        """Return what a figure is of, and where it holds."""
        of, where = self.said(row["quantity"]), self.translate(str(row["applies_to"]))
        return f"{of}: {where}" if where else of

    def cited(self, key: str = "source_ids") -> Callable[[Row], str]:
        """Return what writes the numbers of the sources."""
        none = self.translate("no source")
        return lambda row: cited(sources_of({"source_ids": row.get(key)}), self.places) or none

    def group(self, row: Row) -> str:
        """Return of which movements a score is."""
        if row["by"] == row["name"]:
            return self.said(row["name"])
        return f"{self.said(row['by'])}: {self.said(row['name'])}"

    def remark(self, row: Row) -> str:
        """Return why a movement was missed, and that it does not count where it does not."""
        seen = "" if row.get("counts", True) else self.translate(UNCOUNTED)
        told = (seen, self.said(row.get("explanation")), self.said(row.get("reason")))
        return " ".join(filter(None, told))

    def links(self, wanted: bool) -> Callable[[Row], str]:  # noqa: FBT001 - which of two columns
        """Return what writes the links of a branch that are open, or those that are missing."""
        held = [row for part in self.content.parts if part.id == "links" for row in part.rows]

        def write(row: Row) -> str:
            return self.translate("; ").join(
                f"{self.translate(link['name'])} {self.number(link['km'], 0)}"
                f" {self.translate('km')}"
                for link in held
                if link["corridor"] == row["corridor"] and link["open"] is wanted
            )

        return write


def _scores(w: _Words) -> tuple[Column, ...]:
    return (
        Column(w.translate("Movements"), w.group, 4),
        Column(w.translate("Rows"), lambda r: w.number(r["rows"], 0), 2, numeric=True),
        Column(w.translate("Error of P50"), w.share("median_error"), 3, numeric=True),
        Column(w.translate("Inside P10–P90"), w.share("inside"), 3, numeric=True),
        Column(w.translate("One speed for all"), w.share("one_speed_error"), 3, numeric=True),
        Column(
            w.translate("One speed per clock"), w.share("speed_by_clock_error"), 3, numeric=True
        ),
    )


def _movements(w: _Words) -> tuple[Column, ...]:
    return (
        Column(
            w.translate("Movement"),
            lambda r: w.translate(", ").join((w.way(r), w.dated("date")(r))),
            4,
        ),
        Column(w.all("Clock", "Basis", "Grade"), w.standing, 3.4),
        Column(w.translate("Published days"), w.band("published_days_", 1), 3, numeric=True),
        Column(w.translate("P10 – P50 – P90"), w.band("model_days_", 1), 3.2, numeric=True),
        Column(w.translate("Error of P50"), w.share("error"), 2, numeric=True),
        Column(w.translate("Note"), w.remark, 11),
        Column(w.translate("Sources"), w.cited(), 2.4),
    )


def _claims(w: _Words) -> tuple[Column, ...]:
    return (
        Column(w.translate("Claim"), w.way, 5),
        Column(w.translate("Year"), w.dated("year"), 2),
        Column(w.translate("Published"), w.published, 3, numeric=True),
        Column(w.translate("Clock"), w.text("clock", otherwise=w.translate("clock not named")), 3),
        Column(w.translate("Corridor"), w.by, 6),
        Column(w.translate("Model"), w.modelled, 6),
        Column(w.translate("Grade"), w.grade, 2),
        Column(w.translate("Sources"), w.cited(), 2.4),
    )


def _figures(w: _Words) -> tuple[Column, ...]:
    return (
        Column(w.translate("Figure"), lambda r: str(r["id"]), 4),
        Column(w.translate("Quantity"), w.quantity, 4.5),
        Column(w.translate("P10 – P50 – P90"), w.figure, 4, numeric=True),
        Column(w.translate("Year"), w.dated("year"), 1.6),
        Column(w.translate("Grade"), w.grade, 2.2),
        Column(w.translate("Note"), w.text("note"), 11),
        Column(w.translate("Sources"), w.cited(), 2.4),
    )


def _rivals(w: _Words) -> tuple[Column, ...]:
    taken, other = w.translate("Taken"), w.translate("Also published")
    return (
        Column(w.translate("Quantity"), w.quantity, 6),
        Column(w.translate("Figure"), lambda r: taken if r["taken"] else other, 3),
        Column(w.translate("P10 – P50 – P90"), w.figure, 4, numeric=True),
        Column(w.translate("Year"), w.dated("year"), 2),
        Column(w.translate("Grade"), w.grade, 2),
        Column(w.translate("Sources"), w.cited(), 2.4),
    )


def _contradictions(w: _Words) -> tuple[Column, ...]:
    def statement(key: str) -> Callable[[Row], str]:
        return lambda r: f"{w.said(r[key])} [{w.cited(f'{key}_sources')(r)}]"

    return (
        Column(w.translate("Subject"), w.text("subject"), 3),
        Column(w.translate("One source"), statement("one"), 4),
        Column(w.translate("Another source"), statement("other"), 4),
        Column(w.translate("Model"), lambda r: str(r["model"]), 4),
        Column(w.translate("Note"), w.text("note"), 5),
    )


def _files(w: _Words) -> tuple[Column, ...]:
    return (
        Column(w.translate("File"), lambda r: str(r["file"]), 4),
        Column(w.translate("Licence"), w.text("licence"), 3),
        Column(w.translate("Made from"), lambda r: str(r["made_from"]), 5),
        Column(w.translate("How"), w.text("method"), 6),
    )


def _branches(w: _Words) -> tuple[Column, ...]:
    def gauges(row: Row) -> str:
        km: dict[str, Any] = {k: v for k, v in row.items() if k.startswith("km_gauge_")}
        return w.translate("; ").join(
            f"{w.number(int(k.rpartition('_')[2]), 0)}: {w.number(v, 0)} {w.translate('km')}"
            for k, v in km.items()
        )

    return (
        Column(w.translate("Branch"), w.by, 4),
        Column(
            w.translate("Length, km"),
            lambda r: w.number(r["km"], 0) if "km" in r else w.said(r["reason"]),
            3,
            numeric=True,
        ),
        Column(w.translate("Gauge, mm"), gauges, 4),
        Column(w.translate("Open links"), w.links(True), 5),  # noqa: FBT003 - as above
        Column(w.translate("Missing links"), w.links(False), 5),  # noqa: FBT003 - as above
    )


def _events(w: _Words) -> tuple[Column, ...]:
    return (
        Column(w.translate("Date"), w.dated("date"), 2),
        Column(w.translate("Kind"), w.text("kind"), 2),
        Column(w.translate("Event"), w.text("text"), 9),
        Column(w.translate("Grade"), w.grade, 2),
        Column(w.translate("Sources"), w.cited(), 2.4),
    )


def _volumes(w: _Words) -> tuple[Column, ...]:
    trade, money = w.translate("Trade of Iran and Russia"), w.translate("Investment in Iran")
    named = {"trade": trade, "investment": money}

    def subject(row: Row) -> str:
        return named.get(row["series"]) or w.by(row) or w.translate("whole corridor")

    return (
        Column(w.translate("Year"), w.dated("year"), 2),
        Column(w.translate("Subject"), subject, 4),
        Column(w.translate("Published"), w.published, 3, numeric=True),
        Column(w.translate("Basis"), w.text("basis"), 2),
        Column(w.translate("Note"), w.text("note"), 7),
        Column(w.translate("Grade"), w.grade, 2),
        Column(w.translate("Sources"), w.cited(), 2.4),
    )


COLUMNS: Final[Mapping[str, Callable[[_Words], tuple[Column, ...]]]] = {
    "scores": _scores,
    "movements": _movements,
    "claims": _claims,
    "figures": _figures,
    "rivals": _rivals,
    "contradictions": _contradictions,
    "files": _files,
    "branches": _branches,
    "events": _events,
    "cargo": _volumes,
    "trade": _volumes,
}
