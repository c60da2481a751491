"""Cargo on the pages: what it costs and emits is the library's, whole and by the box or tonne."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.estimates.cargo import Box, Measure, Shipment
from geo.i18n.locale import NARROW_SPACE
from geo.journeys import compare
from geo.model import OFFERED
from geo.scenario import Scenario
from tests.totals import whole
from tests.views.test_pages import chart_data, run, show_compare, texts
from views.state import data

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.journeys.comparison import Journey
    from tests.views.bars import Bar

pytestmark = pytest.mark.slow


def representatives() -> Collection[Journey]:
    atlas = data.atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    return compare(atlas, *ends, Scenario()).representatives().values()


def spaced(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def page_of(**query: str) -> str:
    app = run(show_compare, **query)
    assert not app.exception
    assert not app.error
    return texts(app).replace(NARROW_SPACE, " ")


@pytest.mark.parametrize("box", Box)
def test_a_cell_holds_one_and_the_whole_as_the_library_tells_them(box: Box) -> None:
    shipment = Shipment(box=box, amount=36)
    page = page_of(box=box.lower(), amount="36")
    priced = [one for one in representatives() if one.route.corridor not in OFFERED]
    assert len(priced) > 5
    for journey in priced:
        costed = journey.costed(box)
        for measure in Measure:
            one = whole(costed.total(measure)).rounded(1)
            low, middle, high = (spaced(value) for value in (one.p10, one.p50, one.p90))
            assert f">{middle}<small>{low}–{high}</small>" in page
            everything = spaced(float(f"{shipment.total(one).p50:.3g}"))
            assert f"<small>36 {box}: {everything}</small>" in page
    for unit in ("USD", "kg CO2e"):
        assert f">{unit} / {box}</button></th>" in page
    assert "nothing is taken off for quantity" in page


def test_of_one_box_there_is_no_second_figure() -> None:
    page = page_of()
    assert "1 TEU:" not in page
    assert "taken off" not in page
    assert "Emissions are those of 10 t net in a TEU" in page


def test_a_tonne_tells_what_it_rests_on_and_how_many_boxes_it_fills() -> None:
    page = page_of(box="t", amount="125.5")
    figure = data.atlas().ledger.figures["box-weight"]
    assert "its share of what a TEU costs and emits with 10 t net in it" in page
    assert data.source(figure.sources[0])[1] in page
    assert "125.5 t fill 13 TEU." in page
    heavier = page_of(box="t", amount="125.5", set="box-weight=20")
    assert "125.5 t fill 7 TEU." in heavier


def test_the_chart_of_dollars_is_for_the_cargo_that_is_chosen() -> None:
    tonne, teu = (
        chart_data(run(show_compare, over="usd", box=box, tab="chart")) for box in ("t", "teu")
    )
    assert tonne["p50"].max() * 10 == pytest.approx(teu["p50"].max(), rel=1e-3)


@pytest.mark.parametrize("amount", ["0", "-3", "nan", "inf", "1e9", "many"])
def test_an_amount_that_nobody_ships_is_passed_over_and_named(amount: str) -> None:
    app = run(show_compare, amount=amount)
    assert f"`{amount}`" in app.info[0].value
    assert app.session_state["amount"] == "1"
    assert not app.error


def test_a_part_of_a_box_is_refused_in_one_sentence() -> None:
    app = run(show_compare, box="feu", amount="12.5")
    assert not app.exception
    assert "boxes are whole" in app.error[0].value


def test_the_amount_goes_into_the_address_and_becomes_whole_with_the_box(bar: Bar) -> None:
    app = run(show_compare, box="t")
    bar.choose(app, "amount", "12.5")
    assert app.query_params == {"box": "t", "amount": "12.5"}
    bar.choose(app, "box", "feu")
    assert app.query_params == {"box": "feu", "amount": "13"}
    assert not app.error


@pytest.mark.parametrize("text", ["۱٬۲۵۰٫۵", "١٢٥٠٫٥", "1 250,5", "1250.5", "1,250.5"])
def test_an_amount_is_read_in_the_digits_of_every_language(bar: Bar, text: str) -> None:
    app = bar.choose(run(show_compare, box="t"), "amount", text)
    assert app.session_state["amount"] == "1250.5"
    assert not app.error


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("many", "is not a number"), ("1,500", "can be read as 1500 or as 1.500"),
        ("0", "amount"), ("-3", "amount"), ("1e9", "amount"), ("", "is not a number"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_amount_is_named_and_the_last_amount_stays(
    bar: Bar, text: str, wrong: str
) -> None:
    app = run(show_compare, box="t", amount="7")
    bar.choose(app, "amount", text)
    assert wrong in bar.content["cargo"]["wrong"]
    assert app.session_state["amount"] == bar.content["cargo"]["amount"] == "7"
    bar.choose(app, "amount", "8")
    assert bar.content["cargo"]["wrong"] == ""
    assert app.session_state["amount"] == "8"
    assert not app.error


def test_a_link_with_persian_digits_is_read() -> None:
    app = run(show_compare, box="t", amount="۱۲٫۵", month="۱۰", as_of="۲۰۲۶-۰۲")
    assert not app.info
    assert not app.error
    assert app.session_state["month"] == "10"
