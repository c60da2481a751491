"""Routes put together by hand, for tests that need no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import (
    Accuracy,
    End,
    Leg,
    Mode,
    Place,
    PlaceKind,
    Route,
    Status,
    Stop,
    StopKind,
    Water,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

RAIL, ROAD, SEA = Mode.RAIL, Mode.ROAD, Mode.SEA
IN_SEA = "XZ"


def leg(mode: Mode, country: str, km: float, *, water: Water = Water.NONE) -> Leg:
    """Return a leg that lies nowhere in particular."""
    if mode is SEA and water is Water.NONE:
        water = Water.OCEAN
    return Leg(
        start="here",
        end="there",
        mode=mode,
        water=water,
        country=country,
        gauge_mm=0,
        track_km=km,
        drawn_km=km,
        status=Status.OPERATING,
        accuracy=Accuracy.SCHEMATIC,
        coordinates=((50.0, 30.0), (51.0, 31.0)),
    )


def stop(
    kind: StopKind,
    place: str,
    after_leg: int,
    countries: tuple[str, str],
    modes: tuple[Mode, Mode] = (RAIL, RAIL),
) -> Stop:
    """Return a stop of the way."""
    return Stop(
        place=place.replace("-", " ").title(),
        kind=kind,
        lon=51.0,
        lat=31.0,
        after_leg=after_leg,
        modes=modes,
        countries=countries,
        gate=place if kind is StopKind.CANAL else "",
        place_id=place,
    )


def transfer(place: str, after_leg: int, country: str, modes: tuple[Mode, Mode]) -> Stop:
    """Return a transfer between two modes."""
    return stop(StopKind.TRANSFER, place, after_leg, (country, country), modes)


def route(
    corridor: str,
    origin: tuple[str, str],
    destination: tuple[str, str],
    legs: Sequence[Leg],
    stops: Sequence[Stop] = (),
) -> Route:
    """Return a route; ends are given as id and country."""
    first, last = (
        Place(id=name, name=name.title(), lon=50, lat=30, kind=PlaceKind.CITY, country=country)
        for name, country in (origin, destination)
    )
    return Route(
        corridor=corridor,
        variant="",
        origin=End(place=first, mode=legs[0].mode, access_km=0),
        destination=End(place=last, mode=legs[-1].mode, access_km=0),
        legs=tuple(legs),
        stops=tuple(stops),
    )


NHAVA_SHEVA, VORSINO = ("nhava-sheva", "IN"), ("vorsino", "RU")

EASTERN = route(
    "eastern",
    NHAVA_SHEVA,
    VORSINO,
    [
        leg(SEA, IN_SEA, 2023),
        leg(RAIL, "IR", 1864),
        leg(RAIL, "TM", 704),
        leg(RAIL, "KZ", 1402),
        leg(RAIL, "RU", 1525),
    ],
    [
        transfer("bandar-abbas", 0, "IR", (SEA, RAIL)),
        stop(StopKind.GAUGE_BREAK, "incheh-borun", 1, ("IR", "TM")),
        stop(StopKind.BORDER, "bolashak", 2, ("TM", "KZ")),
        stop(StopKind.BORDER, "aksarayskaya", 3, ("KZ", "RU")),
    ],
)

WESTERN_BY_TRUCK = route(
    "western",
    NHAVA_SHEVA,
    VORSINO,
    [
        leg(SEA, IN_SEA, 2023),
        leg(RAIL, "IR", 1636),
        leg(ROAD, "IR", 180),
        leg(RAIL, "AZ", 498),
        leg(RAIL, "RU", 2190),
    ],
    [
        transfer("bandar-abbas", 0, "IR", (SEA, RAIL)),
        transfer("rasht", 1, "IR", (RAIL, ROAD)),
        transfer("astara-ir", 2, "IR", (ROAD, RAIL)),
        stop(StopKind.BORDER, "astara", 2, ("IR", "AZ")),
        stop(StopKind.BORDER, "samur", 3, ("AZ", "RU")),
    ],
)

TRANS_CASPIAN = route(
    "trans-caspian",
    ("st-petersburg", "RU"),
    NHAVA_SHEVA,
    [
        leg(RAIL, "RU", 2137),
        leg(SEA, IN_SEA, 1080, water=Water.CASPIAN),
        leg(ROAD, "IR", 1526),
        leg(SEA, IN_SEA, 2023),
    ],
    [
        transfer("astrakhan", 0, "RU", (RAIL, SEA)),
        transfer("bandar-anzali", 1, "IR", (SEA, ROAD)),
        transfer("bandar-abbas", 2, "IR", (ROAD, SEA)),
    ],
)

SUEZ_NOVOROSSIYSK = route(
    "suez-black-sea",
    NHAVA_SHEVA,
    VORSINO,
    [leg(SEA, IN_SEA, 4500), leg(SEA, IN_SEA, 3490), leg(RAIL, "RU", 1624)],
    [
        stop(StopKind.CANAL, "suez", 0, (IN_SEA, IN_SEA), (SEA, SEA)),
        transfer("novorossiysk", 1, "RU", (SEA, RAIL)),
    ],
)

SUEZ = route(
    "suez",
    NHAVA_SHEVA,
    ("st-petersburg", "RU"),
    [leg(SEA, IN_SEA, 4500), leg(SEA, IN_SEA, 9646)],
    [stop(StopKind.CANAL, "suez", 0, (IN_SEA, IN_SEA), (SEA, SEA))],
)

TRAIN = route(
    "eastern",
    ("moscow", "RU"),
    ("bandar-abbas", "IR"),
    [leg(RAIL, "RU", 1478), leg(RAIL, "KZ", 1402), leg(RAIL, "TM", 704), leg(RAIL, "IR", 1864)],
    [
        stop(StopKind.BORDER, "aksarayskaya", 0, ("RU", "KZ")),
        stop(StopKind.BORDER, "bolashak", 1, ("KZ", "TM")),
        stop(StopKind.GAUGE_BREAK, "incheh-borun", 2, ("TM", "IR")),
    ],
)

TRUCK = route(
    "western", ("tehran", "IR"), ("baku", "AZ"),
    [leg(ROAD, "IR", 520), leg(ROAD, "AZ", 300)],
    [stop(StopKind.BORDER, "astara", 0, ("IR", "AZ"), (ROAD, ROAD))],
)  # fmt: skip

ALL = {
    "eastern": EASTERN,
    "western by truck": WESTERN_BY_TRUCK,
    "trans-caspian": TRANS_CASPIAN,
    "suez and novorossiysk": SUEZ_NOVOROSSIYSK,
    "suez": SUEZ,
    "train": TRAIN,
    "truck": TRUCK,
}
