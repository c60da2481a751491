"""Everything the pages read: kept once for all readers, never changed after it was read."""

from __future__ import annotations

import datetime as dt
import gc
import json
import time
from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from geo import paths
from geo.errors import AtlasError, DataError, QuestionError
from geo.evidence import GateStatus, load_history, status_text
from geo.geodesy import distance_km
from geo.i18n import COMMA, get_locale
from geo.journeys import (
    Atlas,
    Comparison,
    compare,
    load_atlas,
    probability_faster,
    reopen,
)
from geo.layers import read_available
from geo.message import Message
from geo.model import DIRECT, INTERNATIONAL_WATERS, PlaceKind, Status
from geo.network import OWN_SOURCE, load_corridors
from geo.places import plain
from geo.validation import model_answers, time_movement
from views.state import journal
from views.state.choices import OWN_ATLAS, language, locale, own_links, translate
from views.state.kept import kept
from views.state.question import setting_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence import History
    from geo.layers import FeatureCollection
    from geo.model import Place
    from geo.network import Corridors
    from geo.validation import ModelAnswer, Trial
    from views.state.question import Question

    Chances = Mapping[str, Mapping[str, float]]

PICKED_KM = 40.0
"""A click no further than this from a place of the list means the place."""
_OFFERED = (PlaceKind.CITY, PlaceKind.PORT, PlaceKind.DRY_PORT)
KINDS = {
    PlaceKind.CITY: "city",
    PlaceKind.PORT: "port",
    PlaceKind.DRY_PORT: "dry port",
    PlaceKind.BORDER: "border crossing",
    PlaceKind.JUNCTION: "junction",
    PlaceKind.WAYPOINT: "waypoint",
    PlaceKind.TOWN: "town",
    PlaceKind.POINT: "point",
}
"""What a place is, in words."""


_failed: dict[str, tuple[float, DataError]] = {}
"""Why the atlas could not be loaded, and until when nobody tries again."""
RETRY_S = 10.0


def atlas() -> Atlas:
    """Return the atlas.

    Raises
    ------
    DataError
        A file is lost or damaged. A page asks many times, and each try takes a second of processor:
        the next is made `RETRY_S` later, so that a restored file is found.
    """
    until, error = _failed.get("atlas", (0.0, None))
    if error and time.monotonic() < until:
        raise type(error)(error.message)
    try:
        return _atlas()
    except DataError as fault:
        _failed["atlas"] = time.monotonic() + RETRY_S, fault
        raise


def is_whole() -> bool:
    """Return whether every file of the atlas can be used."""
    try:
        atlas()
    except DataError:
        return False
    return True


@st.cache_resource(show_spinner=False)
def _atlas() -> Atlas:
    """Return the atlas; what is loaded by now is no longer looked at when memory is cleaned."""
    result = load_atlas()
    gc.collect()
    gc.freeze()
    return result


def atlas_of(question: Question) -> Atlas:
    """Return the atlas that a question is asked of: with the links of the reader if it names them.

    Raises
    ------
    QuestionError
        The session holds no such links any more.
    """
    return atlas_with(question.links)


def atlas_with(links: str) -> Atlas:
    """Return the atlas with the links of the session, by their digest; empty: without any."""
    if not links:
        return atlas()
    held: Atlas | None = st.session_state.get(OWN_ATLAS)
    if held is None or held.links is None or held.links.digest != links:
        msg = Message("the links of your own are gone; choose their file again")
        raise QuestionError(msg)
    return held


def today() -> dt.date:
    """Return the day on which the pages are read."""
    return dt.datetime.now(dt.UTC).date()


@st.cache_resource(show_spinner=False)
def history() -> History:
    """Return timeline and volumes."""
    return load_history()


@st.cache_resource(show_spinner=False)
def own(contradiction: str) -> tuple[ModelAnswer, ...]:
    """Return what the model says where publications contradict each other, by id."""
    return model_answers(
        atlas(), next(c for c in atlas().ledger.contradictions if c.id == contradiction)
    )


@st.cache_resource(show_spinner=False)
def layers() -> tuple[dict[str, FeatureCollection], tuple[str, ...]]:
    """Return the layers that can be used as FeatureCollections, and what is wrong with the rest."""
    frames, errors = read_available(folder=paths.LAYERS)
    read = {
        name: json.loads(paths.shipped_text(paths.LAYERS / f"{name}.geojson")) for name in frames
    }
    return read, tuple(str(error) for error in errors)


@st.cache_resource(show_spinner=False)
def trial(movement: str) -> Trial:
    """Return a published movement, by its id, beside the model; raises as `time_movement`."""
    return time_movement(atlas(), movement)


@kept(max_entries=64)
def comparison(question: Question) -> Comparison:
    """Return the comparison of all corridors, those that are offered and chosen among them.

    Raises
    ------
    AtlasError
        The question cannot be asked this way; the message says why.
    """
    journal.note_computed()
    ends = place(question.origin), place(question.destination)
    every = atlas().corridors.corridors
    added = {one for one in question.corridors if one == DIRECT or every[one].is_offered}
    chosen = {*added, *atlas().corridors.standing} if added else ()
    return compare(atlas_of(question), *ends, question.scenario(), corridors=chosen)


@kept(max_entries=64)
def opened(question: Question) -> Comparison:
    """Return the same comparison as if every gate were open; raises as `comparison` does."""
    answer = comparison(question)
    if not answer.journeys:
        return comparison(replace(question, as_if_open=True))
    return reopen(atlas_of(question), place(question.origin), place(question.destination), answer)


@kept(max_entries=64)
def chances(question: Question) -> Chances:
    """Chance of each corridor to be faster than each other, 0 to 1; raises as `comparison` does."""
    return probability_faster(comparison(question).representatives())


@kept(max_entries=512)
def chance_faster(question: Question, first: str, second: str, *, is_opened: bool = False) -> float:
    """Chance of a journey to be faster than another of the same comparison, by their ids.

    Parameters
    ----------
    question
        What was asked.
    first, second
        Ids of journeys.
    is_opened
        The comparison is that of `opened`.
    """
    answer = opened(question) if is_opened else comparison(question)
    by_id = {one.id: one for one in answer.journeys}
    return by_id[first].probability_faster(by_id[second])


def is_setting(text: str) -> bool:
    """Return whether a text sets a figure of the ledger to a value that it may have."""
    return setting_error(text) is None


def setting_error(text: str) -> AtlasError | None:
    """Return why a text sets no figure, for instance the range of the figure; None if it does."""
    try:
        name, value = setting_of(text)
        atlas().ledger.with_overrides({name: value})
    except AtlasError as error:
        return error
    return None


def place(text: str) -> Place:
    """Return the place a text means: an id of the list, or anything typed.

    Raises
    ------
    UnknownPlaceError, AmbiguousPlaceError
        The message says how to write it.
    """
    return atlas().places.find(text)


def place_at(lon: float, lat: float) -> tuple[str, float]:
    """Return the id of the place that is offered near a point and its distance, kilometres.

    Further away than `PICKED_KM` it is the point as text, at no distance.
    """
    place, gap = nearest_offered(lon, lat)
    return (place.id, gap) if gap <= PICKED_KM else (f"{lat:.4f}, {lon:.4f}", 0.0)


def nearest_offered(lon: float, lat: float) -> tuple[Place, float]:
    """Return the city, port or dry port of the list nearest to a point, and its distance, km."""
    gaps = {p.id: distance_km(lon, lat, p.lon, p.lat) for p in atlas().places if p.id in _offered()}
    name = min(gaps, key=lambda one: gaps[one])
    return atlas().places.by_id(name), gaps[name]


def place_meant(text: str) -> tuple[str, str]:
    """Return how a place is written down and shown: its id and its label if it is in the list.

    Other places keep the text that names them, and what names none is shown as it stands.
    """
    try:
        spot = place(text)
    except AtlasError:
        return text, text
    return (spot.id if spot.id in _offered() else text), place_label(spot)


def place_hint(text: str) -> str:
    """Return what to say of a point that looks turned round; empty of any other place."""
    if text in _offered() or not text:
        return ""
    try:
        return atlas().places.hint(place(text)) or ""
    except AtlasError:
        return ""


def place_label(spot: Place) -> str:
    """Return the name of a place in the page's language, with its country in words."""
    return f"{place_name(spot)} · {where}" if (where := place_country(spot)) else place_name(spot)


def place_name(spot: Place) -> str:
    """Return the name of a place in the page's language; of a point, its coordinates."""
    if spot.kind is PlaceKind.POINT:
        return locale().translate(f"{spot.lat:.3f}, {spot.lon:.3f}")
    return locale().place_name(spot)


def place_country(spot: Place) -> str:
    """Return the country of a place in words of the page's language."""
    if spot.country == INTERNATIONAL_WATERS:
        return translate("international waters")
    return locale().country(spot.country) if spot.country else ""


def place_kind(spot: Place, *, is_city: bool = False) -> str:
    """Return what a place is, in words of the page's language."""
    kind = PlaceKind.CITY if is_city and spot.kind is PlaceKind.TOWN else spot.kind
    return translate(KINDS[kind])


def place_text(text: str) -> str:
    """Return how a link writes the place that was taken from a list by its id."""
    try:
        spot = atlas().places.by_id(text)
    except AtlasError:
        return text
    return spot.id if spot.id in _offered() else atlas().places.label(spot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What a page offers for a text: rows of id, name, what and where it is, and a sentence."""

    rows: tuple[tuple[str, str, str], ...]
    has_answer: bool
    message: str


def suggested(text: str) -> Suggested:
    """Return what to offer while a place is being written, in the language of the page."""
    return _suggested(text, language())


@st.cache_resource(max_entries=512, show_spinner=False)
def _suggested(text: str, language: str) -> Suggested:
    places = atlas().places.suggest(text)
    comma = translate(COMMA)
    rows = []
    for spot in places.places:
        other = _other_name(spot, text)
        name = place_name(spot) + (f" ({other})" if other else "")
        kind = place_kind(spot, is_city=spot.id in places.cities)
        rows.append((spot.id, name, comma.join(filter(None, (kind, place_country(spot))))))
    seen = Counter(row[1:] for row in rows)
    told_apart = tuple(
        (name, title, f"{what}{comma}{spot.lat:.2f}, {spot.lon:.2f}")
        if seen[title, what] > 1
        else (name, title, what)
        for (name, title, what), spot in zip(rows, places.places, strict=True)
    )
    message = get_locale(language).sentence(places.message) if places.message else ""
    return Suggested(rows=told_apart, has_answer=places.has_answer, message=message)


def _other_name(spot: Place, text: str) -> str:
    """Return the name or code by which a text means a place, where another one is shown."""
    key, shown = plain(text), place_name(spot)
    if not key or plain(shown).startswith(key) or spot.kind is PlaceKind.POINT:
        return ""
    names = (spot.name, spot.name_ru, spot.name_fa, spot.unlocode, *spot.aliases)
    return next((name for name in names if plain(name).startswith(key)), "")


@st.cache_resource(max_entries=64, show_spinner=False)
def places_near(text: str) -> tuple[Place, ...]:
    """Return the places that a text may mean, where it does not name one."""
    try:
        place(text)
    except AtlasError:
        return tuple(p for p in atlas().places.search(text, limit=4) if p.country)
    return ()


@st.cache_resource
def _offered() -> frozenset[str]:
    return frozenset(p.id for p in atlas().places if p.kind in _OFFERED)


def gates() -> Mapping[str, str]:
    """Return the name of each gate that a reader may close, straits and canals first."""
    return _gates(language())


@st.cache_resource(show_spinner=False)
def _gates(language: str) -> Mapping[str, str]:
    order = {"canal": 0, "strait": 1, "passage": 2, "border": 3, "link": 4}
    open_ones = [gate for gate in atlas().corridors.gates.values() if not gate.shut]
    open_ones.sort(key=lambda gate: (order.get(gate.kind, len(order)), gate.name))
    return _translated({gate.id: gate.name for gate in open_ones}, language)


def assumptions() -> Mapping[str, str]:
    """Return each state of a gate that a reader may assume, ``gate=state``, in words."""
    return _assumptions(language())


@st.cache_resource(show_spinner=False)
def _assumptions(language: str) -> Mapping[str, str]:
    translate = get_locale(language).translate
    form = translate("{gate}: assumed {state}")
    states = {status: translate(status_text(status)) for status in GateStatus}
    return MappingProxyType(
        {
            f"{gate}={status}": form.format(gate=name, state=state)
            for gate, name in _gates(language).items()
            for status, state in states.items()
        }
    )


def unbuilt_links() -> Mapping[str, str]:
    """Return the name of each link that carries no traffic today, those of the reader last."""
    own = own_links()
    planned = {
        one.id: one.link.name
        for one in (own.links if own else ())
        if one.link.status is not Status.OPERATING
    }
    return {**_unbuilt_links(language()), **planned} if planned else _unbuilt_links(language())


@st.cache_resource(show_spinner=False)
def _unbuilt_links(language: str) -> Mapping[str, str]:
    return _translated(atlas().unbuilt_links(), language)


def names() -> Mapping[str, str]:
    """Return the name of each ``corridor`` and ``corridor:variant`` in the page's language."""
    return _names(language())


@st.cache_resource(show_spinner=False)
def _names(language: str) -> Mapping[str, str]:
    return _translated(_corridors().names(), language)


def _corridors() -> Corridors:
    """Return the corridors, also where another file of the atlas is lost."""
    try:
        return atlas().corridors
    except DataError:
        return load_corridors()


def _translated(texts: Mapping[str, str], language: str) -> Mapping[str, str]:
    translate = get_locale(language).translate
    return MappingProxyType({name: translate(text) for name, text in texts.items()})


def source(identifier: str) -> tuple[str, str]:
    """Return title and address of a source of a time or of a length."""
    if identifier == OWN_SOURCE and (own := own_links()):
        return translate("Links of your own from {file}").format(file=own.name), ""
    try:
        return atlas().citation(identifier)
    except DataError:  # named where the atlas is asked for; a card keeps the id of its source
        return identifier, ""
