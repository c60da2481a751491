"""Scenes as the application sends them: in parts that a browser fetches once.

A new answer shares most of its lines with the one before. So lines travel apart from what is drawn
along them, under the digest of their points, each once and with the points that a map of the whole
corridor can show; those of a closer look come when a reader looks closer, the texts of cards when
the first card is opened; and what changes with a click, the lit group and the month, is no part.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.attribution import CREDITS, DISCLAIMER
from geo.webmap.scene import SCENE_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.i18n import Locale
    from geo.webmap.scene import Group, Point, Scene

Json = dict[str, Any]
THIN_DEGREES: Final = 0.001
"""A quarter of a pixel at the last zoom of the base map."""
THIN_DECIMALS: Final = 3
"""Of degrees, where lines are thinned."""
COARSE_DEGREES: Final = 0.01
"""A third of a pixel at `geo.webmap.page.CLOSE_ZOOM`, below which lines need no more points."""
COARSE_DECIMALS: Final = 2
_NAME_BYTES: Final = 6
_FIVE_BITS: Final = 0x1F
_MORE: Final = 0x20
_FIRST: Final = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Some groups of a scene, taken apart."""

    groups: Json
    """What is drawn, with the names of lines in place of their points."""
    cards: Mapping[str, Json]
    """By the id of a group."""
    lines: Mapping[str, str]
    """Points of each line as `encoded` writes them, by its name."""
    coarse: Mapping[str, str]
    """The points among them that a small scale can show, with `COARSE_DECIMALS`."""


def sheets_of(scene: Scene) -> list[tuple[Group, ...]]:
    """Return the groups of a scene in sheets: marks of gates change with the date, lines do not."""
    runs = groupby(scene.groups, key=lambda group: group.kind == "gate")
    return [tuple(run) for _, run in runs]


def packed(groups: Iterable[Group], *, finest: bool = False) -> Sheet:
    """Take groups apart.

    Parameters
    ----------
    groups
        Of one sheet.
    finest
        Keep every point, for a page that is enlarged beyond its base map.
    """
    lines: dict[str, str] = {}
    coarse: dict[str, str] = {}
    drawn, cards = [], {}
    for group in groups:
        features = _features(group, lines, coarse, finest=finest)
        titles = {name: card.title for name, card in group.cards.items()}
        drawn.append({**group.head(), "features": features, "titles": titles})
        cards[group.id] = {name: card.as_dict() for name, card in group.cards.items()}
    return Sheet(groups={"groups": drawn}, cards=cards, lines=lines, coarse=coarse)


def own_of(scene: Scene, *, finest: bool = False) -> Json:
    """Take the groups of the reader apart, to be sent with a message: lines, cards and all.

    Parameters
    ----------
    scene
        Its groups ``own``.
    finest
        As for `packed`.
    """
    sheet = packed(scene.own, finest=finest)
    return {**sheet.groups, "cards": dict(sheet.cards), "lines": dict(sheet.lines)}


def setting_of(scene: Scene) -> Json:
    """Return legend and words of a scene, credits included: the page itself is of no language."""
    setting = scene.setting()
    setting["words"]["credits"] = _credits(scene.locale)
    return setting


def _credits(locale: Locale) -> str:
    """Return credits and disclaimer in a language."""
    return f"{locale.translate(CREDITS)}. {locale.translate(DISCLAIMER)}"


def _features(
    group: Group, lines: dict[str, str], coarse: dict[str, str], *, finest: bool
) -> list[Json]:
    """Lines and symbols of a group; the points of the lines are added by their names."""
    features: list[Json] = []
    for line in group.lines:
        points = line.coordinates if finest else _thinned(line.coordinates, THIN_DEGREES)
        text = encoded(points, decimals_of(finest=finest)[1])
        digest = hashlib.sha256(text.encode()).digest()[:_NAME_BYTES]
        name = base64.urlsafe_b64encode(digest).decode()
        if name not in lines:
            lines[name] = text
            coarse[name] = encoded(_thinned(points, COARSE_DEGREES), COARSE_DECIMALS)
        features.append({"properties": line.properties(), "line": name})
    for symbol in group.symbols:
        feature = symbol.as_dict()
        at = feature["geometry"]["coordinates"]
        features.append({"properties": feature["properties"], "at": at})
    return features


def _thinned(line: Sequence[Point], degrees: float) -> list[Point]:
    thin = shapely.simplify(shapely.LineString(line), degrees)
    return [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(thin)]


def decimals_of(*, finest: bool) -> tuple[int, int]:
    """Return how many decimals of degrees the points of lines have: at a small scale, and all."""
    return COARSE_DECIMALS, SCENE_DECIMALS if finest else THIN_DECIMALS


def encoded(line: Iterable[Point], decimals: int) -> str:
    """Write the points of a line as text, each by its distance from the one before.

    Longitude and latitude are counted in steps of the last of the decimals. A number is doubled,
    and turned over where it is negative; five bits make a character, the low ones first.

    Examples
    --------
    >>> encoded([(0.001, 0.0), (0.001, -0.002)], 3)
    'A??B'
    """
    before = [0, 0]
    letters: list[str] = []
    for point in line:
        for axis, degrees in enumerate(point):
            steps = round(degrees * 10**decimals)
            number = (steps - before[axis]) << 1
            before[axis] = steps
            number = ~number if number < 0 else number
            while number >= _MORE:
                letters.append(chr((_MORE | (number & _FIVE_BITS)) + _FIRST))
                number >>= 5
            letters.append(chr(number + _FIRST))
    return "".join(letters)
