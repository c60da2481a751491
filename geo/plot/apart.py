"""Marks over Persian letters, set so that who reads a PDF gets them where they were written.

A typesetter takes a letter with its mark for one piece, and readers such as Poppler turn the two
letters of one piece round. So each mark becomes a piece of its own: a sign that the templates set
in a feature of the typeface (`layers.build.ligatures`), where it stands beside the letter and is
seen over it. Matplotlib has no features within a text: there the one letter stands for both.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from matplotlib.text import Text

from geo.typefaces import ARABIC

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HAMZA, _FATHATAN = "\u0654", "\u064b"
_HEH, _ALEF, _LAM, _REH = "\u0647", "\u0627", "\u0644", "\u0631"
_HEH_WITH_HAMZA: Final = "\u06c0"
_MARKED: Final = re.compile("(.?)(.)([\u064b-\u0652\u0654])", re.DOTALL)
_MARKS: Final = re.compile("[\u064b-\u0652]")
_VOWELS: Final = frozenset("\u064c\u064d\u064e\u064f\u0650\u0651")
"""Marks that the typeface sets apart over reh."""
_ENDS: Final = frozenset("اآأإٱدذرزژوؤةء\u06c0")
"""Letters that are not joined to the next one."""
_NON_JOINER: Final = "\u200c"
_FIRST: Final = 0xE000
"""The signs are private to the atlas: this, 256 times the feature, and the mark after U+0600."""
_JOINED, _ALONE, _AFTER_LAM = 1, 2, 3
_UNSET: Final = frozenset({"about", "alternative", "pdf"})
"""Values of a document that are not set as type."""


def set_apart(value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    """Replace the marks in every text that a template sets.

    Parameters
    ----------
    value
        Of the JSON that a template reads; what it says of the file itself stays as it is.
    """
    if isinstance(value, str):
        return apart(value)
    if isinstance(value, dict):
        return {k: one if k in _UNSET else set_apart(one) for k, one in value.items()}
    return [set_apart(one) for one in value] if isinstance(value, list | tuple) else value


def apart(text: str) -> str:
    r"""Replace each mark by the sign that sets it apart.

    A vowel sign over a letter for which the typeface has none is left out, as Persian mostly does.

    Examples
    --------
    >>> [f"{ord(sign):x}" for sign in apart("خانه\u0654")[-1:]], apart("Rasht")
    (['e154'], 'Rasht')
    >>> apart("ت\N{ARABIC DAMMA}ن") == "تن"
    True
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    shorter = _MARKED.sub(_sign, composed)
    return shorter if shorter == composed else apart(shorter)


def _sign(match: re.Match[str]) -> str:
    before, letter, mark = match.groups()
    joined = before.isalpha() and before not in _ENDS
    feature = _JOINED if joined else _ALONE
    if letter == _ALEF and before == _LAM:
        feature = _AFTER_LAM
    over = {_HEH: {_HAMZA}, _ALEF: {_FATHATAN}, _REH: _VOWELS}.get(letter, set())
    sign = chr(_FIRST + 0x100 * feature + ord(mark) - 0x600) if mark in over else ""
    return f"{before}{letter}{sign}"


def settle_letters(figure: Figure) -> None:
    """Write the texts of a figure so that its PDF holds their letters in order.

    Heh with hamza is one letter and no other mark is left; and a text with a joiner is set in the
    Persian face first, because Matplotlib takes the joiner from the first and moves what follows.
    """
    for text in figure.findobj(Text):
        words = text.get_text()
        if _MARKED.search(words):
            text.set_text(_MARKS.sub("", words.replace(_HEH + _HAMZA, _HEH_WITH_HAMZA)))
        if _NON_JOINER in words:
            text.set_fontfamily([ARABIC, *(one for one in text.get_fontfamily() if one != ARABIC)])
