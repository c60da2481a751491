"""Sentences the library makes of parts, told again in another language.

Errors and names of variants are made in English, of fixed words and of names. Here are their fixed
words, with a place for each name, so that a page can tell them in the language of its reader; the
names in them are told by the same rules.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.paths import GAZETTEER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOLD: Final = (
    "there is no way from {origin} to {destination} by the corridor {corridor}: {reason}",
    "there is no way from {origin} to {destination}: {reason}",
    "{name} is closed, and {rest}",
    "{name} is not built, and {rest}",
    "{name} is closed",
    "{name} is not built",
    "{name} opened only in {month}, and {rest}",
    "{name} opened only in {month}",
    "a border on it is closed to trains at that time",
    "no open way joins the two ends",
    "no way by the modes allowed joins {origin} and {destination}",
    "the corridor {corridor} does not serve {origin} – {destination}; try another corridor or none",
    "origin and destination are the same place, {place}; choose two places",
    "{origin} and {destination} meet the network at the same point; choose places further apart",
    "{place} has no terminal for {modes}; allow another mode or choose another place",
    (
        "{place} lies {km} km from the nearest open line or port for {modes}, beyond the limit of "
        "{limit} km; choose a place nearer to the network"
    ),
    "a text of {count} characters names no place; write at most {most}",
    "{text} names no place; write a name, a code such as IRBND, or LAT,LON",
    (
        "{text} lies off the globe; write latitude (-90 to 90), then longitude (-180 to 180), such "
        "as 55.75,37.62"
    ),
    ("{text} is not one latitude (N or S) and one longitude (E or W); write 55.75N 37.62E"),
    "the amount is {amount}, but boxes are whole; give a whole number",
    "no place has the id {text}; look for it by its name",
    "no place is called {text}; the nearest names are {names}; LAT,LON works everywhere",
    "{count} places are called {text}; write one of: {names}",
    "{text} is not a month; write YYYY-MM between {first} and {last}",
    "there is no {noun} {text}; did you mean {names}?",
    "{first} and {second} are both services by {mode}; choose one",
    "there is no service {text}; choose from {names}",
    "{text} sets nothing; write FIGURE=NUMBER",
    "it names no two places the model could be asked for",
    "it is a price, and this is of times and lengths",
    "the ledger has no price by {mode} in {country} for a {box}",
    "the ledger has no emissions by {mode} in {country} for a {box}",
    "the ledger has no {figure} for a {box}",
    "the ledger has no net mass of a TEU, so a tonne has no price",
    "{names}; and {count} more",
)
"""Templates of errors, of claims and of missing prices."""
JOINED: Final = (
    "{mode} or {rest}",
    "near {place}",
    "{place} ({country})",
    "{country}–{neighbour} border",
    "{part}: {rest}",
)
"""How names are put together; each name must be known, or the whole stays as it is."""
SEMICOLON: Final = "; "
COMMA: Final = ", "
DOT: Final = " · "
SEPARATORS: Final = (SEMICOLON, " – ", COMMA, DOT)
"""What stands between names; beside Persian digits a dot would be read as nought."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_HOLE: Final = re.compile(r"\\\{(\w+)\\\}")


def retold(text: str, translate: Callable[[str], str], words: Mapping[str, str]) -> str:
    """Return a text made of parts in another language, or the text itself where it is none.

    Parameters
    ----------
    text
        In English, with or without a capital and a full stop.
    say
        Tells a part.
    words
        The catalogue of the language: translations of `TOLD` and `JOINED`.
    """
    bare = text.removesuffix(".")
    end = text[len(bare) :]
    told = _filled(bare, TOLD, translate, words) or _separated(bare, translate)
    told = told or _filled(bare, JOINED, translate, words)
    return _as_begun(told, text) + end if told else text


def _filled(
    bare: str,
    sentences: tuple[str, ...],
    translate: Callable[[str], str],
    words: Mapping[str, str],
) -> str:
    """Return what the first sentence that fits makes of a text; nothing where none does."""
    for sentence in sentences:
        match = _pattern(sentence).fullmatch(bare)
        if match and sentence in words:
            named = match.groupdict()
            held = {name: _part(part, translate) for name, part in named.items()}
            if sentence in JOINED and any(held[name] == part for name, part in named.items()):
                continue
            return words[sentence].format(**held)
    return ""


def _separated(bare: str, translate: Callable[[str], str]) -> str:
    """Return a list of names, each of them told; nothing where one is unknown."""
    for separator in SEPARATORS:
        parts = bare.split(separator) if separator in bare else []
        told = [translate(part) for part in parts]
        known = [
            new != old or not _LETTER.search(old) for new, old in zip(told, parts, strict=True)
        ]
        if told != parts and all(known):
            return translate(separator).join(told)
    return ""


def _part(part: str, translate: Callable[[str], str]) -> str:
    """Return a part told; a sentence at the end has lost its full stop to the whole."""
    told = translate(part)
    return told if told != part else translate(f"{part}.").removesuffix(".")


def _as_begun(told: str, text: str) -> str:
    return told[:1].upper() + told[1:] if text[:1].isupper() else told


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Return a sentence as a pattern that finds its names; its first letter may be a capital."""
    pattern = _HOLE.sub(r"(?P<\1>.+?)", re.escape(sentence))
    if sentence[0].isalpha():
        pattern = f"(?i:{pattern[0]}){pattern[1:]}"
    return re.compile(pattern, re.DOTALL)


@cache
def names(language: str) -> dict[str, str]:
    """Return the names of places and countries in a language, by their English ones.

    Countries are found by their codes as well, places by their ids and other spellings.

    Examples
    --------
    >>> names("ru")["Rasht"], names("fa")["Iran"], names("ru")["IR"], names("ru")["Sarahs"]
    ('Решт', 'ایران', 'Иран', 'Серахс')
    >>> names("en")["IR"], names("en")["bandar-abbas"]
    ('Iran', 'Bandar Abbas')
    """
    first: dict[str, str] = {}
    other: dict[str, str] = {}
    for file in ("countries.csv", "places.csv"):
        with (GAZETTEER / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                told = row["name" if language == "en" else f"name_{language}"]
                first.setdefault(row["name"], told)
                for name in (row.get("code") or row["id"], *row["aliases"].split("|")):
                    other.setdefault(name, told)
    return {name: told for name, told in {**other, **first}.items() if name and told}
