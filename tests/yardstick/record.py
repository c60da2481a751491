"""Ask the questions and open the links; read and write records of the answers.

Left out by name, because they change without the program changing: numbers and words of the map and
of the story as of today (`is_of_today`), and the digest of the data (`DIGEST` in
`tests.yardstick.differences`).
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import importlib
import io
import json
import multiprocessing
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch
from urllib.parse import parse_qs

from tests.yardstick.differences import numbers_of
from tests.yardstick.names import PARAMETERS, address_in_new_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Record = dict[str, Any]
"""What was answered, by the question or link as one line."""
PROCESSES: Final = 2
TIMEOUT_S: Final = 120
KEPT: Final = frozenset(
    {
        *("from", "to", "clock", "by", "close", "build", "month", "season", "service", "set"),
        *("box", "amount", "over", "at", "lang", "way", "tab", "tornado", "part", "find"),
        *("grade", "quantity", "mode", "online", *PARAMETERS.values()),
    }
)
"""Choices of a session that make its question."""
_stack = contextlib.ExitStack()


def key_of(question: list[str]) -> str:
    """Write a question as one line."""
    return json.dumps(question, ensure_ascii=False)


def ask(question: list[str]) -> Record:
    """Ask the command line: exit code, answer (JSON where it is JSON) and messages."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = _main()(question)
        except SystemExit as end:
            code = end.code
        except Exception as error:  # noqa: BLE001 - a traceback is an answer too, and a bad one
            code = f"{type(error).__name__}: {error}"
    text = out.getvalue()
    try:
        answer = json.loads(text)
    except ValueError:
        answer = text
    return {"code": code, "answer": answer, "messages": err.getvalue()}


def open_link(link: str) -> Record:
    """Open a page by a link.

    Returns
    -------
    Record
        ``exceptions``: how many; ``understood``: the question in the session; ``address``: the
        parameters that the page writes back; ``numbers`` and ``words`` that it shows.
    """
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - slow, and only links need it

    page, _, query = link.partition("?")
    app = AppTest.from_function(_show, default_timeout=TIMEOUT_S, args=(page,))
    for name, values in parse_qs(query, keep_blank_values=True).items():
        app.query_params[name] = values
    app.run()
    session = {name: app.session_state[name] for name in KEPT if name in app.session_state}
    understood = {
        name: [*map(str, value)] if isinstance(value, list | tuple) else str(value)
        for name, value in sorted(session.items())
    }
    boxes = ("html", "markdown", "error", "warning", "info")
    texts = [element.proto.body for kind in boxes for element in app.get(kind)]
    shown = [unescape(re.sub(r"<[^>]+>", " ", text)) for text in texts]
    if is_of_today(page, understood):
        shown = []
    return {
        "exceptions": len(app.exception),
        "understood": understood,
        "address": {
            name: [values] if isinstance(values, str) else list(values)
            for name, values in sorted(app.query_params.items())
        },
        "numbers": numbers_of(shown),
        "words": shown,
    }


def is_of_today(page: str, understood: dict[str, Any]) -> bool:
    """Tell whether a page shows the month that runs now, so that its numbers do not stay.

    Examples
    --------
    >>> is_of_today("story", {"at": "today"}), is_of_today("story", {"at": "2014-12"})
    (True, False)
    """
    return page in {"", "map", "story"} and understood.get("at", "today") == "today"


def record(
    questions: Iterable[list[str]],
    links: Iterable[str],
    *,
    tree: Path | None = None,
    processes: int = 1,
) -> Record:
    """Ask all questions and open all links.

    Parameters
    ----------
    questions, links
        From `tests.yardstick.questions`.
    tree
        Checkout to ask; None: the one that Python finds.
    processes
        How many to share the work; each reads the atlas once.

    Raises
    ------
    RuntimeError
        Python finds another checkout before the one to ask.
    """
    jobs = [("questions", key_of(question)) for question in questions]
    jobs += [("links", link) for link in links]
    if processes == 1:
        with _one_atlas(tree):
            answers = [_answer(job) for job in jobs]
    else:
        context = multiprocessing.get_context("spawn")
        # A new process runs the file of `__main__` first, and a tested page leaves its own there.
        with (
            patch.dict(sys.modules, {"__main__": ModuleType("__main__")}),
            ProcessPoolExecutor(processes, context, _begin, (tree,)) as pool,
        ):
            answers = list(pool.map(_answer, jobs, chunksize=2))
    found: Record = {"questions": {}, "links": {}}
    for (kind, key), answer in zip(jobs, answers, strict=True):
        found[kind][key] = answer
    return found


def _answer(job: tuple[str, str]) -> Record:
    kind, key = job
    return ask(json.loads(key)) if kind == "questions" else open_link(key)


def read(path: Path, *, renamed: bool = True) -> Record:
    """Read a record.

    Parameters
    ----------
    path
        Of the file.
    renamed
        Give addresses and choices their new names.
    """
    found: Record = json.loads(gzip.decompress(path.read_bytes()))
    if renamed:
        for page in found["links"].values():
            for part in ("address", "understood"):
                page[part] = address_in_new_words(page[part])
    return found


def write(path: Path, content: Record) -> None:
    """Write a record; the same content gives the same bytes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _show(page: str) -> None:
    import importlib  # noqa: PLC0415 - the harness runs this function's source alone

    name = {"": "explore", "map": "explore", "what-if": "compare"}.get(page, page)
    try:
        module = importlib.import_module(f"views.{name}.page")
    except ImportError:
        module = importlib.import_module(f"views.{name}")
    for name in ("views.state.address", "views.state.choices", "views.state"):
        try:
            state = importlib.import_module(name)
        except ImportError:
            continue
        state.take_language()
        break
    if page == "what-if":
        streamlit = importlib.import_module("streamlit")
        url = importlib.import_module("views.state.url")
        query = {key: streamlit.query_params.get_all(key) for key in streamlit.query_params}
        streamlit.query_params.from_dict({"tab": "what-if", **url.modern(query)})
    module.show()


def _main() -> Callable[[list[str]], Any]:
    try:
        module = importlib.import_module("geo.cli.main")
    except ImportError:
        module = importlib.import_module("geo.cli")
    main: Callable[[list[str]], Any] = module.main
    return main


def _begin(tree: Path | None) -> None:
    """Make a process ready to ask."""
    _stack.enter_context(_one_atlas(tree))


@contextlib.contextmanager
def _one_atlas(tree: Path | None) -> Any:
    """Load the atlas once for all questions."""
    if tree:
        sys.path.insert(0, str(tree.resolve()))
    found = importlib.import_module("geo").__file__ or ""
    if tree and not Path(found).is_relative_to(tree.resolve()):
        msg = f"{found} is not of the checkout to ask; run this in a new process"
        raise RuntimeError(msg)
    try:
        home, door = importlib.import_module("geo.journeys.atlas"), "geo.journeys"
    except ImportError:
        home, door = importlib.import_module("geo.compare"), "geo.compare"
    kept = functools.cache(home.load_atlas)
    with patch.object(home, "load_atlas", kept), patch(f"{door}.load_atlas", kept, create=True):
        yield
