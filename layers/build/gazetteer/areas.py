"""The areas of countries, thinned: enough to say which country a point lies in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers.build.gazetteer.countries import assigned_parts
from layers.build.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_FRAME: Final = shapely.box(18, 5, 90, 67)
"""Round the lines of the network; areas that touch it are kept finely."""
_FINE, _COARSE = (0.04, 0.012), (0.4, 0.3)
"""Tolerance of the lines in degrees, and the smallest part that is kept in square degrees."""
_GRID_DEG: Final = 0.01
_FINEST, _MOST_PARTS = 0.002, 3
"""Of small states the largest parts are kept, nearly as they are."""
_LEFT_OUT: Final = "AQ"
"""Antarctica, which goes round the pole."""


def build_areas(out: Path) -> Path:
    """Write the area of each country as GeoJSON (RFC 7946), EPSG:4326, longitude first.

    Neighbours are thinned together, so that they still share their border. Borders are Natural
    Earth's de facto lines, and within about 4 km of them, 40 km outside the frame.
    """
    codes, parts = assigned_parts()
    near = shapely.intersects(parts, _FRAME)
    rows: dict[str, list[shapely.Polygon]] = {}
    for mask, (tolerance, least) in ((near, _FINE), (~near, _COARSE)):
        large = mask & (shapely.area(parts) > least)
        thin = shapely.coverage_simplify(parts[large], tolerance)
        for code, shape in zip(codes[large].tolist(), _rounded(thin), strict=True):
            rows.setdefault(code, []).extend(_polygons(shape))
    for code in sorted(set(codes.tolist()) - rows.keys()):
        own = sorted(parts[codes == code], key=shapely.area, reverse=True)[:_MOST_PARTS]
        rows[code] = [
            part for shape in own for part in _polygons(_rounded(shape.simplify(_FINEST)).item())
        ]
    features = ",\n".join(
        _feature(code, rows[code]) for code in sorted(rows) if rows[code] and code != _LEFT_OUT
    )
    write_text(
        out,
        f'{{"type": "FeatureCollection", "name": "areas", "features": [\n{features}\n]}}\n',
    )
    return out


def _rounded(shape: NDArray[np.object_] | shapely.Geometry) -> NDArray[np.object_]:
    on_grid = shapely.set_precision(shape, _GRID_DEG, mode="pointwise")
    return np.asarray(shapely.make_valid(on_grid, method="structure"))


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]


def _feature(code: str, polygons: list[shapely.Polygon]) -> str:
    ordered = shapely.orient_polygons(np.array(polygons), exterior_cw=False)
    whole = shapely.multipolygons(ordered[np.lexsort(shapely.bounds(ordered).T)])
    rounded = json.loads(
        str(shapely.to_geojson(whole)), parse_float=lambda text: round(float(text), 2)
    )
    geometry = json.dumps(rounded, separators=(",", ":"))
    return f'{{"type":"Feature","properties":{{"iso":"{code}"}},"geometry":{geometry}}}'
