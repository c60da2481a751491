"""What a file is made of: the answer to a request, as JSON, with names, sources and the stamp."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from geo.attribution import CREDITS, DISCLAIMER
from geo.errors import AtlasError, ExportError
from geo.export_chosen import PARTS, headed, parts_of, plain
from geo.export_parts import sources_of
from geo.export_token import MODEL, Kind, Request, data_digest, token_of
from geo.i18n.locale import month_text, tongue
from geo.journeys.analysis import representatives
from geo.journeys.atlas import Comparison, compare, journey
from geo.journeys.schema import comparison_json, journey_json, place_json
from geo.paths import LAYERS
from geo.plot.document import Stamp
from geo.scenario import Scenario
from geo.webmap.journeys import journey_groups
from geo.webmap.layers import LOOKS, layer_groups, open_in
from geo.webmap.scene import Scene, around, place_key, status_key, stop_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.export_parts import Part
    from geo.i18n.locale import Tongue
    from geo.journeys.atlas import Atlas, Journey
    from geo.model import Place

Json = dict[str, Any]
RAILWAYS_AS_OF: Final = "early 2024"
CORRIDOR_BOX: Final = (30.0, 16.0, 80.0, 61.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a writer needs."""

    request: Request
    stamp: Stamp
    tongue: Tongue
    names: Mapping[str, str]
    """What each ``corridor`` and ``corridor:variant`` is called."""
    sources: Mapping[str, tuple[str, str]]
    """Title and address of every source used, by id."""
    found: tuple[Journey, ...] = ()
    """The journeys drawn: the first of each corridor."""
    journeys: tuple[Json, ...] = ()
    """The same, in the JSON of `geo.journeys.schema`, with prices of the box asked for."""
    every: tuple[Json, ...] = ()
    """All variants, without lines."""
    base: tuple[Json, ...] = ()
    """Of a scenario: the journeys without it, without lines."""
    failed: tuple[Json, ...] = ()
    layers: Mapping[str, Json] = field(default_factory=dict)
    """GeoJSON layers by name."""
    parts: tuple[Part, ...] = ()
    """Of evidence and story: their rows."""

    @property
    def paper(self) -> str:
        """Paper of pictures and pages: ``a4``, ``a3`` or ``16:9``."""
        return self.request.paper

    def book(self, identifier: str) -> tuple[str, str]:
        """Return title and address of a source."""
        return self.sources.get(identifier, (identifier, ""))

    def name(self, row: Mapping[str, Any]) -> str:
        """Return the name of a journey or a failure: corridor and variant."""
        parts = [row["corridor"], f"{row['corridor']}:{row['variant']}" if row["variant"] else ""]
        return self.tongue.say(", ").join(self.names.get(part, part) for part in parts if part)

    def about(self) -> dict[str, str]:
        """Return what every file says of itself."""
        stamp = self.stamp
        return {
            "title": stamp.title,
            "scenario": stamp.subtitle,
            "date_of_data": stamp.data_date,
            "credits": stamp.credits,
            "disclaimer": stamp.disclaimer,
            "token": stamp.hash,
        }

    def scene(self) -> Scene:
        """Return the map."""
        say = self.tongue
        if self.layers:
            groups = layer_groups(self.layers, book=self.book, tongue=say)
            key = status_key(say) + place_key(say)
            return Scene(groups=groups, key=key, fit=CORRIDOR_BOX, tongue=say)
        short = {name: text for name, text in self.names.items() if ":" not in name}
        groups = journey_groups(self.journeys, names=short, book=self.book, tongue=say)
        key = stop_key(say) + status_key(say)
        return Scene(groups=groups, key=key, fit=around(groups), tongue=say)


def content_of(atlas: Atlas, request: Request) -> Content:
    """Return what the files of a request are made of.

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
    told = comparison_json(whole, coordinates=False)
    rows = tuple(_priced(one, request) for one in found)
    parts = [part for row in rows for part in (*row["legs"], *row["stops"])]
    speaker = tongue(request.language)
    title = " – ".join(speaker.name(place_json(end)) for end in (origin, destination))
    return Content(
        request=request,
        stamp=_stamp(request, title, _conditions(atlas, request)),
        tongue=speaker,
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

    for name in LOOKS:
        read_layer(name)
    layers = {name: json.loads((LAYERS / f"{name}.geojson").read_text("utf-8")) for name in LOOKS}
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
    speaker = tongue(request.language)
    title = speaker.say("International North–South Transport Corridor")
    return Content(
        request=request,
        stamp=_stamp(request, title, _conditions(atlas, request)),
        tongue=speaker,
        names=_names(atlas, request),
        sources=_sources(atlas, ids),
        layers=layers,
    )


def _of_parts(atlas: Atlas, request: Request) -> Content:
    speaker, names = tongue(request.language), _names(atlas, request)
    found = parts_of(atlas, request, names, speaker)
    ids = {name for part in found.parts for row in part.rows for name in sources_of(row)}
    return Content(
        request=request,
        stamp=_stamp(request, *headed(request, speaker)),
        tongue=speaker,
        names=names,
        sources=_sources(atlas, ids | found.read) | dict(found.book),
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
    say = tongue(request.language).say
    found = {"any": say("Quickest way")}
    for corridor in atlas.corridors.corridors.values():
        found[corridor.id] = say(corridor.name)
        found |= {f"{corridor.id}:{v.id}": say(v.name) for v in corridor.variants() if v.id}
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
    told = tongue(request.language)
    return Stamp(
        title=title,
        subtitle=subtitle,
        credits=told.say(CREDITS),
        disclaimer=told.say(DISCLAIMER),
        data_date=edition(told),
        hash=token_of(request),
    )


def edition(tongue: Tongue) -> str:
    """Return which data and which model an answer rests on, in one sentence."""
    dated = tongue.say("Railways as of {date}; data {digest}; model {model}")
    date = tongue.say(RAILWAYS_AS_OF)
    return dated.format(date=date, digest=data_digest(), model=MODEL)


def _conditions(atlas: Atlas, request: Request) -> str:
    """Return the scenario in one sentence."""
    speaker, asked = tongue(request.language), request.scenario
    say = speaker.say
    if request.kind is Kind.LAYERS:
        if not asked.date:
            return say("The network as it is built today, all layers")
        return say("What is open in {month}, all layers").format(
            month=month_text(asked.date, speaker)
        )
    gates, links = atlas.corridors.gates, atlas.corridors.links
    told = [
        month_text(asked.date, speaker) if asked.date else say("The network as it is built today"),
        f"{say('clock')}: {say(asked.clock)}",
    ]
    closed = [say(gates[g].name) if g in gates else g for g in sorted(asked.closed)]
    told += [say("{name} closed").format(name=name) for name in closed]
    built = [say(links.get(link, link)) for link in sorted(asked.built)]
    told += [say("{name} built").format(name=name) for name in built]
    if asked.modes != Scenario().modes:
        modes = say(", ").join(say(mode) for mode in sorted(asked.modes))
        told.append(f"{say('Mode')}: {modes}")
    if asked.season:
        told.append(f"{say('Month of dispatch')}: {speaker.number(asked.season, 0)}")
    told += [say(service) for service in sorted(asked.services)]
    told += [f"{figure} = {value:g}" for figure, value in asked.figures]
    if asked.rho != Scenario().rho:
        told.append(f"rho = {asked.rho:g}")
    return say(", ").join([*told, say(request.box.value)])
