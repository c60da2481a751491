"""The layers people open in a GIS: the network's own lines along the routes of each layer."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from geo.model import Mode, Place, PlaceKind
from geo.network import ItineraryBuilder, Router, Snapper, load_arcs, load_corridors, load_network
from geo.scenario import Scenario
from layers.build.gazetteer.labels import labelled_places
from layers.build.tables import read_rows
from layers.build.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.model import StopKind, Water
    from geo.network import Corridors, Network, NetworkPath, Rules

DIGITS: Final = 5
WATER_KM_PER_HOUR: Final = 25.0
LAND_KM_PER_HOUR: Final = 25.0
STOP_HOURS: Final = 24.0


class PlainTimes:
    """Times for drawing, hours: the shortest route, near enough.

    The layers must not change when a figure of the ledger does.
    """

    def per_km(self, mode: Mode, _country: str, _water: Water, /) -> float:
        """Return hours per kilometre."""
        return 1 / (WATER_KM_PER_HOUR if mode is Mode.SEA else LAND_KM_PER_HOUR)

    def stop(
        self,
        _kind: StopKind,
        _countries: tuple[str, str],
        _modes: tuple[Mode, Mode],
        _place: str,
        /,
    ) -> float:
        """Return hours at any stop."""
        return STOP_HOURS


class Drawer:
    """Finds the routes of the layers on the finished network."""

    def __init__(self) -> None:
        self.network: Network = load_network()
        self.places = {row["id"]: _place(row) for row in labelled_places()}
        self.router = Router(self.network, PlainTimes(), load_arcs(self.network))
        self.snapper = Snapper(self.network)
        self.itinerary_builder = ItineraryBuilder(self.network, self.places.values())
        self.corridors: Corridors = load_corridors()
        self.named = {
            node: self.places[place].name
            for place, nodes in self.network.place_nodes.items()
            for mode, node in nodes.items()
            if mode is not Mode.SEA and place in self.places
        }

    def rules(self, row: dict[str, str]) -> Rules:
        """Return the rules of one row of ``layer_routes.csv``."""
        scenario = Scenario(
            built=frozenset(row["built"].split()),
            modes=frozenset(Mode(mode) for mode in row["modes"].split()),
        )
        if not row["corridor"]:
            return self.corridors.free(scenario)
        variant = next(self.corridors.corridor(row["corridor"]).variants(row["variant"]))
        ends = frozenset(self.places[row[end]].country for end in ("origin", "destination"))
        return self.corridors.rules(variant, scenario, self.network.terminals, ends)

    def way(self, row: dict[str, str]) -> NetworkPath:
        """Return the way of one row."""
        rules = self.rules(row)
        open_ = self.router.open_edges(rules)
        origin, destination = self.places[row["origin"]], self.places[row["destination"]]
        ends = self.snapper.ends(origin, destination, open_, rules.modes)
        return self.router.search(*ends, open_, rules.requires)

    def sections(self, way: NetworkPath) -> Iterator[dict[str, Any]]:
        """Yield the properties and line of each section between named places."""
        for section in self.itinerary_builder.sections(way, self.named):
            yield {
                "from": section.start,
                "to": section.end,
                "mode": section.mode.value,
                "country": section.country,
                "gauge_mm": section.gauge_mm,
                "track_km": round(section.track_km, 2),
                "drawn_km": round(section.drawn_km, 2),
                "status": section.status.value,
                "opened": section.opened or None,
                "link": "|".join(section.links) or None,
                "source_ids": "|".join(section.sources),
                "accuracy": section.accuracy.value,
                "coordinates": section.coordinates,
            }


def _place(row: dict[str, str]) -> Place:
    return Place(
        id=row["id"],
        name=row["name"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        kind=PlaceKind(row["kind"]),
        country=row["country"],
        unlocode=row["unlocode"],
        terminals=frozenset(Mode(mode) for mode in row["terminals"].split()),
    )


def build_branch_layers(folder: Path) -> list[Path]:
    """Write one GeoJSON file for each layer of ``layer_routes.csv``.

    Parameters
    ----------
    folder
        ``layers``; its network must be up to date.

    Returns
    -------
    list of Path
        Files in the order of the table.
    """
    drawer = Drawer()
    files = []
    rows = list(read_rows("layer_routes.csv"))
    for layer, group in groupby(rows, key=lambda row: row["layer"]):
        features = _features(layer, (s for row in group for s in drawer.sections(drawer.way(row))))
        files.append(write_collection(folder / f"{layer}.geojson", features))
    return files


def _features(layer: str, sections: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each section once, whichever way it was travelled."""
    seen: set[frozenset[object]] = set()
    features: list[dict[str, Any]] = []
    for section in sections:
        line = section.pop("coordinates")
        key = frozenset((line[0], line[-1], section["track_km"]))
        if key in seen:
            continue
        seen.add(key)
        number = len(features) + 1
        properties = {
            "leg_id": f"{layer}-{number:03d}",
            "name": f"{section['from']} – {section['to']}",
            **section,
        }
        geometry = {"type": "LineString", "coordinates": [list(point) for point in line]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


def write_collection(path: Path, features: list[dict[str, Any]]) -> Path:
    """Write a GeoJSON feature collection, one feature a line; equal input, equal bytes."""
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    write_text(path, text)
    return path
