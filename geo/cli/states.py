"""The command ``states``: states of gates, and those that need a look."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json

if TYPE_CHECKING:
    from geo.evidence import AsOf, GateState
    from geo.journeys import Atlas

OWN = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(cls=Verb)
@click.argument("gate", required=False, default="", metavar="[GATE]")
@click.option(
    "--as-of",
    metavar="DATE",
    help="Day YYYY-MM-DD or month YYYY-MM.  [default: today, or the last word of the data]",
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
@as_json
def states(
    gate: str, *, as_of: str | None, stale: bool, states_file: Path | None, as_json: bool
) -> None:
    """List the states of gates on a date.

    With GATE, such as hormuz, all that is known of this gate is listed, rows that another one
    contradicts included.
    """
    from geo.evidence import as_of_text
    from geo.journeys import load_atlas
    from geo.scenario import Scenario

    atlas = load_atlas(states_file)
    if gate:
        atlas.corridors.check_states([gate])
        return _show(atlas, list(atlas.states.of(gate)), as_json=as_json)
    if stale:
        day = dt.date.fromisoformat(as_of) if as_of else dt.datetime.now(dt.UTC).date()
        return _show(atlas, list(atlas.states.stale(day)), as_json=as_json)
    answer = atlas.as_of(Scenario(date=as_of))
    if not as_json:
        write(str(as_of_text(answer)))
    return _show(atlas, _by_weight(answer), as_json=as_json)


def _by_weight(answer: AsOf) -> list[GateState]:
    """States of a date, those that bar their gate first."""
    return sorted(answer.states.values(), key=lambda state: not state.status.bars)


def _show(atlas: Atlas, rows: list[GateState], *, as_json: bool) -> None:
    from geo.evidence import state_text
    from geo.journeys import GateCondition, condition_json

    gates = atlas.corridors.gates
    if as_json:
        write_json([condition_json(GateCondition(gate=gates[row.gate], state=row)) for row in rows])
        return
    for row in rows:
        word = f", last word {row.confirmed}" if row.confirmed else ""
        until = f" until {row.last}" if row.last else ""
        against = ", contradicted by a better source" if row.against else ""
        write(
            f"{state_text(row, gates[row.gate].name)}{until} [{row.grade}{word}{against}] "
            f"{'; '.join(atlas.citation(source).title for source in row.sources)}"
        )
