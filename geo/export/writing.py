"""GeoPackages with the same bytes each time they are written."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITTEN: Final = "2000-01-01T00:00:00Z"
"""Stands for the time of writing, so that the same question gives the same bytes."""
_LOCK: Final = threading.Lock()


@contextmanager
def written_alike() -> Iterator[None]:
    """Let a GeoPackage have the same bytes each time; one at a time, as the setting is global."""
    import pyogrio

    with _LOCK:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
