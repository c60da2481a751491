"""A map for print: ground, graticule, lines side by side, and names that keep apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.patheffects import withStroke

from geo.charts_ground import countries, geometry, outline
from geo.charts_labels import Board, Wish
from geo.charts_lines import PX, distances, draw_line, ink_of, samples, sheet_axes, shifted
from geo.charts_projection import fitted, graticule
from geo.charts_symbols import badge, symbol
from geo.charts_type import one_line, width_of
from geo.palette import GROUND, ink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geo.charts_labels import Box
    from geo.charts_projection import Frame
    from geo.charts_type import Rect
    from geo.maps_scene import Group, Json, Tongue

LANE: Final = 2.5
_NAME, _COUNTRY, _DEGREE = 6.4, 6.2, 5.6
_LARGE: Final = 2.7
"""Up to this zoom level of its name a country is large enough for the name to be moved."""
_MOVE_METRES: Final = 100_000.0
"""How far at first; twice as far at most, so that the name stays in its country."""
_MOST_NAMES: Final = 60
_SIMPLE: Final = 0.25
"""Points by which a line may be simplified."""


class PaperMap:
    """Draws groups of a scene into a part of a sheet, projected so that they fill it.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.charts_paper.drawing`.
    rect
        Where on it the map lies, its frame without the degrees round it; points.
    groups
        From `geo.maps_journeys` or `geo.maps_layers`; at least one holds a line or a point.
    tongue
        Language of degrees and countries; the groups are in it already.
    fit
        West, south, east, north to show, degrees; None: all lines.
    scale
        How much larger type and lines are than on A4.
    """

    def __init__(
        self,
        figure: Figure,
        rect: Rect,
        groups: Sequence[Group],
        tongue: Tongue,
        *,
        fit: Box | None = None,
        scale: float = 1.0,
    ) -> None:
        self.figure, self.rect, self.tongue, self.scale = figure, rect, tongue, scale
        self.groups = groups
        self.frame: Frame = fitted(extent(groups, fit), aspect=rect[2] / rect[3])
        left, bottom, width, height = rect
        self.board = Board((left + 2, bottom + 2, left + width - 2, bottom + height - 2))
        self.axes = sheet_axes(figure, rect)
        self._bare = 0
        self._points: list[tuple[Json, tuple[float, float]]] | None = None
        self._lines: dict[str, list[NDArray[np.float64]]] = {}

    def draw(self, numbers: Mapping[str, int], *, bare: str = "") -> None:
        """Draw the map.

        Parameters
        ----------
        numbers
            The number that stands on the lines of a group, by its id.
        bare
            ``left`` or ``right``: the side at which no degrees stand, as the key does.
        """
        self._bare = {"left": -1, "right": 1}.get(bare, 0)
        self._ground()
        self._graticule()
        for group in self.groups:
            for feature in group.features:
                if feature["geometry"]["type"] == "LineString":
                    self._line(group.id, feature)
        self._symbols()
        self._badges(numbers)
        self._names()
        self._countries()
        self._edge()

    def at(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points of the sheet from points of the plane, both of shape (n, 2)."""
        left, low, right, high = self.frame.metres
        x, y, width, height = self.rect
        shares = (plane - (left, low)) / (right - left, high - low)
        placed: NDArray[np.float64] = shares * (width, height) + (x, y)
        return placed

    def points(self, coordinates: Any) -> NDArray[np.float64]:  # noqa: ANN401 - whatever NumPy takes
        """Return points of the sheet from longitude and latitude."""
        return self.at(self.frame.project(np.asarray(coordinates, dtype=np.float64)))

    def _ground(self) -> None:
        colour = {name: GROUND[name].light for name in GROUND}
        self.axes.add_artist(_rectangle(self.rect, fc=colour["water"], ec="none", zorder=0))
        thin = 0.45 * self.scale
        for name, kind, look in (
            ("land", "", {"fc": colour["land"], "ec": colour["coast"], "lw": thin, "zorder": 1}),
            ("lakes", "", {"fc": colour["water"], "ec": colour["coast"], "lw": thin, "zorder": 2}),
            ("rivers", "", {"fc": "none", "ec": colour["river"], "lw": thin, "zorder": 2.1}),
            ("borders", "border", {"fc": "none", "ec": colour["border"], "lw": thin}),
            ("borders", "disputed", {"fc": "none", "ec": colour["border"], "lw": thin}),
        ):
            path = outline(self.frame, geometry(name, kind), self.at)
            if path is None:
                continue
            dashed = {"ls": (0, (3, 2))} if kind == "disputed" else {}
            self.axes.add_artist(PathPatch(path, **({"zorder": 2.2} | look | dashed)))

    def _graticule(self) -> None:
        s, say = self.scale, self.tongue.say
        west, south, east, north = self.frame.bounds()
        meridians, parallels = graticule(self.frame)
        up, across = np.linspace(south - 1, north + 1, 90), np.linspace(west - 1, east + 1, 120)
        lines = [(lon, True, np.column_stack((np.full_like(up, lon), up))) for lon in meridians]
        lines += [
            (lat, False, np.column_stack((across, np.full_like(across, lat)))) for lat in parallels
        ]
        drawn = [(value, upright, self.points(line)) for value, upright, line in lines]
        self.axes.add_collection(
            LineCollection(
                [line for _, _, line in drawn],
                colors=GROUND["quiet"].light, linewidths=0.3 * s, alpha=0.45, zorder=2.5,
            )
        )  # fmt: skip
        words = {
            (True, True): say("{degrees}° E"), (True, False): say("{degrees}° W"),
            (False, True): say("{degrees}° N"), (False, False): say("{degrees}° S"),
        }  # fmt: skip
        for value, upright, line in drawn:
            turned = (value + 180) % 360 - 180 if upright else value
            plain = "0°" if turned == 0 else words[upright, turned > 0]
            number = self.tongue.number(abs(turned), 0)
            text = number + "°" if plain == "0°" else plain.format(degrees=number)
            self._degree(text, line, upright=upright)

    def _degree(self, text: str, line: NDArray[np.float64], *, upright: bool) -> None:
        """Write degrees outside the frame, where a line of the graticule meets it."""
        left, bottom, width, height = self.rect
        s, axis = self.scale, 1 if upright else 0
        for edge, sign in (((bottom, -1), (bottom + height, 1)) if upright else
                           ((left, -1), (left + width, 1))):  # fmt: skip
            place = _crossing(line, axis, edge)
            low, extent = (left, width) if upright else (bottom, height)
            if not upright and sign == self._bare:
                continue
            if place is None or not low + 6 * s < place < low + extent - 6 * s:
                continue
            x, y = (place, edge + sign * 2.5 * s) if upright else (edge + sign * 2.5 * s, place)
            self.axes.text(
                x, y, text, size=_DEGREE * s, color=GROUND["quiet"].light, clip_on=False,
                ha="center" if upright else ("right" if sign < 0 else "left"),
                va=("top" if sign < 0 else "bottom") if upright else "center",
                rotation=0,
            )  # fmt: skip

    def _line(self, owner: str, feature: Json) -> None:
        """Draw one line in the style its class names say."""
        props, s = feature["properties"], self.scale
        words = str(props.get("style", "")).split()
        points = self.points(feature["geometry"]["coordinates"])
        points = points[np.isfinite(points).all(axis=1)]
        if len(points) < 2:  # noqa: PLR2004 - a line needs two ends
            return
        simple = shapely.simplify(shapely.LineString(points), _SIMPLE)
        line = shifted(shapely.get_coordinates(simple), float(props.get("lane") or 0) * LANE * s)
        if props.get("part") == "band":
            look: dict[str, Any] = {
                "lw": 7 * s,
                "alpha": 0.45,
                "zorder": 3,
                "solid_capstyle": "round",
            }
            self.axes.plot(*line.T, color=ink_of(props), **look)
            return
        self.board.draw_line(line)
        self._lines.setdefault(owner, []).append(line)
        draw_line(self.axes, line, ink_of(props), words, scale=s)

    def _symbols(self) -> None:
        for props, (x, y) in self._symbol_points():
            radius = _radius(props) * self.scale
            look: dict[str, Any] = {"scale": self.scale, "end": props["style"] == "end"}
            symbol(self.axes, x, y, radius, ink_of(props), props, **look)
            self.board.block((x - radius, y - radius, x + radius, y + radius))

    def _symbol_points(self) -> list[tuple[Json, tuple[float, float]]]:
        """Return symbols and where they stand, the largest first, so that small ones are seen."""
        if self._points is None:
            features = [
                feature
                for group in self.groups
                for feature in group.features
                if feature["geometry"]["type"] == "Point"
            ]
            features.sort(key=lambda f: -float(f["properties"]["size"]))
            places = [feature["geometry"]["coordinates"][:2] for feature in features]
            self._points = [
                (feature["properties"], (float(x), float(y)))
                for feature, (x, y) in zip(
                    features, self.points(places) if places else (), strict=True
                )
                if self._inside(x, y)
            ]
        return self._points

    def _inside(self, x: float, y: float) -> bool:
        left, bottom, width, height = self.rect
        return bool(left < x < left + width and bottom < y < bottom + height)

    def _badges(self, numbers: Mapping[str, int]) -> None:
        """Put the number of each group where its line is furthest from all others."""
        s = self.scale
        taken = [point for _, point in self._symbol_points()]
        found = {name: samples(lines, 6 * s) for name, lines in self._lines.items()}
        left, bottom, width, height = self.rect
        for group in self.groups:
            own = found.get(group.id)
            if own is None or group.id not in numbers:
                continue
            others = [points for name, points in found.items() if name != group.id]
            rivals = np.concatenate([*others, *([np.array(taken)] if taken else [])] or [own[:0]])
            edge = np.minimum.reduce(
                [own[:, 0] - left, left + width - own[:, 0],
                 own[:, 1] - bottom, bottom + height - own[:, 1]]
            )  # fmt: skip
            room = np.minimum(distances(own, rivals), 3 * edge)
            middle = np.abs(np.arange(len(own)) - len(own) / 2) / len(own)
            best = int(np.argmax(np.minimum(room, 45 * s) - 12 * s * middle))
            x, y = own[best]
            taken.append((x, y))
            badge(self.axes, float(x), float(y), numbers[group.id], ink(group.ink).light,
                  self.tongue, scale=s)  # fmt: skip
            self.board.block((x - 6 * s, y - 6 * s, x + 6 * s, y + 6 * s))

    def _names(self) -> None:
        """Name the ends, then places in the order of their weight, where there is room."""
        s, named = self.scale, set()
        wishes = []
        for props, (x, y) in self._symbol_points():
            text = one_line(self.tongue.say(str(props.get("label") or "")))
            if text and text not in named:
                named.add(text)
                wishes.append((float(props.get("order", 99)), text, x, y, props))
        wishes.sort(key=lambda row: (row[4]["style"] != "end", row[0], row[1]))
        for _, text, x, y, props in wishes[:_MOST_NAMES]:
            end = props["style"] == "end"
            size = (_NAME + (1.2 if end else 0)) * s
            gap = _radius(props) * s
            wish = Wish(
                text=text, x=x, y=y, width=width_of(text, size, bold=end) + 2 * s,
                height=size * 1.12, gap=gap, must=end, near=bool(props.get("crowd")),
            )  # fmt: skip
            found = self.board.place(wish)
            if found is None:
                continue
            self._text(text, found.box, size, weight="bold" if end else "normal", zorder=12)
            self._lead(x, y, gap, found.box)

    def _countries(self) -> None:
        """Name countries where nothing else stands."""
        s = self.scale
        slack = _MOVE_METRES * self.rect[2] / (2 * self.frame.half_width)
        for feature in sorted(countries(), key=lambda f: float(f["properties"]["zoom"])):
            lon, lat = feature["geometry"]["coordinates"]
            lon += 360 * round((self.frame.lon - lon) / 360)
            x, y = self.points([(lon, lat)])[0]
            if not np.isfinite(x + y) or not self._inside(x, y):
                continue
            text = one_line(self.tongue.name(feature["properties"])).upper()
            size = _COUNTRY * s
            wish = Wish(
                text=text, x=float(x), y=float(y), width=width_of(text, size) + 4 * s,
                height=size * 1.3, middle=True,
                slack=slack if float(feature["properties"]["zoom"]) <= _LARGE else 0.0,
            )  # fmt: skip
            if found := self.board.place(wish):
                look: dict[str, Any] = {
                    "color": GROUND["country"].light,
                    "alpha": 0.8,
                    "zorder": 11,
                }
                self._text(text, found.box, size, **look)

    def _lead(self, x: float, y: float, radius: float, box: Box) -> None:
        """Join a name to its point by a thin line where they stand apart."""
        end = np.clip((x, y), (box[0], box[1]), (box[2], box[3]))
        way = end - (x, y)
        far = float(np.hypot(*way))
        if far > radius + 5 * self.scale:
            start = (x, y) + way / far * radius
            look: dict[str, Any] = {
                "color": GROUND["quiet"].light,
                "lw": 0.45 * self.scale,
                "zorder": 7.5,
            }
            self.axes.plot(*zip(start, end, strict=True), **look)
            self.board.draw_line(np.array([start, end]))

    def _text(self, text: str, box: Box, size: float, **look: Any) -> None:  # noqa: ANN401 - whatever a text takes
        halo = [withStroke(linewidth=1.6 * self.scale, foreground=GROUND["casing"].light)]
        self.axes.text(
            (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, text, size=size, ha="center",
            va="center", **({"color": GROUND["text"].light, "path_effects": halo} | look),
        )  # fmt: skip

    def _edge(self) -> None:
        look: dict[str, Any] = {
            "fc": "none",
            "ec": GROUND["text"].light,
            "lw": 0.7 * self.scale,
            "zorder": 20,
        }
        self.axes.add_artist(_rectangle(self.rect, clip_on=False, **look))


def extent(groups: Sequence[Group], fit: Box | None = None) -> list[Any]:
    """Return what a map should hold, longitude first: a box, or all lines, or all points."""
    if fit is not None:
        west, south, east, north = fit
        across = np.linspace(west, east, 9)
        return [np.column_stack((across, np.full_like(across, lat))) for lat in (south, north)]
    shapes = [feature["geometry"] for group in groups for feature in group.features]
    lines = [shape["coordinates"] for shape in shapes if shape["type"] == "LineString"]
    return lines or [[shape["coordinates"]] for shape in shapes]


def _radius(props: Mapping[str, Any]) -> float:
    """Return the radius of a symbol on A4, points; smaller among many."""
    return float(props["size"]) * PX * (0.6 if props.get("crowd") else 0.8)


def _rectangle(rect: Rect, **look: Any) -> Rectangle:  # noqa: ANN401 - whatever a patch takes
    return Rectangle(rect[:2], rect[2], rect[3], **look)


def _crossing(line: NDArray[np.float64], axis: int, edge: float) -> float | None:
    """Return where a line crosses a level of one axis, as the other axis counts."""
    values = line[:, axis] - edge
    for i in np.flatnonzero(values[:-1] * values[1:] < 0):
        share = values[i] / (values[i] - values[i + 1])
        return float(line[i, 1 - axis] + share * (line[i + 1, 1 - axis] - line[i, 1 - axis]))
    return None
