"""Months: what is read is written again, what is none is refused, and numbers grow with time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadDateError
from geo.months import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS_PER_YEAR,
    iso_month,
    month_in,
    month_number,
    month_of,
    number_of,
    year_of,
)

MONTHS = st.integers(1, MONTHS_PER_YEAR)


@given(st.integers(FIRST_YEAR, LAST_YEAR), MONTHS)
def test_a_month_is_written_as_it_was_read(year: int, month: int) -> None:
    number = month_number(f"{year}-{month:02d}")
    assert (year_of(number), month_of(number)) == (year, month)
    assert iso_month(number) == f"{year}-{month:02d}"
    assert month_in(f"{iso_month(number)}-01") == month_in(iso_month(number)) == number


@given(st.tuples(st.integers(1000, 9999), MONTHS), st.tuples(st.integers(1000, 9999), MONTHS))
def test_numbers_of_months_are_in_order(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (number_of(*one) < number_of(*other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    ["", "today", "2016", "2016-9", "2016-00", "2016-13", "2016-09-01", "۲۰۱۶-۰۹", " 2016-09"],
)
def test_a_text_of_another_form_is_no_month_of_a_question(text: str) -> None:
    with pytest.raises(BadDateError, match="is not a month; write YYYY-MM between 2000-01 and"):
        month_number(text)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_question_asks_about_years_of_the_data_only(year: int) -> None:
    with pytest.raises(BadDateError):
        month_number(f"{year}-06")
    assert month_in(f"{year}-06") == number_of(year, 6)


@pytest.mark.parametrize("value", [None, "", "2014", "2014-13", "today", 201412, "۲۰۱۶-۰۹"])
def test_a_value_without_a_month_gives_none(value: object) -> None:
    assert month_in(value) is None
