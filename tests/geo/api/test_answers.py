"""Tables, layers, maps and files of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyogrio
import pytest

import geo
from geo.cli.main import main
from geo.estimates import Costed, Incomplete, Measure
from geo.model import OFFERED

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

INCHEH = "incheh-borun+bandar-abbas+any-north"


def test_the_table_has_a_row_a_journey(answer: geo.Comparison) -> None:
    frame = answer.to_frame()
    assert len(frame) == len(answer) > 5
    for row, journey in zip(frame.to_dict("records"), answer, strict=True):
        assert (row["corridor"], row["variant"]) == (journey.corridor, journey.variant)
        assert row["km"] == journey.km
        assert row["days_p10"] < row["days_p50"] < row["days_p90"]
        assert row["days_p50"] == pytest.approx(journey.core.hours.p50 / 24)
        if journey.usd is None:
            assert journey.corridor in OFFERED
            continue
        assert row["usd_per_teu_p50"] == journey.usd.p50
        assert (row["usd_missing"], row["usd_km_share"]) == ("", 1)
        assert journey.kg_co2e is not None
        assert row["kg_co2e_per_teu_p90"] == journey.kg_co2e.p90
    assert frame["usd_per_teu_p50"].notna().sum() > 5
    assert frame["days_p50"].dtype == frame["usd_per_teu_p50"].dtype == float


@pytest.fixture(scope="module")
def unpriced(face: geo.Atlas) -> geo.Comparison:
    """Journeys by a sea for which the ledger has no price."""
    return face.compare("Moscow", "Jeddah")


def test_a_part_of_a_price_stands_in_no_column(unpriced: geo.Comparison) -> None:
    frame = unpriced.to_frame()
    assert set(frame["usd_missing"]) == {"sea freight"}
    assert frame["usd_km_share"].between(0, 1, inclusive="neither").all()
    dollars = frame.filter(regex="^usd_per_")
    assert list(dollars) == [f"usd_per_teu_{share}" for share in ("p10", "p50", "p90")]
    assert dollars.isna().all(axis=None)
    assert frame["kg_co2e_per_teu_p50"].notna().all()
    lacking = unpriced.journeys[0].incomplete()
    assert lacking is not None
    assert unpriced.journeys[0].summary()["USD per TEU"] == lacking.message


def test_the_fastest_and_the_cleanest_come_first(answer: geo.Comparison) -> None:
    frame = answer.to_frame()
    assert answer.fastest().days.p50 == frame["days_p50"].min()
    cleanest = answer.cleanest().kg_co2e
    assert cleanest is not None
    assert cleanest.p50 == frame["kg_co2e_per_teu_p50"].min()


def test_a_part_of_a_price_never_wins(unpriced: geo.Comparison) -> None:
    with pytest.raises(geo.IncompletePriceError, match="has a whole price, so none is the cheap"):
        unpriced.cheapest()
    assert unpriced.cleanest() in unpriced


def test_of_whole_prices_the_lowest_wins(answer: geo.Comparison) -> None:
    cheapest = answer.cheapest().usd
    assert cheapest is not None
    assert cheapest.p50 == answer.to_frame()["usd_per_teu_p50"].min()


def test_the_cheapest_is_chosen_among_whole_prices_only(
    answer: geo.Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    bands = {"eastern": geo.Band(p10=1, p50=900, p90=1000), "cape": geo.Band(p10=1, p50=5, p90=9)}
    missing = Incomplete(measure=Measure.USD, parts=("sea freight",), km_share=0.5)
    monkeypatch.setattr(
        Costed,
        "total",
        lambda costed, _measure: bands.get(costed.route.corridor, missing),
    )
    assert answer.cheapest().corridor == "cape"
    del bands["cape"]
    assert answer.cheapest() is answer.journey("eastern")


def test_without_a_journey_nothing_is_the_fastest(face: geo.Atlas) -> None:
    empty = face.compare("Moscow", "Mumbai", modes=["road"])
    assert len(empty) == 0
    with pytest.raises(geo.NoRouteError, match="no corridor joins Moscow and Mumbai: "):
        empty.fastest()
    with pytest.raises(geo.NoRouteError):
        empty.cheapest()


def test_chances_of_a_pair_add_up(answer: geo.Comparison) -> None:
    first, second = answer.journey("western"), answer.journey("eastern", INCHEH)
    chance = answer.probability_faster(first, second)
    assert 0 < chance < 1
    back = answer.probability_faster(second, first)
    assert chance + back == pytest.approx(1)
    assert chance == answer.probability_faster("western", "eastern")
    with pytest.raises(geo.UnknownNameError, match="no journey 'suez'"):
        answer.probability_faster("western", "suez")


def test_layers_hold_every_leg_and_stop_on_the_globe(answer: geo.Comparison) -> None:
    legs, stops = answer.legs_gdf(), answer.stops_gdf()
    assert len(legs) == sum(len(journey.route.legs) for journey in answer)
    assert len(stops) == sum(len(journey.core.timed.stops) for journey in answer)
    for layer, kinds in ((legs, {"LineString", "MultiLineString"}), (stops, {"Point"})):
        assert layer.crs == "EPSG:4326"
        assert set(layer.geom_type) <= kinds
        assert layer.total_bounds[0] >= -180
        assert layer.total_bounds[2] <= 180
        names = {(row.corridor, row.variant) for row in layer.itertuples()}
        assert names == {(journey.corridor, journey.variant) for journey in answer}
    km = legs.groupby(["corridor", "variant"])["track_km"].sum()
    eastern = answer.journey("eastern", INCHEH)
    assert km["eastern", INCHEH] == pytest.approx(eastern.km, abs=1)


def test_a_file_is_that_of_the_command_line(answer: geo.Comparison, tmp_path: Path) -> None:
    answer.save(tmp_path / "a.geojson")
    words = ["export", "compare", "Moscow", "Nhava Sheva", "--close", "suez", "--clock", "door"]
    assert (
        main([*words, "--as-if-open", "--format", "geojson", "--out", str(tmp_path / "b.geojson")])
        == 0
    )
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    assert main(["export", "--token", answer.token, "--format", "geojson", "--out",
                 str(tmp_path / "c.geojson")]) == 0  # fmt: skip
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "c.geojson").read_bytes()


def test_the_suffix_chooses_the_format(answer: geo.Comparison, tmp_path: Path) -> None:
    answer.save(str(tmp_path / "a.gpkg"))
    layers = {name for name, kind in pyogrio.list_layers(tmp_path / "a.gpkg") if kind}
    assert layers == {"legs", "stops", "gates"}
    answer.save(tmp_path / "a.html", format="dossier")
    assert "<h1" in (tmp_path / "a.html").read_text("utf-8")
    with pytest.raises(geo.ExportError, match=r"no format has the suffix '.shp'; choose from"):
        answer.save(tmp_path / "a.shp")


def test_a_journey_has_its_own_table_layers_and_file(face: geo.Atlas, tmp_path: Path) -> None:
    journey = face.route((55.75, 37.62), "Nhava Sheva", corridor="western", as_if_open=True)
    (row,) = journey.to_frame().to_dict("records")
    assert row["km"] == journey.km
    assert len(journey.legs_gdf()) == len(journey.route.legs)
    journey.save(tmp_path / "a.csv")
    assert "western" in pd.read_csv(tmp_path / "a.csv").to_string()


def test_the_fastest_route_can_be_saved_as_it_is(face: geo.Atlas) -> None:
    journey = face.route("Moscow", "Nhava Sheva")
    assert journey.corridor == "any"
    assert len(journey.legs_gdf()) == len(journey.route.legs)


def test_a_notebook_shows_table_and_map(answer: geo.Comparison, face: geo.Atlas) -> None:
    for shown in (answer, face.route("Moscow", "Tehran")):
        page = shown._repr_html_()
        assert page.startswith("<table")
        assert "<td>" in page
        assert page.count("<iframe") == 1
        assert "<script" not in page, "the map runs in its frame, not in the notebook"
        assert "<th>USD per TEU</th>" in page
        assert f"{shown.scenario.clock} clock" in page


def test_the_map_can_be_explored_and_saved(answer: geo.Comparison, tmp_path: Path) -> None:
    page = answer.explore()
    page.save(str(tmp_path / "map.html"))
    text = (tmp_path / "map.html").read_text("utf-8")
    assert 'id="scene"' in text
    assert "eastern" in text
    assert "clock: door, Suez Canal closed, TEU" in text
    assert "https://cdn" not in text


def test_a_journey_says_how_wrong_the_model_has_been(answer: geo.Comparison) -> None:
    assert len(answer) > 3
    for journey in answer:
        record, corrected = journey.record, journey.corrected_days
        law = journey.core.timed.distribution(journey.scenario.clock)
        assert record == journey.core.record
        assert 0 < record.families <= record.journeys == record.measured + record.promised
        assert corrected.p10 <= corrected.p50 <= corrected.p90
        assert corrected.p50 == pytest.approx(law.quantile(record.level(0.5)) / 24)
