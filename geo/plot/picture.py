"""Pictures for print by Matplotlib, without a browser: maps and charts.

`render_picture` draws one map or chart on one sheet, as PNG, SVG or PDF. The same input gives the
same bytes, in any thread.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure

from geo.errors import ExportError
from geo.estimates import Box
from geo.journeys import (
    Comparison,
    Journey,
    cost_distance,
    time_distance,
)
from geo.model import HOURS_PER_DAY
from geo.network import load_corridors
from geo.plot.legend import Legend, legend_rows
from geo.plot.map import PaperMap, extent
from geo.plot.profile import TimeChart
from geo.plot.projection import natural_aspect
from geo.plot.sheet import RIGHT_TO_LEFT, drawing, file_bytes, paper_of
from geo.plot.text import head_and_foot
from geo.webmap import Group, journey_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.plot.document import Content, Drawing, Form, Stamp
    from geo.plot.text import Rect

_TALL: Final = 0.86
"""Width by height of what is drawn, below which the sheet stands upright."""
_COLUMN: Final = 164.0
_FOOT: Final = 118.0
_WIDEST: Final = 1.8
"""Width by height of a map, beyond which it would show too much around its lines."""
_DEGREES: Final = 16.0
"""Room for degrees round a map, points on A4."""


def render_picture(
    content: Content,
    *,
    form: Form,
    paper: str = "a4",
    locale: Locale,
    stamp: Stamp,
    drawing_of: Drawing = "map",
    names: Mapping[str, str] | None = None,
    fit: tuple[float, float, float, float] | None = None,
    box: Box = Box.TEU,
) -> bytes:
    """Draw a map or a chart on one sheet, as a file.

    Parameters
    ----------
    content
        Groups of a scene, journeys, or a comparison, of which the first journey of each corridor
        is shown.
    form
        ``png``, ``svg`` or ``pdf``.
    paper
        ``a4``, ``a3`` or ``16:9``.
    locale
        Language, from `geo.i18n.locale.locale`; groups are in it already.
    stamp
        Words round the picture, in that language.
    drawing_of
        ``map``, ``time`` (days over distance) or ``cost`` (dollars over distance).
    names
        What each ``corridor`` or ``corridor:variant`` is called; None: as the corridors are.
    fit
        What a map shows, west, south, east, north, degrees; None: all that is drawn.
    box
        What the dollars of a chart are of.

    Raises
    ------
    ExportError
        There is no such form or paper, or nothing to draw.
    LayerError
        A file of the base map is missing or damaged.
    """
    sheet = paper_of(paper)
    scale = sheet.scale
    with drawing():
        if drawing_of == "map":
            groups = groups_of(content, locale=locale, names=names)
            tall = sheet.turns and natural_aspect(extent(groups, fit)) < _TALL
            figure = Figure(figsize=sheet.size(tall=tall))
            room = head_and_foot(figure, stamp, locale, scale=scale)
            details = details_of(content, locale)
            options = {"locale": locale, "details": details, "fit": fit, "scale": scale}
            draw_map(figure, room, groups, **options)  # type: ignore[arg-type]
        else:
            figure = Figure(figsize=sheet.size(tall=False))
            room = head_and_foot(figure, stamp, locale, scale=scale)
            shown = journeys_of(content)
            options = {"locale": locale, "names": names, "scale": scale, "box": box}
            draw_chart(figure, room, shown, drawing_of=drawing_of, **options)  # type: ignore[arg-type]
        return file_bytes(figure, form=form, stamp=stamp, dpi=sheet.dpi)


def draw_map(
    figure: Figure,
    room: Rect,
    groups: tuple[Group, ...],
    *,
    locale: Locale,
    details: Mapping[str, str] | None = None,
    fit: tuple[float, float, float, float] | None = None,
    scale: float = 1.0,
) -> None:
    """Draw a map with its legend into a part of a sheet.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.plot.sheet.drawing`.
    room
        Left, bottom, width, height; points.
    groups
        What is drawn, from `groups_of`.
    locale
        Language.
    details
        Text below the name of a group in the legend, by its id.
    fit
        West, south, east, north to show, degrees; None: all that is drawn.
    scale
        How much larger type and lines are than on A4.
    """
    left, bottom, width, height = room
    edge = _DEGREES * scale
    upright = height > width
    column, foot = (0.0, _FOOT * scale) if upright else (_COLUMN * scale, 0.0)
    mirrored = locale.language in RIGHT_TO_LEFT
    tall = height - foot - 1.8 * edge
    widest = max(_WIDEST, natural_aspect(extent(groups, fit))) * tall
    spare = max(width - column - 1.8 * edge - widest, 0.0)
    width -= spare
    left += spare if mirrored else 0.0
    rect = (
        left + edge * 0.6 + (column if mirrored else 0),
        bottom + foot + edge,
        width - column - 1.8 * edge,
        tall,
    )
    numbers = numbered(groups)
    chart = PaperMap(figure, rect, groups, locale, fit=fit, scale=scale)
    chart.draw(numbers, bare="" if upright else ("left" if mirrored else "right"))
    if upright:
        seat = (left, bottom, width, foot - 4 * scale)
    else:
        seat = (left if mirrored else left + width - column + 8 * scale, rect[1],
                column - 8 * scale, rect[3])  # fmt: skip
    legend = Legend(figure, seat, locale, scale=scale, columns=3 if upright else 1)
    legend.draw(legend_rows(groups, locale, numbers=numbers, details=details or {}))
    if upright:
        legend.next_column()
    legend.scale_bar(chart.frame, rect[2])


def draw_chart(
    figure: Figure,
    room: Rect,
    journeys: tuple[Journey, ...],
    *,
    locale: Locale,
    drawing_of: Drawing = "time",
    names: Mapping[str, str] | None = None,
    scale: float = 1.0,
    box: Box = Box.TEU,
) -> None:
    """Draw days or dollars over distance into a part of a sheet; see `draw_map`."""
    of = partial(cost_distance, box=box) if drawing_of == "cost" else time_distance
    TimeChart(figure, room, locale, scale=scale, box=box).draw(
        [of(journey) for journey in journeys], names=titles(journeys, locale=locale, names=names)
    )


def numbered(groups: tuple[Group, ...]) -> dict[str, int]:
    """Assign numbers to groups with a line of a corridor, from 1, in their order."""
    drawn = [
        group for group in groups if group.listed and group.colour not in {"neutral", "accent"}
    ]
    return {group.id: number for number, group in enumerate(drawn, start=1)}


def journeys_of(content: Content) -> tuple[Journey, ...]:
    """Select the journeys that represent a content.

    Raises
    ------
    ExportError
        It holds none.
    """
    if isinstance(content, Comparison):
        parts: tuple[Journey | Group, ...] = tuple(content.representatives().values())
    else:
        parts = (content,) if isinstance(content, Journey) else tuple(content)
    journeys = tuple(one for one in parts if isinstance(one, Journey))
    if not journeys:
        msg = "there is no journey to draw; ask a question that some corridor answers"
        raise ExportError(msg)
    return journeys


def groups_of(
    content: Content, *, locale: Locale, names: Mapping[str, str] | None = None
) -> tuple[Group, ...]:
    """Make the groups that a map of a content shows, in a language.

    Raises
    ------
    ExportError
        It holds nothing to draw.
    """
    if isinstance(content, Comparison | Journey) or any(isinstance(c, Journey) for c in content):
        journeys = journeys_of(content)
        return journey_groups(
            journeys, names=titles(journeys, locale=locale, names=names), locale=locale
        )
    groups = tuple(
        one
        for one in content
        if isinstance(one, Group) and one.shown and (one.lines or one.symbols)
    )
    if not groups:
        msg = "there is nothing to draw; choose layers that hold something"
        raise ExportError(msg)
    return groups


def titles(
    journeys: tuple[Journey, ...], *, locale: Locale, names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Name of each journey by its id: the corridor, with the variant if needed."""
    own = load_corridors().corridors
    corridors = [journey.route.corridor for journey in journeys]
    answer = {}
    for journey in journeys:
        corridor, variant = journey.route.corridor, journey.route.variant
        name = (names or {}).get(corridor)
        if name is None:
            name = locale.translate(own[corridor].name if corridor in own else "Fastest route")
        if variant and corridors.count(corridor) > 1:
            name = f"{name}, {(names or {}).get(journey.id) or variant}"
        answer[journey.id] = name
    return answer


def details_of(content: Content, locale: Locale) -> dict[str, str]:
    """Days and kilometres of each journey by its id; nothing for layers."""
    if not isinstance(content, Comparison | Journey) and not any(
        isinstance(one, Journey) for one in content
    ):
        return {}
    answer = {}
    for journey in journeys_of(content):
        band = journey.hours
        days = [locale.number(v / HOURS_PER_DAY, 1) for v in (band.p50, band.p10, band.p90)]
        time = f"{days[0]} {locale.translate('d')} ({days[1]}–{days[2]})"
        km = f"{locale.number(journey.route.km, 0)} {locale.translate('km')}"
        answer[journey.id] = f"{time} · {km}".replace(" ", "\N{NO-BREAK SPACE}")
    return answer
