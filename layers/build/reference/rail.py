"""The railways against published lengths of sections."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from geo.errors import RouteError
from geo.model import Mode, Place, PlaceKind
from geo.network import ItineraryBuilder, Router, Rules, Snapper, load_network
from layers.build.layers import PlainTimes
from layers.build.rail.lines import OSM
from layers.build.tables import parse_line, read_rows

RAIL = frozenset({Mode.RAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One published section beside the network's length."""

    name: str
    published_km: float
    km: float
    set_km: float
    """Part of ``km`` whose length is itself a published one, not the stored one of the source."""
    access_km: float
    source: str
    grade: str
    note: str

    @property
    def independent(self) -> bool:
        """Whether most of the way has the length that the source stores: a check, not a copy."""
        return self.set_km < self.km / 2

    @property
    def difference_percent(self) -> float:
        """How much longer the network is than the published figure, per cent."""
        return 100 * (self.km / self.published_km - 1)


def rail_references() -> list[Reference]:
    """Measure every section of ``reference_rail.csv`` on the finished network.

    Raises
    ------
    RouteError
        A section has no way.
    """
    network = load_network()
    track_km, source_set = network.arrays["track_km"], network.arrays["source_set"]
    router, snapper = Router(network, PlainTimes()), Snapper(network)
    itinerary_builder = ItineraryBuilder(network, [_point("somewhere", (0.0, 0.0))])
    open_ = router.open_edges(Rules(modes=RAIL))
    result = []
    for row in read_rows("reference_rail.csv"):
        km = set_km = access = 0.0
        for first, last in pairwise(parse_line(row["points"])):
            ends = snapper.ends(_point("from", first), _point("to", last), open_, RAIL)
            try:
                way = router.search(*ends, open_)
            except RouteError as error:
                error.add_note(f"reference_rail.csv: {row['from']} – {row['to']}")
                raise
            route = itinerary_builder.route(way, corridor="", variant="")
            km += route.km
            set_km += sum(
                float(track_km[step.edge]) * (step.last - step.first)
                for step in way.steps
                if step.edge < len(track_km)  # the others are stops
                and network.source_sets[int(source_set[step.edge])] != OSM
            )
            access = max(access, route.origin.access_km, route.destination.access_km)
        result.append(
            Reference(
                name=f"{row['from']} – {row['to']}",
                published_km=float(row["km"]),
                km=km,
                set_km=set_km,
                access_km=access,
                source=row["source"],
                grade=row["grade"],
                note=row["note"],
            ),
        )
    return result


def _point(name: str, at: tuple[float, float]) -> Place:
    return Place(
        id=f"{name} {at}",
        name=name,
        lon=at[0],
        lat=at[1],
        kind=PlaceKind.POINT,
        country="",
        terminals=RAIL,
    )
