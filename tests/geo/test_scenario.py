"""Conditions of a question: months that are months, and one value that stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadDateError, QuestionError
from geo.model import Clock, Mode
from geo.months import FIRST_YEAR, LAST_YEAR, month_number
from geo.scenario import Scenario

names = st.frozensets(st.text(min_size=1, max_size=8), max_size=5)
months = st.builds(
    lambda year, month: f"{year:04d}-{month:02d}",
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.integers(1, 12),
)


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
def test_every_month_of_the_calendar_is_read(year: int, month: int) -> None:
    scenario = Scenario(date=f"{year:04d}-{month:02d}")
    assert scenario.month == month_number(f"{year:04d}-{month:02d}") == 100 * year + month
    assert scenario.year == year
    assert scenario.dispatch_month == month


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "2016", "2016-9", "2016-00", "2016-13", "2016-9-01", "09-2016", "2016/09"),
        *(
            " 2016-09",
            "2016-09 ",
            "2016-09\n",
            "1999-12",
            "2041-01",
            "9999-99",
            "today",
            "-2016-09",
        ),
        *("-2016-09", "2016\N{EN DASH}09", "20 16-09", "2016-0\N{ARABIC-INDIC DIGIT NINE}"),
    ],
)
def test_what_is_no_month_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadDateError, match="is not a month; write YYYY-MM between 2000-01 and"):
        Scenario(date=text)


@pytest.mark.parametrize("season", [0, 13, -1, 2016])
def test_a_month_of_dispatch_lies_between_1_and_12(season: int) -> None:
    with pytest.raises(BadDateError, match="write a number from 1 to 12"):
        Scenario(season=season)


def test_the_month_of_dispatch_goes_before_the_month_of_the_date() -> None:
    assert Scenario(date="2016-09", season=1).dispatch_month == 1
    assert Scenario(season=1).month is None
    assert Scenario(season=1).year is None


def test_today_is_no_month() -> None:
    today = Scenario()
    assert (today.month, today.year, today.dispatch_month) == (None, None, None)
    assert today.modes == frozenset(Mode)


def test_a_bad_date_is_a_question_that_cannot_be_asked() -> None:
    assert issubclass(BadDateError, QuestionError)
    assert issubclass(BadDateError, ValueError)


@given(names, names, st.none() | months, st.sampled_from(Clock))
def test_the_json_tells_everything_in_one_order(
    closed: frozenset[str], built: frozenset[str], date: str | None, clock: Clock
) -> None:
    scenario = Scenario(date=date, closed=closed, built=built, clock=clock)
    told = json.loads(json.dumps(scenario.as_dict()))
    assert told["date"] == date
    assert told["closed"] == sorted(closed)
    assert told["built"] == sorted(built)
    assert told["modes"] == ["rail", "road", "sea"]
    assert told["clock"] == clock.value
    again = Scenario(date=date, closed=frozenset(sorted(closed)), built=built, clock=clock)
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert json.dumps(again.as_dict()) == json.dumps(scenario.as_dict())


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Scenario().date = "2016-09"  # type: ignore[misc]


@given(names, names, st.none() | months, st.sampled_from(Clock), st.floats(0, 0.95))
def test_the_json_is_read_back(
    closed: frozenset[str], built: frozenset[str], date: str | None, clock: Clock, rho: float
) -> None:
    scenario = Scenario(
        date=date,
        closed=closed,
        built=built,
        clock=clock,
        rho=rho,
        modes=frozenset({Mode.RAIL}),
        season=3,
        services=frozenset({"wagon"}),
        figures=(("canal-suez", 30.0),),
    )
    assert Scenario.from_dict(json.loads(json.dumps(scenario.as_dict()))) == scenario
    assert Scenario.from_dict({}) == Scenario()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"close": []}, "has no member 'close'"),
        ({"closed": "suez"}, "closed of a scenario is 'suez'; it wants a list"),
        ({"closed": [1]}, "closed of a scenario is '1'; it wants a text"),
        ({"modes": ["air"]}, "no mode 'air'; choose from rail, road, sea"),
        ({"clock": None}, "no clock 'None'; choose from train"),
        ({"date": 2016}, "it wants a text"),
        ({"date": "2016"}, "is not a month"),
        ({"season": True}, "it wants a whole number"),
        ({"season": 13}, "is not a month"),
        ({"rho": "0.3"}, "rho of a scenario is '0.3'; it wants a number"),
        ({"rho": float("nan")}, "it wants a number"),
        ({"figures": {"canal-suez": "x"}}, "canal-suez of a scenario is 'x'; it wants a number"),
        ({"figures": []}, "it wants a mapping"),
        ({"date": "9" * 1000}, "is not a month"),
    ],
)
def test_what_a_stranger_writes_is_refused_in_one_sentence(
    data: dict[str, object], says: str
) -> None:
    with pytest.raises(QuestionError, match=re.escape(says)):
        Scenario.from_dict(data)
