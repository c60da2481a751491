"""How long a box stays at a place of the map, by the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.evidence import Quantity
from geo.geodesy import distance_km
from geo.i18n import get_locale
from geo.model import StopKind
from views.state import data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.evidence import Figure, Selectors
    from geo.i18n import Locale
    from geo.model import Mode
    from geo.network import NetworkStop

Rows = list[tuple[str, str]]
SAME_PLACE_KM: Final = 12.0
"""A border or gauge break no further than this from a place is at the place."""


@st.cache_resource(show_spinner=False)
def stay(place_id: str, language: str) -> tuple[Rows, list[str]]:
    """Return rows of label and time for a place, and the ids of their sources.

    Each is the figure a journey would be timed with today: of usual services, and without a month.
    """
    places = data.atlas().places
    if place_id not in {place.id for place in places}:
        return [], []
    locale = get_locale(language)
    figures: dict[str, Figure] = {}
    for label, figure in _figures(place_id, locale):
        figures.setdefault(label, figure)
    rows = [(label, _time(figure, locale)) for label, figure in figures.items()]
    return rows, [source for figure in figures.values() for source in figure.sources]


def _figures(place_id: str, locale: Locale) -> Iterator[tuple[str, Figure]]:
    """Yield the figures for the stops at a place, then those for its port."""
    for stop in _stops(place_id):
        if stop.kind is StopKind.TRANSFER:
            for modes in (stop.modes, stop.modes[::-1]):
                yield from _transfer(place_id, modes, stop.countries[0], locale)
        else:
            yield from _crossing(place_id, stop, locale)
    ledger = data.atlas().ledger
    for quantity, label in (
        (Quantity.PORT_ORIGIN, locale.translate("Port, outbound")),
        (Quantity.PORT_DESTINATION, locale.translate("Port, inbound")),
    ):
        pick = ledger.seek(quantity, place=place_id, mode="sea")
        if pick and pick.figure.place:
            yield label, pick.figure


def _transfer(
    place_id: str, modes: tuple[Mode, Mode], country: str, locale: Locale
) -> Iterator[tuple[str, Figure]]:
    service = "alone" if "road" in modes else ""
    pick = data.atlas().ledger.seek(
        Quantity.TRANSFER,
        place=place_id,
        country=country,
        from_mode=modes[0],
        to_mode=modes[1],
        service=service,
    )
    if pick:
        label = locale.translate("Transfer, {first} to {second}")
        yield (
            label.format(first=locale.translate(modes[0]), second=locale.translate(modes[1])),
            pick.figure,
        )


def _crossing(place_id: str, stop: NetworkStop, locale: Locale) -> Iterator[tuple[str, Figure]]:
    quantity, label = {
        StopKind.BORDER: (Quantity.BORDER, locale.translate("Border, {mode}")),
        StopKind.GAUGE_BREAK: (Quantity.GAUGE_BREAK, locale.translate("Gauge break, {mode}")),
    }[stop.kind]
    selectors: Selectors = {
        "place": stop.place_id or place_id,
        "country": stop.countries[1],
        "mode": stop.modes[1],
    }
    if stop.countries[0] != stop.countries[1]:
        selectors["countries"] = stop.countries
    pick = data.atlas().ledger.seek(quantity, **selectors)
    if pick:
        yield label.format(mode=locale.translate(stop.modes[1])), pick.figure


def _stops(place_id: str) -> Iterator[NetworkStop]:
    """Yield what the network has at a place, borders first."""
    atlas = data.atlas()
    place = next(place for place in atlas.places if place.id == place_id)
    order = [StopKind.BORDER, StopKind.GAUGE_BREAK, StopKind.TRANSFER]
    for stop in sorted(atlas.network.stops, key=lambda stop: order.index(stop.kind)):
        own = stop.place_id == place_id
        near = distance_km(place.lon, place.lat, stop.lon, stop.lat) <= SAME_PLACE_KM
        if own or (near and stop.kind is not StopKind.TRANSFER):
            yield stop


def _time(figure: Figure, locale: Locale) -> str:
    hours = figure.hours
    text = locale.translate("{median} ({low} – {high}), grade {grade}")
    return text.format(
        median=locale.duration(hours.p50),
        low=locale.duration(hours.p10),
        high=locale.duration(hours.p90),
        grade=figure.grade,
    )
