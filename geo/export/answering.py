"""Answer a request: the content of a file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.edition import DIGEST_DIGITS
from geo.errors import AtlasError, ExportError
from geo.evidence import GateStates, OwnFile, as_of_text
from geo.export import evidence, story
from geo.export.choices import Kind
from geo.export.content import Content, layer_sources
from geo.export.evidence import evidence_sections
from geo.export.request import Request, check_layer, check_links, check_states
from geo.export.rows import (
    FailureRow,
    gap_rows,
    gate_row,
    in_order,
    journey_row,
    leg_rows,
    sources_of,
    stop_rows,
)
from geo.export.story import history_sources, story_sections
from geo.export.wording import (
    as_of_line,
    conditions_text,
    link_remarks,
    names_of,
    remarks_of,
    section_titles,
    stamp_of,
)
from geo.i18n import get_locale
from geo.journeys import Comparison, compare, gate_point, journey, unasked
from geo.message import Message, quoted
from geo.paths import LAYERS, shipped_text
from geo.scenario import Scenario
from geo.webmap import LAYER_STYLES, open_in, state_group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.journeys import Atlas, Journey
    from geo.layers import FeatureCollection
    from geo.model import Place
    from geo.userdata import MeasuredLayer

PARTS: Final[dict[Kind, tuple[str, ...]]] = {Kind.EVIDENCE: evidence.PARTS, Kind.STORY: story.PARTS}
"""Parts of each kind that has some."""
_TIMELESS: Final = frozenset({Kind.LAYERS, Kind.EVIDENCE})
"""Kinds that hold whatever the states of gates are."""
_BY_LINKS: Final = frozenset({Kind.ROUTE, Kind.COMPARE, Kind.SCENARIO})
"""Kinds whose answer may use links of the user's own."""
_ALL_SOURCES: Final = "data"
"""Part of the evidence that lists every source of the ledger."""


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
    names = names_of(atlas, locale)
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
        stamp=stamp_of(request, *section_titles(request, locale), locale),
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
        stamp=stamp_of(request, title, conditions_text(atlas, request, locale), locale),
        locale=locale,
        names=names,
        sources=_sources(atlas, ids),
        layers=layers,
    )


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
    comparison, base = _both(atlas, request, origin, destination)
    variants = (one for one in comparison.journeys if one.route.variant)
    names = {**names, **{one.id: locale.translate(one.variant_name) for one in variants}}
    drawn = comparison.journeys if every_variant else tuple(comparison.representatives().values())
    costs = {one.id: one.costed(request.box) for one in comparison.journeys}
    legs = tuple(row for one in drawn for row in leg_rows(one, costs[one.id]))
    stops = tuple(row for one in drawn for row in stop_rows(one, costs[one.id]))
    title = " – ".join(map(locale.place_name, (origin, destination)))
    conditions = (*comparison.gates, *comparison.changes)
    cited_ids = {name for row in in_order(legs, stops) for name in row.source_ids}
    cited_ids |= {name for one in conditions for name in one.state.sources}
    day = locale.translate(as_of_text(comparison.as_of))
    return Content(
        request=request,
        comparison=comparison,
        opened=_opened(atlas, request, origin, destination) if comparison.is_barred else None,
        stamp=stamp_of(request, title, conditions_text(atlas, request, locale, day), locale),
        locale=locale,
        names=names,
        sources=_sources(atlas, cited_ids),
        as_of=as_of_line(atlas, comparison, day, locale),
        remarks=(*remarks_of(comparison, names, locale), *link_remarks(atlas, locale)),
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


def _opened(atlas: Atlas, request: Request, origin: Place, destination: Place) -> Comparison:
    """Compare as if every gate were open."""
    scenario = replace(request.scenario, as_if_open=True)
    return compare(atlas, origin, destination, scenario, corridors=request.corridors)


def _both(
    atlas: Atlas, request: Request, origin: Place, destination: Place
) -> tuple[Comparison, tuple[Journey, ...]]:
    """Compare, and find the journeys of the base case of a scenario, by the same corridors."""
    comparison = _comparison(atlas, request, origin, destination)
    if request.kind is not Kind.SCENARIO:
        return comparison, ()
    unchanged, today = Scenario(clock=request.scenario.clock), atlas
    if atlas.unlinked:
        today = replace(atlas.unlinked, states=atlas.states, today=atlas.today)
    ends = origin, destination
    base = compare(today, *ends, unchanged, corridors=request.corridors)
    return (
        _with(atlas, ends, request.scenario, comparison, base),
        _with(today, ends, unchanged, base, comparison).journeys,
    )


def _with(
    atlas: Atlas,
    ends: tuple[Place, Place],
    scenario: Scenario,
    answer: Comparison,
    other: Comparison,
) -> Comparison:
    """Add to an answer what stands in another one alone, but serves in both."""
    if not (names := unasked(atlas, answer, other)):
        return answer
    more = compare(atlas, *ends, scenario, corridors=names)
    return replace(answer, journeys=(*answer.journeys, *more.journeys))


def _shortest(atlas: Atlas, identifier: str, text: str) -> str:
    """Id of a place where it finds the place again, or the text that was typed."""
    try:
        return identifier if atlas.places.find(identifier).id == identifier else text
    except AtlasError:
        return text


def _sources(atlas: Atlas, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Title and address of sources of times, prices and lengths."""
    return {identifier: atlas.citation(identifier) for identifier in sorted(ids)}
