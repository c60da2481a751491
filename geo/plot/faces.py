"""Typefaces on paper: the faces of `geo.typefaces` as TrueType files, for Matplotlib and Typst.

Letters that no face of ours holds come from DejaVu, which Matplotlib ships.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.font_manager import FontEntry, fontManager

from geo.typefaces import ARABIC, FACES, NARROW, SANS, SERIF, Face, truetype

OTHER: Final = "DejaVu Sans"
BOLD: Final = 700
_NORMAL: Final = 400
_COVERED: Final = {400: (400,), 500: (500,), 600: (600, BOLD)}
"""Weights that a face stands for: semibold is the bold of paper."""


def families(first: str = SANS) -> list[str]:
    """List a family and those that help it out, in the order in which a letter is looked up.

    Examples
    --------
    >>> families()
    ['Atlas Sans', 'Atlas Arabic', 'DejaVu Sans']
    """
    return [first, ARABIC, OTHER]


@cache
def font_folder() -> Path:
    """Write every face into a folder of this process, as a font that Typst and Matplotlib read.

    Raises
    ------
    LayerError
        A face is missing or damaged; the message names it.
    """
    folder = Path(tempfile.mkdtemp(prefix="instc-atlas-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for face in FACES:
        _path(folder, face).write_bytes(truetype(face.woff))
    return folder


def font_folders() -> list[str]:
    """List the folders of all fonts that paper uses."""
    return [str(font_folder()), str(_shipped())]


@cache
def register() -> None:
    """Tell Matplotlib of the faces; the second call does nothing."""
    folder = font_folder()
    fontManager.ttflist.extend(
        FontEntry(
            fname=str(_path(folder, face)),
            name=face.family,
            style="italic" if face.italic else "normal",
            weight=weight,
            size="scalable",
        )
        for face in FACES
        for weight in _weights(face)
    )


def paths_of(*, bold: bool, family: str = SANS) -> list[str]:
    """Files of a family and of those that help it out, in the order of `families`."""
    weight = BOLD if bold else _NORMAL
    faces = (
        next(
            face
            for face in FACES
            if face.family == name and not face.italic and weight in _weights(face)
        )
        for name in (family, ARABIC)
    )
    other = _shipped() / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    return [*(str(_path(font_folder(), face)) for face in faces), str(other)]


def _weights(face: Face) -> tuple[int, ...]:
    """Weights for which a face is taken; a family without a regular one has its next."""
    weights = _COVERED[face.weight]
    if face.family == NARROW and face.weight == 500:  # noqa: PLR2004 - its lightest
        weights = (_NORMAL, *weights)
    if face.family == SERIF:
        weights = (_NORMAL, *weights)
    return weights


def _path(folder: Path, face: Face) -> Path:
    return folder / f"{face.name}.ttf"


def _shipped() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"
