"""Two keys of a name: one that forgives how it is typed, one that forgives how it is transcribed.

``plain`` ignores case, accents, vowel points, hyphens, spaces and invisible characters, and takes
the Arabic and the Persian form of a letter for one. ``loose`` also brings Cyrillic into Latin
letters and folds what transcriptions differ in: kh and h, zh and j, q, k and gh, oo, ou, u and o,
ee and i, doubled letters, the h that ends a syllable, and the Persian -e that joins two nouns.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH: Final = 24
"""Letters of a key that are compared; few names are longer, and none by mistake."""
_LINKS: Final = frozenset({"e", "ye", "i"})
"""The Persian izafe, as Latin letters write it: Bandar-e Abbas."""
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf", "Cc", "Lm", "Sk"})
_QUOTES: Final = frozenset("'‘’‛′`´\"“”")
_SAME_LETTER: Final = {
    "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ə": "a", "þ": "th", "æ": "ae", "œ": "oe",
    "ي": "ی", "ى": "ی", "ې": "ی", "ے": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ٱ": "ا",
}  # fmt: skip
_CYRILLIC: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "є": "ye", "ґ": "g", "ј": "i", "ә": "a",
    "ғ": "gh", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ҳ": "h", "ҷ": "j",
})  # fmt: skip
_FOLDS: Final = (
    ("shch", "S"), ("shh", "S"), ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("sh", "S"),
    ("ch", "C"), ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "h"), ("gh", "k"), ("ph", "f"),
    ("ck", "k"), ("tz", "ts"), ("q", "k"), ("c", "k"), ("x", "ks"), ("ow", "o"), ("w", "v"),
    ("ou", "u"), ("oo", "u"), ("o", "u"), ("ye", "e"), ("ee", "i"), ("y", "i"), ("ai", "e"),
    ("ei", "e"), ("ie", "i"),
)  # fmt: skip
_SILENT_H: Final = re.compile(r"(?<=[aeiu])h(?![aeiu])")
_DOUBLED: Final = re.compile(r"(.)\1+")
"""A letter that stands twice or more, within one line."""


class _Table(dict[int, str]):
    """Replacement of each character; worked out once for each that occurs."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in _INVISIBLE and not character.isspace():
            replacement = ""
        elif category[0] in "LN":
            replacement = _SAME_LETTER.get(character, character)
        else:
            replacement = "" if character in _QUOTES else " "
        self[code] = replacement
        return replacement


_TABLE: Final = _Table()


def words(text: str) -> list[str]:
    """Words of a name in small letters, without accents and invisible characters.

    Examples
    --------
    >>> words("Bandar-e ‘Abbās"), words("ALËT"), words("كرمان")
    (['bandar', 'e', 'abbas'], ['alet'], ['کرمان'])
    """
    return unicodedata.normalize("NFKD", text.casefold()).translate(_TABLE).split()


def plain(text: str) -> str:
    r"""Key of a name that forgives typing.

    Examples
    --------
    >>> plain("St. Petersburg"), plain("Королёв"), plain("بندر\u200cعباس") == plain("بندر عباس")
    ('stpetersburg', 'королев', True)
    """
    return "".join(words(text))


def joined_words(text: str) -> str:
    """Return the key that forgives typing and the Persian -e, and no other transcription.

    Examples
    --------
    >>> joined_words("Bandar-e Abbas"), joined_words("Bandarabbas"), joined_words("Qom-e")
    ('bandarabbas', 'bandarabbas', 'qom')
    """
    parts = words(text)
    return "".join([part for part in parts if part not in _LINKS] or parts)


def loose(text: str) -> str:
    """Key of a name that also forgives transcription.

    Examples
    --------
    >>> loose("Астрахань"), loose("Incheh-Boroun"), loose("Inche Burun"), loose("Bandar-e Abbas")
    ('astrahan', 'incheburun', 'incheburun', 'bandarabas')
    """
    return loose_of([words(text)])[0]


def loose_of(names: Sequence[list[str]]) -> list[str]:
    """Keys of many names that also forgive transcription, from their `words`; at once.

    Examples
    --------
    >>> loose_of([words("Астрахань"), words("Bandar-e Abbas")])
    ['astrahan', 'bandarabas']
    """
    return _folded(["".join([part for part in own if part not in _LINKS] or own) for own in names])


def keys(text: str) -> tuple[str, ...]:
    """Loose keys of a name: without the joining -e, and with it run into one word.

    Examples
    --------
    >>> keys("Bandar-e Abbas"), keys("Qom"), keys("!")
    (('bandarabas', 'bandareabas'), ('kum',), ())
    """
    return keys_of([text])[0]


def keys_of(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Loose keys of many names; folding them together is quicker than one by one.

    Examples
    --------
    >>> keys_of(["Bandar-e Abbas", "Qom"])
    [('bandarabas', 'bandareabas'), ('kum',)]
    """
    names = [words(text) for text in texts]
    each = zip(loose_of(names), _folded(["".join(own) for own in names]), strict=True)
    return [tuple(dict.fromkeys(key for key in both if key)) for both in each]


def _folded(names: Sequence[str]) -> list[str]:
    """Fold what transcriptions differ in, of names without spaces, each a line of one text."""
    if not names:
        return []
    text = "\n".join(names).translate(_CYRILLIC)
    for old, new in _FOLDS:
        text = text.replace(old, new)
    text = _DOUBLED.sub(_first, _SILENT_H.sub("", _DOUBLED.sub(_first, text)))
    return text.replace("S", "sh").replace("C", "ch").split("\n")


def _first(match: re.Match[str]) -> str:
    return match[1]
