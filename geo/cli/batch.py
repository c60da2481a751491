"""The command ``batch``: a table of shipments, a row in and a row out."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import click

from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json, cargo, chosen_locale, conditions, language
from geo.cli.parameters import OUT_FILE, OUT_TABLE
from geo.cli.readings import Conditions, scenario_of

if TYPE_CHECKING:
    from geo.batch import Progress, Report, Task
    from geo.i18n import Locale

_WIDTH: Final = 78
_SHOWN: Final = 5
"""Bad rows that are printed; the result has all."""


@click.command(cls=Verb)
@click.argument("shipments")
@click.option(
    "--out",
    metavar="PATH",
    type=OUT_TABLE,
    required=True,
    help="Write the result: .csv, .xlsx or .parquet; or into a folder, FOLDER/, a file of Parquet "
    "for every million rows.",
)
@click.option(
    "--column",
    "settings",
    multiple=True,
    metavar="FIELD=NAME",
    help="Column that holds origin, destination, date, cargo, corridor or scenario; by default "
    "usual names are recognised. Repeatable.",
)
@click.option(
    "--columns",
    "layout_file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take names of columns from the table [columns] of a TOML or JSON file, scenarios that "
    "rows may name from [scenarios.NAME]. --column goes before it.",
)
@click.option("--sheet", default="", help="Sheet of a workbook.  [default: first]")
@click.option(
    "--results",
    default="",
    metavar="NAMES",
    help="Columns of the result, joined by commas; fewer are written faster.  [default: all]",
)
@click.option(
    "--summary",
    metavar="PATH",
    type=OUT_FILE,
    help="Write totals by corridor, month and pair: .csv, .xlsx or .parquet.",
)
@click.option("--resume", is_flag=True, help="Use the answers that an interrupted run left.")
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Let the workers of this scheduler of Dask do the work, such as tcp://10.0.0.5:8786.  "
    "[default: this machine]",
)
@cargo
@conditions
@language
@as_json
def batch(
    shipments: str,
    *,
    out: Path | str,
    settings: tuple[str, ...],
    layout_file: Path | None,
    sheet: str,
    results: str,
    summary: Path | None,
    resume: bool,
    scheduler: str,
    box: str,
    as_json: bool,
    **given: Unpack[Conditions],
) -> None:
    """Answer a table of shipments, row by row.

    SHIPMENTS is a CSV, XLSX or Parquet file, or a folder of Parquet files, FOLDER/, with columns
    for origin and destination, and, if known, for date, cargo, corridor and scenario. Each row
    stays, in its order, and gets the corridor (the fastest open one, if the row names none),
    kilometres, days, cost or what is missing in it, CO2e, the chance of being faster than Suez,
    the date as of which it holds; or the reason why it has no answer. Files may have an address of
    other storage, such as s3://…. --as-of holds where there is no column of dates. An
    interrupted run leaves its answers beside the result.
    """
    task = task_of(
        settings=settings,
        layout_file=layout_file,
        sheet=sheet,
        results=results,
        box=box,
        given=given,
    )
    from geo.batch import dask_executor, run
    from geo.journeys import load_atlas

    shown = _shown if sys.stderr is not None and sys.stderr.isatty() else None
    atlas = load_atlas(given["states_file"])
    with dask_executor(scheduler, atlas, task) if scheduler else nullcontext() as executor:
        report = run(
            atlas,
            shipments,
            out,
            task,
            summary=summary,
            is_resumed=resume,
            progress=shown,
            executor=executor,
        )
    if shown:
        click.echo(f"\r{'':{_WIDTH}}\r", nl=False, err=True)
    if as_json:
        write_json(asdict(report))
    else:
        write("\n".join(report_lines(report, chosen_locale())))


def task_of(
    *,
    settings: tuple[str, ...],
    layout_file: Path | None,
    sheet: str,
    results: str,
    box: str,
    given: Conditions,
) -> Task:
    """Read how the options of the command want rows read and asked; errors as of the command."""
    scenario = scenario_of(given)
    from geo.batch import RESULTS, Layout, Task, check_results, layout_of, read_layout
    from geo.estimates import Box

    layout = layout_of(settings, read_layout(layout_file) if layout_file else Layout())
    names = tuple(name.strip() for name in results.split(",") if name.strip()) or RESULTS
    check_results(names)
    return Task(
        scenario=scenario,
        box=Box(box),
        layout=layout,
        sheet=sheet,
        results=names,
        locale=chosen_locale(),
    )


def report_lines(report: Report, locale: Locale) -> list[str]:
    """Lines that say what a run did."""
    translate, number = locale.translate, locale.number
    lines = [
        translate(
            "{rows} rows, {bad} of them with an error; {questions} distinct questions"
        ).format(
            rows=number(report.rows, 0),
            bad=number(report.bad, 0),
            questions=number(report.questions, 0),
        )
    ]
    if report.resumed:
        text = translate("{count} answers were taken from the interrupted run")
        lines.append(text.format(count=number(report.resumed, 0)))
    lines += [f"  {field}: {name}" for field, name in report.columns.items()]
    for row, error in report.first_bad[:_SHOWN]:
        text = translate("row {row}: {reason}").format(row=number(row, 0), reason=error)
        lines.append(f"  {text}")
    return lines


def _shown(progress: Progress) -> None:
    """Show how far a run is, on one line of a terminal."""
    rows = f"{progress.rows:,}" + (f" / {progress.all_rows:,}" if progress.all_rows else "")
    more = f"; {progress.solved:,} + {progress.unsolved:,}" if progress.unsolved else ""
    click.echo(f"\r{(rows + more)[: _WIDTH - 1]:{_WIDTH}}", nl=False, err=True)
