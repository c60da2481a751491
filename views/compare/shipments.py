"""A table of shipments of the reader: each row is answered, and stays in its session."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.atomic import clean_name
from geo.batch import Task, run
from geo.errors import AtlasError, UserFileError
from geo.message import Message
from geo.userdata import LIMITS, MEGABYTE
from views.state import choices, data
from views.state.choices import translate
from views.ui import faults
from views.ui.html import paragraph, refusal
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.batch import Progress, Report
    from geo.i18n import Locale

FILE: Final = "shipments file"
KEPT: Final = "shipments answered"
REFUSED: Final = "shipments refused"
WAITING: Final = "shipments wait"
ENDINGS: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Files that a page reads; none of them needs a reader that is not of the program."""
MOST_QUESTIONS: Final = 300
"""Distinct questions of one table; each takes a tenth of a second."""
PAGE_LIMITS: Final = replace(
    LIMITS,
    file_bytes=5 * MEGABYTE,
    features=20_000,
    unpacked_bytes=30 * MEGABYTE,
    columns=100,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTable:
    """A table of shipments with its answers; the session alone holds it."""

    name: str
    content: bytes
    totals: pd.DataFrame
    report: Report


def show_shipments() -> None:
    """Show the part of the page for a table of shipments, which runs apart from the rest."""
    with st.expander(
        translate("A table of shipments"), key="shipments", on_change="rerun"
    ) as folded:
        if folded.open:
            show_box()


@faults.fragment
def show_box() -> None:
    """Show the box for a file, its limits, and what was answered."""
    answer_waiting()
    with st.container(key="own-shipments"):
        st.html(render("ui/chosen_file.html", choices.locale(), text=limits_text()))
        st.file_uploader(
            translate("File"),
            type=[ending.removeprefix(".") for ending in ENDINGS],
            key=FILE,
            on_change=take_file,
            max_upload_size=PAGE_LIMITS.file_bytes // MEGABYTE,
            label_visibility="collapsed",
        )
    if wrong := st.session_state.get(REFUSED):
        st.html(refusal(wrong, choices.locale()))
    answered: AnsweredTable | None = st.session_state.get(KEPT)
    if answered:
        show_answered(answered)


def limits_text() -> str:
    """Say what can be read, what is answered, and what becomes of the file."""
    number = choices.locale().number
    return translate(
        "CSV or XLSX with columns for origin and destination, and, if known, date, cargo, corridor "
        "and scenario; each row gets its answer or the reason why there is none. Rows without a "
        "date are answered under the conditions of this page. At most {size} MB, {rows} rows and "
        "{questions} different questions; the command instc batch has no such limits. The file "
        "stays in this session."
    ).format(
        size=number(PAGE_LIMITS.file_bytes / MEGABYTE, 0),
        rows=number(PAGE_LIMITS.features, 0),
        questions=number(MOST_QUESTIONS, 0),
    )


def take_file() -> None:
    """Note a file that was chosen, or forget the answers of one that was taken back; a callback."""
    st.session_state[WAITING] = st.session_state.get(FILE) is not None
    if not st.session_state[WAITING]:
        forget()


def forget() -> None:
    """Forget the answers of this session; for use in callbacks."""
    for key in (KEPT, REFUSED, WAITING):
        st.session_state.pop(key, None)


def answer_waiting() -> None:
    """Answer the file that was chosen last, and show how far that is."""
    file = st.session_state.get(FILE)
    if not st.session_state.pop(WAITING, False) or file is None:
        return
    forget()
    bar = st.progress(0.0, text=translate("Reading the file"))
    try:
        st.session_state[KEPT] = answered_table(file.name, file.getvalue(), Bar(bar.progress))
    except AtlasError as error:
        st.session_state[REFUSED] = error.message
    finally:
        bar.empty()


@dataclass(slots=True)
class Bar:
    """Shows the share of the questions that are solved, and says how many rows are written."""

    show: Callable[..., object]
    whole: int = 0
    done: int = 0

    def __call__(self, progress: Progress) -> None:
        """Show how far a run is."""
        self.whole = max(self.whole, progress.solved + progress.unsolved)
        self.done = self.whole - progress.unsolved
        locale = choices.locale()
        text = translate("{solved} of {questions} questions solved, {rows} rows written").format(
            solved=locale.number(self.done, 0),
            questions=locale.number(self.whole, 0),
            rows=locale.number(progress.rows, 0),
        )
        self.show(self.done / self.whole if self.whole else 0.0, text=text)


def answered_table(name: str, content: bytes, progress: Bar) -> AnsweredTable:
    """Answer a table under the conditions of the page.

    Raises
    ------
    AtlasError
        The table cannot be read, or exceeds a limit; the message says what to do.
    """
    ending = Path(name.replace("\0", "")).suffix.casefold()
    if ending not in ENDINGS or len(content) > PAGE_LIMITS.file_bytes:
        msg = Message(
            "{name} is no {endings} of at most {size} MB; convert it, or send a part of it",
            name=clean_name(name, ""),
            endings=tuple(ENDINGS),
            size=PAGE_LIMITS.file_bytes // MEGABYTE,
        )
        raise UserFileError(msg)
    task = Task(
        scenario=choices.question().scenario(),
        box=choices.shipment().box,
        locale=choices.locale(),
        limits=PAGE_LIMITS,
        most_questions=MOST_QUESTIONS,
    )
    with tempfile.TemporaryDirectory(prefix="atlas-shipments-") as name_of_folder:
        folder = Path(name_of_folder)
        table, result, totals = (folder / f"{one}{ending}" for one in ("table", "result", "totals"))
        table.write_bytes(content)
        totals = totals.with_suffix(".csv")
        report = run(data.atlas(), table, result, task, summary=totals, progress=progress)
        return AnsweredTable(
            name=clean_name(f"{name.rpartition('.')[0]} {translate('answers')}", ending),
            content=result.read_bytes(),
            totals=pd.read_csv(totals, keep_default_na=True),
            report=report,
        )


def show_answered(answered: AnsweredTable) -> None:
    """Show how many rows were answered, the file, the totals and the first bad rows."""
    locale, report = choices.locale(), answered.report
    st.html(paragraph(summary(report, locale), "lead answer"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            translate("Download the answers"),
            data=answered.content,
            file_name=answered.name,
            mime=ENDINGS[Path(answered.name).suffix],
            key="shipments download",
            on_click="ignore",
        )
        st.button(translate("Remove the table"), on_click=forget, type="tertiary")
    if report.first_bad:
        st.html(paragraph(translate("What is wrong, row by row")))
        bad = pd.DataFrame(report.first_bad, columns=[translate("Row"), translate("What is wrong")])
        narrow = {translate("Row"): st.column_config.Column(width="small")}
        st.dataframe(bad, hide_index=True, placeholder="", column_config=narrow)
    st.html(paragraph(translate("Totals by corridor, month and pair")))
    st.dataframe(totals_table(answered.totals, locale), hide_index=True, placeholder="")


def summary(report: Report, locale: Locale) -> str:
    """Say in one line how many rows there are, and how many are wrong."""
    text = translate("{rows} rows, {bad} of them with an error; {questions} distinct questions")
    counts = {"rows": report.rows, "bad": report.bad, "questions": report.questions}
    return text.format(**{name: locale.number(count, 0) for name, count in counts.items()})


def totals_table(totals: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """Return the totals with their heads and names in the language of the page."""
    names = data.names()
    kinds = {
        "corridor": translate("Corridor"),
        "month": translate("Month"),
        "pair": translate("Pair of places"),
    }
    rows = [
        {
            translate("By"): kinds[str(row.by)],
            translate("Name"): locale.translate(names.get(str(row.name), str(row.name)))
            if isinstance(row.name, str)
            else translate("no answer"),
            translate("Rows"): row.rows,
            translate("with an error"): row.bad,
            translate("Mean km"): row.km,
            translate("Mean days (P50)"): row.days_p50,
            translate("USD (sum of P50)"): row.usd_p50,
            translate("kg CO2e (sum of P50)"): row.kg_co2e_p50,
        }
        for row in totals.itertuples(index=False)
    ]
    table = pd.DataFrame(rows)
    digits = {translate("Mean days (P50)"): 1}
    return table.round(
        {column: digits.get(column, 0) for column in table.select_dtypes("float").columns}
    )
