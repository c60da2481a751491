"""An atlas whose journeys may also use links of the user's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.estimates import TypicalTimes
from geo.evidence import Figure, Ledger, Quantity, check_range
from geo.journeys.branches import Memory
from geo.message import Message
from geo.model import Band, Grade, LinksFile, Status
from geo.network import OWN_SOURCE, ItineraryBuilder, Router, Snapper, join_links, own_source

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas
    from geo.model import JoinedLink, OwnLinks

_UNIT: Final = "km/h"


def with_links(atlas: Atlas, own: OwnLinks) -> Atlas:
    """Add links of the user's own to an atlas; it takes about a second.

    Parameters
    ----------
    atlas
        From `load_atlas`; it stays as it is.
    own
        Links of one file, for instance from `geo.userdata.read_own_links`.

    Returns
    -------
    Atlas
        Its answers say that they use the file; the time on a link is that of its speed.

    Raises
    ------
    UserFileError
        A link cannot be joined to the network; the message names it.
    FigureRangeError
        A speed is none that a train, a truck or a ship can have.

    Examples
    --------
    >>> from geo.journeys import journey, load_atlas
    >>> from geo.model import Mode, OwnLink, OwnLinks
    >>> atlas = load_atlas()
    >>> line = ((49.6, 37.28), (48.87, 38.42))
    >>> road = OwnLink(name="Coast road", mode=Mode.ROAD, speed_kmh=120, line=line)
    >>> own = OwnLinks(name="own.geojson", digest="0123456789ab", links=(road,))
    >>> wider = with_links(atlas, own)
    >>> ends = atlas.places.find("Rasht"), atlas.places.find("Astara (Iran)")
    >>> "own-1" in journey(wider, *ends).links, "own-1" in journey(atlas, *ends).links
    (True, False)
    """

    def country_of(lon: float, lat: float) -> str:
        return atlas.places.find(f"{lat:.5f},{lon:.5f}").country

    network, joined = join_links(atlas.network, own, country_of, atlas.itinerary_builder.name_of)
    ledger = _with_speeds(atlas.ledger, own, joined)
    names = {one.id: one.link.name for one in joined}
    return replace(
        atlas,
        network=network,
        corridors=replace(atlas.corridors, links={**atlas.corridors.links, **names}),
        ledger=ledger,
        router=Router(network, TypicalTimes(ledger)),
        snapper=Snapper(network),
        itinerary_builder=ItineraryBuilder(network, atlas.places.labelled(), ledger.stretches()),
        links=LinksFile(name=own.name, digest=own.digest, links=joined),
        unlinked=atlas,
        memory=Memory(),
    )


def _with_speeds(ledger: Ledger, own: OwnLinks, joined: tuple[JoinedLink, ...]) -> Ledger:
    """Ledger with the speed of each link as a figure of its own."""
    figures = [_speed(one) for one in joined]
    return Ledger(
        figures=[*ledger.figures.values(), *figures],
        sources={**ledger.sources, OWN_SOURCE: own_source(own)},
        claims=ledger.claims,
        movements=ledger.movements,
        contradictions=ledger.contradictions,
        prices=ledger.prices,
    )


def _speed(joined: JoinedLink) -> Figure:
    speed = joined.link.speed_kmh
    band = Band(p10=speed, p50=speed, p90=speed)
    figure = Figure(
        id=joined.id,
        quantity=Quantity.SPEED,
        unit=_UNIT,
        band=band,
        grade=Grade.K,
        place=joined.id,
        mode=joined.link.mode,
        sources=(OWN_SOURCE,),
        set_by_hand=True,
    )
    check_range(figure, band)
    return figure


def link_text(one: JoinedLink) -> Message:
    """Say what a link of the user's own is, and where and how far away it meets the network."""
    first, last = one.ends
    text = Message(
        "{name}: {km} km by {mode} at {speed} km/h, from {first} (gap {first_km} km) to {last} "
        "(gap {last_km} km)",
        name=one.link.name,
        km=round(one.km, 1),
        mode=Message(one.link.mode.value),
        speed=f"{one.link.speed_kmh:g}",
        first=first.place,
        first_km=round(first.gap_km, 1),
        last=last.place,
        last_km=round(last.gap_km, 1),
    )
    if one.link.status is Status.OPERATING:
        return text
    return Message("{text}; not in use unless built: {id}", text=text, id=one.id)
