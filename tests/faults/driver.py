"""Ask pages and verbs in a copy of the program while one file of it is lost or damaged.

It runs in the folder of the copy, as ``python driver.py`` with a JSON list of questions on its
input: a file, a damage, and what is asked. Each is asked in a child that has loaded the libraries
but no data, so nothing is kept from the question before. An answer is one line of JSON.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

sys.path[0] = str(Path.cwd())
PAGES = ("compare", "explore", "evidence", "story", "about", "surface")
SCRIPT = """
import streamlit as st
from views.state import address
from views.ui import theme
from views.{page}.page import show
address.take_language()
theme.apply_theme()
theme.choose_language()
show()
"""


def damaged(content: bytes, damage: str) -> bytes | None:
    """Content of a damaged file; None where it is to be lost."""
    half = len(content) // 2
    return {
        "lost": None,
        "empty": b"",
        "cut": content[:half],
        "flipped": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
        "another": b'{"rows": [1, 2]}\n',
    }[damage]


def ask_page(page: str) -> dict[str, Any]:
    """Show a page; give what it says is wrong and how much else it shows."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - only the copy needs it

    app = AppTest.from_string(SCRIPT.format(page=page.partition("?")[0]), default_timeout=120)
    for pair in filter(None, page.partition("?")[2].split("&")):
        key, _, value = pair.partition("=")
        app.query_params[key] = value
    app.run()
    return {
        "traceback": [str(one.message) for one in app.exception],
        "said": [str(one.value) for one in (*app.error, *app.warning)],
        "served": len(app.get("html")) + len(app.get("heading")),
    }


def ask_verb(words: list[str]) -> dict[str, Any]:
    """Run a command; give what it wrote to both streams."""
    from geo.cli.main import main  # noqa: PLC0415 - of the copy

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    return {
        "traceback": [],
        "said": err.getvalue().splitlines(),
        "served": out.getvalue(),
        "code": code,
    }


def answered(asked: str | list[str]) -> dict[str, Any]:
    """Ask in a child; a fault that nobody has caught is a traceback."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = ask_page(asked) if isinstance(asked, str) else ask_verb(asked)
        except BaseException as error:  # noqa: BLE001 - the child reports it
            answer = {"traceback": [repr(error)], "said": [], "served": ""}
        with os.fdopen(writing, "w", encoding="utf-8") as stream:
            json.dump(answer, stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return dict(json.loads(text))


def main() -> None:
    """Answer the questions of the input."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Streamlit writes its tracebacks to the output
    for page in PAGES:
        importlib.import_module(f"views.{page}.page")
    importlib.import_module("geo.cli.main")
    scanner = importlib.import_module("streamlit.components.v2.manifest_scanner")
    once = vars(scanner)["scan_component_manifests"] = cache(scanner.scan_component_manifests)
    once()
    for name, damage, asked in json.load(sys.stdin):
        path = Path(name)
        content = path.read_bytes() if name else b""
        try:
            if name:
                new = damaged(content, damage)
                path.unlink()
                if new is not None:
                    path.write_bytes(new)
            print(json.dumps(answered(asked)), file=answers, flush=True)
        finally:
            if name:
                path.write_bytes(content)


if __name__ == "__main__":
    main()
