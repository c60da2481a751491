"""Numbers in Persian and Arabic digits, with their decimal sign."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from geo.cli.main import instc
from geo.cli.parameters import DATE, NUMBER, WHOLE
from geo.cli.readings import _setting
from geo.errors import QuestionError
from geo.numerals import read_number, read_whole


@pytest.mark.parametrize("text", ["rho=12.5", "rho=۱۲٫۵", "rho=١٢٫٥", "rho=۱۲.۵"])
def test_a_figure_is_set_in_any_digits(text: str) -> None:
    assert _setting(text) == ("rho", 12.5)


@pytest.mark.parametrize("text", ["rho=", "rho=many", "rho=1,500", "rho=1_0", "rho=nan", "rho=inf"])
def test_what_is_no_number_sets_nothing(text: str) -> None:
    with pytest.raises(QuestionError, match=r"sets nothing: .*; write FIGURE=VALUE"):
        _setting(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱۲٫۵", 12.5), ("١٢٫٥", 12.5), ("12,5", 12.5), ("12.5", 12.5), ("۱٬۲۵۰", 1250),
        ("1\N{NARROW NO-BREAK SPACE}250", 1250), ("1\N{NO-BREAK SPACE}250,75", 1250.75),
        ("1'250.5", 1250.5), ("1,250.5", 1250.5), ("1.250,5", 1250.5), ("1,250,000", 1.25e6),
        ("1.250.000", 1.25e6), ("-0,125", -0.125), ("0,125", 0.125), ("−3", -3), ("1e3", 1000),
        ("\N{RIGHT-TO-LEFT MARK}۷\N{LEFT-TO-RIGHT MARK}", 7), (" 8 ", 8), (".5", 0.5),
        ("۱۲۳۴۵۶۷", 1234567), ("1 000 000,5", 1000000.5), ("1,25,000", 125000),
        ("12,34,567.8", 1234567.8),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1 2", "12 34", "1,2,3", "1.2.3", "0x10", "1-2", "ten", "9" * 50,
             "½", "٫", "1e999", "--1"]
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="is not a number"):
        read_number(text)


def test_what_can_be_read_as_two_numbers_is_a_question() -> None:
    with pytest.raises(QuestionError, match=r"'1,500' can be read as 1500 or as 1\.500"):
        read_number("1,500")
    with pytest.raises(QuestionError, match="is not a whole number"):
        read_whole("12,5")


def test_options_take_the_digits_of_every_language() -> None:
    assert NUMBER.convert("۲٫۵", None, None) == 2.5
    assert WHOLE.convert("۱۲", None, None) == 12
    assert DATE.convert("۲۰۲۶-۰۲", None, None) == "2026-02"
    run = CliRunner().invoke(
        instc, ["route", "Astara (Iran)", "Rasht", "--amount", "۲", "--month", "۱۰", "--rho", "۰٫۳",
                "--as-of", "۲۰۲۶-۰۲"]
    )  # fmt: skip
    plain = CliRunner().invoke(
        instc, ["route", "Astara (Iran)", "Rasht", "--amount", "2", "--month", "10",
                "--as-of", "2026-02"]
    )  # fmt: skip
    assert run.exit_code == 0, run.output
    assert run.output == plain.output
    bad = CliRunner().invoke(instc, ["route", "Moscow", "Tehran", "--amount", "1,500"])
    assert bad.exit_code == 2
    assert "can be read as 1500 or as 1.500" in bad.output
