"""Libraries that are not always installed: which extra of the distribution brings each of them."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from geo.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

DISTRIBUTION: Final = "instc-atlas"
EXTRAS: Final = {
    "contourpy": "surface",
    "dask": "cluster",
    "distributed": "cluster",
    "fsspec": "cluster",
    "h3": "surface",
    "matplotlib": "print",
    "mcp": "mcp",
    "PIL": "print",
    "pyarrow": "parquet",
    "segno": "print",
    "starlette": "service",
    "streamlit": "app",
    "typst": "print",
    "uvicorn": "service",
    "xlsxwriter": "xlsx",
}
"""Extra of each optional library, by the name it is imported by."""


def require(library: str, *, feature: str) -> None:
    """Check that an optional library is installed.

    Parameters
    ----------
    library
        One of ``EXTRAS``.
    feature
        What needs the library, as the subject of a sentence in the singular.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    if find_spec(library) is None:
        raise _missing(library, feature)


@contextmanager
def named_extras(feature: str) -> Iterator[None]:
    """Name the extra to install if an optional library turns out to be missing.

    Parameters
    ----------
    feature
        What needs the library, as in `require`.

    Raises
    ------
    MissingExtraError
        An optional library is not installed.

    Examples
    --------
    >>> with named_extras("a picture"):  # doctest: +ELLIPSIS
    ...     raise ModuleNotFoundError(name="matplotlib.figure")
    Traceback (most recent call last):
    geo.errors.MissingExtraError: a picture needs matplotlib, which is not installed; ...
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in EXTRAS:
            raise
        raise _missing(library, feature) from error


def _missing(library: str, feature: str) -> MissingExtraError:
    msg = (
        f"{feature} needs {library}, which is not installed; "
        f'run `pip install "{DISTRIBUTION}[{EXTRAS[library]}]"`'
    )
    return MissingExtraError(msg)
