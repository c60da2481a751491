"""What a journey and a comparison have in common: a table, layers for GIS, a map, a file."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from geo.estimates import Box
    from geo.export import Content, Request
    from geo.journeys import Atlas
    from geo.scenario import Scenario
    from geo.webmap import OfflineMap

MAP_HEIGHT_PX: Final = 480
"""Height of the map that a notebook shows."""


class Answer(ABC):
    """An answer of the atlas, with the conditions it was asked under."""

    _atlas: Atlas
    scenario: Scenario
    """Conditions of the question."""
    box: Box
    """Unit of cargo that prices and emissions are given for."""

    @abstractmethod
    def _request(self) -> Request:
        """Question that the files of this answer carry."""

    @abstractmethod
    def _table(self) -> pd.DataFrame:
        """Rows that a notebook shows."""

    @abstractmethod
    def _every(self) -> Content:
        """Content of every journey, for tables and layers."""

    @cached_property
    def _content(self) -> Content:
        """Content of files and maps."""
        from geo.export import content_of

        return content_of(self._atlas, self._request())

    @property
    def token(self) -> str:
        """Text that makes the files of this answer again: ``instc export --token``."""
        return self._content.stamp.hash

    def legs_gdf(self) -> gpd.GeoDataFrame:
        """Give the legs of every journey, in order, with their lines.

        Returns
        -------
        geopandas.GeoDataFrame
            EPSG:4326. ``corridor``, ``variant`` and ``number`` name a leg; kilometres, hours,
            dollars and kilograms have their unit in the name of the column, and the box in ``box``.
        """
        return self._layer("legs")

    def stops_gdf(self) -> gpd.GeoDataFrame:
        """Give the stops of every journey, in order, as points.

        Returns
        -------
        geopandas.GeoDataFrame
            EPSG:4326. ``after_leg`` is the number of the leg before the stop, -1 at the origin.
        """
        return self._layer("stops")

    def _layer(self, name: str) -> gpd.GeoDataFrame:
        import geopandas as gpd

        from geo.export import feature_layers

        features = feature_layers(self._every())[name]
        return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")

    def explore(self) -> OfflineMap:
        """Draw a Folium map, the same page as in the application; it needs no internet."""
        from geo.webmap import StaticScene, compose

        content = self._content
        return compose(
            StaticScene(content.scene().as_dict()),
            credits_text=content.caption(),
            disclaimer=content.stamp.disclaimer,
        )

    def save(self, path: str | os.PathLike[str], *, format: str = "") -> None:  # noqa: A002 - the word a reader expects
        """Write a file, whole or not at all; the same question gives the same bytes.

        Parameters
        ----------
        path
            Where to write. What is there already is replaced at the end.
        format
            One of ``instc export --help``, for instance ``dossier``; by default the first with the
            suffix of the path.

        Raises
        ------
        ExportError
            There is no such format, or the file cannot be written.
        MissingExtraError
            The format needs a library that is not installed.
        """
        from geo.export import export, format_by_suffix

        file = Path(path)
        name = format or format_by_suffix(file.suffix, self._request().kind)
        export(self._content, name, file)

    def _repr_html_(self) -> str:
        """Table and map for a notebook."""
        from geo.export import export_bytes

        page = html.escape(export_bytes(self._content, "html").decode())
        table = self._table().to_html(index=False, escape=True, border=0)
        return (
            f'{table}\n<iframe srcdoc="{page}" title="Map" loading="lazy" '
            f'style="border: 0; width: 100%; height: {MAP_HEIGHT_PX}px"></iframe>'
        )
