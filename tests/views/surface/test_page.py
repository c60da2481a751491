"""Tests of the page "Who wins where", run by Streamlit's own harness."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from geo.surface import Change, SurfaceMeasure
from views.surface import page

pytestmark = pytest.mark.slow

TIMEOUT_S = 120


def show_surface() -> None:
    from views.surface import page

    page.show()


def run(**query: str) -> AppTest:
    app = AppTest.from_function(show_surface, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key.rstrip("_")] = value
    return app.run()


def texts(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_the_page_says_who_wins_and_as_of_when() -> None:
    app = run(from_="nhava-sheva", as_of="2025-11")
    assert not app.exception
    said = texts(app)
    assert "Western (Astara) is fastest to" in said
    assert "As of November 2025" in said
    (picture,) = (one for one in app.get("bidi_component") if "<svg" in one.proto.json)
    assert "surface-now" in picture.proto.json
    assert "Best, at least 80 % likely" in picture.proto.json
    assert "<svg" not in said  # Streamlit takes it out of HTML


def test_an_assumption_says_what_it_moves() -> None:
    app = run(from_="nhava-sheva", as_of="2025-11", as_if_open="yes", assume="build:rasht-astara")
    assert not app.exception
    assert "It changes nothing: the best corridor and its value stay." in texts(app)


def test_an_assumption_has_a_map_of_its_own_and_a_file() -> None:
    app = run(
        from_="nhava-sheva",
        as_of="2025-11",
        as_if_open="yes",
        assume="build:rasht-astara",
        measure="price",
    )
    assert not app.exception
    pictures = [one.proto.json for one in app.get("bidi_component") if "<svg" in one.proto.json]
    assert [name for name in ("surface-change", "surface-now") if any(name in p for p in pictures)]
    (change,) = (one for one in pictures if "surface-change" in one)
    assert "Dollars saved" in change
    assert "What changes" in {one.value for one in app.header}


def test_moves_add_up_from_the_largest() -> None:
    moved = Change(
        measure=SurfaceMeasure.DAYS,
        saved=np.zeros(8),
        before=("suez", "suez", "suez", "western", "", "western", "suez", ""),
        after=("western", "western", "western", "suez", "suez", "western", "suez", ""),
        is_close=np.zeros(8, dtype=bool),
    )
    rows = page.moves(moved, {"suez": "Suez", "western": "Western (Astara)"})
    assert [tuple(row.values()) for row in rows] == [
        ("Suez", "Western (Astara)", "42.9\u202f%"),
        ("Western (Astara)", "Suez", "14.3\u202f%"),
        ("No corridor", "Suez", "14.3\u202f%"),
    ]


def test_a_place_that_no_corridor_serves_is_one_sentence() -> None:
    app = run(from_="Kyiv", as_of="2025-11")
    assert not app.exception
    (error,) = app.error
    assert "No corridor serves Kyiv" in error.value


@pytest.mark.parametrize(
    ("language", "title"),
    [
        pytest.param("ru", "Кто где выигрывает", marks=pytest.mark.deep),
        ("fa", "چه کسی کجا برنده است"),
    ],
)
def test_the_page_speaks_russian_and_persian(language: str, title: str) -> None:
    app = AppTest.from_function(show_surface, default_timeout=TIMEOUT_S)
    app.session_state["lang"] = language
    app.query_params["from"] = "nhava-sheva"
    app.query_params["as_of"] = "2025-11"
    app.run()
    assert not app.exception
    assert app.title[0].value == title
