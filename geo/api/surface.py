"""Surfaces, as a notebook uses them: which corridor is best where, and what an assumption moves."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from geo.export import ChangeContent, SurfaceContent


class _Cells:
    """What a surface and a change have in common: cells, words and files."""

    _content: SurfaceContent | ChangeContent

    def __repr__(self) -> str:
        """Show the question and the number of cells."""
        about = self._content.about()
        return f"<{type(self).__name__} {about['title']}: {len(self)} cells>"

    def __len__(self) -> int:
        """Count the cells."""
        return len(self._content.grid.cell)

    @property
    def headline(self) -> str:
        """The answer as a sentence."""
        return self._content.about()["answer"]

    @property
    def as_of(self) -> str:
        """As of when it holds."""
        return self._content.about()["as_of"]

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
        svg = self._content.svg("light", with_tips=False, with_title=False)
        return f"<p>{html.escape(self.headline)} {html.escape(self.as_of)}</p>{svg}"


class Surface(_Cells):
    """The best corridor of every hexagon of a grid over land, and how likely it is the best.

    Made by `geo.Atlas.surface`.
    """

    _content: SurfaceContent

    def __init__(self, content: SurfaceContent) -> None:
        self._content = content

    @property
    def corridors(self) -> tuple[str, ...]:
        """Ids of the corridors that serve some of it."""
        return self._content.answer.corridors

    @cached_property
    def shares(self) -> dict[str, float]:
        """Share of the cells served at which each corridor is likely the best, by id.

        What is too close to call has the empty id; all add up to 1.
        """
        return self._content.shares()

    def change_to(self, other: Surface, assumed: str = "") -> SurfaceChange:
        """Set another surface of the same end, direction and measure beside this one.

        Parameters
        ----------
        other
            For instance with a link built, or of another date.
        assumed
            What is assumed, for the readers of its files.

        Raises
        ------
        QuestionError
            The two are of different questions.
        """
        from geo.export import change_of

        return SurfaceChange(change_of(self._content, other._content, assumed))


class SurfaceChange(_Cells):
    """What changes from one surface to another: gains, losses and other best corridors.

    Made by `Surface.change_to`. Its headline says for how much of the land another corridor is
    the best.
    """

    _content: ChangeContent

    def __init__(self, content: ChangeContent) -> None:
        self._content = content

    @cached_property
    def shares(self) -> dict[str, float]:
        """Share of the cells served before or after, by what becomes of their best corridor.

        ``same``, ``other``, ``close`` (another one, too close to call), ``gained`` (served only
        after) and ``lost``; all add up to 1.
        """
        return self._content.shares()
