"""Labels of printed maps cross no line, no mark and no other label, in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
import shapely
from matplotlib.figure import Figure

from geo.export import Kind, Request, content_of
from geo.i18n import LANGUAGES
from geo.plot.map import PaperMap
from geo.plot.marks import MARK_SIGNS
from geo.plot.picture import groups_of, lit_of, numbered
from geo.plot.place_names import radius_of
from geo.plot.sheet import INCH, drawing
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from geo.export import Content

pytestmark = pytest.mark.slow

STANDARD: Final = (
    ("moscow", "nhava-sheva", ""),
    ("moscow", "nhava-sheva", "2025-11"),
    ("st-petersburg", "nhava-sheva", ""),
    ("chelyabinsk", "mundra", "2025-11"),
    ("astrakhan", "bandar-abbas", ""),
    ("kazan", "mumbai", "2025-11"),
    ("minsk", "nhava-sheva", "2025-11"),
    ("yekaterinburg", "jebel-ali", "2025-11"),
    ("baku", "nhava-sheva", "2025-11"),
    ("almaty", "nhava-sheva", "2025-11"),
    ("omsk", "mundra", ""),
    ("helsinki", "mumbai", "2025-11"),
)
"""From, to and date of the questions; today, where the date is empty."""
EACH_TIME: Final = 5
"""So many of them are drawn by each check, in English; all, in every language, weekly."""
RECT: Final = (50.0, 60.0, 610.0, 465.0)
"""The map of a landscape A4, points."""
BLANK: Final = 0.12
"""Room above and below the letters in the box of a line, in heights of type."""
HALF_LINE: Final = 0.5
"""Half the width of a thin line, points."""


def content(origin: str, destination: str, date: str, language: str) -> Content:
    scenario = Scenario(date=date or None)
    request = Request(
        kind=Kind.COMPARE, origin=origin, destination=destination, scenario=scenario,
        language=language,
    )  # fmt: skip
    return content_of(dated_atlas(), request)


def chart_of(answer: Content) -> PaperMap:
    sheet = Figure(figsize=(11.69, 8.27))
    with drawing():
        groups = groups_of(
            answer.drawn, locale=answer.locale, names=answer.names, barred=answer.barred,
            marks=answer.marks,
        )  # fmt: skip
        chart = PaperMap(sheet, RECT, groups, answer.locale, lit=lit_of(answer.drawn))
        chart.draw(numbered(groups), inset=(150, 134))
    return chart


def labels_of(chart: PaperMap) -> dict[str, shapely.Polygon]:
    """Boxes of the letters within the frame, points; numbers in rings stand on lines on purpose."""
    left, bottom, width, height = RECT
    window = shapely.box(left, bottom, left + width, bottom + height)
    boxes = {}
    with drawing():
        for number, text in enumerate(chart.axes.texts):
            extent = text.get_window_extent()
            scale = INCH / chart.figure.dpi
            x0, y0, x1, y1 = (float(value) * scale for value in extent.extents)
            blank = BLANK * float(text.get_fontsize())
            box = shapely.box(x0, y0 + blank, x1, y1 - blank)
            if text.get_bbox_patch() is None and window.contains(box.centroid):
                boxes[f"{text.get_text()} {number}"] = box
    return boxes


@pytest.mark.parametrize(
    "language",
    ["en", *(pytest.param(one, marks=pytest.mark.deep) for one in LANGUAGES if one != "en")],
)
@pytest.mark.parametrize(
    "question",
    [
        *STANDARD[:EACH_TIME],
        *(pytest.param(one, marks=pytest.mark.deep) for one in STANDARD[EACH_TIME:]),
    ],
    ids=" ".join,
)
def test_no_label_crosses_anything(question: tuple[str, str, str], language: str) -> None:
    chart = chart_of(content(*question, language))
    labels = labels_of(chart)
    assert len(labels) >= 4
    courses = [line for own in chart.courses.values() for line in own]
    assert courses
    lines = shapely.union_all([shapely.LineString(line).buffer(HALF_LINE) for line in courses])
    marks = [
        shapely.Point(x, y).buffer(radius_of(symbol) * (1.0 if symbol.shape in MARK_SIGNS else 0.9))
        for symbol, (x, y) in chart.symbol_points()
    ]
    assert marks
    crossed = [name for name, box in labels.items() if box.intersects(lines)]
    covered = [name for name, box in labels.items() if any(box.intersects(mark) for mark in marks)]
    names = list(labels)
    met = [
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if labels[one].intersection(labels[other]).area > 0
    ]
    assert (crossed, covered, met) == ([], [], [])


def test_both_ends_are_named_and_gates_that_are_not_open_are_marked() -> None:
    answer = content(*STANDARD[0], "en")
    chart = chart_of(answer)
    words = {text.get_text() for text in chart.axes.texts}
    assert {"Moscow", "Nhava Sheva", "Strait of Hormuz", "Port of Bandar Abbas"} <= words
    assert {"closed", "under blockade", "40\u202f%", "day 0"} <= words
    shapes = [symbol.shape for symbol, _ in chart.symbol_points()]
    assert shapes.count("barred") + shapes.count("blockaded") == 3
    assert answer.marks is not None
    assert {mark.shape for mark in answer.marks.symbols} == {"barred", "blockaded", "hindered"}


def test_the_map_frames_the_corridor_and_its_inset_shows_the_rest() -> None:
    chart = chart_of(content(*STANDARD[0], "en"))
    west, south, east, north = chart.frame.bounds()
    assert south > 0
    assert east - west < 110
    near = {group.id for group in chart.near}
    assert "cape" not in near
    assert "suez" not in near
    assert {"cape", "suez", "suez-black-sea"} <= {group.id for group in chart.groups}
    assert "suez-black-sea" in near
    assert chart.corner is not None
    assert north < 90
