"""Content of a file: the answer to a request as rows, with names, sources and the stamp."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo.attribution import CREDITS, DISCLAIMER
from geo.edition import DIGEST_DIGITS, edition
from geo.errors import AtlasError, ExportError
from geo.evidence import GateStates, OwnFile, as_of_text
from geo.export import evidence, story
from geo.export.choices import Kind
from geo.export.evidence import evidence_sections
from geo.export.request import Request, check_layer, check_links, check_states, token_of
from geo.export.rows import (
    NAMES,
    SENTENCES,
    Cells,
    FailureRow,
    cells,
    gap_rows,
    gate_row,
    in_order,
    journey_row,
    leg_rows,
    sources_of,
    stop_rows,
)
from geo.export.story import history_sources, story_sections
from geo.i18n import SEMICOLON, get_locale, month_text, record_text
from geo.journeys import ANY, Comparison, Rank, compare, gate_point, journey, link_text, ranked
from geo.message import Message, quoted
from geo.paths import LAYERS, shipped_text
from geo.plot import Stamp, near_groups
from geo.scenario import Scenario
from geo.summary import barred_journeys
from geo.webmap import (
    LAYER_STYLES,
    Scene,
    around,
    journey_groups,
    layer_groups,
    open_in,
    own_group,
    place_legend,
    state_group,
    state_legend,
    status_legend,
    stop_legend,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed import DataclassInstance

    from geo.export.rows import GapRow, GateRow, JourneyRow, LegRow, Section, StopRow
    from geo.i18n import Locale
    from geo.journeys import Atlas, Journey
    from geo.layers import FeatureCollection
    from geo.model import Place
    from geo.userdata import MeasuredLayer
    from geo.webmap import Group

PARTS: Final[dict[Kind, tuple[str, ...]]] = {Kind.EVIDENCE: evidence.PARTS, Kind.STORY: story.PARTS}
"""Parts of each kind that has some."""
_TIMELESS: Final = frozenset({Kind.LAYERS, Kind.EVIDENCE})
"""Kinds that hold whatever the states of gates are."""
_BY_LINKS: Final = frozenset({Kind.ROUTE, Kind.COMPARE, Kind.SCENARIO})
"""Kinds whose answer may use links of the user's own."""
_ALL_SOURCES: Final = "data"
"""Part of the evidence that lists every source of the ledger."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything a writer needs: rows of journeys, layers, or sections of evidence and story."""

    request: Request
    stamp: Stamp
    locale: Locale
    names: Mapping[str, str]
    """Name of each ``corridor`` and ``corridor:variant``."""
    sources: Mapping[str, tuple[str, str]]
    """Title and address of every source, by id."""
    drawn: tuple[Journey, ...] = ()
    """Journeys of maps and charts: the first of each corridor."""
    journeys: tuple[JourneyRow, ...] = ()
    """Rows of the same."""
    legs: tuple[LegRow, ...] = ()
    stops: tuple[StopRow, ...] = ()
    gates: tuple[GateRow, ...] = ()
    """Gates that are not simply open and have a place."""
    gaps: tuple[GapRow, ...] = ()
    every: tuple[JourneyRow, ...] = ()
    """All variants."""
    base: tuple[JourneyRow, ...] = ()
    """Of a scenario: the journeys without its changes."""
    failed: tuple[FailureRow, ...] = ()
    comparison: Comparison | None = None
    """The answer whose rows these are."""
    opened: Comparison | None = None
    """The answer as if every gate were open, where states of gates bar every branch."""
    layers: Mapping[str, FeatureCollection] = field(default_factory=dict)
    """GeoJSON layers by name."""
    sections: tuple[Section, ...] = ()
    """Rows of evidence and story."""
    marks: Group | None = None
    """Gates that are not simply open, for the map as a web page."""
    as_of: str = ""
    """As of when the journeys hold, with the gates that are not simply open and their sources."""
    own: MeasuredLayer | None = None
    """A layer of the user's own, for maps as web pages and files of features."""
    remarks: tuple[str, ...] = ()
    """What a reader of the journeys must know: that no branch serves, and past errors."""

    @cached_property
    def barred(self) -> tuple[Journey, ...]:
        """Of each corridor the fastest journey that only states of gates keep from serving."""
        if self.comparison is None or self.opened is None:
            return ()
        return barred_journeys(self.comparison, self.opened)

    def source_of(self, identifier: str) -> tuple[str, str]:
        """Title and address of a source."""
        return self.sources.get(identifier, (identifier, ""))

    def source_texts(self, ids: Iterable[str]) -> str:
        """Titles and addresses of sources in one text."""
        return "; ".join(" ".join(filter(None, self.source_of(name))) for name in ids)

    def name(self, corridor: str, variant: str) -> str:
        """Name of a journey: corridor and variant."""
        parts = [corridor, f"{corridor}:{variant}" if variant else ""]
        texts = [self.names.get(part, part) for part in parts if part]
        return self.locale.translate(", ").join(filter(None, texts))

    def about(self) -> dict[str, str]:
        """Describe the file, as every file does."""
        stamp = self.stamp
        return {
            "title": stamp.title,
            "as_of": self.as_of,
            "remarks": " ".join(self.remarks),
            "scenario": stamp.subtitle,
            "date_of_data": stamp.data_date,
            "credits": stamp.credits,
            "disclaimer": stamp.disclaimer,
            "token": stamp.hash,
        }

    def caption(self) -> str:
        """Write scenario, date of the data and credits as the line under a map."""
        stamp = self.stamp
        return f"{stamp.subtitle} · {stamp.data_date} · {stamp.credits}"

    def cells(self, row: DataclassInstance) -> Cells:
        """Row of a table: sentences translated, titles and addresses of the sources at the end."""
        flat = cells(row)
        if self.sections:
            translate = self.locale.translate
            texts = {name: flat[name] for name in SENTENCES if name in flat}
            flat |= {
                name: translate(text if isinstance(text, str) else str(text))
                for name, text in texts.items()
            }
        elif self.drawn:
            flat |= {name: self.locale.translate(str(flat[name])) for name in NAMES if name in flat}
        sources = {"sources": self.source_texts(sources_of(row))} if "source_ids" in flat else {}
        return flat | sources

    def source_numbers(self) -> dict[str, str]:
        """Give each source its number in the list of sources, by id."""
        number = self.locale.number
        return {source: number(place, 0) for place, source in enumerate(self.sources, start=1)}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of the map."""
        source_of, locale = self.source_of, self.locale
        if self.layers:
            return layer_groups(self.layers, source_of=source_of, locale=locale)
        corridors = {name: text for name, text in self.names.items() if ":" not in name}
        return journey_groups(
            (*self.barred, *self.drawn),
            names=corridors,
            source_of=source_of,
            barred={one.id for one in self.barred},
            locale=locale,
        )

    @property
    def _own_groups(self) -> tuple[Group, ...]:
        """Group of the user's own layer."""
        own = self.own
        return (own_group(own.layer, own.measures, own.nearest, self.locale),) if own else ()

    def scene(self) -> Scene:
        """Scene of the map."""
        locale = self.locale
        if self.layers:
            from geo.layers import CORRIDOR_BOX

            legend = status_legend(locale) + place_legend(locale)
            groups = (*self.groups, *self._own_groups)
            return Scene(groups=groups, legend=legend, fit=CORRIDOR_BOX, locale=locale)
        marks = (self.marks,) if self.marks else ()
        return Scene(
            groups=(*self.groups, *marks, *self._own_groups),
            highlight=ranked(self.drawn, Rank.DAYS)[0].id if len(self.drawn) > 1 else None,
            legend=(
                *(state_legend(locale) if marks else ()),
                *stop_legend(locale),
                *status_legend(locale),
            ),
            fit=around(near_groups(self.groups)),
            locale=locale,
        )


def content_of(
    atlas: Atlas,
    request: Request,
    *,
    every_variant: bool = False,
    own: MeasuredLayer | None = None,
) -> Content:
    """Answer a request.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    request
        Question, language and paper.
    every_variant
        Whether a comparison holds every variant, not only the first of each corridor.
    own
        A layer of the user's own, to stand beside the answer in maps and files of features.

    Raises
    ------
    QuestionError
        The request cannot be asked this way.
    RouteError
        It has no answer.
    LayerError
        A layer cannot be read.
    ExportError
        Its kind has no such part, or it was asked with other states of gates than the atlas holds.
    """
    file = OwnFile(name=own.layer.name, digest=own.layer.digest[:DIGEST_DIGITS]) if own else None
    check_layer(request, file)
    if request.kind in PARTS:
        own = None
    request = replace(request, layer=request.layer or (file if own else None))
    return replace(_content(atlas, request, every_variant=every_variant), own=own)


def _content(atlas: Atlas, request: Request, *, every_variant: bool) -> Content:
    locale = get_locale(request.language)
    names = _names(atlas, locale)
    if request.kind not in _TIMELESS:
        atlas, request = _of_one_world(atlas, request)
    if request.kind in PARTS:
        return _of_sections(atlas, needed(request), names, locale)
    if request.part:
        msg = f"{request.kind} has no parts; leave out the part, or ask for {' or '.join(PARTS)}"
        raise ExportError(msg)
    if request.kind is Kind.LAYERS:
        scenario = Scenario(date=request.scenario.date)
        request = replace(request, origin="", destination="", scenario=scenario)
        return _of_layers(atlas, request, names, locale)
    return _of_journeys(atlas, request, names, locale, every_variant=every_variant)


def _of_one_world(atlas: Atlas, request: Request) -> tuple[Atlas, Request]:
    """Bring atlas and request to the states and the day that both shall hold of.

    A token names its file of states and its day; a new request takes those of the atlas and, where
    its states reach beyond today, of today.
    """
    check_states(request, atlas.states.own)
    own = OwnFile(name=atlas.links.name, digest=atlas.links.digest) if atlas.links else None
    check_links(request, own)
    if request.kind in _BY_LINKS and atlas.links:
        request = replace(request, links=request.links or own)
        name = request.links.name if request.links else ""
        atlas = replace(atlas, links=replace(atlas.links, name=name))
    compares_today = request.kind is Kind.SCENARIO
    if request.scenario.as_if_open and not compares_today:
        return atlas, request
    if request.states:
        states = GateStates(atlas.states.rows, request.states)
        atlas = replace(atlas, states=states)
    else:
        request = replace(request, states=atlas.states.own)
    if request.day:
        return replace(atlas, today=dt.date.fromisoformat(request.day)), request
    today = atlas.as_of(Scenario())
    is_of_today = request.scenario.date is None or compares_today
    if is_of_today and not today.is_beyond_data:
        request = replace(request, day=today.last.isoformat())
    return atlas, request


def needed(request: Request) -> Request:
    """Reduce a request for evidence or story to what its parts depend on.

    Two requests for the same rows then have the same token.

    Raises
    ------
    ExportError
        Its kind has no such part.

    Examples
    --------
    >>> needed(Request(kind=Kind.EVIDENCE, origin="moscow", part="ledger")).origin
    ''
    """
    kind, part = request.kind, request.part
    if part and part not in PARTS[kind]:
        msg = Message(
            "{kind} has no part {name}; choose from {names}, or none for all",
            kind=kind.value,
            name=quoted(part),
            names=", ".join(PARTS[kind]),
        )
        raise ExportError(msg)
    is_story = kind is Kind.STORY
    month = request.scenario.date if is_story else None
    return Request(
        kind=kind,
        part=part,
        scenario=Scenario(date=month),
        language=request.language,
        paper=request.paper,
        states=request.states if is_story else None,
        day=request.day if is_story else "",
    )


def _of_sections(
    atlas: Atlas, request: Request, names: Mapping[str, str], locale: Locale
) -> Content:
    parts = frozenset({request.part} if request.part else PARTS[request.kind])
    if request.kind is Kind.STORY:
        month = request.scenario.date or ""
        sections = tuple(story_sections(atlas, parts, month, names, locale))
        known = history_sources()
    else:
        sections, known = tuple(evidence_sections(atlas, parts, names, locale)), {}
    ids = {name for section in sections for row in section.rows for name in sources_of(row)}
    listed = ids | set(atlas.ledger.sources if _ALL_SOURCES in parts else ())
    sources = _sources(atlas, listed) | {n: known[n] for n in known if n in ids}
    as_of = atlas.as_of(Scenario(date=request.scenario.date))
    return Content(
        request=request,
        as_of=locale.translate(as_of_text(as_of)) if as_of.own and request.states else "",
        stamp=_stamp(request, *_section_titles(request, locale), locale),
        locale=locale,
        names=names,
        sources=sources,
        sections=sections,
    )


def _of_layers(atlas: Atlas, request: Request, names: Mapping[str, str], locale: Locale) -> Content:
    from geo.layers import read_layer

    for name in LAYER_STYLES:
        read_layer(name)
    layers: dict[str, FeatureCollection] = {
        name: json.loads(shipped_text(LAYERS / f"{name}.geojson")) for name in LAYER_STYLES
    }
    if month := request.scenario.date:
        layers = open_in(month, layers)
    ids = {
        source
        for layer in layers.values()
        for feature in layer["features"]
        for source in layer_sources(feature["properties"])
    }
    title = locale.translate("International North–South Transport Corridor")
    return Content(
        request=request,
        stamp=_stamp(request, title, _conditions(atlas, request, locale), locale),
        locale=locale,
        names=names,
        sources=_sources(atlas, ids),
        layers=layers,
    )


def layer_sources(properties: Mapping[str, object]) -> list[str]:
    """Ids of the sources of a feature of a layer.

    Examples
    --------
    >>> layer_sources({"source_ids": "osm|s1"}), layer_sources({"source": "ne"}), layer_sources({})
    (['osm', 's1'], ['ne'], [])
    """
    ids = str(properties.get("source_ids") or properties.get("source") or "")
    return [name for name in ids.split("|") if name]


def _of_journeys(
    atlas: Atlas,
    request: Request,
    names: Mapping[str, str],
    locale: Locale,
    *,
    every_variant: bool,
) -> Content:
    origin = atlas.places.find(request.origin)
    destination = atlas.places.find(request.destination)
    request = replace(
        request,
        origin=_shortest(atlas, origin.id, request.origin),
        destination=_shortest(atlas, destination.id, request.destination),
    )
    comparison = _comparison(atlas, request, origin, destination)
    variants = (one for one in comparison.journeys if one.route.variant)
    names = {**names, **{one.id: locale.translate(one.variant_name) for one in variants}}
    drawn = comparison.journeys if every_variant else tuple(comparison.representatives().values())
    costs = {one.id: one.costed(request.box) for one in comparison.journeys}
    legs = tuple(row for one in drawn for row in leg_rows(one, costs[one.id]))
    stops = tuple(row for one in drawn for row in stop_rows(one, costs[one.id]))
    title = " – ".join(map(locale.place_name, (origin, destination)))
    base = _base(atlas, request, origin, destination)
    cited_ids = {name for row in in_order(legs, stops) for name in row.source_ids}
    conditions = (*comparison.gates, *comparison.changes)
    cited_ids |= {name for one in conditions for name in one.state.sources}
    day = locale.translate(as_of_text(comparison.as_of))
    opened = None
    if comparison.is_barred:
        scenario = replace(request.scenario, as_if_open=True)
        opened = compare(atlas, origin, destination, scenario, corridors=request.corridors)
    return Content(
        request=request,
        comparison=comparison,
        opened=opened,
        stamp=_stamp(request, title, _conditions(atlas, request, locale, day), locale),
        locale=locale,
        names=names,
        sources=_sources(atlas, cited_ids),
        as_of=_as_of_line(atlas, comparison, day, locale),
        remarks=(*_remarks(comparison, names, locale), *_link_remarks(atlas, locale)),
        marks=state_group(
            comparison.gates, atlas=atlas, as_of=comparison.as_of, locale=locale, named=True
        ),
        drawn=drawn,
        journeys=tuple(journey_row(one, costs[one.id]) for one in drawn),
        legs=legs,
        stops=stops,
        gates=tuple(
            gate_row(one, point, locale.sentence(one.text))
            for one in comparison.gates
            if (point := gate_point(atlas, one.gate))
        ),
        gaps=tuple(row for one in drawn for row in gap_rows(one)),
        every=tuple(journey_row(one, costs[one.id]) for one in comparison.journeys),
        base=tuple(journey_row(one, one.costed(request.box)) for one in base),
        failed=tuple(
            FailureRow(corridor=one.corridor, variant=one.variant, reason=one.reason)
            for one in comparison.failed
        ),
    )


def _comparison(atlas: Atlas, request: Request, origin: Place, destination: Place) -> Comparison:
    """Compare all corridors, or time the one route of the request."""
    if request.kind is not Kind.ROUTE:
        return compare(atlas, origin, destination, request.scenario, corridors=request.corridors)
    route = journey(
        atlas,
        origin,
        destination,
        corridor=request.corridor,
        variant=request.variant,
        scenario=request.scenario,
    )
    return Comparison(journeys=(route,), failed=(), as_of=route.as_of, gates=route.gates)


def _base(atlas: Atlas, request: Request, origin: Place, destination: Place) -> tuple[Journey, ...]:
    """Journeys beside those of a scenario: the same question without its changes."""
    if request.kind is not Kind.SCENARIO:
        return ()
    unchanged = Scenario(clock=request.scenario.clock)
    if atlas.unlinked:
        atlas = replace(atlas.unlinked, states=atlas.states, today=atlas.today)
    return compare(atlas, origin, destination, unchanged, corridors=request.corridors).journeys


def _shortest(atlas: Atlas, identifier: str, text: str) -> str:
    """Id of a place where it finds the place again, or the text that was typed."""
    try:
        return identifier if atlas.places.find(identifier).id == identifier else text
    except AtlasError:
        return text


def _names(atlas: Atlas, locale: Locale) -> dict[str, str]:
    translate, names = locale.translate, atlas.corridors.names()
    return {ANY: translate("Fastest route")} | {id_: translate(names[id_]) for id_ in names}


def _sources(atlas: Atlas, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Title and address of sources of times, prices and lengths."""
    return {identifier: atlas.citation(identifier) for identifier in sorted(ids)}


def _stamp(request: Request, title: str, subtitle: str, locale: Locale) -> Stamp:
    return Stamp(
        title=title,
        subtitle=subtitle,
        credits=locale.translate(CREDITS),
        disclaimer=locale.translate(DISCLAIMER),
        data_date=edition(locale.translate),
        hash=token_of(request),
    )


def _section_titles(request: Request, locale: Locale) -> tuple[str, str]:
    """Title and subtitle of evidence or story; the story names the month of its branches."""
    translate, month = locale.translate, request.scenario.date
    if request.kind is Kind.EVIDENCE:
        return translate("Evidence"), translate(
            "What the figures rest on, and how the model stood up to what really happened"
        )
    date = month_text(month, locale) if month else translate("The network as it is built today")
    title = translate("The corridor and its story")
    return title, translate("Three branches: {month}").format(month=date)


def _as_of_line(atlas: Atlas, comparison: Comparison, day: str, locale: Locale) -> str:
    """Write as of when journeys hold, and each gate that is not simply open with its sources."""
    grade = locale.translate("grade {grade}")
    texts = []
    for one in dict.fromkeys([*comparison.gates, *comparison.changes]):
        titles = [atlas.citation(source).title for source in one.state.sources]
        words = locale.translate("; ").join([*titles, grade.format(grade=one.state.grade)])
        stated = [locale.translate(text) for text in (one.text, one.effect.text) if text]
        texts.append(f"{locale.translate('; ').join(stated)} ({words})")
    return f"{day}: {locale.translate('; ').join(texts)}." if texts else f"{day}."


def _remarks(comparison: Comparison, names: Mapping[str, str], locale: Locale) -> tuple[str, ...]:
    """Say that no branch can be used, if so, and how wrong the model was about past journeys."""
    texts = [record_text(record, locale) for record in comparison.records]
    if comparison.is_barred:
        left = [names.get(name, name) for name in comparison.representatives()]
        sentence = locale.translate("No branch of the corridor can be used. What is left: {names}.")
        found = locale.translate(SEMICOLON).join(left) or locale.translate("nothing")
        texts.insert(0, sentence.format(names=found))
    return tuple(texts)


def _link_remarks(atlas: Atlas, locale: Locale) -> tuple[str, ...]:
    """Say where each link of the user's own meets the network, and how far away."""
    links = atlas.links.links if atlas.links else ()
    return tuple(f"{locale.sentence(link_text(one))}." for one in links)


def _conditions(atlas: Atlas, request: Request, locale: Locale, day: str = "") -> str:
    """Scenario in one sentence."""
    translate, scenario = locale.translate, request.scenario
    if request.kind is Kind.LAYERS:
        if not scenario.date:
            return translate("The network as it is built today, all layers")
        month = month_text(scenario.date, locale)
        return translate("All layers, as of {month}").format(month=month)
    gates, links = atlas.corridors.gates, atlas.corridors.links
    conditions = [
        day,
        f"{translate('clock')}: {translate(scenario.clock)}",
    ]
    closed = [translate(gates[g].name) if g in gates else g for g in sorted(scenario.closed)]
    conditions += [translate("{name} closed").format(name=name) for name in closed]
    built = [translate(links.get(link, link)) for link in sorted(scenario.built)]
    conditions += [translate("{name} built").format(name=name) for name in built]
    if scenario.modes != Scenario().modes:
        modes = translate(", ").join(translate(mode) for mode in sorted(scenario.modes))
        conditions.append(f"{translate('Mode')}: {modes}")
    if scenario.season:
        month = locale.number(scenario.season, 0)
        conditions.append(f"{translate('Departure month')}: {month}")
    conditions += [translate(service) for service in sorted(scenario.services)]
    conditions += [f"{figure} = {value:g}" for figure, value in scenario.figures]
    if scenario.rho != Scenario().rho:
        conditions.append(f"rho = {scenario.rho:g}")
    return translate(", ").join([*conditions, translate(request.box.value)])


def cited(ids: Iterable[str], numbers: Mapping[str, str]) -> str:
    """Numbers of sources, each once and the smallest first.

    Examples
    --------
    >>> cited(["c", "a", "c", "unknown"], {"a": "1", "b": "2", "c": "3"})
    '1 3'
    """
    listed = set(ids)
    return " ".join(number for name, number in numbers.items() if name in listed)
