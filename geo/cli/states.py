"""The command ``states``: states of gates, and those that need a look."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json, chosen_locale, language
from geo.cli.parameters import DATE, OUT_FILE
from geo.cli.questions import state_rows, states_json
from geo.cli.readings import id_of
from geo.errors import QuestionError
from geo.message import Day, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence import GateState
    from geo.i18n import Locale
    from geo.journeys import Atlas

OWN: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
REFRESH: Final = "refresh"
LOOK_BACK_DAYS: Final = 60
"""Days of counts that are asked for; the service is about a week behind."""


@click.command(cls=Verb)
@click.argument("gate", required=False, default="", metavar="[GATE|refresh]")
@click.option(
    "--as-of",
    type=DATE,
    metavar="DATE",
    help="Day YYYY-MM-DD or month YYYY-MM.  [default: today, or the date of the newest report]",
)
@click.option(
    "--stale",
    is_flag=True,
    help="List the states without an end that nobody has confirmed for 90 days.",
)
@click.option(
    "--states",
    "states_file",
    metavar="FILE",
    type=OWN,
    help="Lay a CSV file of states over those of the program.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=OUT_FILE,
    help="File that `refresh` writes.",
)
@click.option(
    "--service", default="", metavar="URL", help="Table that `refresh` asks.", hidden=True
)
@language
@as_json
def states(
    gate: str,
    *,
    as_of: str | None,
    stale: bool,
    states_file: Path | None,
    out: Path | None,
    service: str,
    as_json: bool,
) -> None:
    """List the states of gates on a date.

    With GATE, such as hormuz, all that is known of this gate and of its parts is listed, rows that
    another one contradicts included. `instc states refresh --out FILE` asks IMF PortWatch for the
    ship calls of Hormuz, Bab el-Mandeb, Suez and the Cape and writes a file for --states; nothing
    else in this program uses a connection.
    """
    if gate == REFRESH:
        _refresh(service, out)
        return
    from geo.journeys import load_atlas

    atlas = load_atlas(states_file)
    rows = state_rows(atlas, gate=gate, as_of=as_of, stale=stale)
    if as_json:
        write_json(states_json(atlas, rows))
        return
    if gate and not rows:
        name = atlas.corridors.gates[id_of(gate)].name
        write(f"{name}: no state of this gate was published; it counts as open.")
    elif not gate and not stale:
        write(_heading(atlas, as_of))
    for line in state_lines(atlas, rows, chosen_locale()):
        write(line)


def _heading(atlas: Atlas, as_of: str | None) -> str:
    """Say as of when the states hold."""
    from geo.evidence import as_of_text
    from geo.scenario import Scenario

    answer = atlas.as_of(Scenario(date=as_of))
    return chosen_locale().sentence(as_of_text(answer, today=dt.datetime.now(dt.UTC).date()))


def _refresh(service: str, out: Path | None) -> None:
    """Write the newest states that PortWatch's counts give."""
    from geo.evidence import (
        SERVICE,
        TERMS,
        fetch_counts,
        load_ledger,
        load_states,
        newer_states,
        normal_traffic,
        write_states,
    )

    if out is None:
        msg = "name the file to write: instc states refresh --out FILE"
        raise QuestionError(msg)
    today, shipped = dt.datetime.now(dt.UTC).date(), load_states()
    counts = fetch_counts(service or SERVICE, since=today - dt.timedelta(days=LOOK_BACK_DAYS))
    rows = newer_states(counts, shipped, normal_traffic(load_ledger()), fetched=today)
    if not rows:
        write("The service has nothing newer than the states of the program; no file is written.")
        return
    write_states(rows, out)
    gates = ", ".join(dict.fromkeys(row.gate for row in rows))
    write(f"{out}: states of {gates}; ask with --states {out}")
    write(f"Source: IMF PortWatch, under the terms of use of the IMF, {TERMS}")


def state_lines(atlas: Atlas, rows: Iterable[GateState], locale: Locale) -> list[str]:
    """Lines for states: since when, until when, grade, last word, titles of the sources."""
    from geo.evidence import state_text

    gates, translate, lines = atlas.corridors.gates, locale.translate, []
    for row in rows:
        words = [row.grade.value]
        if row.confirmed:
            words.append(translate(Message("last word: {date}", date=Day(row.confirmed))))
        if row.against:
            words.append(translate("contradicted by a better source"))
        text = state_text(row, gates[row.gate].name)
        until = (
            Message("{state} until {date}", state=text, date=Day(row.last)) if row.last else text
        )
        titles = "; ".join(atlas.citation(source).title for source in row.sources)
        lines.append(f"{translate(until)} [{translate(', ').join(words)}] {titles}")
    return lines
