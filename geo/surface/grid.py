"""A grid of hexagons over land, each reached by road from the railway nearest to it.

The hexagons are those of H3 (Uber, Apache 2.0): equal everywhere to within a third, and named by an
index that other programs know. Carriage by road is the same for every corridor, so it moves days,
never the order of the corridors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.errors import FigureRangeError, LayerError
from geo.evidence import Quantity
from geo.extras import named_extras
from geo.geodesy import MEAN_RADIUS_KM, unit_vectors
from geo.message import Message
from geo.model import HOURS_PER_DAY, Mode
from geo.paths import BASEMAP, REBUILD
from geo.surface.field import Field, SurfaceMeasure
from geo.surface.stations import stations_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.journeys import Atlas
    from geo.network import Network, Router
    from geo.surface.advantage import Surface

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

RESOLUTIONS: Final = (2, 3, 4)
"""Resolutions of H3 that a grid may have: cells of 87,000, 12,400 and 1,770 km2."""
RESOLUTION: Final = 3
REACH_KM: Final = 400.0
"""A cell further from every railway than this is left out: no road was looked at."""
DETOUR: Final = 1.3
"""Road over air distance; a usual ratio of road networks, not measured here (grade K)."""
_EDGE_DEG: Final = 0.5
_GRIDS: Final = 8
_LEAST_NODES: Final = 10
"""Nodes of a part of the network that is no fragment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells over the land round the railways; all shape (cells,)."""

    resolution: int
    cell: tuple[str, ...]
    """Indices of H3, in ascending order."""
    lon: Floats
    lat: Floats
    """The middle of each."""
    station: Numbers
    """Number of the nearest station."""
    access_km: Floats
    """By road from there, kilometres."""
    access_days: Floats
    """The same in days, the median of a truck in the country of the station."""

    def rings(self) -> list[list[tuple[float, float]]]:
        """Corners of each cell, longitude first, the first one repeated at the end."""
        import h3  # noqa: PLC0415 - only a grid needs it

        rings = []
        for cell in self.cell:
            ring = [(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]
            rings.append([*ring, ring[0]])
        return rings


def grid_of(answer: Surface, atlas: Atlas, *, resolution: int = RESOLUTION) -> Grid:
    """Lay a grid of hexagons over the land that railways of the network reach.

    Parameters
    ----------
    answer
        Surface whose stations are reached.
    atlas
        The same as that of the surface.
    resolution
        One of `RESOLUTIONS`.

    Raises
    ------
    FigureRangeError
        There is no such resolution.
    MissingExtraError
        The library ``h3`` is not installed.
    LayerError
        The land of the base map is missing or damaged.
    """
    if resolution not in RESOLUTIONS:
        msg = Message(
            "a grid has no resolution {value}; choose from {names}",
            value=resolution,
            names=tuple(map(str, RESOLUTIONS)),
        )
        raise FigureRangeError(msg)
    stations = answer.stations
    cell, lon, lat, station, access_km = _layout(atlas.router, resolution)
    per_km = _hours_per_km(answer, atlas)
    return Grid(
        resolution=resolution,
        cell=cell,
        lon=lon,
        lat=lat,
        station=station,
        access_km=access_km,
        access_days=access_km * per_km[stations.country[station]] / HOURS_PER_DAY,
    )


@lru_cache(maxsize=_GRIDS)
def _layout(
    router: Router, resolution: int
) -> tuple[tuple[str, ...], Floats, Floats, Numbers, Floats]:
    """Cells with their middles, the nearest station of each and the kilometres by road to it.

    Fragments of railways, of a few nodes and joined to no other, are passed over: nothing leads
    there, and the land round them has a railway. Those of an island or a peninsula count.
    """
    stations = stations_of(router.network)
    edge = (float(each(side)) for each in (np.min, np.max) for side in (stations.lon, stations.lat))
    box = [round(one, 3) for one in edge]
    wider = (box[0] - _EDGE_DEG, box[1] - _EDGE_DEG, box[2] + _EDGE_DEG, box[3] + _EDGE_DEG)
    cell, lon, lat = _cells_over_land(resolution, wider)
    joined = np.flatnonzero(_is_railway(router.network)[stations.node])
    tree = cKDTree(unit_vectors(stations.lon[joined], stations.lat[joined]))
    chord, nearest = tree.query(unit_vectors(lon, lat))
    km = 2 * MEAN_RADIUS_KM * np.arcsin(np.asarray(chord) / 2)
    near = np.flatnonzero(km <= REACH_KM)
    station = joined[np.asarray(nearest, dtype=np.int64)[near]]
    names = tuple(cell[n] for n in near.tolist())
    return names, lon[near], lat[near], station, km[near] * DETOUR


def _is_railway(network: Network) -> NDArray[np.bool_]:
    """Tell which nodes belong to a part of the network that is no mere fragment; (nodes,)."""
    ones = np.ones(len(network.starts))
    graph = csr_array((ones, (network.starts, network.ends)), shape=(network.node_count,) * 2)
    _, part = connected_components(graph, directed=False)
    return np.asarray(np.bincount(part)[part] >= _LEAST_NODES)


def values_of(answer: Surface, grid: Grid) -> Field:
    """Values at the cells of a grid: those of their stations, and the days by road.

    Prices and emissions end at the station, as all prices end at the last terminal.
    """
    values = answer.values.at(grid.station)
    if answer.measure is not SurfaceMeasure.DAYS:
        return values
    return Field(
        km=values.km + grid.access_km,
        p10=values.p10 + grid.access_days,
        p50=values.p50 + grid.access_days,
        p90=values.p90 + grid.access_days,
        chance=values.chance,
        option=values.option,
        is_confirmed=values.is_confirmed,
    )


def _hours_per_km(answer: Surface, atlas: Atlas) -> Floats:
    """Median hours of a truck for each kilometre in each country of the network."""
    ledger = atlas.ledger
    if answer.scenario.figures:
        ledger = ledger.with_overrides(dict(answer.scenario.figures))
    return np.array(
        [
            ledger.find(
                Quantity.SPEED,
                mode=Mode.ROAD,
                country=country,
                service="alone",
                year=answer.scenario.year,
            ).figure.hours_per_km.p50
            for country in atlas.network.countries
        ]
    )


@lru_cache(maxsize=_GRIDS)
def _cells_over_land(
    resolution: int, box: tuple[float, float, float, float]
) -> tuple[tuple[str, ...], Floats, Floats]:
    """List the cells whose middle lies on land inside a box, with their middles."""
    import shapely  # noqa: PLC0415 - slow to load

    with named_extras("the grid of a surface"):
        import h3  # noqa: PLC0415 - only a grid needs it

    path = BASEMAP / "land.geojson"
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        land = shapely.union_all(
            [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
        )
    except (OSError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        msg = f"basemap/{path.name} is missing or damaged; {REBUILD}"
        raise LayerError(msg) from error
    inside = shapely.intersection(land, shapely.box(*box))
    cells = sorted(
        {
            cell
            for part in shapely.get_parts(inside)
            if part.geom_type == "Polygon"
            for cell in h3.geo_to_cells(part, resolution)
        }
    )
    middles = np.array([h3.cell_to_latlng(cell) for cell in cells]).reshape(-1, 2)
    return tuple(cells), middles[:, 1], middles[:, 0]
