"""Which of a town's many spellings is its Russian name, its Persian name, and worth finding it by.

GeoNames, as its package holds it, gives alternate names without their language. A name counts as
Russian if it is written in Russian letters and one of the town's Latin names is its usual
transcription; as Persian if it is written in Persian letters and sounds like the Latin name.
Where several remain and nothing tells them apart, no name is given rather than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from geo.places import edits, keys, loose, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RUSSIAN: Final = re.compile(r"[А-ЯЁ][А-Яа-яЁё]+(?:[ -][А-Яа-яЁё]+)*")
_NOT_RUSSIAN: Final = re.compile(r"[сцз]ьк|ньск|ець\b|ъ\b|[гкх]ъ| (?:ош|хот|шаары)$")
"""Ukrainian, old spelling, Caucasian; and the words that Mari, Kalmyk and Kyrgyz add."""
_PERSIAN: Final = re.compile(
    r"[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی][آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ \u200c-]+"
)
_LATIN: Final = re.compile(r"[A-ZÀ-ÞĀ-ſ][A-Za-zÀ-ÖØ-öø-ſȘ-țəḀ-ỿ'’‘.\- ]{2,}")
_OWN_PERSIAN: Final = re.compile("[پچژگکی]")
_ARABIC_FORMS: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه"})
_RUSSIAN_IS_USED: Final = frozenset(
    {"RU", "KZ", "UZ", "TM", "TJ", "KG", "AZ", "AM", "GE", "MD", "LT", "LV", "EE"},
)
_NEIGHBOURS: Final = frozenset({"BG", "MK", "RS", "XK", "ME", "MN", "UA", "BY"})
"""Countries whose own languages are written in letters most of which are Russian ones."""
_PERSIAN_IS_USED: Final = frozenset({"IR", "AF"})
_TRANSCRIBED: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "-": "", " ": "",
    },
)  # fmt: skip
_SOUNDS: Final = str.maketrans(
    {
        "ا": "a", "آ": "a", "و": "u", "ی": "i", "ع": "", "ئ": "", "ب": "b", "پ": "p", "ت": "t",
        "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "h", "ه": "h",
        "د": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z", "ر": "r", "ژ": "j", "ش": "sh", "غ": "k",
        "ق": "k", "ف": "f", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", " ": "",
        "\u200c": "", "-": "",
    },
)  # fmt: skip
_OWN_LETTERS: Final = re.compile(r"[ыьэйщ]|(?<!т)с|ц")
_ENDING: Final = re.compile(r"[iy]y\b")
_FARTHEST: Final = 0.5
"""A name in another script that differs in more than half its sounds is another name."""


def russian_name(name: str, country: str, spellings: Sequence[str]) -> str:
    """Return the Russian name among the spellings of a town, or nothing.

    Examples
    --------
    >>> russian_name("Moscow", "RU", ["Moskva", "Moskva'", "Maskva", "Масква", "Москва"])
    'Москва'
    >>> russian_name("Istanbul", "TR", ["Истамбул", "Стамбул"])
    ''
    """
    if country in _NEIGHBOURS:
        return ""
    found = [t for t in spellings if _RUSSIAN.fullmatch(t) and not _NOT_RUSSIAN.search(t)]
    if len(found) < 2 or country not in _RUSSIAN_IS_USED:
        return found[0] if len(found) == 1 else ""
    latin = Counter(_usual(text) for text in (name, *spellings) if _LATIN.fullmatch(text))
    usual = {text: _usual(text.lower().translate(_TRANSCRIBED)) for text in found}
    exact = [text for text in found if usual[text] == _usual(name)]
    if exact:
        # other languages write и for ы, тс for ц, and leave out the soft sign
        return max(exact, key=lambda text: (len(_OWN_LETTERS.findall(text)), "-" in text, text))
    shared = [text for text in found if latin[usual[text]] and _far(name, text) <= _FARTHEST]
    return max(shared, key=lambda text: (latin[usual[text]], len(text), text), default="")


def persian_name(name: str, country: str, spellings: Sequence[str]) -> str:
    """Return the Persian name among the spellings of a town, or nothing.

    Arabic letter forms are taken for Persian ones in Iran and Afghanistan; elsewhere they mark an
    Arabic name, which is not wanted.

    Examples
    --------
    >>> persian_name("Mashhad", "IR", ["سناباد", "مشهد", "مشہد"])
    'مشهد'
    >>> persian_name("Moscow", "RU", ["موسكو", "مسکو"])
    'مسکو'
    """
    found = _persian_spellings(country, spellings)
    sound = loose(name)
    if not found or not sound:
        return ""
    apart = {text: edits(sound, text.translate(_SOUNDS)) for text in found}

    def rank(text: str) -> tuple[int, int, int, str]:
        # of equals the one that Arabic could not write so
        return (apart[text], -len(_OWN_PERSIAN.findall(text)), len(text), text)

    best = min(found, key=rank)
    return best if apart[best] <= _FARTHEST * len(sound) else ""


def search_names(
    name: str, country: str, spellings: Sequence[str], *, known: Sequence[str], most: int
) -> list[str]:
    """Return the spellings that find a town, beside its known names.

    First come those under a key that no known name has: Russian and Persian ones, for former names
    are among them, then Latin ones, those nearest to the name before those of far languages. Then
    come other transcriptions of the known names, so that they need not be guessed.

    Parameters
    ----------
    name
        The Latin name.
    country
        ISO 3166-1 alpha-2.
    spellings
        All alternate names.
    known
        The names the town has already: Latin, Russian, Persian.
    most
        How many of either sort to return at most.
    """
    russian = sorted(
        text
        for text in set(spellings)
        if _RUSSIAN.fullmatch(text) and not _NOT_RUSSIAN.search(text)
    )
    persian = _persian_spellings(country, spellings)
    latin = sorted({text for text in spellings if _LATIN.fullmatch(text) and not text.isupper()})
    if latin:
        sound = loose(name)
        latin.sort(key=lambda text: (edits(sound, loose(text)), text))
    seen = {key for text in known for key in keys(text)}
    chosen: list[str] = []
    for text in (*russian, *persian, *latin):
        new = set(keys(text)) - seen
        if new and len(chosen) < most:
            chosen.append(text)
            seen |= new
    spelt = {plain(text) for text in (*known, *chosen)}
    other: list[str] = []
    for text in (*russian, *persian, *latin):
        if plain(text) not in spelt and len(other) < most and seen.issuperset(keys(text)):
            other.append(text)
            spelt.add(plain(text))
    return chosen + other


def _persian_spellings(country: str, spellings: Iterable[str]) -> list[str]:
    texts = list(spellings)
    if country in _PERSIAN_IS_USED:
        texts = [_without_points(text).translate(_ARABIC_FORMS) for text in texts]
    return sorted({text for text in texts if _PERSIAN.fullmatch(text)})


def _without_points(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Mn")


def _usual(text: str) -> str:
    return _ENDING.sub("y", plain(text).replace("ye", "e"))


def _far(name: str, text: str) -> float:
    sound = loose(name)
    return edits(sound, loose(text)) / max(1, len(sound))
