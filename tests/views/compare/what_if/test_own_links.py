"""Links of the reader on the page of what-ifs: taken, named, kept in their session."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.runtime.caching import cache_resource_api

from geo.errors import QuestionError
from tests.views.compare.what_if.test_page import button, run, run_with
from tests.views.test_pages import headline_in, texts
from views.compare.what_if import own_links
from views.state import choices, data

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.slow

NAME = "Coast line"
QUESTION: dict[str, str | list[str]] = {"from": "moscow", "to": "tehran", "as_if_open": "yes"}


def link_file(**properties: Any) -> bytes:
    line = {"type": "LineString", "coordinates": [[49.561, 37.205], [48.8704, 38.415]]}
    told = {"name": NAME, "mode": "rail", "speed": 50, **properties}
    feature = {"type": "Feature", "properties": told, "geometry": line}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def with_links(content: bytes) -> AppTest:
    app = run_with({own_links.POPOVER: True}, **QUESTION)
    (uploader,) = app.file_uploader
    return uploader.set_value(("own.geojson", content, "application/geo+json")).run()


def words(app: AppTest) -> str:
    """Give what a page says, without tags."""
    return unescape(re.sub(r"<[^>]*>", "", texts(app)))


def shared_answers() -> int:
    """Count the answers that all sessions share."""
    caches = cache_resource_api._resource_caches._function_caches  # noqa: SLF001
    return sum(len(cache._mem_cache) for cache in caches.get(None, {}).values())  # noqa: SLF001


def test_links_change_the_answer_of_their_session_alone() -> None:
    before = run(**QUESTION)
    count = shared_answers()
    app = with_links(link_file(speed=120))
    assert not app.exception
    page = words(app)
    assert f"{NAME}: 148.0 km by rail at 120 km/h, from Rasht (gap 0.0 km)" in page
    assert "links of your own from own.geojson (digest" in page
    assert headline_in(texts(app)) != headline_in(texts(before))
    assert shared_answers() == count, "an answer with own links is kept for others"
    other = run(**QUESTION)
    assert NAME not in words(other)
    assert headline_in(texts(other)) == headline_in(texts(before))
    button(app, "Remove the links").click().run()
    assert headline_in(texts(app)) == headline_in(texts(before))
    assert choices.OWN_ATLAS not in app.session_state


def test_a_wrong_link_is_named_and_nothing_is_taken() -> None:
    app = with_links(link_file(mode="plane"))
    page = words(app)
    assert "no link was taken; row 1: 'plane' is none of rail, road, sea" in page
    assert choices.OWN_ATLAS not in app.session_state


def test_a_question_outlives_its_links_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    asked = replace(choices.default_question(), links="0123456789ab")
    with pytest.raises(QuestionError, match="choose their file again"):
        data.atlas_of(asked)
