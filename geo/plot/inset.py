"""The inset of a map: all journeys in small, with the frame of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import PathPatch, Polygon, Rectangle

from geo.geodesy import MIN_LINE_POINTS
from geo.palette import GROUND, text_colour_of
from geo.plot.basemap import geometry, outline
from geo.plot.faces import families
from geo.plot.labels import Board, Wish
from geo.plot.marks import paper_colour, sheet_axes, stroke
from geo.plot.projection import fitted
from geo.plot.text import one_line, width_of
from geo.typefaces import NARROW

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geo.plot.labels import Box
    from geo.plot.projection import Frame
    from geo.plot.text import Rect
    from geo.webmap import Group

WIDTH: Final = 150.0
"""Points on A4."""
ASPECT: Final = 1.12
_SIZE: Final = 6.4
_COARSE: Final = 1.2
"""Distance of points of a line in the inset at least, points."""


class Inset:
    """Draws all groups of a map in small.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.plot.sheet.drawing`.
    rect
        Where on it, points.
    groups
        All that is shown.
    scale
        How much larger type and lines are than on A4.
    """

    def __init__(
        self, figure: Figure, rect: Rect, groups: Sequence[Group], *, scale: float = 1.0
    ) -> None:
        self.rect, self.groups, self.scale = rect, groups, scale
        lines = [line.coordinates for group in groups for line in group.lines]
        self.frame: Frame = fitted(lines, aspect=rect[2] / rect[3])
        self.axes = sheet_axes(figure, rect)
        self.axes.set_zorder(2)
        left, bottom, width, height = rect
        edge = 3 * scale
        self.board = Board(
            (left + edge, bottom + edge, left + width - edge, bottom + height - edge)
        )

    def draw(self, main: Frame, *, named: Container[str] = ()) -> None:
        """Draw the inset.

        Parameters
        ----------
        main
            Frame of the map beside it.
        named
            Ids of the groups that are named here.
        """
        s = self.scale
        colour = {name: GROUND[name].light for name in GROUND}
        self._box(fc=colour["water"], ec="none", zorder=0)
        path = outline(self.frame, geometry("land"), self._at)
        if path is not None:
            style: dict[str, Any] = {"fc": colour["land"], "ec": colour["coast"], "lw": 0.35 * s}
            self.axes.add_artist(PathPatch(path, zorder=1, **style))
        edge = self._points(main.outline())
        edge = edge[np.isfinite(edge).all(axis=1)]
        self.axes.add_artist(
            Polygon(edge, closed=True, fc="none", ec=colour["text"], lw=0.8 * s, zorder=4)
        )
        self.board.draw_line(np.vstack((edge, edge[:1])))
        courses = {group.id: self._courses(group) for group in self.groups if group.lines}
        for group in self.groups:
            for course in courses.get(group.id, ()):
                self.board.draw_line(course)
                style = {"color": paper_colour(group.colour), "lw": 1.0 * s, "zorder": 3}
                stroke(self.axes, course, solid_joinstyle="round", **style)
        for group in self.groups:
            if group.id in named and group.listed and courses.get(group.id):
                self._name(group, np.concatenate(courses[group.id]))
        self._box(fc="none", ec=colour["quiet"], lw=0.5 * s, zorder=9)

    def _courses(self, group: Group) -> list[NDArray[np.float64]]:
        courses = []
        for line in group.lines:
            points = self._points(line.coordinates)
            points = points[np.isfinite(points).all(axis=1)]
            if len(points) >= MIN_LINE_POINTS:
                courses.append(points)
        return courses

    def _name(self, group: Group, points: NDArray[np.float64]) -> None:
        """Name a group beside the part of its line that is furthest from the frame of the map."""
        s, text = self.scale, one_line(group.name)
        size = _SIZE * s
        wide = width_of(text, size, bold=True, family=NARROW) + 2 * s
        middle = points.mean(axis=0)
        far = points[np.argsort(-np.abs(points - middle).sum(axis=1), kind="stable")]
        for x, y in far[:: max(1, len(far) // 40)]:
            wish = Wish(
                text=text, x=float(x), y=float(y), width=wide,
                height=size * 1.15, gap=1.5 * s, near=True,
            )  # fmt: skip
            if placed := self.board.place(wish):
                box = placed.box
                self.axes.text(
                    (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, text, size=size, ha="center",
                    va="center", family=families(NARROW), weight="bold",
                    color=text_colour_of(group.colour).light, zorder=6,
                )  # fmt: skip
                return

    def _at(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        left, low, right, high = self.frame.metres
        x, y, width, height = self.rect
        placed: NDArray[np.float64] = (plane - (left, low)) / (right - left, high - low)
        return placed * (width, height) + (x, y)

    def _points(self, coordinates: Any) -> NDArray[np.float64]:  # noqa: ANN401 - whatever an array is made of
        return self._at(self.frame.project(np.asarray(coordinates, dtype=np.float64)))

    def _box(self, **style: Any) -> None:  # noqa: ANN401 - whatever a patch takes
        left, bottom, width, height = self.rect
        self.axes.add_artist(Rectangle((left, bottom), width, height, clip_on=False, **style))


def seat_in_corner(
    rect: Rect, size: tuple[float, float], courses: Sequence[NDArray[np.float64]], gap: float
) -> Rect | None:
    """Find a corner of a map in which nothing is drawn.

    Parameters
    ----------
    rect
        The map, points.
    size
        Width and height of what shall stand there, points.
    courses
        Lines and points of the map, each of shape (n, 2), points.
    gap
        Room to keep round it, points.

    Returns
    -------
    tuple or None
        Left, bottom, width, height; None where every corner holds something.

    Examples
    --------
    >>> line = np.array([(0.0, 0.0), (100.0, 100.0)])
    >>> seat_in_corner((0, 0, 100, 100), (30, 20), [line], 5)
    (65, 5, 30, 20)
    """
    left, bottom, width, height = rect
    wide, tall = size
    right, high = left + width - wide - gap, bottom + height - tall - gap
    corners = ((left + gap, bottom + gap), (right, bottom + gap), (left + gap, high), (right, high))
    points = np.concatenate([_dense(course, 3.0) for course in courses]) if courses else None
    for x, y in corners:
        box: Box = (x - gap, y - gap, x + wide + gap, y + tall + gap)
        if points is None or not _any_within(points, box):
            return (x, y, wide, tall)
    return None


def _dense(course: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    if len(course) < MIN_LINE_POINTS:
        return course
    run = np.concatenate(([0.0], np.hypot(*np.diff(course, axis=0).T).cumsum()))
    places = np.arange(0.0, run[-1] + step, step)
    return np.column_stack([np.interp(places, run, course[:, axis]) for axis in (0, 1)])


def _any_within(points: NDArray[np.float64], box: Box) -> bool:
    x, y = points.T
    return bool(((box[0] < x) & (x < box[2]) & (box[1] < y) & (y < box[3])).any())
