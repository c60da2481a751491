"""What is carried and priced: a box or a tonne in boxes; and what a figure's unit means for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import QuestionError
from geo.message import Message
from geo.numerals import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.model import Band

GRAMS_PER_KG: Final = 1000.0
LARGEST_AMOUNT: Final = 1_000_000.0
"""Boxes or tonnes of one shipment; the corridor's goal is some thirty million tonnes a year."""
_DIGITS: Final = 9


class Box(StrEnum):
    """What one price is for, written in any case: a box, or a tonne in boxes of 20 feet."""

    TEU = "TEU"
    FEU = "FEU"
    TONNE = "t"

    @property
    def carrier(self) -> Box:
        """The container: of 20 or of 40 feet; tonnes travel in those of 20."""
        return Box.TEU if self is Box.TONNE else self

    @classmethod
    def _missing_(cls, value: object) -> Box | None:
        return next((box for box in cls if box.casefold() == str(value).casefold()), None)


TEUS: Final[Mapping[Box, int]] = MappingProxyType({Box.TEU: 1, Box.FEU: 2})
"""How many TEU a container counts as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """So many boxes, or so many tonnes in boxes of 20 feet.

    Raises
    ------
    QuestionError
        The amount is not above nothing, larger than any shipment, or a part of a box.
    """

    box: Box = Box.TEU
    amount: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what nobody can ship."""
        if not isfinite(self.amount) or not 0 < self.amount <= LARGEST_AMOUNT:
            msg = Message(
                "the amount is {amount}; give one above 0 and up to {most}",
                amount=f"{self.amount:g}",
                most=f"{LARGEST_AMOUNT:,.0f}",
            )
            raise QuestionError(msg)
        if self.box is not Box.TONNE and self.amount != int(self.amount):
            msg = Message(
                "the amount is {amount}, but boxes are whole; give a whole number",
                amount=f"{self.amount:g}",
            )
            raise QuestionError(msg)

    def total(self, unit_band: Band) -> Band:
        """Return dollars or kilograms of the whole shipment from those of one box or tonne.

        All of it travels together, so its P10 is that of one times the amount. Nothing is taken
        off for quantity, because no source says how much.

        Examples
        --------
        >>> from geo.model import Band
        >>> Shipment(box=Box.FEU, amount=36).total(Band(p10=2000, p50=3000, p90=5000)).p50
        108000
        """
        return unit_band.scaled(self.amount)

    def teus(self, tonnes: float) -> int:
        """Return how many TEU the shipment fills; a TEU that is not full counts.

        Parameters
        ----------
        tonnes
            Net mass in a TEU, above 0.

        Examples
        --------
        >>> Shipment(box=Box.TONNE, amount=25).teus(10), Shipment(box=Box.FEU, amount=36).teus(10)
        (3, 72)
        """
        if self.box is Box.TONNE:
            return ceil(round(self.amount / tonnes, _DIGITS))
        return int(self.amount) * TEUS[self.box]


def read_shipment(text: str, box: Box = Box.TEU) -> Shipment:
    """Read an amount of cargo, with or without a unit after it.

    Parameters
    ----------
    text
        For instance ``20 FEU``, ``2 x 40 ft`` or ``12,5 t``; units in English, Russian and Persian.
    box
        Unit where none is written.

    Raises
    ------
    QuestionError
        No number stands before the unit, or nobody can ship the amount.

    Examples
    --------
    >>> read_shipment("20 FEU"), read_shipment("3x40'")
    (Shipment(box=<Box.FEU: 'FEU'>, amount=20.0), Shipment(box=<Box.FEU: 'FEU'>, amount=3.0))
    >>> read_shipment("۱۲ تن").amount, read_shipment("1 500,5 т").amount
    (12.0, 1500.5)
    """
    plain = text.strip().rstrip(".").casefold()
    for unit, written in _WRITTEN.items():
        number = plain.removesuffix(unit)
        has_length = unit[0].isdigit()
        if number == plain or (has_length and number[-1:].strip(_TIMES)):
            continue
        number = number.strip(_TIMES if has_length else None)
        number = number or ("1" if has_length else "")
        return Shipment(box=written, amount=read_number(number or text))
    return Shipment(box=box, amount=read_number(text))


def _written() -> dict[str, Box]:
    feet = ("'", "′", "ft", "feet", "-foot", "фут", "футов", "-футовый", "-футовых", "فوت")
    lengths = {Box.TEU: "20", Box.FEU: "40"}
    names = {
        Box.TEU: ("teu", "дфэ"),
        Box.FEU: ("feu", "фэу"),
        Box.TONNE: ("t", "tonne", "tonnes", "ton", "tons", "т", "тонн", "тонна", "тонны", "تن"),
    }
    units = {name: box for box, several in names.items() for name in several}
    for box, length in lengths.items():
        units |= {f"{length}{gap}{foot}": box for gap in ("", " ") for foot in feet}
    return dict(sorted(units.items(), key=lambda pair: -len(pair[0])))


_TIMES: Final = " \u00a0\u202fx×х*"
"""What may stand between how many boxes and how long they are."""
_WRITTEN: Final[Mapping[str, Box]] = MappingProxyType(_written())
"""Units as people write them, the longest first."""


class Measure(StrEnum):
    """What a total adds up: dollars or kilograms of CO2e, of the box or the tonne."""

    USD = "usd"
    CO2E = "kg_co2e"


BOX_NAMES: Final[Mapping[Box, str]] = {Box.TEU: "TEU", Box.FEU: "FEU", Box.TONNE: "t"}
MEASURE_UNITS: Final[Mapping[Measure, str]] = {Measure.USD: "USD", Measure.CO2E: "kg CO2e"}


def unit_text(measure: Measure, box: Box, translate: Callable[[str], str]) -> str:
    """Return the unit of a price or an emission, in the language of a page or a file.

    Examples
    --------
    >>> unit_text(Measure.USD, Box.TONNE, str)
    'USD / t'
    """
    return f"{translate(MEASURE_UNITS[measure])} / {translate(BOX_NAMES[box])}"


def factor(unit: str, *, box: Box, km: float = 0.0, tonnes: float | None = None) -> float | None:
    """Return what one unit of a figure amounts to for a box or a tonne; None: it does not fit.

    Parameters
    ----------
    unit
        Of a price (``USD/FEU-km``) or of an emission (``g/tkm``).
    box
        What is priced. A price of 20 feet says nothing of 40, and the other way round. A tonne has
        its share, by mass, of everything that a TEU costs and emits.
    km
        Kilometres of track, road or water.
    tonnes
        Net mass in the container; None: units by the tonne do not fit, and no tonne is priced.

    Returns
    -------
    float or None
        Dollars, or kilograms of CO2e, of the box or the tonne, for a figure of 1.

    Examples
    --------
    >>> factor("USD/tkm", box=Box.FEU, km=100, tonnes=20)
    2000.0
    >>> factor("g/TEU-km", box=Box.FEU, km=500)
    1.0
    >>> factor("USD/TEU", box=Box.TONNE, tonnes=10)
    0.1
    >>> factor("USD/FEU", box=Box.TEU) is None
    True
    """
    amount = _of_carrier(unit, box.carrier, km, tonnes)
    if box is not Box.TONNE or amount is None:
        return amount
    return amount / tonnes if tonnes else None


def _of_carrier(unit: str, carrier: Box, km: float, tonnes: float | None) -> float | None:
    """Return what one unit of a figure amounts to for a container; None: it does not fit."""
    amount: float | None = None
    match unit.partition("/"):
        case "USD" | "kg", _, "container":
            amount = 1.0
        case "USD", _, "container-km":
            amount = km
        case "USD", _, per if per.removesuffix("-km") == carrier:
            amount = km if per.endswith("-km") else 1.0
        case "kg", _, "TEU":
            amount = float(TEUS[carrier])
        case "g", _, "TEU-km":
            amount = km * TEUS[carrier] / GRAMS_PER_KG
        case "USD", _, "t":
            amount = tonnes
        case "USD", _, "tkm" if tonnes is not None:
            amount = float(km * tonnes)
        case "g", _, "tkm" if tonnes is not None:
            amount = km * tonnes / GRAMS_PER_KG
    return amount
