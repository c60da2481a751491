"""The command ``surface``: which corridor wins from where."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import click

from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json, cargo, chosen_locale, conditions, language, place_meant
from geo.cli.parameters import WHOLE, complete_place
from geo.cli.readings import Conditions, scenario_of

if TYPE_CHECKING:
    from geo.export import CellMap

MEASURES: Final = ("days", "price", "co2e")


@click.command(cls=Verb)
@click.argument("end", metavar="PLACE", shell_complete=complete_place)
@click.option("--to", "is_destination", is_flag=True, help="Journeys to PLACE, not from it.")
@click.option(
    "--measure",
    default="days",
    show_default=True,
    help=f"What is compared: {', '.join(MEASURES)}.",
)
@click.option(
    "--resolution",
    type=WHOLE,
    default=3,
    show_default=True,
    help="Resolution of the hexagons (H3): 2, 3 or 4.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="WHAT",
    help="Show what an assumption changes: built=LINK, closed=GATE, GATE=STATE, GATE=DATE for the "
    "state of a gate then, as-of=DATE; for instance suez=2023-06; or a world, hormuz-open (with "
    "the ports of Iran) or suez-2023. Repeatable.",
)
@click.option(
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Write a file: .png, .svg, .pdf, .html, .geojson, .gpkg, .parquet, .tif, .csv or .xlsx.",
)
@cargo
@conditions
@language
@as_json
def surface(
    end: str,
    *,
    is_destination: bool,
    measure: str,
    resolution: int,
    against: tuple[str, ...],
    out: Path | None,
    box: str,
    as_json: bool,
    **given: Unpack[Conditions],
) -> None:
    """Show which corridor is best to or from every part of the land.

    PLACE is a name, a UN/LOCODE or LAT,LON. The share of a corridor is that of the hexagons at
    which it is at least 60 % likely to be the best. With --against, what changes between the
    conditions of the other options and the same with the assumption.
    """
    scenario = scenario_of(given)
    from geo.estimates import Box
    from geo.export import change_content, export_surface, surface_content, surface_format
    from geo.i18n import percent
    from geo.journeys import load_atlas
    from geo.surface import assumption_of

    form = surface_format(out) if out else ""
    assumed = assumption_of(against)
    atlas = load_atlas(given["states_file"])
    ask = partial(change_content, against=assumed) if against else surface_content
    content: CellMap = ask(
        atlas,
        place_meant(atlas.places, end),
        locale=chosen_locale(),
        is_origin=not is_destination,
        measure=measure,
        box=Box(box),
        scenario=scenario,
        resolution=resolution,
    )
    if out:
        export_surface(content, form, out)
    if as_json:
        write_json({**content.about(), "shares": content.shares(), "cells": list(content.rows())})
        return
    about, locale = content.about(), chosen_locale()
    write(about["title"])
    if "assumed" in about:
        write(locale.translate("Assumed: {what}").format(what=about["assumed"]))
    write(about["as_of"])
    write(about["answer"])
    for words, share in content.shown_shares():
        text = percent(locale.number(100 * share, 1), locale)
        write(f"  {text:>8}  {words}")
