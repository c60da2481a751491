"""Folders of the data files: beside the code in a checkout, inside the package when installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parent
_IN_CHECKOUT: Final = not (_PACKAGE / "data").is_dir() and (_CHECKOUT / "pyproject.toml").exists()

RESTORE: Final = (
    "restore it from the repository"
    if _IN_CHECKOUT
    else "run `pip install --force-reinstall instc-atlas` to restore it"
)
"""What to do about a data file that is missing or damaged, for an error message."""
REBUILD: Final = f"{RESTORE} or run `make layers`" if _IN_CHECKOUT else RESTORE
"""The same for a file that `make layers` builds."""
LAYERS: Final = _CHECKOUT / "layers" if _IN_CHECKOUT else _PACKAGE / "data"
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
APP: Final = (_CHECKOUT if _IN_CHECKOUT else _PACKAGE / "app") / "app.py"
"""Entry script of the application; a wheel carries it as ``geo/app``."""
