"""The command line: answers on one stream, one sentence on the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.cli.main import main
from geo.estimates.cargo import Box
from geo.journeys.atlas import journey

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["route", "Nowhereville", "Moscow"], id="unknown place"),
        pytest.param(["route", "Astara", "Moscow"], id="ambiguous place"),
        pytest.param(["route", "Moscow", "Moscow"], id="same place"),
        pytest.param(["route", "Moscow", "0,-120"], id="too far"),
        pytest.param(["route", "Moscow", "Mumbai", "--date", "2016-13"], id="no month"),
        pytest.param(["route", "Moscow", "Mumbai", "--month", "13"], id="no month of the year"),
        pytest.param(["route", "Moscow", "Mumbai", "--corridor", "north"], id="no corridor"),
        pytest.param(
            ["route", "Moscow", "Mumbai", "--corridor", "eastern", "--variant", "x"],
            id="no variant",
        ),
        pytest.param(["compare", "Moscow", "Mumbai", "--close", "hormus"], id="no gate"),
        pytest.param(["compare", "Moscow", "Mumbai", "--build", "x"], id="no link"),
        pytest.param(["route", "Moscow", "Mumbai", "--modes", "air"], id="no mode"),
        pytest.param(["route", "Moscow", "Mumbai", "--clock", "sun"], id="no clock"),
        pytest.param(["route", "Moscow", "Mumbai", "--clock", "train"], id="clock does not apply"),
        pytest.param(["route", "Moscow", "Mumbai", "--service", "air"], id="no service"),
        pytest.param(["route", "Moscow", "Mumbai", "--set", "x"], id="nothing set"),
        pytest.param(["route", "Moscow", "Mumbai", "--set", "x=1"], id="no figure"),
        pytest.param(["route", "Moscow", "Mumbai", "--rho", "2"], id="no correlation"),
        pytest.param(["compare", "Moscow", "Mumbai", "--amount", "0"], id="nothing carried"),
        pytest.param(["compare", "Moscow", "Mumbai", "--amount", "nan"], id="no amount"),
        pytest.param(
            ["route", "Moscow", "Mumbai", "--box", "feu", "--amount", "1.5"], id="half a box"
        ),
        pytest.param(["route", "Tehran", "Mashhad", "--corridor", "western"], id="not served"),
        pytest.param(
            ["route", "Mumbai", "Moscow", "--corridor", "suez", "--close", "suez"], id="closed"
        ),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) != 0
    out, error = capsys.readouterr()
    assert out == ""
    assert error.count("\n") == 1
    assert error.rstrip().endswith((".", "?"))
    assert "Traceback" not in error


def test_places_come_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "بندرعباس", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["id"] == "bandar-abbas"
    fields = {"id", "name", "name_ru", "name_fa", "unlocode", "lon", "lat", "kind", "country"}
    assert set(found[0]) == fields


def test_a_comparison_says_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "Nhava Sheva", "18.95,72.95 ", "--json"]) != 0
    capsys.readouterr()
    assert main(["compare", "Nhava Sheva", "Moscow", "--json", "--clock", "door"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {
        "journeys", "failed", "probability_faster", "difference_hours", "sensitivity",
    }  # fmt: skip
    for name, row in found["probability_faster"].items():
        for other, chance in row.items():
            total = chance + found["probability_faster"][other][name]
            assert total == pytest.approx(1.0, abs=2e-4)
    assert len(found["sensitivity"]["eastern"]) == 10


def test_a_pair_of_coordinates_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route", "-33.9,18.4", "Mumbai", "--modes", "sea", "--clock", "vessel"]) == 0
    assert "km" in capsys.readouterr().out


@pytest.mark.parametrize("box", Box)
def test_the_price_is_of_the_cargo_that_was_asked_for(
    atlas: Atlas, box: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["Moscow", "Mumbai", "--corridor", "suez", "--box", box.lower()]
    assert main(["route", *asked, "--amount", "36"]) == 0
    find = atlas.places.find
    costed = journey(atlas, find("Moscow"), find("Mumbai"), corridor="suez").costed(box)
    told = capsys.readouterr().out.splitlines()[2]
    assert told == (
        f"at least {costed.usd.p50:,.0f} USD and {costed.kg_co2e.p50:,.0f} kg CO2e a {box}, "
        f"at least {36 * costed.usd.p50:,.0f} USD and {36 * costed.kg_co2e.p50:,.0f} kg CO2e "
        f"for 36 {box}"
    )
    assert main(["route", *asked]) == 0
    assert " for " not in capsys.readouterr().out.splitlines()[2]
