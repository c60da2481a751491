"""The chart over distance: every line keeps its number and its whole name."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure

from geo.i18n.locale import LANGUAGES, get_locale
from geo.journeys import compare
from geo.plot.picture import draw_chart, draw_map, groups_of, journeys_of
from geo.plot.sheet import drawing
from geo.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.text import Text

    from geo.journeys.atlas import Atlas
    from geo.journeys.comparison import Comparison
    from geo.plot.document import Drawing


@pytest.fixture(scope="module")
def answer(atlas: Atlas) -> Comparison:
    """Give an answer of which two corridors end beside each other."""
    find = atlas.places.find
    built = Scenario(closed=frozenset({"suez"}), built=frozenset({"rasht-astara"}))
    return compare(atlas, find("Moscow"), find("Nhava Sheva"), built)


def texts_of(answer: Comparison, language: str, kind: Drawing) -> tuple[Figure, list[Text]]:
    figure = Figure(figsize=(8.27, 11.69), dpi=72)
    with drawing():
        room, shown = (48, 400, 499, 300), journeys_of(answer)
        draw_chart(figure, room, shown, locale=get_locale(language), drawing_of=kind, scale=0.86)
        figure.canvas.draw()
    return figure, [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["time", "cost"])
def test_no_number_covers_another(answer: Comparison, language: str, kind: Drawing) -> None:
    _, texts = texts_of(answer, language, kind)
    numbers = [get_locale(language).number(n, 0) for n in range(1, len(journeys_of(answer)) + 1)]
    badges = [text for text in texts if text.get_text() in numbers and text.get_bbox_patch()]
    assert len(badges) == 2 * len(numbers), "one at the end of the line, one beside its strip"
    for one, other in combinations(badges, 2):
        first, second = (
            text.get_transform().transform(text.get_position()) for text in (one, other)
        )
        assert np.hypot(*(first - second)) > 8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["time", "cost"])
def test_every_name_stands_whole(answer: Comparison, language: str, kind: Drawing) -> None:
    figure, _ = texts_of(answer, language, kind)
    with drawing():
        boxes = [text.get_window_extent() for text in figure.texts]
    assert min(box.x0 for box in boxes) > 45
    assert max(box.x1 for box in boxes) < 48 + 499 + 3
    down = sorted(figure.texts, key=lambda text: -text.get_window_extent().y0)
    words = "".join(text.get_text() for text in down if text.get_fontweight() == "bold")
    for corridor in ("Western (Astara)", "Eastern (KTI railway)", "Cape of Good Hope"):
        assert get_locale(language).translate(corridor).replace(" ", "") in words.replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wide_sheet_does_not_show_the_other_side_of_the_world(
    answer: Comparison, language: str
) -> None:
    spoken = get_locale(language)
    groups = groups_of(answer, locale=spoken)
    figure = Figure(figsize=(13.333, 4), dpi=72)
    with drawing():
        draw_map(figure, (40, 40, 880, 220), groups, locale=spoken)
    boxes = [axes.get_position() for axes in figure.axes]
    sizes = [(box.width * 960, box.height * 288) for box in boxes]
    wide, tall = max(sizes, key=lambda size: size[0])
    assert wide / tall < 1.9
    edge = max(boxes, key=lambda box: box.width)
    assert (edge.x0 > 0.4) == (language == "fa")
