"""The faces of `geo.typefaces`: out of the families, cut to the letters that the atlas writes.

Each is renamed, because the licence keeps the names of the originals for what is unchanged.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, sfnt
from fontTools.varLib.instancer import instantiateVariableFont

from geo.typefaces import ARABIC, FACES, NARROW, SANS, SERIF
from layers.build.ligatures import close_gaps, keep_joiner, part_ligatures, set_marks_apart
from layers.build.packages import PLEX, PLEX_ARABIC, SOURCE_SERIF
from layers.build.writing import write_bytes, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from geo.typefaces import Face
    from layers.build.packages import Package


def _range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_LATIN: Final = (
    f"{_range(' ', '~')}{_range(chr(0xA0), 'ÿ')}"
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĻļĽľŁłŃńŅņŇňŌōŐőŒœŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŸŹźŻżŽžƏəȘșȚț"
)
"""English, and the names of places and authors from Lisbon to Baku."""
_RUSSIAN: Final = f"Ё{_range('А', 'я')}ё"
_CYRILLIC: Final = f"{_RUSSIAN}ЂЄІЇЈЎєіїўҐґҒғҚқҢңҮүҰұҺһӘәӨө"
"""Names in Ukrainian, Belarusian, Kazakh, Tatar and Azerbaijani too."""
_SPACES: Final = (
    "\u2002\u2003\u2007\u2008\u2009\u200a\u200b\u200e\u200f\u202f\N{NO-BREAK SPACE}\N{SOFT HYPHEN}"
)
_SIGNS: Final = "‐‑‒–—‘’‚“”„†‡•…‰′″‹›⁄€₹₽№™←↑→↓↔−≈≠≤≥∞₂"
_PERSIAN: Final = (
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيپچژکڪگھہۀۂیەېےٱ"
    "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0670"
    f"{_range('۰', '۹')}{_range('٠', '٩')}٪٫٬،؛؟"
)
"""Persian, and the Arabic names beside it."""
_BETWEEN: Final = " .:()[]/-–—«»…!"
"""Signs that stand between Persian words."""
LETTERS: Final = {
    SANS: _LATIN + _CYRILLIC + _SPACES + _SIGNS,
    NARROW: _LATIN + _CYRILLIC + _SPACES + _SIGNS,
    SERIF: _LATIN + _RUSSIAN + _SPACES + _SIGNS,
    ARABIC: _PERSIAN + _SPACES + _BETWEEN,
}
"""Letters of each family; one that the original does not have stays away."""

_FEATURES: Final = (
    *("kern", "mark", "mkmk", "ccmp", "locl", "liga"),
    *("rlig", "init", "medi", "fina", "isol", "calt"),
)
_CONDENSED: Final = 85
"""Width of the condensed family on the axis of the variable one, per cent."""
_ROMAN: Final = "package/fonts/complete/ttf/IBM Plex Sans Var-Roman.ttf"
_ITALIC: Final = "package/fonts/complete/ttf/IBM Plex Sans Var-Italic.ttf"
_SERIF: Final = "package/600SemiBold/SourceSerif4_600SemiBold.ttf"
_ARABIC: Final = "package/files/ibm-plex-sans-arabic-arabic-{weight}-normal.woff"
_STYLES: Final = {400: "Regular", 500: "Medium", 600: "SemiBold"}
_OFL: Final = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
_OFL_ADDRESS: Final = "https://openfontlicense.org"
_WINDOWS: Final = (3, 1, 0x409)
"""Platform, encoding and language of a name: Windows, Unicode, English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """Where a family comes from, and what its licence wants to be said."""

    package: Package
    licence: str
    """File of the licence."""
    copyright: str


_PLEX: Final = Original(
    package=PLEX,
    licence="package/LICENSE.txt",
    copyright='Copyright © 2017 IBM Corp. with Reserved Font Name "Plex"',
)
ORIGINALS: Final = {
    SANS: _PLEX,
    NARROW: _PLEX,
    ARABIC: Original(
        package=PLEX_ARABIC,
        licence="package/LICENSE",
        copyright='Copyright © 2017, 2019 IBM Corp. with Reserved Font Name "Plex"',
    ),
    SERIF: Original(
        package=SOURCE_SERIF,
        licence="package/LICENSE_FONT",
        copyright="Copyright © 2014–2021 Adobe (http://www.adobe.com/), "
        "with Reserved Font Name ‘Source’",
    ),
}


def build_typefaces(folder: Path) -> list[Path]:
    """Write every face, and the licence of all.

    Parameters
    ----------
    folder
        Of the faces; made if it is not there.

    Returns
    -------
    list of pathlib.Path
        Files written.
    """
    folder.mkdir(exist_ok=True)
    paths = []
    for face in FACES:
        path = folder / f"{face.name}.woff"
        write_bytes(path, _file(face))
        paths.append(path)
    licence = folder / "OFL.txt"
    write_text(licence, _licence())
    return [*paths, licence]


def _file(face: Face) -> bytes:
    font = _cut(face)
    if "fvar" in font:
        width = _CONDENSED if face.family == NARROW else 100
        font = instantiateVariableFont(font, {"wght": face.weight, "wdth": width})
    if face.family == ARABIC:
        part_ligatures(font)
        keep_joiner(font)
        set_marks_apart(font)
        close_gaps(font)
    _rename(font, face)
    font.flavor = "woff"
    sfnt.USE_ZOPFLI = True  # a twentieth smaller, and read by all alike
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def _cut(face: Face) -> TTFont:
    """Open the original of a face with the letters of its family alone."""
    package = ORIGINALS[face.family].package
    member = {
        ARABIC: _ARABIC.format(weight=face.weight),
        SERIF: _SERIF,
    }.get(face.family, _ITALIC if face.italic else _ROMAN)
    font = TTFont(io.BytesIO(package.read(member)), recalcTimestamp=False)
    options = Options()
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "DSIG", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS[face.family])
    subsetter.subset(font)
    return font


def _rename(font: TTFont, face: Face) -> None:
    """Name a face as `geo.typefaces` does, each weight as a style of one family."""
    style = " ".join(filter(None, [_STYLES[face.weight], "Italic" if face.italic else ""]))
    full = f"{face.family} {style}"
    names = {
        0: ORIGINALS[face.family].copyright,
        1: full,
        2: "Italic" if face.italic else "Regular",
        3: f"{full}; INSTC Atlas",
        4: full,
        5: "Version 1.0",
        6: full.replace(" ", ""),
        13: _OFL,
        14: _OFL_ADDRESS,
        16: face.family,
        17: style,
    }
    table = font["name"]
    table.names = []
    for number, text in names.items():
        table.setName(text, number, *_WINDOWS)
    os2 = font["OS/2"]
    os2.usWeightClass = face.weight
    os2.usWidthClass = 5  # its own family, whose normal width this is
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x01 if face.italic else 0x40)
    font["head"].macStyle = 0x02 if face.italic else 0


def _licence() -> str:
    """Copyright of each family, and the text of the licence from one package."""
    lines = [f"{family}: {one.copyright}" for family, one in ORIGINALS.items()]
    text = _PLEX.package.read(_PLEX.licence).decode("utf-8").replace("\r\n", "\n")
    body = text[text.index("This Font Software") :]
    head = "The faces below are changed and renamed versions of the families after which they are."
    return "\n".join([head, *lines, "", body.rstrip(), ""])
