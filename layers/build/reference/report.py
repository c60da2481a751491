"""The tables of ``layers/README.md``: the network beside published distances."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Final

from geo.errors import DataError
from layers.build.gazetteer.labels import labelled_places
from layers.build.reference.rail import rail_references
from layers.build.reference.sea import SeaSearch, sea_reference_markdown, sea_reference_table
from layers.build.sea.network import sea_network
from layers.build.sea.passages import SHUT
from layers.build.tables import read_rows
from layers.build.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build.reference.rail import Reference

BEGIN: Final = "<!-- made by layers.build: {name} -->"
END: Final = "<!-- end of {name} -->"


def reference_table(references: list[Reference]) -> str:
    """Return a Markdown table with a line of totals below it."""
    lines = [
        "| section | published, km | network, km | difference, % | source | remark |",
        "|---|---:|---:|---:|---|---|",
    ]
    lines += [
        f"| {r.name} | {r.published_km:,.0f} | {r.km:,.0f} | {r.difference_percent:+.1f} "
        f"| {r.source} ({r.grade}) | {r.note} |"
        for r in references
    ]
    gaps = sorted(abs(r.difference_percent) for r in references)
    unset = [abs(r.difference_percent) for r in references if r.independent]
    lines.append(
        f"\n{len(references)} sections; median difference {statistics.median(gaps):.1f} %, "
        f"largest {gaps[-1]:.1f} %. {len(unset)} of them run mostly on track whose length is the "
        f"stored one: median {statistics.median(unset):.1f} %.",
    )
    return "\n".join(lines)


def land_table() -> str:
    """Return a Markdown table of the land that each sea route of the corridors crosses."""
    search = SeaSearch(sea_network(labelled_places()))
    lines = [
        "| route | by | km | of them on land | where the longest piece lies |",
        "|---|---|---:|---:|---|",
    ]
    for row in read_rows("land_routes.csv"):
        shut = (SHUT | frozenset(row["shut"].split())) - frozenset(row["opened"].split())
        route = search.route([(f"sea:{row['from']}", 0.0)], [(f"sea:{row['to']}", 0.0)], shut)
        pieces = sorted(route.ashore(), key=lambda piece: -piece.km)
        where = ""
        if pieces:
            lon, lat = pieces[0].line[0]
            where = f"{lat:.1f} N {lon:.1f} E {row['remark']}".strip()
        dry = sum(piece.km for piece in pieces)
        name = f"{row['from']} – {row['to']}"
        lines.append(f"| {name} | {row['by']} | {route.km:,.0f} | {dry:.1f} | {where} |")
    return "\n".join(lines)


def build_reference_tables(readme: Path) -> None:
    """Write the tables between their marks in the README.

    Raises
    ------
    DataError
        The README lacks a mark.
    """
    text = readme.read_text(encoding="utf-8")
    seas = sea_reference_table(labelled_places())
    tables = {
        "rail": reference_table(rail_references()),
        "sea": sea_reference_markdown(seas),
        "land": land_table(),
    }
    for name, table in tables.items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        if begin not in text or end not in text:
            msg = f"layers/README.md lacks the marks of the {name} table"
            raise DataError(msg)
        head, tail = text.split(begin)[0], text.split(end)[1]
        text = f"{head}{begin}\n\n{table}\n\n{end}{tail}"
    write_text(readme, text)
