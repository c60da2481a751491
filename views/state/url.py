"""The question in the address of the page: read with care, written in ids of every language.

A link is made by strangers. Closed sets are checked against their members, texts are cut to the
length of a name and only ever looked up in the gazetteer, and what does not fit is told.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Members = Collection[str] | Callable[[str], bool]

LONGEST: Final = 100
"""Characters of the longest name of a place."""
MOST: Final = 60
"""Values of one key that are looked at."""


def read(
    address: Mapping[str, list[str]],
    *,
    defaults: Mapping[str, Any],
    allowed: Mapping[str, Members],
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the choices an address makes, and the values that were passed over.

    Parameters
    ----------
    address
        All values of each key of the query.
    defaults
        The choice for each key that is absent; a list marks a key of many values.
    allowed
        Members of the closed sets, or a test of a value; a key without an entry takes any text.
        No value is longer than a name, and none has control characters.

    Examples
    --------
    >>> read({"close": ["suez", "<script>"]}, defaults={"close": []}, allowed={"close": {"suez"}})
    ({'close': ['suez']}, ('<script>',))
    """
    choices: dict[str, Any] = {}
    refused: list[str] = []
    for key, default in defaults.items():
        values = [value.strip() for value in address.get(key, [])[:MOST]]
        good = [value for value in values if _fits(value, allowed.get(key))]
        refused.extend(value[:LONGEST] for value in values if value not in good)
        if isinstance(default, list):
            choices[key] = list(dict.fromkeys(good)) or list(default)
        else:
            choices[key] = good[0] if good else default
    return choices, tuple(refused)


def write(choices: Mapping[str, Any], *, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query that makes the choices again; defaults are left out.

    Examples
    --------
    >>> write({"from": "baku", "clock": "door"}, defaults={"from": "moscow", "clock": "door"})
    {'from': 'baku'}
    """
    return {
        key: choices[key]
        for key, default in defaults.items()
        if choices.get(key, default) != default
    }


def _fits(value: str, members: Members | None) -> bool:
    control = any(unicodedata.category(letter) == "Cc" for letter in value)
    if control or not 0 < len(value) <= LONGEST:
        return False
    if members is None:
        return True
    return members(value) if callable(members) else value in members
