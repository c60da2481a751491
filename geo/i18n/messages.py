"""Messages in another language, and names that the data files compose.

A `geo.message.Message` is rendered from its template and its parameters; nothing parses a
sentence. Names of stops in the data files are composed of other names ("IR–AZ border", "near
Tabriz", "Alat – Aktau") and are translated part by part.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.paths import GAZETTEER, shipped_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.message import Message

NAME_FORMS: Final = (
    "near {place}",
    "{place} ({country})",
    "{country}–{neighbour} border",
    "{part}: {rest}",
)
"""How the data files compose names of stops; each part must be known, or the name stays."""
TWO_PARTS: Final = (
    "{first} or {rest}",
    "{first}; {rest}",
    "{first}, and {rest}",
    "{first} and {rest}",
)
"""Templates that join messages and names."""
SEMICOLON: Final = "; "
COMMA: Final = ", "
DOT: Final = " · "
SEPARATORS: Final = (SEMICOLON, " – ", COMMA, DOT)
"""Separator of names; beside Persian digits a dot would be read as nought."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_HOLE: Final = re.compile(r"\\\{(\w+)\\\}")


def render(message: Message, translate: Callable[[str], str], words: Mapping[str, str]) -> str:
    """Render a message in another language.

    Parameters
    ----------
    message
        Template and parameters.
    translate
        Translates a parameter: a name, a number as text, or another message.
    words
        Catalog of the language, by template.
    """
    template = words.get(message.template)
    if template is None:
        return str(message)
    comma = translate(COMMA)
    texts = {
        name: comma.join(map(translate, value))
        if isinstance(value, tuple)
        else translate(value if isinstance(value, str) else str(value))
        for name, value in message.parameters.items()
    }
    return template.format(**texts) if texts else template


def translate_name(name: str, translate: Callable[[str], str], words: Mapping[str, str]) -> str:
    """Translate a name that the data files compose of others; an unknown one stays as it is."""
    return _list_of_names(name, translate) or _composed(name, translate, words) or name


def _composed(name: str, translate: Callable[[str], str], words: Mapping[str, str]) -> str:
    for form in NAME_FORMS:
        match = _pattern(form).fullmatch(name)
        if match and form in words:
            texts = {key: translate(part) for key, part in match.groupdict().items()}
            parts = match.groupdict().items()
            if all(texts[key] != part or not _LETTER.search(part) for key, part in parts):
                return words[form].format(**texts)
    return ""


def _list_of_names(text: str, translate: Callable[[str], str]) -> str:
    """Translate a list of names; empty where one is unknown."""
    for separator in SEPARATORS:
        parts = text.split(separator) if separator in text else []
        texts = [translate(part) for part in parts]
        known = [
            new != old or not _LETTER.search(old) for new, old in zip(texts, parts, strict=True)
        ]
        if texts != parts and all(known):
            return translate(separator).join(texts)
    return ""


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """Compile the form of a name to a pattern that finds its parts."""
    return re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(form)), re.DOTALL)


@cache
def names(language: str) -> dict[str, str]:
    """Names of places and countries in a language, by their English ones.

    Countries are found by their codes as well, places by their ids and other spellings. There are
    none in a language of which the gazetteer has no column.

    Examples
    --------
    >>> names("ru")["Rasht"], names("fa")["Iran"], names("ru")["IR"], names("ru")["Sarahs"]
    ('Решт', 'ایران', 'Иран', 'Серахс')
    >>> names("en")["IR"], names("en")["bandar-abbas"]
    ('Iran', 'Bandar Abbas')
    >>> names("az")
    {}
    """
    first: dict[str, str] = {}
    other: dict[str, str] = {}
    for file in ("countries.csv", "places.csv"):
        for row in csv.DictReader(io.StringIO(shipped_text(GAZETTEER / file), newline="")):
            translation = row.get("name" if language == "en" else f"name_{language}", "")
            first.setdefault(row["name"], translation)
            for name in (row.get("code") or row["id"], *row["aliases"].split("|")):
                other.setdefault(name, translation)
    return {
        name: translation
        for name, translation in {**other, **first}.items()
        if name and translation
    }
