"""Figures of the ledger in words: what one applies to, its band, its grade."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.evidence import Series
from geo.i18n.locale import NARROW_SPACE, percent
from geo.i18n.messages import COMMA, names
from geo.model import Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence import ErrorRecord, Figure, Volume
    from geo.i18n.locale import Locale

_CODE: Final = re.compile(r"[\w-]+")
_WHOLE_FROM: Final = 100
"""Middle of a band from which its figures have no decimals."""
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def grade_name(grade: Grade, locale: Locale) -> str:
    """Name of a grade; K is called an estimate."""
    return (
        f"{grade.value}{locale.translate(COMMA)}{locale.translate('estimate')}"
        if grade is Grade.K
        else grade.value
    )


def band_text(figure: Figure, locale: Locale) -> str:
    """Write the band of a figure with its unit; only zeros and no source are a gap."""
    band, unit = figure.band, locale.translate(figure.unit)
    if figure.grade is Grade.K and band.p90 == 0:
        return f"{locale.translate('unknown')}{locale.translate(COMMA)}{unit}"
    values = (band.p10, band.p50, band.p90)
    whole = band.p50 >= _WHOLE_FROM or all(value == int(value) for value in values)
    decimals = 0 if whole else 3 if band.p50 < 1 else 1
    low, middle, high = (locale.number(value, decimals) for value in values)
    return f"{low} – {middle} – {high} {unit}"


def applies_to(figure: Figure) -> str:
    """Scope of a figure: its filled selectors, the most telling first.

    Each is a code that a language has a word for.

    Examples
    --------
    >>> from geo.evidence.ledger import load_ledger
    >>> applies_to(load_ledger().figures["rail-ir-block"])
    'IR · rail · block'
    >>> applies_to(load_ledger().figures["rail-ir-incheh-borun-garmsar"])
    'akyayla – garmsar · IR · rail · block'
    """
    cells = (
        figure.place.replace("..", " – "),
        figure.countries.replace("-", " – "),
        figure.country,
        figure.corridor,
        figure.mode,
        figure.water,
        " – ".join(filter(None, (figure.from_mode, figure.to_mode))),
        figure.service,
    )
    return " · ".join(filter(None, cells))


def scope_text(figure: Figure, locale: Locale) -> str:
    """Scope of a figure, its codes in words.

    Examples
    --------
    >>> from geo.evidence.ledger import load_ledger
    >>> from geo.i18n.locale import ENGLISH
    >>> scope_text(load_ledger().figures["transfer-bandar-abbas-sea-rail"], ENGLISH)
    'Bandar Abbas · sea – rail'
    """
    scope = locale.translate(applies_to(figure)) or locale.translate("everywhere")
    if locale.language != "en":
        return scope
    return _CODE.sub(lambda code: _english_names().get(code[0], code[0].replace("-", " ")), scope)


@cache
def _english_names() -> dict[str, str]:
    """English names of places and countries by their codes."""
    return names("en")


def sentence(text: str, locale: Locale) -> str:
    """Translate a sentence of the evidence, its thousands set apart as its language does.

    English files write a comma there, and English pages a narrow space.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH, NARROW_SPACE
    >>> sentence("6,165 to 7,992 km, by route", ENGLISH).replace(NARROW_SPACE, "_")
    '6_165 to 7_992 km, by route'
    """
    translation = locale.translate(text)
    if locale.language != "en":
        return translation
    return _THOUSANDS.sub(NARROW_SPACE, translation)


DECIMALS: Final = 3
"""Most digits after the point that a published volume has here, less those that are zero."""


def subject(volume: Volume, names: Mapping[str, str], locale: Locale) -> str:
    """Subject of a volume: a branch, or trade or investment between the countries."""
    if volume.series is Series.TRADE:
        return locale.translate("Trade of Iran and Russia")
    if volume.series is Series.INVESTMENT:
        return locale.translate("Investment in Iran")
    return branch_name(volume, names, locale)


def branch_name(volume: Volume, names: Mapping[str, str], locale: Locale) -> str:
    """Name of the branch of a volume."""
    return names[volume.branch] if volume.branch else locale.translate("whole corridor")


def amount(volume: Volume, locale: Locale) -> str:
    """Write a volume with its unit, as a range where only its two ends are published."""
    ends = (volume.low, volume.high) if volume.typical is None else (volume.typical,)
    value = "–".join(locale.number(v, _digits(v)) for v in ends if v is not None)
    return f"{value} {locale.translate(volume.unit)}"


def _digits(value: float) -> int:
    fitting = (digits for digits in range(DECIMALS) if round(value, digits) == value)
    return next(fitting, DECIMALS)


RECORD_GROUPS: Final = {
    "western": "the western branch",
    "trans-caspian": "the trans-Caspian branch",
    "eastern": "the eastern branch",
    "branches": "the three branches",
    "rival-sea": "Suez, the Black Sea and the Cape",
    "rival-land": "rival routes by land",
    "all": "all routes",
}
"""What the groups of past journeys are called in a sentence."""


def record_text(record: ErrorRecord, locale: Locale) -> str:
    """Say in a sentence how published times compare with the model.

    Examples
    --------
    >>> from geo.evidence.record import load_records
    >>> from geo.i18n.locale import ENGLISH
    >>> record_text(load_records().of("eastern"), ENGLISH).startswith(
    ...     "Published trips by the eastern branch took "
    ... )
    True
    """
    longer = locale.translate(
        "Published trips by {group} took {share} longer than the model ({basis})."
    )
    shorter = locale.translate(
        "Published trips by {group} took {share} less time than the model ({basis})."
    )
    equal = locale.translate("Published trips by {group} took as long as the model ({basis}).")
    whole = round(100 * abs(record.longer))
    text = equal if not whole else longer if record.longer > 0 else shorter
    return text.format(
        group=locale.translate(RECORD_GROUPS[record.branch]),
        share=percent(locale.number(whole, 0), locale),
        basis=basis_text(record.measured, record.promised, locale),
    )


def basis_text(measured: int, promised: int, locale: Locale) -> str:
    """Say how many published times were measured and how many promised.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> [basis_text(*counts, ENGLISH) for counts in ((3, 5), (1, 0), (0, 12))]
    ['3 measured, 5 promised', '1 measured', '12 promised, no measured trip']
    """
    translate = locale.translate
    if not measured:
        text = translate("{promised} promised, no measured trip")
    elif not promised:
        text = translate("{measured} measured")
    else:
        text = translate("{measured} measured, {promised} promised")
    return text.format(measured=locale.number(measured, 0), promised=locale.number(promised, 0))
