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
from geo.i18n import DOT
from geo.journeys import (
    Comparison,
    Journey,
    Rank,
    cost_distance,
    ranked,
    time_distance,
)
from geo.model import HOURS_PER_DAY
from geo.network import load_corridors
from geo.plot.framing import has_far, near_groups
from geo.plot.head import head_and_foot
from geo.plot.inset import ASPECT as INSET_ASPECT
from geo.plot.inset import WIDTH as INSET_WIDTH
from geo.plot.inset import Inset
from geo.plot.legend import Legend, legend_rows
from geo.plot.map import PaperMap, extent
from geo.plot.profile import TimeChart
from geo.plot.projection import natural_aspect
from geo.plot.sheet import RIGHT_TO_LEFT, drawing, file_bytes, paper_of
from geo.webmap import Group, journey_groups, with_shut_legs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.i18n import Locale
    from geo.plot.document import Content, Drawing, Form, Stamp
    from geo.plot.text import Rect

_TALL: Final = 0.86
"""Width by height of what is drawn, below which the sheet stands upright."""
_COLUMN: Final = 164.0
_FOOT: Final = 118.0
_WIDEST: Final = 1.8
"""Width by height of a map, beyond which it would show too much around its lines."""
_PAGE_COLUMN: Final = 0.35
"""Share of the width of a page that inset and legend beside its map have."""
_PAGE_SCALE: Final = 0.95
"""Type of the map of a page, as a share of that of a sheet."""
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
    barred: Sequence[Journey] = (),
    marks: Group | None = None,
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
    barred
        Journeys that a map shows although states of gates keep them from serving, dashed.
    marks
        States of gates on a map, from `geo.webmap.state_group`.

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
            groups = groups_of(content, locale=locale, names=names, barred=barred, marks=marks)
            tall = sheet.turns and natural_aspect(extent(near_groups(groups), fit)) < _TALL
            figure = Figure(figsize=sheet.size(tall=tall))
            room = head_and_foot(figure, stamp, locale, scale=scale)
            details = details_of(content, locale, barred=barred)
            options = {"locale": locale, "details": details, "fit": fit, "scale": scale}
            options |= {"lit": lit_of(content)}
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
    lit: str = "",
    scale: float = 1.0,
) -> None:
    """Draw a map with its legend into a part of a sheet.

    What reaches far beyond the corridor is shown whole in an inset, with the frame of the map.

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
        West, south, east, north to show, degrees; None: the corridor.
    lit
        Id of the journey whose line is heavy.
    scale
        How much larger type and lines are than on A4.
    """
    left, bottom, width, height = room
    edge = _DEGREES * scale
    upright = height > width
    column, foot = (0.0, _FOOT * scale) if upright else (_COLUMN * scale, 0.0)
    mirrored = locale.language in RIGHT_TO_LEFT
    tall = height - foot - 1.8 * edge
    near = near_groups(groups)
    widest = max(_WIDEST, natural_aspect(extent(near, fit))) * tall
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
    chart = PaperMap(figure, rect, groups, locale, fit=fit, lit=lit, scale=scale)
    wide = min(INSET_WIDTH * scale, 0.34 * rect[2])
    has_inset = fit is None and has_far(groups)
    size = (wide, wide / INSET_ASPECT) if has_inset else None
    chart.draw(numbers, bare="" if upright else ("left" if mirrored else "right"), inset=size)
    if upright:
        seat = (left, bottom, width, foot - 4 * scale)
    else:
        seat = (left if mirrored else left + width - column + 8 * scale, rect[1],
                column - 8 * scale, rect[3])  # fmt: skip
    legend = Legend(figure, seat, locale, scale=scale, columns=3 if upright else 1)
    shown = {name: number for name, number in numbers.items() if name in chart.names.numbered}
    legend.draw(legend_rows(groups, locale, numbers=shown, details=details or {}))
    if upright:
        legend.next_column()
    legend.scale_bar(chart.frame, rect[2])
    place = chart.corner
    if size and place is None and not upright and legend.y - size[1] - 6 * scale > seat[1]:
        place = (seat[0], seat[1], min(size[0], seat[2]), size[1])
    if place:
        named = {group.id for group in groups} - chart.names.named
        Inset(figure, place, groups, scale=scale).draw(chart.frame, named=named)


def draw_page_map(
    figure: Figure, room: Rect, groups: tuple[Group, ...], *, locale: Locale, lit: str = ""
) -> None:
    """Draw a map of the corridor, and beside it its inset over its legend; see `draw_map`."""
    left, bottom, width, height = room
    mirrored = locale.language in RIGHT_TO_LEFT
    column = _PAGE_COLUMN * width
    gap, edge = 10.0, 0.4
    wide = width - column - gap
    start = left + (column + gap if mirrored else 0.0) + edge
    rect = (start, bottom + edge, wide - 2 * edge, height - 2 * edge)
    side = left if mirrored else left + wide + gap
    numbers = numbered(groups)
    chart = PaperMap(figure, rect, groups, locale, lit=lit, scale=_PAGE_SCALE)
    chart.draw(numbers, framed=False)
    shown = {name: number for name, number in numbers.items() if name in chart.names.numbered}
    top = bottom + height
    if has_far(groups):
        tall = min(column / INSET_ASPECT, 0.42 * height)
        inset = Inset(figure, (side, top - tall, column, tall), groups, scale=_PAGE_SCALE)
        inset.draw(chart.frame, named={group.id for group in groups} - chart.names.named)
        top -= tall + 6
    seat = (side, bottom, column, top - bottom)
    legend = Legend(figure, seat, locale, scale=_PAGE_SCALE)
    legend.draw(legend_rows(groups, locale, numbers=shown, details={}))
    if legend.y - 40 > bottom:
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


def lit_of(content: Content) -> str:
    """Id of the fastest journey of a content; empty where it holds no two journeys."""
    if isinstance(content, Journey):
        return ""
    parts = content.journeys if isinstance(content, Comparison) else content
    journeys = [one for one in parts if isinstance(one, Journey)]
    shown = journeys_of(content) if len(journeys) > 1 else ()
    return ranked(shown, Rank.DAYS)[0].id if len(shown) > 1 else ""


def groups_of(
    content: Content,
    *,
    locale: Locale,
    names: Mapping[str, str] | None = None,
    barred: Sequence[Journey] = (),
    marks: Group | None = None,
) -> tuple[Group, ...]:
    """Make the groups that a map of a content shows, in a language.

    Parameters as for `render_picture`; journeys that are barred come first, so that they lie below.

    Raises
    ------
    ExportError
        It holds nothing to draw.
    """
    if isinstance(content, Comparison | Journey) or barred or _holds_journeys(content):
        journeys = _drawn(content, barred)
        groups = journey_groups(
            journeys,
            names=titles(journeys, locale=locale, names=names),
            barred={one.id for one in barred},
            locale=locale,
        )
        return with_shut_legs((*groups, marks) if marks else groups)
    shown = tuple(
        one
        for one in content
        if isinstance(one, Group) and one.shown and (one.lines or one.symbols)
    )
    shown = with_shut_legs((*shown, marks) if marks and shown else shown)
    if not shown:
        msg = "there is nothing to draw; choose layers that hold something"
        raise ExportError(msg)
    return shown


def _drawn(content: Content, barred: Sequence[Journey]) -> tuple[Journey, ...]:
    """Journeys on a map: those that are barred, alone if nothing else serves, and all others."""
    parts = content.journeys if isinstance(content, Comparison) else content
    is_empty = not isinstance(parts, Journey) and not parts
    return (*barred, *(() if barred and is_empty else journeys_of(content)))


def _holds_journeys(content: Sequence[Journey] | Sequence[Group]) -> bool:
    return any(isinstance(one, Journey) for one in content)


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


def details_of(
    content: Content, locale: Locale, *, barred: Sequence[Journey] = ()
) -> dict[str, str]:
    """Days and kilometres of each journey by its id; nothing for layers.

    Of those that are barred it says that they hold as if the gates were open.
    """
    answer = {}
    is_answer = isinstance(content, Comparison | Journey) or barred or _holds_journeys(content)
    for journey in _drawn(content, barred) if is_answer else ():
        band = journey.hours
        days = [locale.number(v / HOURS_PER_DAY, 1) for v in (band.p50, band.p10, band.p90)]
        time = f"{days[0]} {locale.translate('d')} ({days[1]}–{days[2]})"
        km = f"{locale.number(journey.route.km, 0)} {locale.translate('km')}"
        parts = [f"{time} · {km}".replace(" ", "\N{NO-BREAK SPACE}")]
        parts += [locale.translate("as if open")] if journey in barred else []
        answer[journey.id] = locale.translate(DOT).join(parts)
    return answer
