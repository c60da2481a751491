"""A layer of the user, as a notebook reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from geo.userdata import UserLayer


def read_figures(source: str | os.PathLike[str] | bytes, *, name: str = "") -> dict[str, float]:
    r"""Read a table of your own figures, to ask with: prices, dwell, speeds; all rows or none.

    Parameters
    ----------
    source
        Path of a CSV file in UTF-8, or its bytes: columns ``figure`` and ``value``, each value in
        the figure's own unit; a column ``unit`` is compared with that.
    name
        Name of the file, if bytes are given.

    Raises
    ------
    UserFileError
        The file cannot be read, or a row is wrong; the message lists the rows.

    Examples
    --------
    >>> read_figures(b"figure,value\ncanal-suez,20\n", name="own.csv")
    {'canal-suez': 20.0}
    """
    from geo.evidence import load_ledger
    from geo.userdata import read_own_figures

    return read_own_figures(source, load_ledger(), name=name)


def read_layer(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str = "",
    format: str = "",  # noqa: A002 - the word of the command line
    layer: str = "",
    crs: str = "",
) -> UserLayer:
    r"""Read a layer of your own: GeoJSON, GeoPackage, KML, CSV, XLSX and others, within limits.

    The file is read by a process that may open no other file and no connection. Features that can
    be used are kept, in EPSG:4326; ``problems`` lists the others, with row and what to do.

    Parameters
    ----------
    source
        Path of a file, or its bytes.
    name
        Name of the file, if bytes are given; its ending decides the format.
    format
        ``geojson``, ``gpkg``, ``kml``, ``kmz``, ``csv``, ``xlsx``, ``shapefile`` (zipped),
        ``geoparquet`` or ``flatgeobuf``; empty: by the ending.
    layer
        Layer, sheet or shapefile of several; empty: the first.
    crs
        Reference system by its code, such as ``EPSG:32639``; empty: that of the file.

    Raises
    ------
    UserFileError
        The file cannot be read; the message says what to do.
    UserFileLimitError
        It exceeds a limit of size, time or memory.

    Examples
    --------
    >>> depots = read_layer(b"name,lon,lat\nDepot,48.87,38.46\nLost,,38\n", name="depots.csv")
    >>> len(depots), [str(one.text) for one in depots.problems]
    (1, ["'' is not a coordinate; write degrees such as 51.4"])
    """
    from geo.userdata import read_user_layer

    return read_user_layer(source, name=name, format=format, layer=layer, crs=crs)
