"""Folders of the data files: beside the code in a checkout, inside the package when installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_INSTALLED: Final = _PACKAGE / "data"

LAYERS: Final = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "layers"
"""Folder of all data files; a wheel carries it as ``geo/data``."""
BASEMAP: Final = LAYERS / "basemap"
EVIDENCE: Final = LAYERS / "evidence"
GAZETTEER: Final = LAYERS / "gazetteer"
NETWORK: Final = LAYERS / "network"
CORRIDORS: Final = LAYERS / "corridors.json"
MANIFEST: Final = LAYERS / "manifest.json"
"""Licence, source and digest of each data file."""
ASSETS: Final = _PACKAGE / "webmap" / "assets"
"""Script and style sheets of the map page."""
CATALOGS: Final = _PACKAGE / "i18n" / "catalogs"
"""Translations: one file for each language and kind of text."""
