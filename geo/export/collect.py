"""What a file is made of: the answer to a request, as JSON, with names, sources and the stamp."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.attribution import CREDITS, DISCLAIMER
from geo.edition import RAILWAYS_AS_OF, data_digest
from geo.errors import AtlasError, ExportError
from geo.export import evidence as export_evidence
from geo.export import story as export_story
from geo.export.content import Content, Json, sources_of
from geo.export.evidence import evidence_parts
from geo.export.request import MODEL, Kind, Request, token_of
from geo.export.story import story_parts
from geo.i18n import get_locale, month_text
from geo.journeys import (
    Comparison,
    compare,
    comparison_json,
    journey,
    journey_json,
    place_json,
    representatives,
)
from geo.paths import LAYERS
from geo.plot import Stamp
from geo.scenario import Scenario
from geo.webmap import LAYER_STYLES, open_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.export.content import Parts
    from geo.i18n import Locale
    from geo.journeys import Atlas, Journey
    from geo.model import Place

PARTS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.EVIDENCE: export_evidence.PARTS,
    Kind.STORY: export_story.PARTS,
}
"""What can be asked of each kind that is made of parts."""


def plain(asked: Request) -> Request:
    """Return a request without what its parts do not depend on, so that its token is the same.

    Raises
    ------
    ExportError
        It asks for a part that its kind does not have.

    Examples
    --------
    >>> plain(Request(kind=Kind.EVIDENCE, origin="moscow", part="ledger")).origin
    ''
    """
    if asked.part and asked.part not in PARTS[asked.kind]:
        known = ", ".join(PARTS[asked.kind])
        msg = f"{asked.kind} has no part {asked.part[:20]!r}; choose from {known}, or none for all"
        raise ExportError(msg)
    month = asked.scenario.date if asked.kind is Kind.STORY else None
    return Request(
        kind=asked.kind,
        part=asked.part,
        scenario=Scenario(date=month),
        language=asked.language,
        paper=asked.paper,
    )


def parts_of(atlas: Atlas, request: Request, names: Mapping[str, str], locale: Locale) -> Parts:
    """Return the rows of what a request asks for.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    request
        From `plain`.
    names
        What corridors are called.
    locale
        Language of the file.
    """
    asked = frozenset({request.part} if request.part else PARTS[request.kind])
    if request.kind is Kind.STORY:
        return story_parts(atlas, asked, request.scenario.date or "", names, locale)
    return evidence_parts(atlas, asked, names, locale)


def headed(request: Request, locale: Locale) -> tuple[str, str]:
    """Return title and subtitle; the story names the month in which it finds the branches."""
    translate = locale.translate
    if request.kind is Kind.EVIDENCE:
        return translate("Evidence"), translate(
            "What the figures rest on, and how the model stood up to what really happened"
        )
    month = request.scenario.date
    told = month_text(month, locale) if month else translate("The network as it is built today")
    return translate("The corridor and its story"), translate("Three branches: {month}").format(
        month=told
    )


def content_of(atlas: Atlas, request: Request, *, every_variant: bool = False) -> Content:
    """Return what the files of a request are made of.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    request
        What is exported.
    every_variant
        Whether a comparison holds every variant, not only the first of each corridor.

    Raises
    ------
    QuestionError
        The request cannot be asked this way.
    RouteError
        It has no answer.
    LayerError
        A layer cannot be read.
    ExportError
        It has no such part.
    """
    if request.kind in PARTS:
        return _of_parts(atlas, plain(request))
    if request.part:
        msg = f"{request.kind} has no parts; leave out the part, or ask for {' or '.join(PARTS)}"
        raise ExportError(msg)
    if request.kind is Kind.LAYERS:
        scenario = Scenario(date=request.scenario.date)
        return _of_layers(atlas, replace(request, origin="", destination="", scenario=scenario))
    origin = atlas.places.find(request.origin)
    destination = atlas.places.find(request.destination)
    request = replace(
        request,
        origin=_shortest(atlas, origin.id, request.origin),
        destination=_shortest(atlas, destination.id, request.destination),
    )
    found, whole, base = _answer(atlas, request, origin, destination)
    found = whole.journeys if every_variant else found
    told = comparison_json(whole, coordinates=False)
    rows = tuple(_priced(one, request) for one in found)
    parts = [part for row in rows for part in (*row["legs"], *row["stops"])]
    speaker = get_locale(request.language)
    title = " – ".join(speaker.name(place_json(end)) for end in (origin, destination))
    return Content(
        request=request,
        stamp=_stamp(request, title, _conditions(atlas, request)),
        locale=speaker,
        names=_names(atlas, request),
        sources=_sources(atlas, {source for part in parts for source in part["sources"]}),
        found=found,
        journeys=rows,
        every=tuple(told["journeys"]),
        base=base,
        failed=tuple(told["failed"]),
    )


def _answer(
    atlas: Atlas, request: Request, origin: Place, destination: Place
) -> tuple[tuple[Journey, ...], Comparison, tuple[Json, ...]]:
    """Return the journeys drawn, everything found, and the base case of a scenario."""
    if request.kind is Kind.ROUTE:
        one = journey(
            atlas,
            origin,
            destination,
            corridor=request.corridor,
            variant=request.variant,
            scenario=request.scenario,
        )
        return (one,), Comparison(journeys=(one,), failed=()), ()
    whole = compare(atlas, origin, destination, request.scenario)
    found = tuple(representatives(whole).values())
    if request.kind is not Kind.SCENARIO:
        return found, whole, ()
    plain = compare(atlas, origin, destination, Scenario(clock=request.scenario.clock))
    base = representatives(plain).values()
    return found, whole, tuple(journey_json(one, coordinates=False) for one in base)


def _of_layers(atlas: Atlas, request: Request) -> Content:
    from geo.layers import read_layer  # noqa: PLC0415 - slow, and only layers need it

    for name in LAYER_STYLES:
        read_layer(name)
    layers = {
        name: json.loads((LAYERS / f"{name}.geojson").read_text("utf-8")) for name in LAYER_STYLES
    }
    if month := request.scenario.date:
        layers = open_in(month, layers)
    features = [feature for layer in layers.values() for feature in layer["features"]]
    ids = {
        source
        for feature in features
        for source in str(
            feature["properties"].get("source_ids") or feature["properties"].get("source") or ""
        ).split("|")
        if source
    }
    speaker = get_locale(request.language)
    title = speaker.translate("International North–South Transport Corridor")
    return Content(
        request=request,
        stamp=_stamp(request, title, _conditions(atlas, request)),
        locale=speaker,
        names=_names(atlas, request),
        sources=_sources(atlas, ids),
        layers=layers,
    )


def _of_parts(atlas: Atlas, request: Request) -> Content:
    speaker, names = get_locale(request.language), _names(atlas, request)
    found = parts_of(atlas, request, names, speaker)
    ids = {name for part in found.parts for row in part.rows for name in sources_of(row)}
    return Content(
        request=request,
        stamp=_stamp(request, *headed(request, speaker)),
        locale=speaker,
        names=names,
        sources=_sources(atlas, ids | found.read) | dict(found.source_of),
        parts=found.parts,
    )


def _shortest(atlas: Atlas, identifier: str, text: str) -> str:
    """Return the id of a place where it leads back to it, or what was typed."""
    try:
        return identifier if atlas.places.find(identifier).id == identifier else text
    except AtlasError:
        return text


def _priced(one: Journey, request: Request) -> Json:
    """Return a journey whose legs and stops carry the price of the box asked for."""
    row, costed = journey_json(one), one.costed(request.box).as_dict()
    for parts, prices in ((row["legs"], costed["legs"]), (row["stops"], costed["stops"])):
        for part, price in zip(parts, prices, strict=True):
            part["usd"], part["kg_co2e"] = price["usd"], price["kg_co2e"]
            part["sources"] = list(dict.fromkeys([*part["sources"], *price["sources"]]))
            part["figures"] = list(dict.fromkeys([*part["figures"], *price["figures"]]))
    return row


def _names(atlas: Atlas, request: Request) -> dict[str, str]:
    translate = get_locale(request.language).translate
    found = {"any": translate("Quickest way")}
    for corridor in atlas.corridors.corridors.values():
        found[corridor.id] = translate(corridor.name)
        found |= {f"{corridor.id}:{v.id}": translate(v.name) for v in corridor.variants() if v.id}
    return found


def _sources(atlas: Atlas, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Return title and address of sources of times, prices and lengths."""
    told: dict[str, tuple[str, str]] = {}
    for identifier in sorted(ids):
        if known := atlas.ledger.sources.get(identifier):
            parts, url = (known.title, known.publisher, known.date), known.url
        else:
            row = atlas.network.sources.get(identifier, {"title": identifier})
            parts = (row["title"], row.get("publisher", ""), row.get("date", ""))
            url = row.get("url", "")
        told[identifier] = (", ".join(filter(None, parts)), url)
    return told


def _stamp(request: Request, title: str, subtitle: str) -> Stamp:
    told = get_locale(request.language)
    return Stamp(
        title=title,
        subtitle=subtitle,
        credits=told.translate(CREDITS),
        disclaimer=told.translate(DISCLAIMER),
        data_date=edition(told),
        hash=token_of(request),
    )


def edition(locale: Locale) -> str:
    """Return which data and which model an answer rests on, in one sentence."""
    dated = locale.translate("Railways as of {date}; data {digest}; model {model}")
    date = locale.translate(RAILWAYS_AS_OF)
    return dated.format(date=date, digest=data_digest(), model=MODEL)


def _conditions(atlas: Atlas, request: Request) -> str:
    """Return the scenario in one sentence."""
    speaker, asked = get_locale(request.language), request.scenario
    translate = speaker.translate
    if request.kind is Kind.LAYERS:
        if not asked.date:
            return translate("The network as it is built today, all layers")
        return translate("What is open in {month}, all layers").format(
            month=month_text(asked.date, speaker)
        )
    gates, links = atlas.corridors.gates, atlas.corridors.links
    told = [
        month_text(asked.date, speaker)
        if asked.date
        else translate("The network as it is built today"),
        f"{translate('clock')}: {translate(asked.clock)}",
    ]
    closed = [translate(gates[g].name) if g in gates else g for g in sorted(asked.closed)]
    told += [translate("{name} closed").format(name=name) for name in closed]
    built = [translate(links.get(link, link)) for link in sorted(asked.built)]
    told += [translate("{name} built").format(name=name) for name in built]
    if asked.modes != Scenario().modes:
        modes = translate(", ").join(translate(mode) for mode in sorted(asked.modes))
        told.append(f"{translate('Mode')}: {modes}")
    if asked.season:
        told.append(f"{translate('Month of dispatch')}: {speaker.number(asked.season, 0)}")
    told += [translate(service) for service in sorted(asked.services)]
    told += [f"{figure} = {value:g}" for figure, value in asked.figures]
    if asked.rho != Scenario().rho:
        told.append(f"rho = {asked.rho:g}")
    return translate(", ").join([*told, translate(request.box.value)])
