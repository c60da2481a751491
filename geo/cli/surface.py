"""The command ``surface``: which corridor wins from where."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Unpack

import click

from geo.cli.console import write, write_json
from geo.cli.options import (
    WHOLE,
    Conditions,
    Verb,
    as_json,
    cargo,
    chosen_locale,
    complete_place,
    conditions,
    language,
    place_meant,
    scenario_of,
)

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
    out: Path | None,
    box: str,
    as_json: bool,
    **given: Unpack[Conditions],
) -> None:
    """Show which corridor is best to or from every part of the land.

    PLACE is a name, a UN/LOCODE or LAT,LON. The share of a corridor is that of the hexagons at
    which it is at least 60 % likely to be the best.
    """
    scenario = scenario_of(given)
    from geo.estimates import Box
    from geo.export import export_surface, surface_content, surface_format
    from geo.journeys import load_atlas

    form = surface_format(out) if out else ""
    atlas = load_atlas(given["states_file"])
    content = surface_content(
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
    from geo.i18n import percent
    from geo.surface import shares

    locale, answer = chosen_locale(), content.answer
    own = shares(answer, content.values)
    if as_json:
        write_json({**content.about(), "shares": own, "cells": list(content.rows())})
        return
    about = content.about()
    write(about["title"])
    write(about["as_of"])
    write(about["answer"])
    for name, text in zip(answer.corridors, answer.names, strict=True):
        share = percent(locale.number(100 * own[name], 1), locale)
        write(f"  {share:>8}  {locale.translate(text)}")
