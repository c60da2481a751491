"""Every page, run by Streamlit's own harness: nothing raises, and figures are the library's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo import paths
from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.request import Request
from geo.i18n.locale import get_locale
from geo.journeys import compare
from geo.message import Message
from geo.model import Clock
from geo.scenario import Scenario
from views.compare import page as compare_page
from views.state import data
from views.ui.map import shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.views.bars import Bar

pytestmark = pytest.mark.slow

Json = dict[str, Any]
APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT_S = 60


def show_explore() -> None:
    from views.explore import page as explore

    explore.show()


def show_compare() -> None:
    from views.compare import page as compare

    compare.show()


def show_about() -> None:
    from views.about import page as about

    about.show()


def run(page: Callable[[], None], **query: str | list[str]) -> AppTest:
    app = AppTest.from_function(page, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key.rstrip("_")] = value
    return app.run()


def scene(app: AppTest) -> Json:
    """Put together what the page is given of a scene."""
    (component,) = app.get("component_instance")
    found: Json = json.loads(component.proto.json_args)["scene"]
    groups = [one for drawn, _ in found["sheets"] for one in fetched(drawn)["groups"]]
    return {**fetched(found["setting"]), **found, "groups": groups}


def fetched(address: str) -> Any:
    """Return what a browser is given where a page sends it for data."""
    return json.loads((shelf(online=False).folder / Path(address).name).read_text("utf-8"))


def texts(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def headline_in(page: str) -> str:
    """Give the words of the heading of a page."""
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page)
    return re.sub(r"<.*?>", "", heading)


def chart_data(app: AppTest) -> pd.DataFrame:
    (chart,) = app.get("vega_lite_chart")
    return pd.DataFrame(fetched(json.loads(chart.proto.spec)["data"]["url"]))


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the layers of the project, the file of the Cape cut short, that of Suez missing."""
    from geo import layers

    for name in layers.layer_names():
        source = paths.LAYERS / f"{name}.geojson"
        (tmp_path / source.name).write_bytes(source.read_bytes())
    (tmp_path / "cape.geojson").write_text('{"type": "Feat')
    (tmp_path / "suez.geojson").unlink()
    monkeypatch.setattr(paths, "LAYERS", tmp_path)
    data.layers.clear()
    yield tmp_path
    data.layers.clear()


def test_the_app_opens_on_the_answer() -> None:
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S).run()
    assert not app.exception
    page = texts(app)
    assert (
        page.index("Fastest: ") < page.index('class="cards"') < page.index('class="answers main"')
    )
    assert page.count('class="card ') == 3
    assert scene(app)["highlight"] in {group["id"] for group in scene(app)["groups"]}


def test_the_page_of_the_map_draws_all_layers() -> None:
    app = run(show_explore)
    assert {"western", "trans_caspian", "eastern", "suez", "places"} <= {
        group["id"] for group in scene(app)["groups"]
    }


@pytest.mark.parametrize("page", [show_explore, show_compare, show_about])
def test_no_page_raises(page: Callable[[], None]) -> None:
    app = run(page)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_page_about_cites_the_edition_that_files_carry(language: str) -> None:
    atlas = data.atlas()
    stamp = content_of(atlas, Request(kind=Kind.LAYERS, language=language)).stamp
    app = run(show_about)
    app.session_state["lang"] = language
    assert stamp.data_date in texts(app.run())


def test_geometry_travels_by_reference() -> None:
    (component,) = run(show_explore).get("component_instance")
    assert "coordinates" not in component.proto.json_args
    assert len(component.proto.json_args) < 20_000


def test_a_damaged_layer_is_named_and_the_rest_is_served(damaged: Path) -> None:
    app = run(show_explore)
    assert not app.exception
    told = " ".join(warning.value for warning in app.warning)
    assert f"{damaged.name}/cape.geojson" in told
    assert f"{damaged.name}/suez.geojson" in told
    groups = {group["id"] for group in scene(app)["groups"]}
    assert {"western", "eastern", "places"} <= groups
    assert not {"cape", "suez"} & groups


def test_the_figures_of_the_page_are_those_of_the_library() -> None:
    app = run(show_compare, from_="st-petersburg", to="mundra", clock="door")
    atlas = data.atlas()
    ends = atlas.places.find("st-petersburg"), atlas.places.find("mundra")
    page = texts(app)
    whole = compare(atlas, *ends, Scenario(clock=Clock.DOOR))
    best = whole.representatives()
    assert len(best) >= 5
    for journey in best.values():
        assert f"<b>{journey.hours.p50 / 24:.1f}</b>" in page
        assert f"{journey.hours.p10 / 24:.1f} – " in page
    first = min(whole.journeys, key=lambda journey: journey.hours.p50)
    name, days = data.names()[first.route.corridor], f"{first.hours.p50 / 24:.0f} days"
    headline = headline_in(page)
    assert headline.startswith(f"Fastest: {name}")
    assert days in headline


def test_the_map_of_the_answer_shows_one_way_a_corridor_and_both_ends() -> None:
    groups = scene(run(show_compare))["groups"]
    corridors = [group["id"].partition(":")[0] for group in groups]
    assert corridors[-1] == "ends"
    assert len(corridors) == len(set(corridors)) >= 6


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        pytest.param({"from_": "Nowhereville"}, "no place is called", id="unknown place"),
        pytest.param({"from_": "Hyderabad"}, "places are called", id="ambiguous place"),
        pytest.param({"to": "moscow"}, "the same place", id="same place"),
        pytest.param({"from_": "<img src=x>"}, "<img src=x>", id="markup"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_sentence(
    query: dict[str, str], sentence: str
) -> None:
    app = run(show_compare, **query)
    assert not app.exception
    (error,) = app.error
    assert sentence.casefold() in error.value.casefold()


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_a_question_that_cannot_be_asked_is_told_in_the_language_of_the_page(language: str) -> None:
    app = run(show_compare, to="moscow")
    (error,) = app.error
    app.session_state["lang"] = language
    (translated,) = app.run().error
    same = Message(
        "origin and destination are the same place, {place}; choose two places", place="Moscow"
    )
    assert error.value.casefold() == f"{same}.".casefold()
    sentence = get_locale(language).translate(same)
    assert translated.value == f"{sentence[:1].upper()}{sentence[1:]}."
    assert sentence != same


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        pytest.param("Казань", "kazan", "Kazan · Russia", id="Cyrillic"),
        pytest.param("بمبئی", "mumbai", "Mumbai · India", id="Persian"),
        pytest.param("RULED", "st-petersburg", "St Petersburg · Russia", id="UN/LOCODE"),
        pytest.param("Mumbay", "mumbai", "Mumbai · India", id="misspelt"),
        pytest.param("Perm", "Perm", "Perm · Russia", id="a town of no list"),
        pytest.param("55.16,61.40", "55.16,61.40", "55.160, 61.400 · Russia", id="a point"),
    ],
)
def test_what_is_typed_is_shown_as_the_place_it_means(
    bar: Bar, typed: str, kept: str, shown: str
) -> None:
    app = run(show_compare, from_=typed)
    assert app.session_state["from"] == kept
    assert bar.content["ends"]["from"]["text"] == shown
    assert not app.error


def test_a_name_that_means_no_place_or_several_is_set_right_by_a_click() -> None:
    app = run(show_compare, from_="Moscwo", to="Astara")
    assert app.error
    for place in ("from moscow", "to astara-ir"):
        app.button(key=place).click().run()
    assert (app.session_state["from"], app.session_state["to"]) == ("moscow", "astara-ir")
    assert not app.error


def test_a_comparison_that_every_variant_serves_has_no_list_of_failures() -> None:
    app = run(show_compare, from_="st-petersburg", to="nhava-sheva", build="rasht-astara")
    assert not app.exception
    assert 'class="failed"' not in texts(app)
    assert 'class="answers main"' in texts(app)


@pytest.mark.parametrize(("language", "words"), [("ru", "закрыт"), ("fa", "بسته")])
def test_why_a_variant_cannot_serve_is_told_in_the_language_of_the_page(
    language: str, words: str
) -> None:
    app = run(show_compare, by="suez", close="suez")
    app.session_state["lang"] = language
    page = texts(app.run())
    listed = page[page.index('class="failed"') :]
    assert words in listed
    assert "There is no route" not in listed


def test_no_corridor_is_a_warning_with_reasons() -> None:
    app = run(show_compare, by="suez", close="suez")
    assert not app.exception
    assert "No corridor of those chosen" in app.warning[0].value
    assert "Suez Canal is closed" in texts(app)


def test_a_link_sets_the_question_and_what_does_not_fit_is_told() -> None:
    app = run(show_compare, close=["hormuz", "`<b>"], build="rasht-astara", as_of="1800-01")
    assert app.session_state["close"] == ["hormuz"]
    assert app.session_state["build"] == ["rasht-astara"]
    assert app.session_state["as_of"] == "today"
    assert "Strait of Hormuz closed, Rasht–Astara railway built" in texts(app)
    (info,) = app.info
    assert "`'<b>`" in info.value
    assert "`1800-01`" in info.value


def test_the_conditions_of_the_answer_are_told() -> None:
    page = texts(run(show_compare, month="1", service=["tramp"], as_of="2024-01"))
    assert "as of 2024-01, departure in January, Tramp ship." in page
    assert "conditions:" not in texts(run(show_compare))


def test_what_is_chosen_goes_into_the_address_in_ids(bar: Bar) -> None:
    app = bar.choose(run(show_compare), "from", "baku")
    app.session_state["conditions"] = True
    app.run().multiselect(key="close").select("suez").run()
    assert app.query_params == {"from": "baku", "close": "suez"}


def test_conditions_come_when_they_are_opened_and_stay_when_they_are_closed() -> None:
    app = run(show_compare, close="suez")
    assert not app.multiselect
    app.session_state["conditions"] = True
    assert app.run().multiselect(key="close").value == ["suez"]
    app.session_state["conditions"] = False
    assert not app.run().multiselect
    assert app.run().query_params == {"close": "suez"}


def test_the_journey_that_is_picked_goes_into_the_address_and_comes_back() -> None:
    app = run(show_compare)
    assert 'class="detail' not in texts(app)
    app.session_state["route"] = "suez"
    assert 'class="detail colour-suez"' in texts(app.run())
    assert app.query_params == {"route": "suez"}
    again = run(show_compare, route="suez")
    assert texts(again) == texts(app)
    strange = run(show_compare, route="western:by-balloon")
    assert "`western:by-balloon`" in strange.info[0].value
    assert strange.query_params == {}


def test_an_old_link_asks_the_same_question_and_says_once_that_it_is_old() -> None:
    old = run(show_compare, season="1", month="2016-09", close="suez")
    new = run(show_compare, month="1", as_of="2016-09", close="suez")
    assert texts(old) == texts(new)
    assert old.query_params == new.query_params
    assert "season" not in old.query_params
    (notice,) = old.toast
    assert "older release" in notice.value
    assert not new.toast
    assert not old.run().toast


def test_typing_a_place_and_exchanging_the_ends(bar: Bar) -> None:
    app = run(show_compare, from_="55.16,61.40")
    assert not app.error
    assert bar.content["ends"]["from"]["where"] == "2 km from Chelyabinsk"
    bar.choose(app, "swap")
    assert (app.session_state["from"], app.session_state["to"]) == ("nhava-sheva", "55.16,61.40")
    assert not app.exception


def test_the_recorded_shipment_is_an_example_with_its_own_row(bar: Bar) -> None:
    app = run(show_compare)
    name, _, query = next(one for one in bar.content["examples"] if "36 containers" in one[1])
    bar.choose(app, "example", name)
    assert urlencode(app.query_params, doseq=True) == query.removeprefix("?").replace(
        "from=moscow&", ""
    )
    assert bar.content["examples"] == []
    assert app.query_params == {"to": "jeddah", "as_of": "2023-08", "amount": "36"}
    trip = (
        "Measured, August 2023, Eastern (KTI railway), by the train clock: "
        "Incheh Borun – Bandar Abbas 3–10 days. The model says"
    )
    assert trip in re.sub(r"</?span[^>]*>", "", texts(app))
    assert "Shipment of 36 containers, 2023" in texts(app)
    page = texts(app)
    assert "≥" not in page
    assert "No price: sea freight missing; " in page
    assert "36\N{NARROW NO-BREAK SPACE}TEU: " in page


def test_every_example_is_answered(bar: Bar) -> None:
    run(show_compare)
    names = [name for name, *_ in bar.content["examples"]]
    assert len(names) >= 5
    for name in names:
        app = bar.choose(run(show_compare), "example", name)
        assert not app.exception
        assert not app.error
        assert "Fastest" in texts(app)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", ""), ("month", "13"), ("clock", "sundial"), ("box", "barrel"), ("set", "a=1"),
        ("example", "Rome – Carthage"), ("route", "suez"), ("__class__", "x"),
    ],
)  # fmt: skip
def test_what_is_no_choice_of_the_bar_changes_nothing(bar: Bar, name: str, value: str) -> None:
    app = bar.choose(run(show_compare), name, value)
    assert not app.exception
    assert app.query_params == {}


def test_the_month_and_the_clock_of_the_bar_go_into_the_address(bar: Bar) -> None:
    app = run(show_compare)
    for name, value in (("month", "1"), ("clock", "door"), ("box", "feu")):
        bar.choose(app, name, value)
    assert app.query_params == {"month": "1", "clock": "door", "box": "feu"}
    assert bar.content["line"] == {
        "ends": "Moscow → Nhava Sheva",
        "rest": "January · 1\N{NARROW NO-BREAK SPACE}FEU",
    }


def test_the_chart_ends_where_the_table_says() -> None:
    drawn = chart_data(run(show_compare, clock="door", tab="chart"))
    atlas = data.atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    comparison = compare(atlas, *ends, Scenario(clock=Clock.DOOR))
    lit = min(comparison.journeys, key=lambda journey: journey.hours.p50)
    chosen = comparison.representatives() | {lit.route.corridor: lit}
    assert len(chosen) > 3
    for corridor, journey in chosen.items():
        rows = drawn.loc[drawn["corridor"] == data.names()[corridor]]
        last = rows.sort_values("number").iloc[-1]
        assert last["p50"] == pytest.approx(journey.hours.p50 / 24, abs=0.01)
        assert last["km"] == pytest.approx(journey.route.km, abs=0.1)


def test_the_chart_turns_to_dollars() -> None:
    app = run(show_compare, over="usd", tab="chart")
    assert not app.exception
    drawn = chart_data(app)
    assert drawn["p50"].max() > 1000
    gaps = ~drawn["here"].str.contains("USD")
    assert {*drawn.loc[gaps, "corridor"]} == {"China by land"}
    assert {*drawn.loc[gaps, "here"]} == {"no price"}


def test_claims_stand_beside_the_model_where_there_are_any() -> None:
    page = texts(run(show_compare, tab="claims"))
    assert "Concor inks pact" in page
    none = texts(run(show_compare, from_="baku", tab="claims"))
    assert 'class="answers beside claims"' not in none
    assert "No claim is published for this pair." in none


def test_a_click_that_leads_nowhere_can_be_followed_by_another() -> None:
    app = run(show_compare, to="4.9, 28.2")
    assert app.warning
    assert scene(app)["groups"] == []
    app.session_state[compare_page.PICKS] = "to"
    app.session_state[compare_page.MAP] = {"type": "map", "lat": 25.3, "lon": 60.7, "n": 1}
    app.run()
    assert not app.warning
    assert app.session_state["to"] == "chabahar"


def test_a_click_on_the_map_sets_the_end_that_was_chosen(bar: Bar) -> None:
    app = run(show_compare)
    app.session_state[compare_page.PICKS] = "to"
    app.session_state[compare_page.MAP] = {"type": "map", "lat": 25.3, "lon": 60.7, "n": 7}
    app.run()
    assert app.session_state["to"] == "chabahar"
    assert bar.content["ends"]["to"]["where"] == "Iran, 9 km from the click"
    app.session_state[compare_page.MAP] = {"type": "map", "lat": 30.0, "lon": 45.0, "n": 8}
    app.run()
    assert app.session_state["to"] == "30.0000, 45.0000"
