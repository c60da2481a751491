"""The chart over distance: its steps are upright, its ends are the journeys', in every language."""

from __future__ import annotations

import json
from itertools import combinations

import pandas as pd
import pytest
import shapely

from geo.estimates.cargo import Box
from geo.i18n.locale import LANGUAGES, RIGHT_TO_LEFT
from geo.journeys.profile import Unit
from geo.palette import colour_of
from views.compare import chart
from views.state import data
from views.state.question import ANY, TODAY, Question
from views.ui.map import address_of, shelf

pytestmark = pytest.mark.slow

NET_T = 10
"""Of a TEU in the ledger."""


def asked() -> Question:
    return Question(
        origin="moscow",
        destination="nhava-sheva",
        clock="shipment",
        closed=(),
        built=(),
        as_of=TODAY,
        month=ANY,
        services=(),
        settings=(),
    )


def drawing(
    unit: Unit = Unit.DAYS, *, language: str = "en", theme: str = "light", box: Box = Box.TEU
) -> chart.Drawing:
    journeys = data.comparison(asked()).representatives().values()
    chosen = tuple(journey.id for journey in journeys)
    return chart.drawing(asked(), chosen, unit, box, language, theme)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_stand_from_left_to_right_on_the_screen(language: str) -> None:
    drawn = drawing(language=language)
    mirrored = language in RIGHT_TO_LEFT
    assert drawn.spec["encoding"]["x"]["scale"]["reverse"] == mirrored
    for _, line in pd.DataFrame(drawn.rows).groupby("corridor"):
        numbers = line["number"].tolist()
        assert numbers == sorted(numbers, reverse=mirrored)
        assert line.loc[line["last"], "number"].tolist() == [max(numbers)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_corridor_has_its_colour(theme: str) -> None:
    drawn = drawing(theme=theme)
    scale = drawn.spec["encoding"]["color"]["scale"]
    names = {name: key for key, name in data.names().items()}
    assert [name in drawn.legend for name in scale["domain"]] == [True] * 7
    assert scale["range"] == [colour_of(names[name]).on(theme) for name in scale["domain"]]


def test_a_longer_box_costs_more_and_takes_as_long() -> None:
    days, dollars = (
        [
            max(float(row["p50"]) for row in drawing(unit, box=box).rows)
            for box in (Box.TONNE, Box.TEU, Box.FEU)
        ]
        for unit in Unit
    )
    assert days[0] == days[1] == days[2]
    assert dollars[0] < dollars[1] < dollars[2]
    assert dollars[0] * NET_T == pytest.approx(dollars[1], rel=1e-3)


def test_the_chart_says_what_its_dollars_are_for() -> None:
    drawn = drawing(Unit.USD, box=Box.TONNE)
    assert "USD / t" in json.dumps(drawn.spec)
    assert {"P10, USD / t", "P50, USD / t", "P90, USD / t"} <= set(drawn.table.columns)
    told = drawn.table["Here"].str.extract(r"^([\d.,]+) USD")[0].dropna()
    assert told.str.fullmatch(r"\d\.\d").any()


def test_the_table_has_a_row_for_each_leg_and_stop_with_its_source() -> None:
    drawn = drawing(Unit.USD)
    assert len(drawn.table) == len(drawn.rows) - len({row["corridor"] for row in drawn.rows})
    told = drawn.table["Sources"] != "–"
    assert (told | drawn.table["Grade"].str.contains("K|price")).all()


def test_each_row_tells_its_source_or_that_it_has_none() -> None:
    told = {(row["source"] == "–", row["weak"] or not row["number"]) for row in drawing().rows}
    assert told == {(True, True), (False, False)}


def test_the_rows_are_fetched_and_what_is_sent_is_small() -> None:
    drawn = drawing()
    assert not {"data", "datasets"} & set(drawn.spec)
    assert len(json.dumps(drawn.spec)) < 3_700
    address = address_of(drawn)
    assert address_of(drawn) == address
    kept = shelf(online=False).folder / address.rsplit("/", 1)[1]
    assert json.loads(kept.read_text(encoding="utf-8")) == drawn.rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", list(Unit))
def test_each_line_has_its_name_at_its_end_apart_from_the_others(unit: Unit, language: str) -> None:
    drawn = drawing(unit, language=language)
    ends = [row for row in drawn.rows if row["last"]]
    assert len(ends) == len({row["corridor"] for row in drawn.rows}) == 7
    assert sum("name" in row for row in drawn.rows) == 7
    for row in ends:
        assert str(row["corridor"]) in str(row["name"])
        assert (row["align"] == "left") == (float(row["dx"]) > 0)
    far = drawn.spec["encoding"]["x"]["scale"]["domain"][1]
    top = drawn.spec["layer"][2]["encoding"]["y"]["scale"]["domain"][1]
    mirrored = language in RIGHT_TO_LEFT
    for wide in (760, 1300):
        boxes = []
        for row in ends:
            x, y = float(row["km"]) / far * wide, float(row["name_y"]) / top * 395
            onward = (row["align"] == "left") != mirrored
            other = x + len(str(row["name"])) * 6.0 * (1 if onward else -1)
            boxes.append(shapely.box(min(x, other), y - 6, max(x, other), y + 6))
        assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
        assert all(box.bounds[0] >= -8 and box.bounds[2] <= wide + 8 for box in boxes)
