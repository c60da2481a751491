"""The question in the address of the page: read with care, written in ids of every language.

A link is made by strangers. Closed sets are checked against their members, texts are cut to the
length of a name and only ever looked up in the gazetteer, and the reader sees what does not fit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.numerals import latin_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Choice = str | list[str]
    Members = Collection[str] | Callable[[str], bool]

LONGEST: Final = 100
"""Characters of the longest name of a place."""
MOST: Final = 60
"""Values of one key that are looked at."""

REASONS: Final = ("figures", "break-even", "links", "gates")
"""Parts of the what-if; in an old link, ``tab`` held one of them."""
RENAMED: Final = {"season": "month", "way": "route"}
"""Old names of choices in a link, which work until release 0.3."""
_AS_OF: Final = re.compile(r"\d{4}-\d{2}|today")
"""What ``month`` held in an old link; now it holds a departure month, 1 to 12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A value of a link that is none of the choices."""

    field: str
    """Name of the choice in the link."""
    value: str
    taken: str
    """What was taken instead; empty: nothing."""


def names(keys: Iterable[str]) -> tuple[str, ...]:
    """List the names of choices in a link, old ones included."""
    return (*keys, *RENAMED)


def is_old(query: Mapping[str, list[str]]) -> bool:
    """Tell whether a link uses an old name.

    Examples
    --------
    >>> is_old({"season": ["1"]}), is_old({"month": ["2016-09"]}), is_old({"month": ["1"]})
    (True, True, False)
    """
    return modern(query) != dict(query)


def modern(query: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Write the choices of a link by their new names.

    Examples
    --------
    >>> modern({"month": ["2016-09"], "season": ["1"], "way": ["suez"]})
    {'as_of': ['2016-09'], 'month': ['1'], 'route': ['suez']}
    >>> modern({"tab": ["gates"]})
    {'tab': ['what-if'], 'reason': ['gates']}
    """
    result: dict[str, list[str]] = {}
    for name, values in query.items():
        if name == "month" and any(map(_AS_OF.fullmatch, values)):
            result.setdefault("as_of", values)
        elif name == "tab" and any(value in REASONS for value in values):
            result |= {"tab": ["what-if"], "reason": values}
        elif name in RENAMED:
            result[RENAMED[name]] = values
        else:
            result[name] = values
    return result


def read(
    address: Mapping[str, list[str]],
    *,
    defaults: Mapping[str, Choice],
    allowed: Mapping[str, Members],
) -> tuple[dict[str, Choice], tuple[Refusal, ...]]:
    """Return the choices an address makes, and the values that are none.

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
    >>> gates = {"close": {"suez"}}
    >>> read({"close": ["suez", "<script>"]}, defaults={"close": []}, allowed=gates)
    ({'close': ['suez']}, (Refusal(field='close', value='<script>', taken='suez'),))
    """
    choices: dict[str, Choice] = {}
    refused: list[Refusal] = []
    for key, default in defaults.items():
        values = [value.strip() for value in address.get(key, [])[:MOST]]
        values = [_in_form(value, allowed.get(key)) for value in values]
        good = [value for value in values if _fits(value, allowed.get(key))]
        if isinstance(default, list):
            choice: Choice = list(dict.fromkeys(good)) or list(default)
        else:
            choice = good[0] if good else default
        choices[key] = choice
        taken = choice if isinstance(choice, str) else ", ".join(choice)
        refused.extend(
            Refusal(field=key, value=value[:LONGEST], taken=taken)
            for value in dict.fromkeys(values)
            if value not in good
        )
    return choices, tuple(refused)


def write(choices: Mapping[str, Choice], *, defaults: Mapping[str, Choice]) -> dict[str, Choice]:
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


def _in_form(value: str, members: Members | None) -> str:
    """Return a value with Latin digits where only these are a member: ``۱۰`` of the months."""
    latin = latin_digits(value)
    return latin if not _fits(value, members) and _fits(latin, members) else value


def _fits(value: str, members: Members | None) -> bool:
    control = any(unicodedata.category(letter) == "Cc" for letter in value)
    if control or not 0 < len(value) <= LONGEST:
        return False
    if members is None:
        return True
    return members(value) if callable(members) else value in members
