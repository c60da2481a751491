"""The advantage surface: by which corridor each station of the railways is served best."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import NotServedError, UnknownNameError
from geo.estimates import Box
from geo.journeys import DETOUR
from geo.message import Message, quoted
from geo.model import DIRECT
from geo.network import DIRECT_NAME
from geo.scenario import Scenario
from geo.surface.chances import side_by_side
from geo.surface.choices import Choice, choices_of
from geo.surface.field import Field, Standing, SurfaceMeasure, share_of
from geo.surface.laws import shared_samples
from geo.surface.layer import layer_of
from geo.surface.question import Question
from geo.surface.stations import Stations, stations_of

if TYPE_CHECKING:
    from geo.evidence import AsOf
    from geo.journeys import Atlas
    from geo.model import Place
    from geo.network import Corridor
    from geo.surface.laws import Samples
    from geo.surface.layer import Layer


@dataclass(frozen=True, kw_only=True)
class Surface:
    """Which corridor serves each station of the railways best, for journeys from or to one end."""

    end: Place
    is_origin: bool
    """Whether journeys begin at the end; else they finish there."""
    measure: SurfaceMeasure
    box: Box
    """What prices and emissions are of."""
    scenario: Scenario
    as_of: AsOf = field(repr=False)
    corridors: tuple[str, ...]
    """Ids of the corridors that serve at least one station, in the order of their file.

    The last may be `geo.model.DIRECT`: the route that no corridor binds. It has values at the
    stations to which every corridor is a detour, as in a comparison, and at no other.
    """
    variants: tuple[tuple[str, ...], ...]
    """Ids of the variants of each, in the order that `Field.option` counts."""
    names: tuple[str, ...]
    """What they are called, in English."""
    families: tuple[str, ...]
    """Of each: ``instc``, ``rival``, ``offered`` or ``direct``."""
    stations: Stations = field(repr=False)
    values: Field = field(repr=False)
    """Values at the stations."""
    searches: int
    """Searches over the network that were made: one for each variant, and some for detours."""

    def share(self, standing: Standing, corridor: str = "") -> float:
        """Share of the stations in a class, of those that a corridor serves; 0 to 1.

        Parameters
        ----------
        standing
            The class.
        corridor
            Only where this corridor is the best; empty: whichever is.
        """
        return share_of(self.values, self.corridors, standing, corridor)


def surface(
    atlas: Atlas,
    end: Place,
    *,
    is_origin: bool = True,
    measure: SurfaceMeasure | str = SurfaceMeasure.DAYS,
    box: Box = Box.TEU,
    scenario: Scenario | None = None,
) -> Surface:
    """Find the best corridor between one end and every station of the railways.

    Of the variants of a corridor that a comparison shows, that of the least median counts. A
    corridor without a whole price has no value in dollars. Where each corridor that serves is a
    detour, the direct route stands beside them.

    Parameters
    ----------
    atlas
        From `geo.journeys.load_atlas`.
    end
        Place at which all journeys begin, or finish.
    is_origin
        Whether they begin there.
    measure
        Days, dollars or kilograms of CO2e; for days the clock is that of the scenario.
    box
        What prices and emissions are of.
    scenario
        Conditions; None: the network as it is built today.

    Raises
    ------
    QuestionError
        A name, the date, the clock or the measure does not exist or fit.
    TooFarError
        The end lies beyond the reach of the network.
    NotServedError
        No corridor serves the end.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> atlas = load_atlas()
    >>> answer = surface(atlas, atlas.places.find("Nhava Sheva"), scenario=Scenario(date="2025-11"))
    >>> answer.share(Standing.CLEAR, "western") + answer.share(Standing.AHEAD, "western") > 0.3
    True
    """
    scenario = scenario or Scenario()
    measure = _measure(measure)
    question = Question(
        atlas=atlas,
        end=end,
        is_origin=is_origin,
        measure=measure,
        box=box,
        scenario=scenario,
        states=atlas.checked(scenario),
        stations=stations_of(atlas.network),
    )
    atlas.snapper.attach(
        end,
        atlas.router.open_edges(atlas.corridors.free(scenario, question.states)),
        scenario.modes,
    )
    samples = shared_samples(scenario.rho)
    layers = [
        layer
        for corridor in atlas.corridors.corridors.values()
        if corridor.compared
        for layer in (_layer(question, corridor, samples),)
        if layer is not None
    ]
    if not layers:
        msg = Message(
            "no corridor serves {place} under these conditions; choose another place or date",
            place=end.name,
        )
        raise NotServedError(msg)
    layers += _direct(question, layers, samples)
    return Surface(
        end=end,
        is_origin=is_origin,
        measure=measure,
        box=box,
        scenario=scenario,
        as_of=question.states,
        corridors=tuple(layer.id for layer in layers),
        variants=tuple(layer.variants for layer in layers),
        names=tuple(layer.name for layer in layers),
        families=tuple(layer.family for layer in layers),
        stations=question.stations,
        values=side_by_side(layers),
        searches=question.searches,
    )


def _measure(name: SurfaceMeasure | str) -> SurfaceMeasure:
    try:
        return SurfaceMeasure(name)
    except ValueError as error:
        msg = Message(
            "there is no measure {text}; choose from {names}",
            text=quoted(str(name)),
            names=tuple(one.value for one in SurfaceMeasure),
        )
        raise UnknownNameError(msg) from error


def _layer(question: Question, corridor: Corridor, samples: Samples) -> Layer | None:
    """Find the best variant of a corridor for each station; None where it serves none."""
    choices = [choice for some in choices_of(question, corridor) for choice in some]
    names = corridor.id, corridor.name, corridor.family
    return layer_of(question, names, choices, samples)


def _direct(question: Question, layers: list[Layer], samples: Samples) -> list[Layer]:
    """Give the direct route where every corridor that serves is a detour; no layer if none is.

    A comparison has it also where every corridor is slower; here corridors are compared.
    """
    rules = question.atlas.corridors.free(question.scenario, question.states)
    snaps = question.snaps(rules)
    reach = question.reach(rules, snaps)
    least_km = np.nanmin(np.stack([layer.km for layer in layers]), axis=0, initial=np.inf)
    served = reach.served & np.isfinite(least_km) & (reach.km * DETOUR < least_km)
    choice = Choice(variant=None, rules=rules, reach=reach, served=served, snaps=snaps)
    layer = layer_of(question, (DIRECT, str(DIRECT_NAME), DIRECT), [choice], samples)
    return [layer] if layer else []
