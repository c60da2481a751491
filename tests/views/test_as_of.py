"""Answers and what-ifs say as of when they answer, and answer as if open by one click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.evidence import GateStatus, status_text
from geo.i18n import ENGLISH, LANGUAGES, date_text, get_locale
from tests.atlases import dated_atlas
from tests.views.test_pages import headline_in
from views.explore.states import states_of
from views.state import data
from views.ui.as_of import SWITCH

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

TIMEOUT_S = 90


@pytest.fixture(scope="module", autouse=True)
def states_of_gates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "load_atlas", dated_atlas)
        st.cache_resource.clear()
        yield
    st.cache_resource.clear()


def show(name: str) -> None:
    import importlib

    importlib.import_module("views.state.address").take_language()
    importlib.import_module(f"views.{name}.page").show()


def run(name: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_function(show, default_timeout=TIMEOUT_S, args=(name,))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def first_answer(app: AppTest) -> str:
    [lines] = [e.proto.body for e in app.get("html") if 'class="as-of"' in e.proto.body]
    return str(lines)


def first_line(app: AppTest) -> str:
    [line] = [e.proto.body for e in app.get("html") if 'class="as-of states"' in e.proto.body]
    return str(line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", ["routes", "what-if"])
def test_the_first_lines_say_as_of_when(tab: str, language: str) -> None:
    app = run("compare", tab=tab, lang=language)
    assert not app.exception
    told, translate = first_answer(app), get_locale(language).translate
    (date,) = re.findall(r'class="as-of" data-date="([^"]+)"', told)
    assert told.index("<strong>") < told.index(date.split()[0], told.index("<strong>"))
    assert len(date) < 40
    for gate in ("Strait of Hormuz", "Port of Chabahar", "Suez Canal"):
        assert translate(gate) in told
    for status in (GateStatus.CLOSED, GateStatus.BLOCKADED, GateStatus.REDUCED):
        assert translate(status_text(status)) in told
    assert 'class="barred ' in told
    assert 'class="hindered ' in told
    assert "https://" in told


def test_gates_of_one_state_share_a_mark_and_only_those_that_stop_say_since_when() -> None:
    marks, details = first_answer(run("compare")).split("<ul>")
    for text in (
        "Port of Bandar Abbas, Port of Chabahar: under blockade since 14 July 2026<",
        "Suez Canal, Port of Novorossiysk: reduced<",
    ):
        assert marks.count(text) == 1
    assert marks.count("<span") == 4
    assert details.count("<li>") == 6
    assert "Suez Canal: reduced since 15 December 2023" in details


def test_where_no_branch_can_be_used_the_page_says_what_is_left() -> None:
    app = run("compare")
    assert "No branch of the corridor can be used. If every gate were open: Western" in html(app)
    answers = next(e.proto.body for e in app.get("html") if 'class="answers' in e.proto.body)
    usable, barred = answers.split('class="parting"')
    assert "Cape of Good Hope" in usable
    assert "Western" not in usable
    assert "Western" in barred


def test_one_click_answers_as_if_every_gate_were_open_and_one_goes_back() -> None:
    app = run("compare")
    app.toggle(key=SWITCH).set_value(True).run()
    assert app.query_params["as_if_open"] in ("yes", ["yes"])
    assert first_answer(app).count("<span") == 0
    assert 'class="barred ' not in html(app)
    app.toggle(key=SWITCH).set_value(False).run()
    assert "as_if_open" not in app.query_params
    assert 'class="barred ' in html(app)


def test_a_link_brings_a_day_and_an_assumed_state() -> None:
    app = run("compare", as_of="2026-07-20", state=["chabahar=open", "hormuz=ajar"])
    assert not app.exception
    told = first_answer(app)
    assert "As of 20 July 2026" in told
    assert "Strait of Hormuz: closed since 14 July 2026" in told
    assert "Western" in html(app)
    assert any("hormuz=ajar" in one.value for one in app.info)


@pytest.mark.parametrize("as_of", ["2026-13", "2026-02-30", "tomorrow"])
def test_what_is_no_date_is_passed_over_and_said(as_of: str) -> None:
    app = run("compare", as_of=as_of)
    assert not app.exception
    assert any(as_of in one.value for one in app.info)


def test_a_month_says_what_changed_in_it() -> None:
    told = first_answer(run("compare", as_of="2026-02"))
    assert "As of February 2026" in told
    assert "Strait of Hormuz: closed since 28 February 2026" in told


def test_what_if_tells_what_an_open_gate_would_change() -> None:
    app = run("compare", tab="what-if", state=["chabahar=open"])
    assert not app.exception
    assert "Port of Chabahar: assumed open: Western (Astara) serves now; " in html(app)


def test_closing_what_is_closed_already_is_compared_as_if_the_rest_were_open() -> None:
    app = run("compare", tab="what-if", close="hormuz")
    assert not app.exception
    page = html(app)
    assert "Strait of Hormuz closed: all three branches +1.8 days, by truck to Chabahar." in (
        headline_in(page)
    )
    assert "Closed already on the date of the answer: Strait of Hormuz." in page
    assert "Compared as if every other gate were open." in page
    page = html(run("compare", tab="what-if", close="suez"))
    assert "Compared as if" not in page
    assert "Suez Canal closed: that closes Suez, all water to the Baltic itself; that " in page


def test_a_link_that_is_built_on_a_branch_that_is_barred_is_compared_as_if_open() -> None:
    page = html(run("compare", tab="what-if", build="rasht-astara"))
    assert "Rasht–Astara railway built: Western (Astara) −1.3 days, rail by Rasht–Astara." in (
        headline_in(page)
    )
    assert "Compared as if every other gate were open." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_marks_the_gates_of_today(language: str) -> None:
    app = run("explore", lang=language)
    assert not app.exception
    translate, line = get_locale(language).translate, first_line(app)
    assert translate("Strait of Hormuz") in line
    for status in (GateStatus.CLOSED, GateStatus.BLOCKADED, GateStatus.REDUCED):
        assert translate(status_text(status)) in line


@pytest.mark.parametrize(
    ("month", "barred", "count"),
    [
        ("2016-09", (), 0),
        ("2023-08", ("Akhalkalaki – Kars (closed)",), 5),
        ("2024-02", ("Volga–Don Canal (closed)",), 4),
        ("2026-04", ("Strait of Hormuz (closed)", "Port of Chabahar (under blockade)"), 20),
    ],
)
def test_the_map_follows_its_slider(month: str, barred: tuple[str, ...], count: int) -> None:
    app = run("explore", at=month)
    line = first_line(app)
    assert f"As of {date_text(month, ENGLISH)}" in line
    for text in barred:
        assert text in line
    assert ("No passage" in line) is bool(barred)
    with_states = states_of(month, as_if_open=False).states
    assert len(with_states) >= count
    assert ("No state of a gate is published" in line) is not bool(with_states)


def test_one_click_shows_the_map_as_if_every_gate_were_open() -> None:
    app = run("explore")
    app.toggle(key=SWITCH).set_value(True).run()
    assert app.query_params["as_if_open"] in ("yes", ["yes"])
    assert "As if every gate were open" in first_line(app)
    assert "No passage" not in first_line(app)
