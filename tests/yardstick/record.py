"""Ask the questions and open the links in this process; read and write records of the answers."""

from __future__ import annotations

import contextlib
import functools
import gzip
import importlib
import io
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch
from urllib.parse import parse_qs

from tests.yardstick.names import address_in_new_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Record = dict[str, Any]
"""What was answered, by the question or link as one line."""
NUMBER: Final = re.compile(r"\d[\d  ,٬٫.]*")
DIGEST: Final = re.compile(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12,64}\b")
TIMEOUT_S: Final = 120


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
    text = out.getvalue()
    try:
        answer = json.loads(text)
    except ValueError:
        answer = text
    return {"code": code, "answer": answer, "messages": err.getvalue()}


def open_link(link: str) -> Record:
    """Open a page by a link: the parameters it writes back, and the numbers and words it shows."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - slow, and only links need it

    page, _, query = link.partition("?")
    app = AppTest.from_function(_show, default_timeout=TIMEOUT_S, args=(page,))
    for name, values in parse_qs(query).items():
        app.query_params[name] = values
    app.run()
    shown = [
        re.sub(r"<[^>]+>", " ", element.proto.body)
        for kind in ("html", "markdown")
        for element in app.get(kind)
    ]
    return {
        "exceptions": len(app.exception),
        "address": {
            name: [values] if isinstance(values, str) else list(values)
            for name, values in sorted(app.query_params.items())
        },
        "numbers": numbers_of(shown),
        "words": shown,
    }


def numbers_of(texts: Iterable[str]) -> list[str]:
    """List the numbers that a page shows, without digests of data, which are no numbers.

    Examples
    --------
    >>> numbers_of(["data 8cb955020ab1; 10.2 days"])
    ['10.2 ']
    """
    return sorted(
        number for text in texts for number in NUMBER.findall(DIGEST.sub("", unescape(text)))
    )


def record(questions: Iterable[list[str]], links: Iterable[str]) -> Record:
    """Ask all questions and open all links."""
    with _one_atlas():
        answers = {key_of(question): ask(question) for question in questions}
    return {"questions": answers, "links": {link: open_link(link) for link in links}}


def read(path: Path) -> Record:
    """Read a record, with the new names of what pages write into their address."""
    found: Record = json.loads(gzip.decompress(path.read_bytes()))
    for page in found["links"].values():
        page["address"] = address_in_new_words(page["address"])
        page["numbers"] = numbers_of(page["words"])
    return found


def write(path: Path, content: Record) -> None:
    """Write a record; the same content gives the same bytes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _show(page: str) -> None:
    import importlib  # noqa: PLC0415 - the harness runs this function's source alone

    name = {"": "explore", "map": "explore", "what-if": "what_if"}.get(page, page)
    try:
        module = importlib.import_module(f"views.{name}.page")
    except ImportError:
        module = importlib.import_module(f"views.{name}")
    choices = importlib.import_module(
        "views.state.choices"
        if hasattr(module, "__path__") or "page" in module.__name__
        else "views.state"
    )
    choices.take_language()
    module.show()


def _main() -> Callable[[list[str]], Any]:
    try:
        module = importlib.import_module("geo.cli.main")
    except ImportError:
        module = importlib.import_module("geo.cli")
    main: Callable[[list[str]], Any] = module.main
    return main


@contextlib.contextmanager
def _one_atlas() -> Any:  # noqa: ANN401 - a context manager
    """Load the atlas once for all questions."""
    try:
        home, door = importlib.import_module("geo.journeys.atlas"), "geo.journeys"
    except ImportError:
        home, door = importlib.import_module("geo.compare"), "geo.compare"
    kept = functools.cache(home.load_atlas)
    with patch.object(home, "load_atlas", kept), patch(f"{door}.load_atlas", kept, create=True):
        yield
