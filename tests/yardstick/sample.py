"""Parts of the yardstick that take less time than all of it."""

from __future__ import annotations

from typing import Final

from tests.yardstick.names import MENDED

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
    asked, opened = quick_of(questions, links)
    every = [
        question
        for verb, step in EVERY.items()
        for question in [q for q in asked if verb in q[:1]][::step]
    ]
    return every, opened[::EVERY_LINK]


def quick_of(questions: list[list[str]], links: list[str]) -> tuple[list[list[str]], list[str]]:
    """Choose the questions and links that are answered quickly, and as they always were.

    Examples
    --------
    >>> quick_of([["backtest"], ["places", "Baku"]], ["about?", "evidence?part=claims"])
    ([['places', 'Baku']], ['about?'])
    """
    return (
        [question for question in questions if not set(question) & set(SLOW)],
        [link for link in links if link not in MENDED and not any(word in link for word in SLOW)],
    )
