"""Numbers of the back-test as text: in English for programs, else as the language has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.i18n import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.i18n import Locale
    from geo.model import Band

ENGLISH: Final = "en"
_MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes the numbers of one language.

    Examples
    --------
    >>> from geo.i18n import get_locale
    >>> english, russian = Writing(locale=get_locale("en")), Writing(locale=get_locale("ru"))
    >>> english.number(1234.5, 1), russian.number(-0.5, 1, sign=True)
    ('1,234.5', '−0,5')
    >>> english.share(0.125, 1), english.share(0.5, sign=True)
    ('12.5%', '+50%')
    """

    locale: Locale

    @property
    def is_english(self) -> bool:
        """Whether programs may read the text."""
        return self.locale.language == ENGLISH

    def number(self, value: float, decimals: int = 0, *, sign: bool = False) -> str:
        """Write a number with so many decimals, and its sign if that is wanted."""
        if self.is_english:
            return f"{value:{'+' if sign else ''},.{decimals}f}"
        text = self.locale.number(abs(value), decimals)
        plus = "+" if sign and value >= 0 else ""
        return f"{_MINUS if value < 0 else plus}{text}"

    def share(self, value: float, decimals: int = 0, *, sign: bool = False) -> str:
        """Write a share as a percentage."""
        text = self.number(100 * value, decimals, sign=sign)
        return f"{text}%" if self.is_english else percent(text, self.locale)

    def width(self, texts: Iterable[str], least: int) -> int:
        """Width of a column that holds some texts in the language, and a space behind them."""
        return max(least, *(len(self.locale.translate(text)) + 1 for text in texts), 0)

    def plain(self, value: float) -> str:
        """Write a number as it was published, with all its digits."""
        text = f"{value:,g}"
        return text if self.is_english else self.number(value, len(text.partition(".")[2]))

    def span(self, band: Band) -> str:
        """Write what was published, as a range where it is one.

        Examples
        --------
        >>> from geo.i18n import get_locale
        >>> from geo.model import Band
        >>> english = Writing(locale=get_locale("en"))
        >>> english.span(Band(p10=14, p50=15, p90=16)), english.span(Band(p10=6, p50=6, p90=6))
        ('14–16', '6')
        """
        low, high = self.plain(band.p10), self.plain(band.p90)
        return low if low == high else f"{low}–{high}"
