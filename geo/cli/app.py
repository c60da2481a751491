"""The command ``app``: the application in the browser."""

from __future__ import annotations

import runpy
import sys

import click

from geo.cli.parameters import WHOLE
from geo.errors import DataError
from geo.extras import require
from geo.paths import APP, RESTORE


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--port", type=WHOLE, help="Port of the application.  [default: 8501]")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[STREAMLIT OPTIONS]")
def app(port: int | None, options: tuple[str, ...]) -> None:
    """Start the application in the browser.

    Ctrl+C stops it. Further options are those of Streamlit, for instance --server.address.
    """
    if not APP.exists():
        msg = f"the application {APP} is missing; {RESTORE}"
        raise DataError(msg)
    require("streamlit", feature="the application")
    number = () if port is None else (f"--server.port={port}",)
    sys.argv = ["streamlit", "run", *number, *options, str(APP)]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
