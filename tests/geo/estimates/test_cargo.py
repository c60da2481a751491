"""What is carried: boxes or tonnes, how many of them, and what one of them has of a TEU."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from geo.errors import QuestionError
from geo.estimates.cargo import Shipment, read_shipment
from geo.estimates.cost import Box, Measure, cost_journey
from geo.evidence.figures import Quantity
from geo.i18n.locale import ENGLISH, NARROW_SPACE, number
from geo.journeys import compare, journey
from geo.model import Band
from geo.plot.picture import draw_chart
from geo.plot.sheet import drawing
from tests.geo import routes
from tests.geo.estimates.test_cost import BOOK, CO2E, FEU, TEU, USD, middle, source_of

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas


def test_a_tonne_has_its_share_by_mass_of_a_teu_in_every_part() -> None:
    mass = 12.5
    ledger = BOOK.with_overrides({"box_weight-t/teu": mass})
    for way in (routes.EASTERN, routes.TRUCK, routes.SUEZ, routes.TRANS_CASPIAN):
        teu, tonne = (cost_journey(way, ledger, box=box) for box in (TEU, Box.TONNE))
        for measure in Measure:
            assert middle(tonne, measure) * mass == pytest.approx(middle(teu, measure), rel=1e-12)
            assert tonne.complete(measure) == teu.complete(measure)
        for whole, share in zip((*teu.legs, *teu.stops), (*tonne.legs, *tonne.stops), strict=True):
            assert whole.figures == share.figures
            for one, other in ((whole.usd, share.usd), (whole.kg_co2e, share.kg_co2e)):
                assert (one is None) == (other is None)
                if one and other:
                    assert other.p50 * mass == pytest.approx(one.p50, rel=1e-12)


def test_the_price_of_a_tonne_times_the_net_mass_is_that_of_a_teu(atlas: Atlas) -> None:
    find = atlas.places.find
    found = compare(
        atlas, find("Moscow"), find("Nhava Sheva"), corridors=atlas.corridors.standing
    ).journeys
    assert len(found) > 10
    for one in found:
        teu, tonne = one.costed(), one.costed(Box.TONNE)
        assert tonne.mass
        mass = tonne.mass.figure.band.p50
        for measure in Measure:
            for name in ("p10", "p50", "p90"):
                whole, share = (getattr(each.total(measure), name) for each in (teu, tonne))
                assert share * mass == pytest.approx(whole, rel=1e-12)
        assert [gap.sentence for gap in tonne.missing] == [gap.sentence for gap in teu.missing]


def test_without_a_net_mass_no_tonne_is_priced_and_it_is_said() -> None:
    for ledger in (
        source_of(without=Quantity.BOX_WEIGHT),
        BOOK.with_overrides({"box_weight-t/teu": 0}),
    ):
        costed = cost_journey(routes.EASTERN, ledger, box=Box.TONNE)
        assert costed.parts == ()
        assert not costed.complete(USD)
        assert not costed.complete(CO2E)
        assert all("no net mass of a TEU" in gap.sentence for gap in costed.missing)


@pytest.mark.parametrize("amount", [0, -1, math.nan, math.inf, 1.5, 1_000_001])
def test_what_nobody_ships_is_refused(amount: float) -> None:
    with pytest.raises(QuestionError, match="amount is"):
        Shipment(box=FEU, amount=amount)


def test_a_shipment_costs_what_its_boxes_cost_and_fills_whole_teus() -> None:
    one = Band(p10=2000, p50=3000, p90=5000)
    assert Shipment(amount=36).total(one) == Band(p10=72_000, p50=108_000, p90=180_000)
    assert Shipment().total(one) == one
    filled = [Shipment(box=Box.TONNE, amount=t).teus(0.1) for t in (0.05, 0.7, 1.1, 1.2001)]
    assert filled == [1, 7, 11, 13]


def test_a_box_is_read_in_any_case() -> None:
    assert [Box(text) for text in ("teu", "FEU", "T", "t")] == [TEU, FEU, Box.TONNE, Box.TONNE]
    with pytest.raises(ValueError, match="'kg'"):
        Box("kg")


@pytest.mark.parametrize("box", Box)
def test_a_chart_on_paper_says_what_its_dollars_are_of_and_ends_there(
    atlas: Atlas, box: Box
) -> None:
    find = atlas.places.find
    found = journey(atlas, find("Moscow"), find("Nhava Sheva"), corridor="suez")
    with drawing():
        figure = Figure(figsize=(12, 6))
        draw_chart(figure, (30, 30, 800, 380), (found,), locale=ENGLISH, drawing_of="cost", box=box)
        titles = {axes.get_title(loc="left") for axes in figure.axes}
        told = " ".join(text.get_text() for text in figure.findobj(Text)).replace(NARROW_SPACE, " ")
    assert f"From the start, USD / {box}" in titles
    usd = found.costed(box).usd
    assert isinstance(usd, Band)
    assert f"{number(usd.p50).replace(NARROW_SPACE, ' ')} USD" in told


def test_a_chart_of_a_price_that_is_not_whole_ends_where_the_first_part_is_missing(
    atlas: Atlas,
) -> None:
    find = atlas.places.find
    found = journey(atlas, find("Moscow"), find("Jeddah"), corridor="suez-black-sea")
    with drawing():
        figure = Figure(figsize=(12, 6))
        draw_chart(figure, (30, 30, 800, 380), (found,), locale=ENGLISH, drawing_of="cost")
        words = [text.get_text() for text in figure.findobj(Text)]
    assert "no price beyond here" in words
    assert not [word for word in words if "USD (" in word]


@pytest.mark.parametrize(
    ("text", "box", "amount"),
    [
        ("20 FEU", Box.FEU, 20),
        ("20feu", Box.FEU, 20),
        ("3 ДФЭ", Box.TEU, 3),
        ("2 x 40 ft", Box.FEU, 2),
        ("2×20'", Box.TEU, 2),
        ("40ft", Box.FEU, 1),
        ("2 40-футовых", Box.FEU, 2),
        ("12,5 т", Box.TONNE, 12.5),
        ("۱۲ تن", Box.TONNE, 12),
        ("1 500 tonnes", Box.TONNE, 1500),
        ("7", Box.FEU, 7),
        ("20", Box.FEU, 20),
    ],
)
def test_an_amount_is_read_with_the_unit_after_it(text: str, box: Box, amount: float) -> None:
    assert read_shipment(text, Box.FEU) == Shipment(box=box, amount=amount)


@pytest.mark.parametrize(
    "text", ["FEU", "t", "120ft", "1.40'", "20 kg", "ten TEU", "-2 TEU", "0 t", "2.5 FEU", "", "x"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        read_shipment(text)
