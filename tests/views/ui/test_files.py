"""Files of components: a browser keeps what is named by its content, and asks for pages alone."""

from __future__ import annotations

import pytest

from tests.views.ui.asgi import Server, answer
from views.ui.files import MOST_KEPT, ComponentFiles

PAGE = "/component/views.ui.map.map/index.html"


def test_a_page_is_read_once_and_known_again_by_its_digest() -> None:
    server = Server(body=b"a map")
    files = ComponentFiles(server)
    status, headers, body = answer(files, PAGE, query="streamlitUrl=x")
    assert (status, body) == (200, b"a map")
    assert headers["cache-control"] == "no-cache"
    status, again, body = answer(files, PAGE, query="streamlitUrl=y", if_none_match=headers["etag"])
    assert (status, body) == (304, b"")
    assert again["etag"] == headers["etag"]
    assert answer(files, PAGE, if_none_match='"another"')[::2] == (200, b"a map")
    assert len(server.asked) == 1
    answer(files, PAGE, accept_encoding="gzip")
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/component/views.ui.map.map/g-0123456789abcdef.json", ""),
        ("/component/views.ui.modules.script/question_bar.js", "0123456789abcdef"),
    ],
)
def test_what_is_named_by_its_content_lasts(path: str, query: str) -> None:
    server = Server(body=b"{}", kind="application/json")
    files = ComponentFiles(server)
    _, headers, body = answer(files, path, query=query)
    assert body == b"{}"
    assert "immutable" in headers["cache-control"]
    answer(files, path, query=query)
    assert len(server.asked) == 2


def test_other_files_are_asked_for_each_time() -> None:
    server = Server(body=b"grey", kind="image/webp")
    _, headers, _ = answer(ComponentFiles(server), "/component/views.ui.map.map/relief.webp")
    assert headers["cache-control"] == "no-cache"


def test_a_file_that_is_not_there_is_not_kept() -> None:
    server = Server(status=404)
    files = ComponentFiles(server)
    for _ in range(2):
        assert answer(files, PAGE)[0] == 404
    assert len(server.asked) == 2


def test_only_a_few_pages_are_kept() -> None:
    files = ComponentFiles(Server())
    for number in range(MOST_KEPT + 2):
        answer(files, f"/component/{number}/index.html")
    assert len(files.kept) == MOST_KEPT


def test_what_is_no_component_is_passed_on() -> None:
    server = Server()
    _, headers, body = answer(ComponentFiles(server), "/static/index.html")
    assert (headers["etag"], body) == ('"server"', server.body)
