"""A surface, as a notebook uses it: which corridor is best from or to where."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from geo.surface import shares

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from geo.export import SurfaceContent


class Surface:
    """The best corridor of every hexagon of a grid over land, and how likely it is the best.

    Made by `geo.Atlas.surface`.
    """

    def __init__(self, content: SurfaceContent) -> None:
        self._content = content

    def __repr__(self) -> str:
        """Show the question and the number of cells."""
        about = self._content.about()
        return f"<Surface {about['title']}: {len(self)} cells>"

    def __len__(self) -> int:
        """Count the cells."""
        return len(self._content.grid.cell)

    @property
    def corridors(self) -> tuple[str, ...]:
        """Ids of the corridors that serve some of it."""
        return self._content.answer.corridors

    @property
    def headline(self) -> str:
        """The answer as a sentence."""
        return self._content.about()["answer"]

    @property
    def as_of(self) -> str:
        """As of when it holds."""
        return self._content.about()["as_of"]

    @cached_property
    def shares(self) -> dict[str, float]:
        """Share of the cells served at which each corridor is likely the best, by id.

        What is too close to call has the empty id; all add up to 1.
        """
        return shares(self._content.answer, self._content.values)

    def table(self) -> pd.DataFrame:
        """Give a row for each cell, named by its index of H3."""
        import pandas as pd

        return pd.DataFrame(list(self._content.rows())).set_index("h3")

    def cells_gdf(self) -> gpd.GeoDataFrame:
        """Give the cells as polygons, EPSG:4326, with the columns of `table`."""
        import geopandas as gpd
        from shapely import Polygon

        rings = [Polygon(ring) for ring in self._content.grid.rings()]
        return gpd.GeoDataFrame(list(self._content.rows()), geometry=rings, crs="EPSG:4326")

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a file, whole or not at all; its ending chooses the format.

        Raises
        ------
        ExportError
            There is no such format, or the file cannot be written.
        MissingExtraError
            The format needs a library that is not installed.
        """
        from geo.export import export_surface, surface_format

        file = Path(path)
        export_surface(self._content, surface_format(file), file)

    def _repr_html_(self) -> str:
        """Map and sentence for a notebook."""
        from geo.plot import surface_svg

        svg = surface_svg(self._content.picture(), locale=self._content.locale, with_title=False)
        return f"<p>{html.escape(self.headline)} {html.escape(self.as_of)}</p>{svg}"
