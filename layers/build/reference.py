"""The tables of ``layers/README.md``: the network beside published distances."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Final

from geo.errors import DataError
from layers.build.rail_reference import rail_references

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build.rail_reference import Reference

BEGIN: Final = "<!-- made by layers.build: {name} -->"
END: Final = "<!-- end of {name} -->"


def reference_table(references: list[Reference], unit: str) -> str:
    """Return a Markdown table with a line of totals below it."""
    lines = [
        f"| section | published, {unit} | network, {unit} | difference, % | source | remark |",
        "|---|---:|---:|---:|---|---|",
    ]
    lines += [
        f"| {r.name} | {r.published_km:,.0f} | {r.km:,.0f} | {r.difference_percent:+.1f} "
        f"| {r.source} ({r.grade}) | {r.note} |"
        for r in references
    ]
    gaps = sorted(abs(r.difference_percent) for r in references)
    lines.append(
        f"\n{len(references)} sections; median difference {statistics.median(gaps):.1f} %, "
        f"largest {gaps[-1]:.1f} %.",
    )
    return "\n".join(lines)


def build_reference_tables(readme: Path) -> None:
    """Write the tables between their marks in the README.

    Raises
    ------
    DataError
        The README lacks a mark.
    """
    text = readme.read_text(encoding="utf-8")
    for name, table in (("rail", reference_table(rail_references(), "km")),):
        begin, end = BEGIN.format(name=name), END.format(name=name)
        if begin not in text or end not in text:
            msg = f"layers/README.md lacks the marks of the {name} table"
            raise DataError(msg)
        head, tail = text.split(begin)[0], text.split(end)[1]
        text = f"{head}{begin}\n\n{table}\n\n{end}{tail}"
    readme.write_text(text, encoding="utf-8", newline="\n")
