"""The document that a browser opens has the look of the pages, before any page is drawn."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
import streamlit

from geo.errors import LayerError
from geo.i18n import ENGLISH, LANGUAGES, Locale
from tests.views.ui.asgi import Server, answer
from views.ui import look
from views.ui.look import Documents

STREAMLIT = Path(streamlit.__file__).with_name("static")
DOCUMENT = (STREAMLIT / "index.html").read_bytes()


@pytest.fixture(autouse=True)
def unwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "_written", [])


def test_a_page_is_sent_with_its_look_and_packed() -> None:
    server = Server()
    status, headers, body = answer(
        Documents(server), "/story", accept="text/html,*/*", accept_encoding="gzip, br",
        if_none_match='"server"',
    )  # fmt: skip
    assert status == 200
    assert headers["content-length"] == str(len(body))
    assert headers["content-encoding"] == "gzip"
    assert "etag" not in headers
    assert server.asked == [{"accept": "text/html,*/*"}]
    text = gzip.decompress(body).decode()
    assert text.index("<body><style>") < text.index("page</body>")
    assert look.is_in_document()


def test_a_browser_that_cannot_unpack_gets_the_page_plain() -> None:
    _, headers, body = answer(Documents(Server()), "/", accept="text/html")
    assert "content-encoding" not in headers
    assert b"<body><style>" in body


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/component/views.ui.map.map/index.html", "text/html"),
        ("/static/js/index.js", "*/*"),
        ("/_stcore/health", "text/html"),
    ],
)
def test_what_is_no_page_is_passed_on_as_it_is(path: str, accept: str) -> None:
    server = Server()
    status, headers, body = answer(Documents(server), path, accept=accept, if_none_match='"a"')
    assert (status, headers["etag"], body) == (200, '"server"', server.body)
    assert server.asked == [{"accept": accept, "if-none-match": '"a"'}]
    assert not look.is_in_document()


def test_a_document_that_is_none_of_streamlit_stays_as_it_is() -> None:
    server = Server(body=b"plain words", kind="text/plain")
    _, headers, body = answer(Documents(server), "/", accept="text/html", accept_encoding="gzip")
    assert body == b"plain words"
    assert headers["content-length"] == "11"
    assert "content-encoding" not in headers
    assert not look.is_in_document()


def test_the_document_of_streamlit_gets_scripts_that_exist_and_no_typeface_of_its_own() -> None:
    text = look.dressed(DOCUMENT)
    scripts = re.findall(r'href="\./static/js/([^"]+)"', text)
    assert len(scripts) == len(set(scripts)) > 40
    assert [one for one in scripts if not (STREAMLIT / "static" / "js" / one).exists()] == []
    for part in look.FIRST_PARTS:
        assert any(one.startswith(f"{part}.") for one in scripts)
    assert b"SourceSans" in DOCUMENT
    assert "SourceSans" not in text


def test_the_document_knows_each_language_and_its_direction() -> None:
    text = look.beginning()
    assert len(LANGUAGES) == 3
    for language in LANGUAGES:
        assert f"lang:'{language}',dir:'{'rtl' if language == 'fa' else 'ltr'}'" in text


def test_a_page_that_is_hidden_says_in_its_language_that_it_computes() -> None:
    for language, words in (("en", "Computing"), ("ru", "Идёт расчёт"), ("fa", "در حال محاسبه")):
        assert f':lang({language})::after{{content:"{words} …"}}' in look.beginning()


def test_a_damaged_catalogue_hides_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(language: str) -> Locale:
        if language == "en":
            return ENGLISH
        raise LayerError(language)

    monkeypatch.setattr(look, "get_locale", broken)
    assert ':lang(fa)::after{content:"Computing …"}' in look.beginning.__wrapped__()
