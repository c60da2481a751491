"""Folders of the data files: beside the code in a checkout, inside the package when installed.

A file that ships with the program and is not there is an error that names it and says what to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.errors import LayerError

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
TYPEFACES: Final = LAYERS / "fonts" if _IN_CHECKOUT else _PACKAGE / "app" / "static"
"""Streamlit serves what lies in ``static`` beside the entry script; a checkout links it there."""
CORRIDORS: Final = LAYERS / "corridors.json"
MANIFEST: Final = LAYERS / "manifest.json"
"""Licence, source and digest of each data file."""
ASSETS: Final = _PACKAGE / "webmap" / "assets"
"""Script and style sheets of the map page."""
CATALOGS: Final = _PACKAGE / "i18n" / "catalogs"
"""Translations: one file for each language and kind of text."""
APP: Final = (_CHECKOUT if _IN_CHECKOUT else _PACKAGE / "app") / "app.py"
"""Entry script of the application; a wheel carries it as ``geo/app``."""


def shipped_bytes(path: Path) -> bytes:
    """Read a file that ships with the program.

    Raises
    ------
    LayerError
        It is missing or cannot be read; the message names it and says how to restore it.

    Examples
    --------
    >>> shipped_bytes(ASSETS / "lost.js")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    geo.errors.LayerError: lost.js is missing from assets/; restore it from the repository
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        msg = f"{path.name} is missing from {path.parent.name}/; {RESTORE}"
        raise LayerError(msg) from error
    except OSError as error:
        msg = f"{path.name} cannot be read ({error.strerror}); {RESTORE}"
        raise LayerError(msg) from error


def shipped_text(path: Path) -> str:
    """Read a text file that ships with the program; raises as `shipped_bytes`.

    Raises
    ------
    LayerError
        It is missing, or is no UTF-8 text.
    """
    try:
        return shipped_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"{path.name} is damaged; {RESTORE}"
        raise LayerError(msg) from error
