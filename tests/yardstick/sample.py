"""The part of the yardstick that every run of the tests asks: quick, and of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.yardstick.names import MENDED

SAMPLE: Final = Path(__file__).with_name("sample.json.gz")
EVERY: Final = {"compare": 26, "route": 13, "places": 9, "figures": 6}
"""One question in so many of a verb is in the sample; answers to comparisons are large."""
EVERY_LINK: Final = 5
SLOW: Final = ("backtest", "--weight", "part=back-test", "part=claims", "tab=", "?from=Victoria")
"""What takes many seconds, and is left to the whole yardstick."""


def sample_of(questions: list[list[str]], links: list[str]) -> tuple[list[list[str]], list[str]]:
    """Choose the sample.

    Examples
    --------
    >>> sample_of([["backtest"], ["places", "Baku"]], ["about?", "evidence?part=claims"])
    ([['places', 'Baku']], ['about?'])
    """
    opened = [
        link for link in links if link not in MENDED and not any(word in link for word in SLOW)
    ]
    asked = [
        question
        for verb, step in EVERY.items()
        for question in [q for q in questions if verb in q[:1] and not set(q) & set(SLOW)][::step]
    ]
    return asked, opened[::EVERY_LINK]
