"""The commands that answer a question about places and journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from geo.cli.console import write, write_json
from geo.cli.lean import one_answer
from geo.cli.options import (
    Verb,
    as_json,
    atlas_of,
    cargo,
    chosen_locale,
    conditions,
    ends,
    language,
    links,
    place_meant,
    several_corridors,
    show_hint,
)
from geo.cli.parameters import NUMBER, WHOLE, complete_corridor
from geo.cli.questions import comparison_of, journey_of, matching_places, places_json
from geo.cli.readings import Conditions, shipment_of

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Verb)
@click.argument("query")
@click.option("--limit", type=WHOLE, default=8, show_default=True, help="Most places to show.")
@language
@as_json
def places(query: str, limit: int, *, as_json: bool) -> None:
    """Find places by name, code or coordinates.

    QUERY is a name in English, Russian or Persian, a UN/LOCODE, or LAT,LON. The best match comes
    first.
    """
    from geo.places import load_places

    gazetteer = load_places()
    matches = matching_places(gazetteer, query, limit)
    if as_json:
        write_json(places_json(matches))
        return
    for place in matches:
        show_hint(gazetteer, place)
        code = place.unlocode or "-"
        position = f"{place.lat:.3f}, {place.lon:.3f}"
        name = chosen_locale().place_name(place)
        write(f"{place.id}  {name}  {place.country}  {code}  {position}")


@click.command(cls=Verb)
@ends
@click.option(
    "--corridor",
    default="",
    help="Corridor to use.  [default: the fastest route]",
    shell_complete=complete_corridor,
)
@click.option("--variant", default="", help="Options of the corridor, joined by +.")
@cargo
@click.option("--amount", type=NUMBER, default=1.0, help="Number of boxes or tonnes.  [default: 1]")
@links
@conditions
@language
@as_json
@one_answer()
def route(
    origin: str,
    destination: str,
    *,
    corridor: str,
    variant: str,
    box: str,
    amount: float,
    as_json: bool,
    links_file: Path | None,
    **given: Unpack[Conditions],
) -> None:
    """Show one journey, leg by leg.

    FROM and TO are names, UN/LOCODEs or LAT,LON.
    """
    from geo.journeys import answer_json

    atlas = atlas_of(given["states_file"], links_file)
    answer = journey_of(
        atlas,
        place_meant,
        origin=origin,
        destination=destination,
        corridor=corridor,
        variant=variant,
        box=box,
        amount=amount,
        **given,
    )
    if as_json:
        write_json(answer_json(answer))
    else:
        from geo.cli.text import journey_text

        write(journey_text(atlas, answer, shipment_of(box, amount), chosen_locale()))


@click.command(cls=Verb)
@ends
@cargo
@click.option("--amount", type=NUMBER, default=1.0, help="Number of boxes or tonnes.  [default: 1]")
@several_corridors
@links
@conditions
@language
@as_json
@one_answer()
def compare(
    origin: str,
    destination: str,
    *,
    box: str,
    amount: float,
    corridors: str,
    as_json: bool,
    links_file: Path | None,
    **given: Unpack[Conditions],
) -> None:
    """Compare routes by all corridors.

    FROM and TO are names, UN/LOCODEs or LAT,LON.
    """
    from geo.journeys import answer_json

    atlas = atlas_of(given["states_file"], links_file)
    answer = comparison_of(
        atlas,
        place_meant,
        origin=origin,
        destination=destination,
        corridors=corridors,
        box=box,
        amount=amount,
        **given,
    )
    if as_json:
        write_json(answer_json(answer))
    else:
        from geo.cli.text import comparison_text

        write(comparison_text(atlas, answer, shipment_of(box, amount), chosen_locale()))
