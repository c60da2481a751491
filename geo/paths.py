"""Folders of the data files: beside the code in a checkout, inside the package when installed.

A file that ships with the program and is not there is an error that names it and says what to do.
So is one that is not the file that was shipped: what the manifest of the layers lists has to have
the digest that stands there, or no answer is made from it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.errors import LayerError
from geo.message import Message

_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parent
_IN_CHECKOUT: Final = not (_PACKAGE / "data").is_dir() and (_CHECKOUT / "pyproject.toml").exists()

RESTORE: Final = Message(
    "restore it from the repository"
    if _IN_CHECKOUT
    else "run `pip install --force-reinstall instc-atlas` to restore it"
)
"""What to do about a data file that is missing or damaged, for an error message."""
REBUILD: Final = (
    Message("{remedy} or run `make layers`", remedy=RESTORE) if _IN_CHECKOUT else RESTORE
)
"""The same for a file that `make layers` builds."""
SIGN: Final = "python -m layers.build manifest"
"""Command that writes the digests of changed files into the manifest, in a checkout."""
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


def shipped_bytes(path: Path, *, remedy: str = RESTORE) -> bytes:
    """Read a file that ships with the program, and compare it with the digest it shipped with.

    The manifest of the layers holds the digests of what is built, and of ``corridors.json``. An
    installed wheel brings those of all files, the ledger too; in a checkout a contributor may
    change a row of the ledger and ask at once, and the schema alone judges it.

    Parameters
    ----------
    path
        A file of the program. One that no digest is known of, as a file in a folder of tests or of
        a user, is read as it is.
    remedy
        What to do about a file that is missing or damaged: `RESTORE` or `REBUILD`.

    Raises
    ------
    LayerError
        It is missing, cannot be read or is not the one that was shipped; the message names it and
        says how to restore it.

    Examples
    --------
    >>> shipped_bytes(ASSETS / "lost.js")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    geo.errors.LayerError: lost.js is missing from assets/; restore it from the repository
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        msg = Message(
            "{file} is missing from {folder}/; {remedy}",
            file=path.name,
            folder=path.parent.name,
            remedy=remedy,
        )
        raise LayerError(msg) from error
    except OSError as error:
        msg = Message(
            "{file} cannot be read ({reason}); {remedy}",
            file=path.name,
            reason=error.strerror or str(error),
            remedy=remedy,
        )
        raise LayerError(msg) from error
    check_digest(path, content, remedy=remedy)
    return content


def check_digest(path: Path, content: bytes, *, remedy: str = RESTORE) -> None:
    """Refuse a file that is not the one that was shipped; one of unknown digest passes.

    Raises
    ------
    LayerError
        The message names the file and says how to restore it.
    """
    digest = digest_of(path)
    if digest and hashlib.sha256(content).hexdigest() != digest:
        raise LayerError(_changed(path, remedy))


def shipped_text(path: Path, *, remedy: str = RESTORE) -> str:
    """Read a text file that ships with the program; raises as `shipped_bytes`.

    Raises
    ------
    LayerError
        It is missing, is no UTF-8 text or not the one that was shipped.
    """
    try:
        return shipped_bytes(path, remedy=remedy).decode("utf-8")
    except UnicodeDecodeError as error:
        msg = Message("{file} is damaged; {remedy}", file=path.name, remedy=remedy)
        raise LayerError(msg) from error


def digest_of(path: Path) -> str:
    """SHA-256 that a file shipped with, as hexadecimal digits; empty where none is known.

    Examples
    --------
    >>> len(digest_of(CORRIDORS)), digest_of(LAYERS / "no such file")
    (64, '')
    """
    name, parents = "", path.parents
    if TYPEFACES in parents:
        name = f"fonts/{path.relative_to(TYPEFACES).as_posix()}"
    elif LAYERS in parents:
        name = path.relative_to(LAYERS).as_posix()
    if digest := manifest_digests().get(name, ""):
        return digest
    inside = f"geo/{path.relative_to(_PACKAGE).as_posix()}" if _PACKAGE in parents else ""
    return recorded_digests().get(inside, "")


def manifest_digests() -> dict[str, str]:
    """Digests that the manifest lists, by file below ``layers/``; none where it cannot be read.

    A manifest that is lost or damaged is one fault and named where it is shown; what it would have
    proved is served all the same. It is read again when it has changed, as after a build.
    """
    try:
        state = MANIFEST.stat()
    except OSError:
        return {}
    return _listed(MANIFEST, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _listed(path: Path, changed_ns: int, size: int) -> dict[str, str]:
    del changed_ns, size  # they are of the key: the same path may hold another manifest
    try:
        files = json.loads(path.read_bytes())["files"]
        return {str(name): str(row["sha256"]) for name, row in files.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


@lru_cache(maxsize=1)
def recorded_digests() -> dict[str, str]:
    """Digests of an installed wheel, by file below its folder; none in a checkout.

    They are those that the installer wrote down (*Recording installed projects*, PyPA).
    """
    if _IN_CHECKOUT:
        return {}
    digests: dict[str, str] = {}
    for record in _PACKAGE.parent.glob("instc_atlas-*.dist-info/RECORD"):
        for line in record.read_text("utf-8", errors="replace").splitlines():
            name, _, rest = line.partition(",sha256=")
            code = rest.partition(",")[0]
            if code and name.startswith("geo/"):
                digests[name] = base64.urlsafe_b64decode(f"{code}{'=' * (-len(code) % 4)}").hex()
    return digests


def _changed(path: Path, remedy: str) -> Message:
    if not _IN_CHECKOUT:
        return Message(
            "{folder}/{file} is damaged: it is not the file that was installed; {remedy}",
            folder=path.parent.name,
            file=path.name,
            remedy=remedy,
        )
    return Message(
        "{folder}/{file} is damaged or was changed: {manifest} lists another digest; {remedy}; "
        "if the change is intended, run `{command}`",
        folder=path.parent.name,
        file=path.name,
        manifest=MANIFEST.name,
        remedy=remedy,
        command=SIGN,
    )
