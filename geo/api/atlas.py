"""The atlas and the questions it answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypedDict, TypeVar, Unpack, cast

from geo import journeys
from geo.api.comparison import Comparison
from geo.api.journey import Journey
from geo.api.surface import Surface
from geo.errors import QuestionError, UnknownNameError
from geo.estimates import Box
from geo.message import quoted
from geo.model import Place
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from os import PathLike

    import pandas as pd


Frame = TypeVar("Frame")
"""A frame of pandas or of Dask; the answer is one of the same kind."""
PlaceLike: TypeAlias = str | tuple[float, float] | Place
"""A name in English, Russian or Persian, a UN/LOCODE, a pair ``(lat, lon)``, or a `Place`."""


class Conditions(TypedDict, total=False):
    """Conditions of a question, by keyword; those left out keep their default."""

    closed: Collection[str]
    """Ids of gates assumed closed, for instance ``{"suez"}``."""
    built: Collection[str]
    """Ids of planned links assumed built, for instance ``{"rasht-astara"}``."""
    as_of: str | None
    """Day ``YYYY-MM-DD`` or month ``YYYY-MM``; by default today, or that of the newest report."""
    as_if_open: bool
    """Leave the states of gates out, as if none were closed or hindered."""
    states: Mapping[str, str]
    """States assumed, by gate, for instance ``{"hormuz": "open"}``."""
    clock: str
    """What the time includes: ``train``, ``vessel``, ``shipment`` (default) or ``door``."""
    modes: Collection[str]
    """Modes allowed, of ``rail``, ``road`` and ``sea``."""
    month: int | None
    """Departure month, 1 to 12."""
    services: Collection[str]
    """Services such as ``wagon`` or ``transshipped``."""
    figures: Mapping[str, float]
    """Figures of the ledger to set, by id, each in its own unit."""
    rho: float
    """Correlation of the parts of a journey, 0 to 0.95."""


_FIELDS: Final = {"as_of": "date", "month": "season"}
"""Fields of a scenario that have another name here."""
_MAPPINGS: Final = frozenset({"figures", "states"})
_LISTS: Final = frozenset({"closed", "built", "modes", "services"})


class Atlas:
    """The network with its corridors and figures; `load` makes it.

    It never changes, so threads may share it.

    Examples
    --------
    >>> atlas = load()
    >>> answer = atlas.compare("Moscow", "Nhava Sheva", as_of="2025-11", clock="door")
    >>> answer.fastest().corridor
    'western'
    """

    def __init__(self, atlas: journeys.Atlas) -> None:
        self._atlas = atlas

    def __repr__(self) -> str:
        """Show the number of corridors."""
        return f"<Atlas: {len(self.corridors)} corridors>"

    @property
    def corridors(self) -> tuple[str, ...]:
        """Ids of the corridors."""
        return tuple(self._atlas.corridors.corridors)

    @property
    def gates(self) -> tuple[str, ...]:
        """Ids of the gates that `compare` can close."""
        return tuple(self._atlas.corridors.gates)

    def places(self, text: str, *, limit: int = 8) -> list[Place]:
        """Find the places that a text may mean, the likeliest first.

        Parameters
        ----------
        text
            A name, or the beginning of one; a UN/LOCODE; or ``LAT,LON``.
        limit
            Most places to return.
        """
        return self._atlas.places.search(text, limit=limit)

    def place(self, place: PlaceLike) -> Place:
        """Find the one place that is meant.

        Raises
        ------
        UnknownPlaceError
            No place has this name; the message gives the nearest three.
        AmbiguousPlaceError
            Several places have this name; the message lists them.

        Examples
        --------
        >>> load().place((27.1, 56.1)).id
        '27.1,56.1'
        """
        if isinstance(place, Place):
            return place
        if isinstance(place, str):
            return self._atlas.places.find(place)
        try:
            lat, lon = place
            text = f"{lat:.6f},{lon:.6f}"
        except (TypeError, ValueError) as error:
            msg = f"{quoted(place)} is not a place; write a name, a UN/LOCODE or (lat, lon)"
            raise QuestionError(msg) from error
        return self._atlas.places.find(text)

    def route(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        *,
        corridor: str = "",
        variant: str = "",
        box: str = "teu",
        scenario: Scenario | None = None,
        **conditions: Unpack[Conditions],
    ) -> Journey:
        """Time and price one journey.

        Parameters
        ----------
        origin, destination
            Names, UN/LOCODEs, pairs ``(lat, lon)``, or places.
        corridor
            Id of a corridor; empty: the fastest route.
        variant
            Options of the corridor joined by plus signs; the first that can serve if left out.
        box
            Unit of prices and emissions: ``teu``, ``feu`` or ``t``.
        scenario
            Conditions to start from, for instance those of an earlier answer.
        **conditions
            Conditions that replace those of the scenario, each described in `Conditions`.

        Raises
        ------
        QuestionError
            A name, a date or the clock does not fit the question.
        RouteError
            The question has no answer; the message says why.
        """
        journey = journeys.journey(
            self._atlas,
            self.place(origin),
            self.place(destination),
            corridor=corridor,
            variant=variant,
            scenario=_scenario(scenario, conditions),
        )
        return Journey(self._atlas, journey, _box(box))

    def compare(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        *,
        box: str = "teu",
        corridors: Iterable[str] = (),
        scenario: Scenario | None = None,
        **conditions: Unpack[Conditions],
    ) -> Comparison:
        """Compare journeys by every corridor and variant that can serve.

        Parameters
        ----------
        origin, destination
            Names, UN/LOCODEs, pairs ``(lat, lon)``, or places.
        box
            Unit of prices and emissions: ``teu``, ``feu`` or ``t`` (a tonne in boxes of 20 feet).
        corridors
            Ids of those that stand in the comparison; empty: the branches, Suez and the Cape, and
            the others that are among the six fastest.
        scenario
            Conditions to start from, for instance those of an earlier answer.
        **conditions
            Conditions that replace those of the scenario, each described in `Conditions`.

        Raises
        ------
        QuestionError
            A name or a date does not fit, or both ends are one place.
        """
        ends = self.place(origin), self.place(destination)
        under = _scenario(scenario, conditions)
        comparison = journeys.compare(self._atlas, *ends, under, corridors=corridors)
        return Comparison(self._atlas, ends, under, comparison, _box(box))

    def surface(
        self,
        end: PlaceLike,
        *,
        is_origin: bool = True,
        measure: str = "days",
        resolution: int = 3,
        box: str = "teu",
        language: str = "en",
        scenario: Scenario | None = None,
        **conditions: Unpack[Conditions],
    ) -> Surface:
        """Find which corridor is best to or from every part of the land.

        Parameters
        ----------
        end
            Place at which all journeys begin, or finish.
        is_origin
            Whether they begin there.
        measure
            ``days``, ``price`` or ``co2e``.
        resolution
            Of the hexagons of H3: 2, 3 or 4.
        box
            Unit of prices and emissions: ``teu``, ``feu`` or ``t``.
        language
            Of its words and files: ``en``, ``ru`` or ``fa``.
        scenario
            Conditions to start from, for instance those of an earlier answer.
        **conditions
            Conditions that replace those of the scenario, each described in `Conditions`.

        Raises
        ------
        QuestionError
            A name, a date, the measure or the clock does not fit.
        RouteError
            The place lies beyond the network, or no corridor serves it.
        """
        from geo.export import surface_content
        from geo.i18n import get_locale

        content = surface_content(
            self._atlas,
            self.place(end),
            locale=get_locale(language),
            is_origin=is_origin,
            measure=measure,
            box=_box(box),
            scenario=_scenario(scenario, conditions),
            resolution=resolution,
        )
        return Surface(content)

    def batch(
        self,
        frame: Frame,
        *,
        columns: Mapping[str, str] | None = None,
        scenarios: Mapping[str, Scenario] | None = None,
        results: Iterable[str] = (),
        box: str = "teu",
        language: str = "en",
        scenario: Scenario | None = None,
        **conditions: Unpack[Conditions],
    ) -> Frame:
        """Answer a table of shipments, row by row; each distinct question is solved once.

        Parameters
        ----------
        frame
            Columns for origin and destination, and, if known, for date, cargo, corridor and
            scenario; usual names are recognised in English, Russian and Persian. A frame of
            pandas, or one of ``dask.dataframe``, whose partitions are answered where they are.
        columns
            Names of columns that are not recognised, for instance ``{"origin": "Loaded at"}``.
        scenarios
            Scenarios that rows may name.
        results
            Columns of the result; empty: all.
        box
            Unit of an amount that has none: ``teu``, ``feu`` or ``t``.
        language
            Of its sentences: ``en``, ``ru`` or ``fa``.
        scenario
            Conditions of every row; date, corridor and scenario of a row replace its own.
        **conditions
            Conditions that replace those of the scenario, each described in `Conditions`.

        Returns
        -------
        pandas.DataFrame or dask.dataframe.DataFrame
            The same rows in the same order. Kilometres, days, dollars and kilograms of the whole
            shipment have their unit in the name of the column; ``usd_missing`` and
            ``kg_co2e_missing`` name the parts without a source, ``error`` says why a row has no
            answer.

        Raises
        ------
        QuestionError
            A column is missing or there twice, or the conditions do not fit.
        ClusterError
            The frame is of Dask, and the atlas holds links of your own, which are not sent.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"from": ["Baku", "Baku"], "to": ["Tehran", "Nowhereville"]})
        >>> answers = load().batch(rows, as_of="2025-11", results=["corridor_chosen", "km"])
        >>> answers["corridor_chosen"].tolist(), answers["km"].round(-2).tolist()
        (['western', nan], [800.0, nan])
        """
        from geo.batch import RESULTS, Layout, Task, answer_frame, answer_partitions, field_of
        from geo.i18n import get_locale

        task = Task(
            scenario=_scenario(scenario, conditions),
            box=_box(box),
            layout=Layout(
                columns={field_of(name): one for name, one in (columns or {}).items()},
                scenarios=dict(scenarios or {}),
            ),
            results=tuple(results) or RESULTS,
            locale=get_locale(language),
        )
        if hasattr(frame, "map_partitions"):
            return cast("Frame", answer_partitions(self._atlas, frame, task))
        return cast("Frame", answer_frame(self._atlas, cast("pd.DataFrame", frame), task))


def load(
    *, states: str | PathLike[str] | None = None, links: str | PathLike[str] | None = None
) -> Atlas:
    """Read network, places, corridors and figures; it takes about a quarter of a second.

    Parameters
    ----------
    states
        CSV file with states of gates of one's own, laid over those of the program.
    links
        File with lines that journeys may use, in any format of `read_layer`, with the columns
        ``mode``, ``speed`` (km/h) and, if wanted, ``status`` and ``name``; it takes a second more.

    Raises
    ------
    DataError
        A data file is missing or damaged; the message names it and says how to restore it.
    UserFileError
        A link is wrong, or cannot be joined to the network; none is taken.
    """
    atlas = journeys.load_atlas(None if states is None else Path(states))
    if links is not None:
        from geo.userdata import own_links, read_user_layer

        atlas = journeys.with_links(atlas, own_links(read_user_layer(links)))
    return Atlas(atlas)


def _scenario(base: Scenario | None, conditions: Conditions) -> Scenario:
    fields = (base or Scenario()).as_dict()
    for name, value in conditions.items():
        if name not in Conditions.__annotations__:
            known = ", ".join(Conditions.__annotations__)
            msg = f"a question has no condition {quoted(name)}; choose from {known}"
            raise QuestionError(msg)
        fields[_FIELDS.get(name, name)] = _plain(name, value)
    return Scenario.from_dict(fields)


def _plain(name: str, value: object) -> object:
    """Value of a condition as `Scenario.from_dict` takes it."""
    if name in _LISTS:
        return [value] if isinstance(value, str) else [*cast("Collection[str]", value)]
    if name in _MAPPINGS:
        return dict(cast("Mapping[str, object]", value))
    return value


def _box(name: str) -> Box:
    try:
        return Box(name)
    except ValueError as error:
        msg = f"there is no box {quoted(name)}; choose from {', '.join(Box)}"
        raise UnknownNameError(msg) from error
