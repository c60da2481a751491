"""The command ``mcp``: the answers as tools of an assistant."""

from __future__ import annotations

import click

from geo.cli.parameters import NUMBER
from geo.errors import QuestionError
from geo.extras import require
from geo.message import Message


@click.command()
@click.option(
    "--timeout",
    type=NUMBER,
    default=60.0,
    show_default=True,
    help="Seconds until an answer is given up.",
)
def mcp(*, timeout: float) -> None:
    """Offer the answers to an assistant (Model Context Protocol).

    An assistant starts this command itself and speaks with it over its standard streams: the five
    tools places, compare, route, states and figures. Each result carries band, date, sources,
    record of past errors and what is missing. `instc serve --mcp` offers the same over HTTP.
    """
    require("mcp", feature="the server of tools")
    if not timeout > 0:
        raise QuestionError(Message("--timeout wants more than 0"))
    from geo.cli.tools import service_tools
    from geo.journeys import load_atlas
    from geo.service import serve_over_stdio

    serve_over_stdio(service_tools(load_atlas()), seconds=timeout)
