"""Numbers in Persian and Arabic digits, with their decimal sign."""

from __future__ import annotations

import pytest

from geo.cli.options import _setting


@pytest.mark.parametrize("text", ["rho=12.5", "rho=۱۲٫۵", "rho=١٢٫٥", "rho=۱۲.۵"])
def test_a_figure_is_set_in_any_digits(text: str) -> None:
    assert _setting(text) == ("rho", 12.5)
