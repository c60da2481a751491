"""What was renamed since the record was made: words of the command line, of links, of answers."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

FLAGS: Final[dict[str, str]] = {
    "--date": "--as-of",
    "--weight": "--uncertainty",
    "--figure": "--chart",
    "--again": "--token",
}
"""Old options of the command line, which still work, and their new names."""
PARAMETERS: Final[dict[str, str]] = {"season": "month", "month": "as_of", "way": "route"}
"""Old parameters of a link, which still work, and their new names."""
FIELDS: Final[dict[str, str]] = {}
"""Old fields of answers, and their new names."""
ADDED_FIELDS: Final[frozenset[str]] = frozenset({"about"})
"""Fields of answers that the record does not have."""
_ERROR_PAGE: Final = "ended in an error page: a comparison without a corridor that cannot serve"
MENDED: Final[dict[str, str]] = {
    "compare?from=%D0%9B%D0%B5%D0%BD%D0%B8%D0%BD%D0%B3%D1%80%D0%B0%D0%B4&to=INNSA"
    "&build=rasht-astara": _ERROR_PAGE,
    "compare?by=trans-caspian": _ERROR_PAGE,
    "compare?by=eastern": _ERROR_PAGE,
    "compare?by=suez": _ERROR_PAGE,
    "compare?by=suez-black-sea": _ERROR_PAGE,
    "compare?by=cape": _ERROR_PAGE,
    '["backtest", "--markdown"]': "has a column more, the signed error",
}
"""Questions and links that are answered otherwise on purpose, and why."""


def address_in_new_words(address: dict[str, list[str]]) -> dict[str, list[str]]:
    """Write the parameters that a page wrote back with their new names.

    Examples
    --------
    >>> address_in_new_words({"season": ["1"], "month": ["2016-09"]})
    {'month': ['1'], 'as_of': ['2016-09']}
    """
    return {PARAMETERS.get(name, name): values for name, values in address.items()}


def in_new_words(question: list[str]) -> list[str]:
    """Write a question with the new names of its options.

    Examples
    --------
    >>> in_new_words(["route", "Moscow", "Mundra", "--date", "2016-09"])
    ['route', 'Moscow', 'Mundra', '--as-of', '2016-09']
    >>> in_new_words(["route", "Moscow", "Mundra", "--date=2016-09"])
    ['route', 'Moscow', 'Mundra', '--as-of=2016-09']
    """
    cut = [word.partition("=") for word in question]
    return [f"{FLAGS.get(name, name)}{equals}{value}" for name, equals, value in cut]


def old_flags(question: list[str]) -> list[str]:
    """List the options of a question that have a new name.

    Examples
    --------
    >>> old_flags(["figures", "--weight", "--json"])
    ['--weight']
    """
    return [name for word in question if (name := word.partition("=")[0]) in FLAGS]


def link_in_new_words(link: str) -> str:
    """Write a link with the new names of its parameters.

    Examples
    --------
    >>> link_in_new_words("compare?from=moscow&season=1&month=2016-09")
    'compare?from=moscow&month=1&as_of=2016-09'
    """
    page, _, query = link.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    return f"{page}?{urlencode([(PARAMETERS.get(k, k), v) for k, v in pairs])}"
