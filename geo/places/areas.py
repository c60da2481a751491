"""Which country a point lies in, by the thinned areas of the gazetteer."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo.errors import LayerError
from geo.message import Message
from geo.model import INTERNATIONAL_WATERS
from geo.paths import REBUILD, shipped_text

if TYPE_CHECKING:
    from pathlib import Path

    import shapely

OFFSHORE_DEG: Final = 0.3
"""A point at sea so near to a coast counts as of its country: 30 km, for coasts are thinned."""


class Areas:
    """The areas of countries, read when they are first needed.

    Parameters
    ----------
    path
        GeoJSON, EPSG:4326: one area a country, its code in ``iso``.

    Notes
    -----
    Borders are the de facto lines of Natural Earth and express no position on the status of any
    territory; they are thinned, so that a point within 4 km of one may be given to the neighbour.
    """

    def __init__(self, path: Path) -> None:
        self._path: Final = path

    def country(self, lon: float, lat: float) -> str:
        """Code of the country a point lies in; ``XZ`` on the open sea.

        Raises
        ------
        LayerError
            The file is missing or damaged.

        Examples
        --------
        >>> from geo.paths import GAZETTEER
        >>> areas = Areas(GAZETTEER / "areas.geojson")
        >>> areas.country(37.62, 55.75), areas.country(65.0, 15.0)
        ('RU', 'XZ')
        """
        import shapely  # noqa: PLC0415 - slow to load, and only points need it

        codes, tree = self._tree
        point = shapely.Point(lon, lat)
        within = tree.query(point, predicate="intersects")
        if len(within):
            return min(str(codes[number]) for number in within.tolist())
        near, gaps = tree.query_nearest(point, return_distance=True, max_distance=OFFSHORE_DEG)
        return codes[near.tolist()[0]] if len(gaps) else INTERNATIONAL_WATERS

    @cached_property
    def _tree(self) -> tuple[list[str], shapely.STRtree]:
        import shapely  # noqa: PLC0415

        try:
            features = json.loads(shipped_text(self._path, remedy=REBUILD))["features"]
            codes = [str(feature["properties"]["iso"]) for feature in features]
            shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
        except (ValueError, KeyError, TypeError, shapely.GEOSException) as error:
            msg = Message("{file} is damaged; {remedy}", file=self._path.name, remedy=REBUILD)
            raise LayerError(msg) from error
        parts, owner = shapely.get_parts(shapes, return_index=True)
        return [codes[number] for number in owner.tolist()], shapely.STRtree(parts)
