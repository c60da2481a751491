"""What was renamed since the record was made: words of the command line, of links, of answers."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

FLAGS: Final[dict[str, str]] = {"--date": "--as-of"}
"""Old options of the command line, which still work, and their new names."""
PARAMETERS: Final[dict[str, str]] = {"season": "month", "month": "as_of", "way": "route"}
"""Old parameters of a link, which still work, and their new names."""
ADDED_FIELDS: Final[frozenset[str]] = frozenset({"about"})
"""Fields of answers that the record does not have."""
MENDED: Final[frozenset[str]] = frozenset(
    {
        "compare?from=%D0%9B%D0%B5%D0%BD%D0%B8%D0%BD%D0%B3%D1%80%D0%B0%D0%B4&to=INNSA&build=rasht-astara"
    }
)
"""Links that ended in an error page: a comparison that every variant serves."""


def address_in_new_words(address: dict[str, list[str]]) -> dict[str, list[str]]:
    """Write the parameters that a page wrote back with their new names.

    Examples
    --------
    >>> address_in_new_words({"season": ["1"]})
    {'month': ['1']}
    """
    return {PARAMETERS.get(name, name): values for name, values in address.items()}


def in_new_words(question: list[str]) -> list[str]:
    """Write a question with the new names of its options.

    Examples
    --------
    >>> in_new_words(["route", "Moscow", "Mundra", "--date", "2016-09"])
    ['route', 'Moscow', 'Mundra', '--as-of', '2016-09']
    """
    return [FLAGS.get(word, word) for word in question]


def link_in_new_words(link: str) -> str:
    """Write a link with the new names of its parameters.

    Examples
    --------
    >>> link_in_new_words("compare?from=moscow")
    'compare?from=moscow'
    """
    page, _, query = link.partition("?")
    return f"{page}?{urlencode([(PARAMETERS.get(k, k), v) for k, v in parse_qsl(query)])}"
