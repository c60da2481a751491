"""The command ``serve``: the answers over HTTP, for other programs."""

from __future__ import annotations

import gc
import re
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geo.cli.parameters import NUMBER, WHOLE
from geo.errors import QuestionError
from geo.extras import require
from geo.message import Message, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.journeys import Atlas
    from geo.service import Tool, Verb

    Texts = Mapping[str, tuple[str, ...]]

SHORTEST_KEY: Final = 16
LONGEST_KEY: Final = 1_000
PORT: Final = 8600
MEGABYTE: Final = 1_000_000
HOUR_S: Final = 3_600
AT_ONCE: Final = 2
"""Answers computed at a time at least, where the operator names no number."""
TOOL: Final = "tool "
"""Before the name of a verb: the tool of an assistant of that name."""
NEW_OBJECTS: Final = 50_000
"""New objects, about those of an answer, before the collector of garbage looks at them."""
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; a proxy belongs before any other than this one.",
)
@click.option(
    "--port",
    type=WHOLE,
    default=PORT,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin read answers, such as https://example.org. Repeatable.  "
    "[default: none]",
)
@click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Answer only questions with the key of this file, sent as Authorization: Bearer KEY.",
)
@click.option(
    "--mcp",
    "with_tools",
    is_flag=True,
    help="Offer the answers to assistants too, at /mcp (Model Context Protocol).",
)
@click.option(
    "--batch",
    "with_tables",
    is_flag=True,
    help="Answer tables too, at /batch, each by a process of its own.",
)
@click.option(
    "--batch-mb",
    type=WHOLE,
    default=20,
    show_default=True,
    help="Size of a table at most, MB; its result may have ten times as much.",
)
@click.option(
    "--batch-rows",
    type=WHOLE,
    default=200_000,
    show_default=True,
    help="Rows of a table at most.",
)
@click.option(
    "--batch-jobs",
    type=WHOLE,
    default=8,
    show_default=True,
    help="Tables held at a time, of which one is computed; one more is refused.",
)
@click.option(
    "--batch-hours",
    type=NUMBER,
    default=1.0,
    show_default=True,
    help="Hours after which a result is removed.",
)
@click.option(
    "--workers",
    type=WHOLE,
    default=1,
    show_default=True,
    help="Processes that compute answers; with 1 the process that listens computes them.",
)
@click.option(
    "--at-once",
    type=WHOLE,
    default=None,
    help="Answers computed at a time.  [default: as many as --workers, 2 at least]",
)
@click.option(
    "--waiting",
    type=WHOLE,
    default=64,
    show_default=True,
    help="Questions that may wait for that; one more is refused.",
)
@click.option(
    "--timeout",
    type=NUMBER,
    default=30.0,
    show_default=True,
    help="Seconds until an answer is given up.",
)
def serve(
    *,
    host: str,
    port: int,
    origins: tuple[str, ...],
    key_file: Path | None,
    with_tools: bool,
    with_tables: bool,
    batch_mb: int,
    batch_rows: int,
    batch_jobs: int,
    batch_hours: float,
    workers: int,
    at_once: int | None,
    waiting: int,
    timeout: float,
) -> None:
    """Answer questions over HTTP.

    GET /places, /route, /compare, /states and /figures take the options of these commands as
    parameters and answer what they print with --json, /export the file that it writes;
    /openapi.json describes them. With --batch, POST /batch takes a table as `instc batch` does.
    Ctrl+C stops the service once what runs is answered. INSTC_LOG=stderr writes a line of JSON an
    answer.
    """
    require("starlette", feature="the service")
    require("uvicorn", feature="the service")
    if with_tools:
        require("mcp", feature="the server of tools")
    at_once = max(workers, AT_ONCE) if at_once is None else at_once
    if min(workers, at_once) < 1 or waiting < 0 or not timeout > 0:
        msg = "--workers, --at-once and --timeout want more than 0, and --waiting no less"
        raise QuestionError(msg)
    if not min(batch_mb, batch_rows, batch_jobs, batch_hours) > 0:
        msg = "--batch-mb, --batch-rows, --batch-jobs and --batch-hours want more than 0"
        raise QuestionError(msg)
    from geo.journeys import load_atlas
    from geo.service import JobLimits, Settings, Workers, address_of, application, listening
    from geo.service import serve as answer_on

    settings = Settings(
        origins=tuple(map(origin_of, origins)),
        key=key_of(key_file) if key_file else "",
        at_once=at_once,
        waiting=waiting,
        seconds=timeout,
        jobs=JobLimits(
            file_bytes=batch_mb * MEGABYTE,
            result_bytes=10 * batch_mb * MEGABYTE,
            rows=batch_rows,
            jobs=batch_jobs,
            kept_s=batch_hours * HOUR_S,
        ),
    )
    with ExitStack() as stack:
        own = stack.enter_context(listening(host, port))
        make = partial(computed, with_tools=with_tools)
        beside = stack.enter_context(Workers(workers, make)) if workers > 1 else None
        atlas = load_atlas()
        verbs, tools = _answering(atlas, with_tools=with_tools)
        if beside:
            verbs = tuple(beside.beside(one.name, one) for one in verbs)
            tools = tuple(beside.beside(f"{TOOL}{one.verb.name}", one) for one in tools)
        table = None
        if with_tables:
            from geo.cli.tables import batch_verb

            table = batch_verb(atlas)
        app = application(verbs, health=health, settings=settings, tools=tools, batch=table)
        keep_what_was_read()
        click.echo(f"{address_of(own)}/openapi.json", err=True)
        answer_on(app, own)


def _answering(atlas: Atlas, *, with_tools: bool) -> tuple[tuple[Verb, ...], tuple[Tool, ...]]:
    """Make what a service answers: verbs, and tools where they are wanted."""
    from geo.cli.verbs import service_verbs

    if not with_tools:
        return service_verbs(atlas), ()
    from geo.cli.tools import service_tools

    return service_verbs(atlas), service_tools(atlas)


def computed(*, with_tools: bool) -> dict[str, Callable[[Texts, str], object]]:
    """Make what a worker of the service computes, by name: verbs, and tools where they are wanted.

    Parameters
    ----------
    with_tools
        Whether assistants are answered too.
    """
    from geo.journeys import load_atlas

    verbs, tools = _answering(load_atlas(), with_tools=with_tools)
    keep_what_was_read()
    own: dict[str, Callable[[Texts, str], object]] = {one.name: one.compute for one in verbs}
    return own | {f"{TOOL}{one.verb.name}": one.compute for one in tools}


def keep_what_was_read() -> None:
    """Let the collector of garbage pass over what stands in memory now, which stays to the end.

    It looks at every object now and then, which took a tenth of the processor of an answer, and at
    new ones forty times an answer, which took a twentieth more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def origin_of(text: str) -> str:
    """Check an origin of pages, and write it as browsers do.

    Raises
    ------
    QuestionError
        It is none: an origin has a scheme and a host, and nothing after them.

    Examples
    --------
    >>> origin_of("https://Example.org/")
    'https://example.org'
    """
    origin = text.strip().casefold().removesuffix("/")
    if not _ORIGIN.fullmatch(origin):
        msg = Message("{text} is no origin; write it as https://HOST", text=quoted(text))
        raise QuestionError(msg)
    return origin


def key_of(path: Path) -> str:
    """Read the key of a service from its file.

    Raises
    ------
    QuestionError
        It is no key: too short to be kept from guessing, or more than a line.
    """
    text = path.read_bytes()[: LONGEST_KEY + 2].decode("utf-8", "replace").strip()
    if not SHORTEST_KEY <= len(text) <= LONGEST_KEY or not text.isascii() or len(text.split()) > 1:
        msg = Message(
            "{file} holds no key; write one word of {least} to {most} letters, digits and signs",
            file=shortened(str(path)),
            least=SHORTEST_KEY,
            most=LONGEST_KEY,
        )
        raise QuestionError(msg)
    return text


def health() -> tuple[bool, Mapping[str, object]]:
    """Say whether the files of the program are whole, and what a monitor reads."""
    from geo.cli.health import examine

    seen = examine()
    return not seen.damaged, seen.as_dict()
