"""Typical times from which the impedance of a search is built, the P50 of the ledger's figures.

`geo.estimates.timing` times the routes that the search returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import LedgerError
from geo.evidence import Quantity
from geo.model import StopKind
from geo.scenario import SHORT_SEA_KM, Services

if TYPE_CHECKING:
    from geo.evidence import Ledger, Selectors
    from geo.model import Mode, Water


class TypicalTimes:
    """Hours per kilometre and at stops, for the least-cost search.

    One search serves every date, so figures that hold for a period only have no part in it: a dwell
    measured in 2026 would change the way of a train of 2017.
    """

    def __init__(self, ledger: Ledger) -> None:
        lasting = (one.id for one in ledger.figures.values() if one.is_lasting)
        self._ledger = ledger.only(lasting)
        self._services = Services()

    def per_km(self, mode: Mode, country: str, water: Water) -> float:
        """Return hours per kilometre."""
        pick = self._ledger.find(
            Quantity.SPEED,
            mode=mode,
            country=country,
            water=water,
            service=self._services.of(mode, SHORT_SEA_KM),
        )
        return pick.figure.hours_per_km.p50

    def stop(
        self,
        kind: StopKind,
        countries: tuple[str, str],
        modes: tuple[Mode, Mode],
        place: str,
    ) -> float:
        """Return hours at a stop, the mean of its two directions.

        Raises
        ------
        LedgerError
            The stop is of a kind that no network holds, or no figure fits.
        """
        if kind not in (
            StopKind.BORDER,
            StopKind.GAUGE_BREAK,
            StopKind.TRANSFER,
            StopKind.CANAL,
        ):
            msg = f"a {kind} is no part of the network; only geo.estimates.timing knows it"
            raise LedgerError(msg)
        forward = self._one_way(kind, countries, modes, place)
        backward = self._one_way(kind, countries[::-1], modes[::-1], place)
        return (forward + backward) / 2

    def _one_way(
        self,
        kind: StopKind,
        countries: tuple[str, str],
        modes: tuple[Mode, Mode],
        place: str,
    ) -> float:
        selectors: Selectors = {
            "place": place,
            "country": countries[1],
            "mode": modes[1],
            "service": self._services.of(modes[1], SHORT_SEA_KM),
        }
        if countries[0] != countries[1]:
            selectors["countries"] = countries
        if kind is StopKind.TRANSFER:
            selectors["from_mode"], selectors["to_mode"] = modes
        return self._ledger.find(Quantity(kind.value), **selectors).figure.hours.p50
