"""Tables over HTTP: the command ``batch`` for the service, and the process that answers one."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.cli.batch import batch, task_of
from geo.cli.options import chosen_locale
from geo.cli.verbs import NO_FILES, parameters_of, values_of
from geo.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.batch import Progress, Task
    from geo.journeys import Atlas
    from geo.service import BatchVerb

START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from geo.cli.tables import main; "
    "sys.exit(main(sys.argv[2]))"
)
_CODE: Final = Path(__file__).resolve().parents[2]
_NICE: Final = 5
"""How far a job gives way to answers."""


def batch_verb(atlas: Atlas) -> BatchVerb:
    """Make the verb by which a service answers tables.

    Parameters
    ----------
    atlas
        Of which gates, links and figures must be.
    """
    from geo.service import FORMAT, MEDIA_TYPES, BatchVerb, Parameter, unknown_parameter

    endings = [one.removeprefix(".") for one in MEDIA_TYPES]
    own = [*parameters_of(batch)]
    form = Parameter(
        name=FORMAT,
        text="Format of the result.  [default: that of the table]",
        schema={"type": "string", "enum": endings},
    )

    def check(texts: Mapping[str, tuple[str, ...]], language: str) -> None:
        known = [one.name for one in own]
        for name in texts:
            if name not in known:
                raise unknown_parameter(name, (*known, FORMAT))
        atlas.checked(_task(texts, language).scenario)

    return BatchVerb(
        text=(batch.help or "").strip(),
        parameters=(*own, form),
        check=check,
        command=(sys.executable, "-I", "-B", "-c", START, str(_CODE)),
    )


def _task(texts: Mapping[str, tuple[str, ...]], language: str) -> Task:
    values = values_of(batch, texts, language) | NO_FILES
    taken = {name: values.pop(name) for name in ("settings", "sheet", "results", "box")}
    return task_of(**taken, layout_file=None, given=values)  # type: ignore[arg-type]


def main(order_file: str) -> int:
    """Answer the table of an order; lines of JSON say how far that is, what was done, or why not.

    Parameters
    ----------
    order_file
        JSON of paths, parameters and limits.
    """
    order = json.loads(Path(order_file).read_text("utf-8"))
    _confine(order)
    try:
        _say({"report": _answered(order)})
    except AtlasError as error:
        from geo.service import kind_of

        text = chosen_locale().sentence(error.message)
        _say({"kind": kind_of(error), "error": text})
        return 1
    except MemoryError:
        from geo.service import TOO_MUCH

        return TOO_MUCH
    return 0


def _answered(order: Mapping[str, Any]) -> dict[str, Any]:
    from dataclasses import asdict, replace

    from geo.batch import run
    from geo.journeys import load_atlas
    from geo.userdata import Limits

    texts = {name: tuple(values) for name, values in order["texts"].items()}
    limits = Limits(
        file_bytes=order["file_bytes"],
        features=order["rows"],
        unpacked_bytes=order["result_bytes"],
    )
    task = replace(
        _task(texts, order["language"]), limits=limits, most_questions=order["questions"]
    )
    report = run(
        load_atlas(),
        Path(order["shipments"]),
        Path(order["result"]),
        task,
        progress=_show,
    )
    return asdict(report)


def _show(progress: Progress) -> None:
    from dataclasses import asdict

    _say({"progress": asdict(progress)})


def _say(values: Mapping[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(values)}\n")
    sys.stdout.flush()


def _confine(order: Mapping[str, Any]) -> None:
    """Bound memory and files of this process, and let answers go before it."""
    import os

    with suppress(AttributeError, OSError):
        os.nice(_NICE)
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, limit in (
        ("RLIMIT_AS", order["memory_bytes"]),
        ("RLIMIT_FSIZE", order["result_bytes"]),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, limit))
