"""Rows of the legend."""

from __future__ import annotations

from geo.i18n import ENGLISH, Locale
from geo.model import Accuracy, Mode, PlaceKind, Status
from geo.palette import PATTERNS
from geo.webmap.scene import LegendItem
from geo.webmap.styles import PLACE_SYMBOLS, SHUT


def time_legend(locale: Locale) -> tuple[LegendItem, ...]:
    """Row of the legend for legs that open after the month shown."""
    label = locale.translate("not open yet in the month shown")
    return (LegendItem(label, "colour-neutral mode-rail unopened"),)


def status_legend(locale: Locale = ENGLISH) -> tuple[LegendItem, ...]:
    """Rows of the legend that hold for every map: status, mode, accuracy."""
    translate = locale.translate
    rail = f"colour-neutral mode-{Mode.RAIL}"
    labels = {status: translate(pattern.label) for status, pattern in PATTERNS.items()}
    labels[Status.OPERATING] = translate("railway, operating")
    return (
        *(LegendItem(text, f"{rail} status-{one}") for one, text in labels.items()),
        LegendItem(translate("road"), f"colour-neutral mode-{Mode.ROAD}"),
        LegendItem(translate("sea"), f"colour-neutral mode-{Mode.SEA}"),
        LegendItem(
            translate("sea leg not open on the date"), f"colour-neutral mode-{Mode.SEA} {SHUT}"
        ),
        LegendItem(translate("schematic course"), f"{rail} accuracy-{Accuracy.SCHEMATIC}"),
    )


def place_legend(locale: Locale = ENGLISH) -> tuple[LegendItem, ...]:
    """Rows of the legend for places."""
    translate = locale.translate
    labels = {
        PlaceKind.CITY: translate("city"),
        PlaceKind.PORT: translate("port"),
        PlaceKind.BORDER: translate("border crossing"),
        PlaceKind.DRY_PORT: translate("dry port"),
        PlaceKind.JUNCTION: translate(", ").join(map(translate, ("junction", "waypoint"))),
    }
    return tuple(
        LegendItem(label, f"colour-neutral {symbol.style}".strip(), symbol.shape)
        for kind, label in labels.items()
        for symbol in (PLACE_SYMBOLS[kind],)
    )


def stop_legend(locale: Locale = ENGLISH) -> tuple[LegendItem, ...]:
    """Row of the legend for the stops of journeys."""
    label = locale.translate("stop, larger the longer it takes")
    return (LegendItem(label, "colour-neutral", "circle"),)
