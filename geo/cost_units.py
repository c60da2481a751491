"""The box that is priced, and what a figure's unit means for it."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

GRAMS_PER_KG: Final = 1000.0


class Box(StrEnum):
    """Size of the container: 20 feet, or 40 feet that count as two TEU."""

    TEU = "TEU"
    FEU = "FEU"


TEUS: Final[Mapping[Box, int]] = MappingProxyType({Box.TEU: 1, Box.FEU: 2})


class Measure(StrEnum):
    """What a total adds up: dollars of the box, or kilograms of CO2e for each TEU of it."""

    USD = "usd"
    CO2E = "kg_co2e"


def factor(unit: str, *, box: Box, km: float = 0.0, tonnes: float | None = None) -> float | None:
    """Return what one unit of a figure amounts to for a box, or None where it does not fit.

    Parameters
    ----------
    unit
        Of a price (``USD/FEU-km``) or of an emission (``g/tkm``).
    box
        Size of the container. A price of 20 feet says nothing of 40, and the other way round.
    km
        Kilometres of track, road or water.
    tonnes
        Net mass in the box; None: units by the tonne do not fit.

    Returns
    -------
    float or None
        Dollars of the box, or kilograms of CO2e of each TEU, for a figure of 1.

    Examples
    --------
    >>> factor("USD/tkm", box=Box.FEU, km=100, tonnes=20)
    2000.0
    >>> factor("g/TEU-km", box=Box.FEU, km=500)
    0.5
    >>> factor("USD/FEU", box=Box.TEU) is None
    True
    """
    teus = TEUS[box]
    per_box: dict[str, float] = {
        f"USD/{box}": 1.0,
        f"USD/{box}-km": km,
        "USD/container": 1.0,
        "kg/TEU": 1.0,
        "kg/container": 1 / teus,
        "g/TEU-km": km / GRAMS_PER_KG,
    }
    if tonnes is not None:
        per_box |= {
            "USD/t": tonnes,
            "USD/tkm": float(km * tonnes),
            "g/tkm": km * tonnes / teus / GRAMS_PER_KG,
        }
    return per_box.get(unit)
