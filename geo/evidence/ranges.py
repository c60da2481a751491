"""Range within which a figure may be set by hand: by its quantity, its unit and its mode.

The ranges are wide: they refuse what no service has ever done (a ship of 1,000 knots, hours below
nought), not what is merely unlikely. Every figure of the ledger lies within its own.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.errors import FigureRangeError
from geo.evidence.figures import HOURS_PER, Quantity
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence.figures import Figure
    from geo.model import Band

HOURS_PER_YEAR: Final = 8_760.0


class Range(NamedTuple):
    """Least and largest value, both included, in the unit of the figure."""

    least: float
    most: float


SPEEDS: Final[Mapping[tuple[str, str], Range]] = MappingProxyType(
    {
        ("kn", ""): Range(1, 40),
        ("km/h", ""): Range(1, 120),
        ("km/day", "rail"): Range(10, 2_400),
        ("km/day", "road"): Range(10, 2_000),
        ("km/day", ""): Range(10, 2_400),
    }
)
"""Of speeds, by unit and mode: fast ferries reach 40 knots, freight trains 100 km/h on average."""
AMOUNTS: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "USD/TEU": Range(0, 50_000),
        "USD/FEU": Range(0, 100_000),
        "USD/container": Range(0, 100_000),
        "USD/t": Range(0, 10_000),
        "USD/TEU-km": Range(0, 20),
        "USD/FEU-km": Range(0, 40),
        "USD/container-km": Range(0, 40),
        "USD/tkm": Range(0, 2),
        "g/tkm": Range(0, 2_000),
        "g/TEU-km": Range(0, 20_000),
        "kg/TEU": Range(0, 2_000),
        "kg/container": Range(0, 2_000),
        "t/TEU": Range(0, 28),
        "%/day": Range(0, 100),
        "%": Range(0, 100),
        "1/month": Range(0, 1_000),
        "1/week": Range(0, 1_000),
        "ships/day": Range(0, 1_000),
        "container ships/day": Range(0, 1_000),
    }
)
"""Of all else but times, by unit: about ten times the largest value ever published.

A box of 20 feet carries 28 t at most.
"""


PLAUSIBLE: Final = 2.0
"""A value is plausible from P10 divided by this to P90 times this."""


def plausible_range(figure: Figure) -> Range:
    """Range in which a value of a figure says something about the world.

    Half of P10 to twice P90, within the range that the figure may be set to. A result outside it,
    such as a ship of 138 knots, is arithmetic and no finding.

    Parameters
    ----------
    figure
        From the ledger.

    Examples
    --------
    >>> from geo.evidence import load_ledger
    >>> plausible_range(load_ledger().figures["ship-ocean-2023"])
    Range(least=6.25, most=32.0)
    """
    allowed = range_of(figure)
    return Range(
        least=max(allowed.least, figure.band.p10 / PLAUSIBLE),
        most=min(allowed.most, figure.band.p90 * PLAUSIBLE),
    )


def range_of(figure: Figure) -> Range:
    """Range within which a figure may be set by hand, in its unit; a time may last a year.

    Examples
    --------
    >>> from geo.evidence import load_ledger
    >>> figures = load_ledger().figures
    >>> range_of(figures["rail-ir-block"]), range_of(figures["transfer-bandar-abbas-rail-sea"])
    (Range(least=10, most=2400), Range(least=0.0, most=8760.0))
    """
    unit = figure.unit
    if figure.quantity is not Quantity.SPEED and unit in HOURS_PER:
        return Range(0.0, HOURS_PER_YEAR / HOURS_PER[unit])
    if unit in AMOUNTS:
        return AMOUNTS[unit]
    return speed_range(unit, figure.mode)


def speed_range(unit: str, mode: str) -> Range:
    """Range of the speeds of a mode, in ``km/day``, ``km/h`` or ``kn``.

    Examples
    --------
    >>> speed_range("km/h", "rail")
    Range(least=1, most=120)
    """
    return SPEEDS.get((unit, mode)) or SPEEDS[unit, ""]


def check_range(figure: Figure, band: Band) -> None:
    """Refuse a band that a figure is to be set to and that leaves its range.

    Raises
    ------
    FigureRangeError
        The message names the range in the figure's unit.
    """
    least, most = range_of(figure)
    for value in (band.p10, band.p50, band.p90):
        if not least <= value <= most:
            raise FigureRangeError(
                Message(
                    "{figure} cannot be set to {value}; choose from {least} to {most} {unit}",
                    figure=figure.id,
                    value=f"{value:g}",
                    least=f"{least:g}",
                    most=f"{most:,g}",
                    unit=figure.unit,
                )
            )
