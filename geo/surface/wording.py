"""A surface in words: the sentence above its map, and the names of its classes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.estimates import BOX_NAMES
from geo.evidence import as_of_text
from geo.message import Message
from geo.model import DIRECT
from geo.surface.field import STANDINGS, Standing, SurfaceMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.surface.advantage import Surface
    from geo.surface.field import Field

INSTC: Final = "instc"
"""Family of the branches of the corridor."""
STANDING_NAMES: Final[Mapping[Standing, Message]] = MappingProxyType(
    {
        Standing.CLEAR: Message("Best, at least 80 % likely"),
        Standing.AHEAD: Message("Best, 60–80 % likely"),
        Standing.CLOSE: Message("Too close to call"),
        Standing.UNCONFIRMED: Message("Not confirmed: a gate's state is unknown"),
        Standing.NONE: Message("No corridor"),
    }
)
_FORMS: Final[Mapping[SurfaceMeasure, Message]] = MappingProxyType(
    {
        SurfaceMeasure.DAYS: Message(
            "{corridor} is fastest to {share} % of the land that a corridor serves from {place}; "
            "the INSTC as a whole to {instc} %. Too close to call: {close} %."
        ),
        SurfaceMeasure.PRICE: Message(
            "{corridor} is cheapest to {share} % of the land that a corridor serves from {place}; "
            "the INSTC as a whole to {instc} %. Too close to call: {close} %."
        ),
        SurfaceMeasure.CO2E: Message(
            "{corridor} emits least to {share} % of the land that a corridor serves from {place}; "
            "the INSTC as a whole to {instc} %. Too close to call: {close} %."
        ),
    }
)
_FORMS_BACK: Final[Mapping[SurfaceMeasure, Message]] = MappingProxyType(
    {
        SurfaceMeasure.DAYS: Message(
            "{corridor} is fastest from {share} % of the land that a corridor serves to {place}; "
            "the INSTC as a whole from {instc} %. Too close to call: {close} %."
        ),
        SurfaceMeasure.PRICE: Message(
            "{corridor} is cheapest from {share} % of the land that a corridor serves to {place}; "
            "the INSTC as a whole from {instc} %. Too close to call: {close} %."
        ),
        SurfaceMeasure.CO2E: Message(
            "{corridor} emits least from {share} % of the land that a corridor serves to {place}; "
            "the INSTC as a whole from {instc} %. Too close to call: {close} %."
        ),
    }
)
_DETOURS: Final = Message(
    "To {share} % every corridor is a detour: the direct route is far shorter."
)
_DETOURS_BACK: Final = Message(
    "From {share} % every corridor is a detour: the direct route is far shorter."
)
_NOT_CONFIRMED: Final = Message(
    "{share} % of the land, counted above, is not confirmed: the state of a gate on the way is "
    "unknown."
)
_TITLES: Final[Mapping[SurfaceMeasure, Message]] = MappingProxyType(
    {
        SurfaceMeasure.DAYS: Message("Fastest corridor, {direction}"),
        SurfaceMeasure.PRICE: Message("Cheapest corridor, {direction}"),
        SurfaceMeasure.CO2E: Message("Corridor of least emissions, {direction}"),
    }
)
UNITS: Final[Mapping[SurfaceMeasure, str]] = MappingProxyType(
    {
        SurfaceMeasure.DAYS: "days",
        SurfaceMeasure.PRICE: "USD",
        SurfaceMeasure.CO2E: "kg CO2e",
    }
)
_CLOCK: Final = Message("Median days, clock: {clock}")
_BOXES: Final[Mapping[SurfaceMeasure, Message]] = MappingProxyType(
    {
        SurfaceMeasure.PRICE: Message("Median dollars, whole prices alone, for: {box}"),
        SurfaceMeasure.CO2E: Message("Median kilograms of CO2e for: {box}"),
    }
)
_LEAST_SHARE: Final = 0.005
"""Of the land; a smaller one would be written as 0 %."""
_SURE: Final = tuple(
    STANDINGS.index(one) for one in (Standing.CLEAR, Standing.AHEAD, Standing.UNCONFIRMED)
)


def shares(answer: Surface, values: Field) -> dict[str, float]:
    """Share of the places served at which each corridor is likely the best, by id; 0 to 1.

    Places too close to call have the empty id.
    """
    served = max(int((values.best >= 0).sum()), 1)
    standing, best = values.standing, values.best
    sure = (standing == _SURE[0]) | (standing == _SURE[1]) | (standing == _SURE[2])
    found = {
        name: float((sure & (best == number)).sum()) / served
        for number, name in enumerate(answer.corridors)
    }
    return found | {"": float((standing == STANDINGS.index(Standing.CLOSE)).sum()) / served}


def headline(answer: Surface, values: Field, locale: Locale) -> str:
    """Say which corridor wins over how much of the land, and where none should be taken."""
    own = shares(answer, values)
    close, direct = own.pop(""), own.pop(DIRECT, 0.0)
    first = max(own, key=lambda name: own[name])
    instc = sum(
        own[name]
        for name, family in zip(answer.corridors, answer.families, strict=True)
        if family == INSTC
    )
    form = (_FORMS if answer.is_origin else _FORMS_BACK)[answer.measure]
    name = answer.names[answer.corridors.index(first)]
    sentences = [
        locale.translate(str(form)).format(
            corridor=locale.translate(name),
            share=locale.number(100 * own[first], 0),
            instc=locale.number(100 * instc, 0),
            close=locale.number(100 * close, 0),
            place=locale.place_name(answer.end),
        )
    ]
    unknown = float((values.standing == _SURE[2]).sum()) / max(int((values.best >= 0).sum()), 1)
    others = {_DETOURS if answer.is_origin else _DETOURS_BACK: direct, _NOT_CONFIRMED: unknown}
    sentences += [
        locale.translate(str(text)).format(share=locale.number(100 * share, 0))
        for text, share in others.items()
        if share >= _LEAST_SHARE
    ]
    return " ".join(sentences)


def title(answer: Surface, locale: Locale) -> str:
    """Name the map: what is best, and from or to where."""
    form = Message("from {place}") if answer.is_origin else Message("to {place}")
    whither = locale.translate(str(form)).format(place=locale.place_name(answer.end))
    return locale.translate(str(_TITLES[answer.measure])).format(direction=whither)


def as_of_line(answer: Surface, locale: Locale) -> str:
    """Say as of when a surface holds."""
    return locale.sentence(as_of_text(answer.as_of))


def basis_line(answer: Surface, locale: Locale) -> str:
    """Say what is compared: days by which clock, dollars or kilograms of which box."""
    if answer.measure is SurfaceMeasure.DAYS:
        name = locale.translate(answer.scenario.clock.value.capitalize())
        return locale.translate(str(_CLOCK)).format(clock=name)
    box = locale.translate(BOX_NAMES[answer.box])
    return locale.translate(str(_BOXES[answer.measure])).format(box=box)
