"""Security headers: on every answer, with the digests of all scripts that a page runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

from tests.views.ui.asgi import Server, answer
from views.ui import headers, look
from views.ui.headers import FRAMES, SecurityHeaders
from views.ui.look import Documents
from views.ui.scripts import page_scripts

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = Path(streamlit.__file__).with_name("static") / "index.html"
DIGEST = re.compile(r"'sha256-[\w+/]{43}='")


def policy_of(held: dict[str, str]) -> dict[str, str]:
    parts = held["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def page() -> dict[str, str]:
    """Return the headers of a page as Streamlit's own document gets them."""
    app = SecurityHeaders(Documents(Server(DOCUMENT.read_bytes())))
    return answer(app, "/", accept="text/html")[1]


def test_a_page_runs_the_scripts_that_stand_in_it_and_no_other() -> None:
    policy = policy_of(page())
    own = re.findall("<script>", look.dressed(DOCUMENT.read_bytes()))
    assert len(own) == 2
    assert len(page_scripts()) == 4
    assert len(DIGEST.findall(policy["script-src"])) == len(own) + len(page_scripts())
    assert "unsafe" not in policy["script-src"]
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"


def test_nobody_may_show_a_page_in_a_frame_but_the_sites_that_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert page()["x-frame-options"] == "DENY"
    monkeypatch.setenv(FRAMES, "https://www.example.org 'self'; javascript:alert(1)")
    held = page()
    assert policy_of(held)["frame-ancestors"] == "https://www.example.org"
    assert "x-frame-options" not in held


def test_an_answer_that_is_no_page_may_do_nothing() -> None:
    app = SecurityHeaders(Server(b"a,b", "text/csv"))
    held = answer(app, "/media/1.csv")[1]
    assert held["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert held["x-content-type-options"] == "nosniff"
    assert held["referrer-policy"] == "no-referrer"
    assert held["etag"] == '"server"'


def test_a_map_may_be_shown_by_a_page_of_the_application() -> None:
    held = answer(SecurityHeaders(Server()), "/component/views.ui.map.map/index.html")[1]
    assert held["content-security-policy"] == "frame-ancestors 'self'"
    assert held["x-frame-options"] == "SAMEORIGIN"


def test_a_file_that_a_page_fetches_has_few_headers_and_no_guess_of_its_type() -> None:
    for path in (
        "/component/views.ui.map.map/g-1.json",
        "/static/js/index.js",
        "/app/static/a.woff",
    ):
        held = answer(SecurityHeaders(Server(b"{}", "application/json")), path)[1]
        added = set(held) - {"content-type", "content-length", "etag"}
        assert added == {"x-content-type-options"}


def test_no_header_is_sent_twice() -> None:
    twice = SecurityHeaders(SecurityHeaders(Server()))
    assert answer(twice, "/about")[1] == answer(SecurityHeaders(Server()), "/about")[1]
    assert len(headers.headers_of("/about")) == 7


def test_scripts_in_pages_are_written_in_one_module() -> None:
    sources = {path: path.read_text("utf-8") for path in (ROOT / "views").rglob("*.py")}
    assert len(sources) > 50
    running = [path.name for path, text in sources.items() if "unsafe_allow_javascript" in text]
    assert running == ["scripts.py"]
