"""The page of what-ifs: its figures are the library's, and a link restores the whole scenario."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.analysis import representatives, sensitivity
from geo.compare import compare
from geo.maps_scene import ENGLISH
from geo.scenario import Scenario
from tests.views.test_pages import TIMEOUT_S, chart_data, texts
from views import loaders
from views.what_if_tables import signed


def show_what_if() -> None:
    from views import what_if  # noqa: PLC0415 - the harness runs this function's source alone

    what_if.show()


def run(**query: str | list[str]) -> AppTest:
    app = AppTest.from_function(show_what_if, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def p50_days(scenario: Scenario) -> dict[str, float]:
    atlas = loaders.atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    chosen = representatives(compare(atlas, *ends, scenario))
    return {name: found.hours.p50 / 24 for name, found in chosen.items()}


def test_before_and_after_are_those_of_the_library() -> None:
    app = run(build="rasht-astara", close="hormuz")
    assert not app.exception
    page = texts(app)
    before = p50_days(Scenario())
    after = p50_days(Scenario(built=frozenset({"rasht-astara"}), closed=frozenset({"hormuz"})))
    for name in before:
        assert f"<b>{before[name]:.1f}</b>" in page
        assert f"<b>{after[name]:.1f}</b>" in page
        assert signed(after[name] - before[name], ENGLISH) in page


def test_a_closed_canal_takes_its_corridors_away() -> None:
    page = texts(run(close="suez"))
    assert "These corridors serve no more: Suez, all water to the Baltic" in page
    assert page.count("cannot serve") == 2
    assert "Suez Canal is closed" in page


def test_the_tornado_is_that_of_the_library() -> None:
    app = run()
    rows = chart_data(app)
    atlas = loaders.atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    first = next(iter(representatives(compare(atlas, *ends, Scenario())).values()))
    swings = sensitivity(first)
    assert rows["figure"].tolist() == [swing.figure_id for swing in swings]
    assert rows["high"].tolist() == pytest.approx([s.high_hours / 24 for s in swings], abs=0.01)


def test_links_gates_and_break_evens_are_told() -> None:
    page = texts(run())
    assert "Rasht–Astara railway" in page
    assert "take the same time where" in page
    assert "Suez Canal" in page


def test_a_figure_set_by_hand_moves_the_answer_and_goes_into_the_address() -> None:
    app = run(set="rail-ir-block=100")
    assert not app.exception
    assert "slower" in texts(app)
    assert app.query_params == {"set": "rail-ir-block=100"}
    reset = next(button for button in app.button if button.label == "Back to the base case")
    reset.click().run()
    assert "Nothing changes yet" in texts(app)
    assert app.query_params == {}


def test_setting_a_figure_by_its_box() -> None:
    app = run()
    app.selectbox(key="figure to set").select("rail-ir-block").run()
    app.number_input(key="value to set rail-ir-block").set_value(200.0).run()
    next(button for button in app.button if button.label == "Set").click().run()
    assert app.session_state["set"] == ["rail-ir-block=200"]
    assert "slower" in texts(app)


def test_a_gate_is_closed_and_opened_by_its_button() -> None:
    app = run()
    app.button(key="hormuz").click().run()
    assert app.session_state["close"] == ["hormuz"]
    app.button(key="hormuz").click().run()
    assert app.session_state["close"] == []


@pytest.mark.parametrize("text", ["<script>=1", "rail-ir-block=nan", "no-figure=3", "="])
def test_settings_of_strangers_are_passed_over_and_told(text: str) -> None:
    app = run(set=text)
    assert not app.exception
    assert app.session_state["set"] == []
    assert "passed over" in app.info[0].value
