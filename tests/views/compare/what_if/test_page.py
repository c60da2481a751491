"""The page of what-ifs: its figures are the library's, and a link restores the whole scenario."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from geo.estimates.cargo import Box, Shipment
from geo.evidence import load_promises
from geo.i18n.locale import ENGLISH, LANGUAGES, NARROW_SPACE, date_text, get_locale, number
from geo.journeys import compare
from geo.journeys.analysis import (
    break_even,
    link_values,
    probability_faster,
    sensitivity,
    single_points_of_failure,
)
from geo.model import DIRECT
from geo.scenario import Scenario
from geo.summary import chance_text, signed, three_digits
from tests.totals import whole
from tests.views.test_pages import TIMEOUT_S, headline_in, texts
from views.compare.what_if import controls
from views.compare.what_if.answers import MOST_EVENS, side_of
from views.compare.what_if.figures import figure_labels, value_text
from views.compare.what_if.tables import before_after
from views.compare.what_if.tornado import tornado
from views.state import choices, data
from views.ui.theme import CHART_FONT

if TYPE_CHECKING:
    from geo.journeys.comparison import Journey
    from geo.model import Place
    from views.compare.what_if.answers import Side

pytestmark = pytest.mark.slow


def show_what_if() -> None:
    from views.compare import page as compare
    from views.state import address

    address.take_language()
    compare.show()


def run(**query: str | list[str]) -> AppTest:
    return run_with({}, **query)


def run_with(held: dict[str, object], **query: str | list[str]) -> AppTest:
    app = AppTest.from_function(show_what_if, default_timeout=TIMEOUT_S)
    for key, value in held.items():
        app.session_state[key] = value
    app.query_params["tab"] = "what-if"
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def address(app: AppTest) -> dict[str, Any]:
    """Return the address of a page without what every what-if has."""
    return {key: value for key, value in app.query_params.items() if key != "tab"}


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def ends() -> tuple[Place, Place]:
    find = data.atlas().places.find
    return find("moscow"), find("nhava-sheva")


def chosen_by_corridor(scenario: Scenario) -> dict[str, Journey]:
    return compare(data.atlas(), *ends(), scenario).representatives()


def what_if_sides(scenario: Scenario) -> dict[str, Side]:
    chosen = chosen_by_corridor(scenario)
    chances = probability_faster(chosen)
    return {name: side_of(found, chances[name]) for name, found in chosen.items()}


def p50_days(scenario: Scenario) -> dict[str, float]:
    return {name: found.hours.p50 / 24 for name, found in chosen_by_corridor(scenario).items()}


def test_before_and_after_are_those_of_the_library() -> None:
    app = run(build="rasht-astara", close="hormuz")
    assert not app.exception
    page = texts(app)
    before = p50_days(Scenario())
    after = p50_days(Scenario(built=frozenset({"rasht-astara"}), closed=frozenset({"hormuz"})))
    moved = [name for name in before if round(after[name] - before[name], 1)]
    assert moved == ["western", "trans-caspian", "eastern"]
    table = page[page.index('class="answers main what-if"') : page.index("Unchanged: ")]
    for name in before:
        assert (f"<b>{before[name]:.1f}</b>" in table) is (name in moved)
        assert (f"<b>{after[name]:.1f}</b>" in table) is (name in moved)
    for name in moved:
        assert f"<b>{signed(after[name] - before[name], ENGLISH)}" in table
    assert f"Unchanged: {data.names()['suez']}; " in page


def test_a_closed_canal_takes_its_corridors_away() -> None:
    page = texts(run(close="suez"))
    assert "Suez Canal closed: that closes Suez, all water to the Baltic itself; that " in page
    assert page.count("<b>cannot serve</b>") == 2
    assert "Suez Canal is closed" in page


def test_a_corridor_that_only_comes_to_stand_in_the_answer_did_serve_before() -> None:
    gates = ["suez", "bandar-abbas", "chabahar"]
    new = {*chosen_by_corridor(Scenario(closed=frozenset(gates)))} - {
        *chosen_by_corridor(Scenario())
    }
    assert new == {"eastern-maritime", DIRECT}
    page = texts(run(close=gates))
    assert "serves now" not in headline_in(page)
    assert "; Direct +" in headline_in(page)
    unchanged = page[page.index("Unchanged: ") :]
    assert [name for name in new - {DIRECT} if data.names()[name] not in unchanged] == []


def test_a_pair_that_only_a_direct_way_serves_has_an_answer() -> None:
    app = run(**{"from": "mumbai", "to": "dubai"}, close="suez")
    assert not app.exception
    assert headline_in(texts(app)) == "Suez Canal closed: no corridor changes."


def test_a_link_that_is_built_makes_its_corridor_quicker_and_shorter() -> None:
    page = texts(run(build="rasht-astara"))
    hours = 24 * (
        p50_days(Scenario(built=frozenset({"rasht-astara"})))["western"]
        - p50_days(Scenario())["western"]
    )
    assert hours < 0
    days = signed(hours / 24, ENGLISH)
    change = f"built: Western (Astara) {days} days, rail by Rasht–Astara."
    assert f"Rasht–Astara railway {change}" in headline_in(page)
    assert "truck Astara–Rasht, over Bandar Abbas → rail by Rasht–Astara" in page
    assert "<small>−15</small>" in page


def test_chances_and_dollars_stand_beside_those_before() -> None:
    page = texts(run(build="rasht-astara"))
    scenarios = Scenario(), Scenario(built=frozenset({"rasht-astara"}))
    told, usd = [], []
    for scenario in scenarios:
        chosen = chosen_by_corridor(scenario)
        row = probability_faster(chosen)["western"]
        told.append(chance_text(min(row["suez"], row["suez-black-sea"]), ENGLISH))
        usd.append(whole(chosen["western"].costed().usd).p50)
    assert f"{told[0]} → {told[1]}" in page
    assert signed(usd[1] - usd[0], ENGLISH, 0) in page


def test_signs_and_arrows_follow_the_direction_of_reading() -> None:
    persian = get_locale("fa")
    assert signed(-2.5, persian) == "\N{LEFT-TO-RIGHT ISOLATE}−۲٫۵\N{POP DIRECTIONAL ISOLATE}"
    assert signed(-2.5, ENGLISH) == "−2.5"
    page = texts(run(build="rasht-astara", lang="fa"))
    assert " ← " in page
    assert " → " not in page


def test_a_corridor_that_serves_only_in_the_scenario_is_told() -> None:
    before, after = what_if_sides(Scenario(closed=frozenset({"suez"}))), what_if_sides(Scenario())
    page = before_after(
        before,
        after,
        names={},
        reasons=({"suez": "it is shut"}, {}),
        locale=ENGLISH,
        shipment=Shipment(),
    )
    assert "<b>cannot serve</b><small>It is shut</small>" in page


def test_a_chance_below_one_percent_is_text_and_no_tag() -> None:
    before = {"cape": replace(what_if_sides(Scenario())["cape"], faster=0.001)}
    page = before_after(
        before, before, names={}, reasons=({}, {}), locale=ENGLISH, shipment=Shipment()
    )
    assert f">&lt;1{NARROW_SPACE}%</td>" in page


def test_the_tornado_is_that_of_the_library() -> None:
    app = run()
    (chart,) = app.get("vega_lite_chart")
    (table,) = chart.proto.datasets
    rows = pa.ipc.open_stream(table.data.data).read_pandas()
    first = next(iter(chosen_by_corridor(Scenario()).values()))
    swings = sensitivity(first)
    assert rows["figure"].tolist() == [swing.figure_id for swing in swings]
    assert rows["high"].tolist() == pytest.approx([s.high_hours / 24 for s in swings], abs=0.01)
    page = texts(app)
    for swing in swings:
        assert f"{signed(swing.low_hours / 24, ENGLISH)} … " in page
    assert "K, estimate" in page


def test_the_worth_of_links_is_that_of_the_library() -> None:
    page = texts(run(reason="links"))
    atlas = data.atlas()
    values = link_values(atlas, *ends(), Scenario(), compare(atlas, *ends()))
    assert "Rasht–Astara railway" in page
    for worth in values:
        assert f"<b>{signed(worth.hours.p50 / 24, ENGLISH)}</b>" in page
        assert f"<b>{signed(whole(worth.usd).p50, ENGLISH, 0)}</b>" in page
    changing = {worth.link for worth in values}
    assert page.count("changes no corridor") == len(data.unbuilt_links()) - len(changing)
    assert "built in this scenario" in texts(run(reason="links", build="rasht-astara"))


@pytest.mark.parametrize("box", Box)
def test_dollars_are_of_the_cargo_that_is_carried(box: Box) -> None:
    shipment = Shipment(box=box, amount=36)
    page = texts(run(box=box.lower(), amount="36", reason="links", set="rail-ir-block=100"))
    page = page.replace(NARROW_SPACE, " ")
    assert page.count(f"USD / {box}</th>") == 2
    scenario = Scenario(figures=(("rail-ir-block", 100.0),))
    chosen = chosen_by_corridor(scenario)
    for found in (chosen[name] for name in ("western", "trans-caspian", "eastern")):
        amount = float(f"{shipment.total(whole(found.costed(box).usd)).p50:.3g}")
        assert f"<small>36 {box}: {number(amount)}</small>".replace(NARROW_SPACE, " ") in page
    atlas = data.atlas()
    for worth in link_values(atlas, *ends(), scenario, compare(atlas, *ends(), scenario), box):
        assert (
            f"<b>{signed(whole(worth.usd).p50, ENGLISH, 0)}</b>".replace(NARROW_SPACE, " ") in page
        )
    assert ("a TEU costs and emits" in page) == (box is Box.TONNE)


def test_a_link_opens_the_tab_and_the_corridor_of_the_tornado() -> None:
    app = run(reason="figures", tornado="suez")
    assert app.selectbox(key="corridor of the tornado").value == "suez"
    app.selectbox(key="corridor of the tornado").select("eastern").run()
    assert address(app) == {"tornado": "eastern"}
    opened = run(reason="gates")
    assert "Stopped by closing" in texts(opened)
    assert "Shift of P50" not in texts(opened)
    assert address(opened) == {"reason": "gates"}


def test_tabs_and_corridors_that_do_not_exist_are_passed_over_and_named() -> None:
    app = run(reason="<b>", tornado="atlantis")
    assert "`<b>`" in app.info[0].value
    assert "`atlantis`" in app.info[0].value
    assert "Shift of P50" in texts(app)
    assert address(app) == {}


def test_a_corridor_that_cannot_serve_leaves_the_tornado_to_the_first() -> None:
    app = run(tornado="suez", close="suez")
    assert not app.exception
    assert app.selectbox(key="corridor of the tornado").value != "suez"


def test_single_points_of_failure_are_those_of_the_library() -> None:
    page = texts(run(reason="gates"))
    atlas = data.atlas()
    found = single_points_of_failure(atlas, *ends(), compare(atlas, *ends()))
    corridors = atlas.corridors.corridors
    assert any(gates for gates in found.values())
    for name, gates in found.items():
        others = [gate for gate in gates if gate not in corridors[name].essential]
        assert ", ".join(atlas.corridors.gates[gate].name for gate in others) in page
    assert "No single closure stops it" in page


def test_break_evens_say_on_which_side_a_corridor_is_the_faster() -> None:
    page = texts(run(reason="break-even"))
    chosen = chosen_by_corridor(Scenario())
    eastern, rival = chosen["eastern"], chosen["suez-black-sea"]
    largest = [swing.figure_id for swing in sensitivity(eastern)[:MOST_EVENS]]
    evens = [break_even(data.atlas(), eastern, rival, figure) for figure in largest]
    values = [
        value_text(three_digits(one.value), ENGLISH)
        for one in evens
        if one and one.faster_below and one.unit == "h"
    ]
    assert values
    said = r"Eastern \(KTI railway\) is faster than Suez, Novorossiysk and rail while “[^”]+” is "
    assert re.findall(f"{said}below <b>([0-9.]+)</b> h", page) == values
    assert "is above" in page
    assert "No Suez route serves" in texts(run(reason="break-even", close="suez"))


def test_a_figure_set_by_hand_moves_the_answer_and_goes_into_the_address() -> None:
    app = run(set="rail-ir-block=100")
    assert not app.exception
    assert "100 instead of 533 km/day: all three branches +" in headline_in(texts(app))
    assert "Speed · Iran · rail · block train · 2024: 100 instead of 533 km/day" in texts(app)
    assert address(app) == {"set": "rail-ir-block=100"}
    app.button(key="remove rail-ir-block").click().run()
    assert "Nothing changes yet" in texts(app)
    assert address(app) == {}


def test_the_way_back_to_the_base_case() -> None:
    app = run(
        set="rail-ir-block=100",
        close="hormuz",
        build="rasht-astara",
        as_of="2016-09",
        service="wagon",
    )
    assert not app.exception
    assert len(address(app)) == 5
    button(app, "Back to the base case").click().run()
    assert "Nothing changes yet" in texts(app)
    assert address(app) == {}
    assert button(app, "Back to the base case").disabled


def test_setting_a_figure_by_its_box() -> None:
    app = run_with({"popover": True})
    app.selectbox(key="figure to set").select("rail-ir-block").run()
    app.text_input(key="value to set rail-ir-block").set_value("۲۰۰").run()
    button(app, "Set").click().run()
    assert app.session_state["set"] == ["rail-ir-block=200"]
    assert "200 instead of 533 km/day: all three branches +" in headline_in(texts(app))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("fast", "is not a number"), ("1,500", "can be read as"), ("1e6", "2,400")],
)
def test_a_text_that_is_no_value_of_a_figure_is_named(text: str, wrong: str) -> None:
    app = run_with({"popover": True})
    app.selectbox(key="figure to set").select("rail-ir-block").run()
    app.text_input(key="value to set rail-ir-block").set_value(text).run()
    button(app, "Set").click().run()
    assert not app.exception
    assert app.session_state["set"] == []
    assert any(wrong in error.value for error in app.error), [e.value for e in app.error]


def test_gates_are_closed_by_buttons_and_from_the_list() -> None:
    app = run(close=["hormuz", "sarakhs"])
    assert app.pills(key="often closed").value == ["hormuz"]
    assert app.multiselect(key="also closed").value == ["sarakhs"]
    app.pills(key="often closed").set_value(["suez"]).run()
    assert app.session_state["close"] == ["suez", "sarakhs"]
    app.multiselect(key="also closed").set_value([]).run()
    assert app.session_state["close"] == ["suez"]
    assert address(app) == {"close": "suez"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>=1",
        "rail-ir-block=nan",
        "rail-ir-block=-1",
        "rail-ir-block=0",
        "rail-ir-block=1e300",
        "no-figure=3",
        "rail-ir-block=__import__('os')",
        "=",
    ],
)
def test_settings_of_strangers_are_passed_over_and_told(text: str) -> None:
    app = run(set=text)
    assert not app.exception
    assert not app.error
    assert app.session_state["set"] == []
    assert "none of the choices" in app.info[0].value
    assert "Nothing changes yet" in texts(app)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ship-ocean-2023=1000", "cannot be set to 1000; choose from 1 to 40 kn"),
        ("transfer-bandar-abbas-rail-sea=-2", "cannot be set to -2; choose from 0 to 8,760 h"),
    ],
)
def test_a_value_outside_the_range_of_its_figure_is_refused_with_the_range(
    text: str, sentence: str
) -> None:
    app = run(set=text)
    assert not app.exception
    assert app.session_state["set"] == []
    assert sentence in app.info[1].value


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("tab", range(4))
def test_every_part_renders_in_every_language(language: str, tab: int) -> None:
    translate = get_locale(language).translate
    heads = (
        "Largest uncertainties",
        "Break-even with Suez",
        "Missing links",
        "Single points of failure",
    )
    app = run(
        reason=choices.REASONS[tab],
        lang=language,
        build="rasht-astara",
        close="suez" if tab == 2 else "hormuz",
    )
    assert not app.exception
    assert not app.error
    labels = [one.label for one in app.tabs]
    assert {translate(head) for head in heads} < {*labels}
    assert len(labels) == len(choices.TABS) + len(heads)
    assert texts(app).count("<table") == (1 if tab == 1 else 2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_is_set_in_the_font_of_the_page(theme: str) -> None:
    rows = pd.DataFrame([{"figure": "a", "label": "A", "low": -1, "high": 2, "weak": False}])
    spec = tornado(rows, ENGLISH, corridor="western", theme=theme)
    assert spec["config"]["font"] == CHART_FONT


def test_every_figure_has_a_name_of_its_own_in_every_language() -> None:
    figures = data.atlas().ledger.figures
    for language in LANGUAGES:
        labels = figure_labels(language)
        assert set(labels) == set(figures)
        assert len(set(labels.values())) == len(labels)


def test_places_that_no_corridor_joins_are_told_first() -> None:
    page = texts(run(to="4.9, 28.2"))
    assert "No corridor of those chosen joins the two places" in page
    assert "Nothing changes yet" not in page
    assert "outside the network" in page


def test_a_value_outside_what_is_plausible_is_cut_with_the_reason() -> None:
    page = texts(run(reason="break-even"))
    kept, _, cut = page.partition("Not counted, outside what is plausible")
    assert "is faster than" in kept
    assert "Cape of Good Hope is faster than" not in kept
    assert (
        "Cape of Good Hope, “Speed · Russia · rail · block train · 2026”: equal to Suez, "
        "Novorossiysk and rail only at 41.3 km/day; values from 244 to"
    ) in cut


def test_a_corridor_is_not_stopped_by_closing_itself() -> None:
    page = texts(run(reason="gates"))
    row = page[page.index("Stopped by closing") :]
    cape = row[row.index("Cape of Good Hope</th>") :]
    assert "<small>Not counted, the corridor itself: Cape of Good Hope</small>" in cape
    assert cape.index("<small>") < cape.index("</td>")


def test_a_link_that_is_built_says_for_when_it_was_promised_last() -> None:
    newest = max(
        (one for one in load_promises() if one.link == "rasht-astara"), key=lambda one: one.said_on
    )
    page = texts(run(build="rasht-astara"))
    said = date_text(newest.said, ENGLISH)
    date = date_text(newest.promised, ENGLISH)
    assert f"Rasht–Astara railway: promised for {date}, as of {said}." in page
    assert newest.url.replace("&", "&amp;") in page


def with_table(text: str) -> AppTest:
    app = run_with({controls.TABLE_POPOVER: True})
    (uploader,) = app.file_uploader
    return uploader.set_value(("own.csv", text.encode(), "text/csv")).run()


def test_a_table_of_figures_is_set_whole_and_stands_in_the_link() -> None:
    app = with_table("figure,value\nrail-ru-block-2026,900\ncanal-suez,20\n")
    assert not app.exception
    assert not app.error
    assert sorted(address(app)["set"]) == ["canal-suez=20", "rail-ru-block-2026=900"]
    assert {"Remove"} <= {one.label for one in app.button}


def test_a_table_with_a_wrong_row_sets_nothing_and_says_so() -> None:
    app = with_table("figure,value\nrail-ru-block-2026,900\nnobody,20\n")
    assert "set" not in address(app)
    assert "own.csv: nothing was set; row 3: there is no figure" in texts(app)


def test_a_table_sets_no_more_than_a_link_holds() -> None:
    ids = list(data.atlas().ledger.figures.values())[: controls.MOST_SETTINGS + 1]
    rows = "\n".join(f"{one.id},{one.band.p50}" for one in ids)
    app = with_table(f"figure,value\n{rows}\n")
    assert "set" not in address(app)
    assert "a link holds 60" in texts(app)
