"""Lines that share a route, as the page draws them: one trunk, and side by side as on paper."""

from __future__ import annotations

import random
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from geo.palette import TRUNK
from geo.webmap.courses import LANE_PX, RAMP_PX, Piece, course
from geo.webmap.layers import layer_groups
from geo.webmap.page import file_page
from geo.webmap.scene import Scene
from tests.scenes import collection, leg_feature

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep

Point = tuple[float, float]
COURSES = """cases => cases.map(([points, pieces, ends]) =>
  course(points.map(([x, y]) => ({ x, y })), pieces, RAMP_PX,
    ends.map(end => end && { x: end[0], y: end[1] }))
    .map(part => part.map(({ x, y }) => [x, y])))"""
LOOKS = """() => [...RENDERER.entries].map(([id, entry]) => [id, [...entry.paths.values()].flat()
  .map(path => path.getElement()).filter(node => node?.classList.contains("line"))
  .map(node => { const look = getComputedStyle(node); return [look.stroke, look.display]; })])"""


def leg(identifier: str, *points: Point) -> dict[str, Any]:
    feature: dict[str, Any] = leg_feature(leg_id=identifier, status="operating")  # type: ignore[assignment]
    feature["geometry"] = {"type": "LineString", "coordinates": [list(p) for p in points]}
    return feature


@pytest.fixture
def fork(page: Page, watch: Watch, tmp_path: Path) -> Page:
    """Open a map of two branches that share a leg and part."""
    south, node, west, east = (50.0, 30.0), (50.0, 34.0), (48.0, 38.0), (52.0, 38.0)
    groups = layer_groups(
        {
            "western": collection(leg("w1", south, node), leg("w2", node, west)),  # type: ignore[arg-type]
            "eastern": collection(leg("e1", south, node), leg("e2", node, east)),  # type: ignore[arg-type]
        }
    )
    path = tmp_path / "map.html"
    path.write_text(file_page(Scene(groups=groups, fit=(45, 28, 55, 40))), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    watch.assert_quiet()
    return page


def test_the_page_shifts_lines_as_paper_does(fork: Page) -> None:
    dice = random.Random(1)
    cases = []
    for _ in range(60):
        x, y, points = 0.0, 0.0, [(0.0, 0.0)]
        for _ in range(dice.randint(2, 12)):
            x, y = x + dice.uniform(-30, 60), y + dice.uniform(-40, 40)
            points.append((x, y))
        cuts = sorted(dice.sample(range(1, len(points) - 1), min(3, len(points) - 2)))
        counts = [b - a for a, b in zip([0, *cuts], [*cuts, len(points) - 1], strict=True)]
        pieces = [
            Piece(count=n, offset=0.0 if trunk else dice.choice([-2.6, 0.0, 1.3]), trunk=trunk)
            for n in counts
            for trunk in [dice.random() < 0.2]
        ]
        ends = [dice.choice([None, (1.0, -2.0)]) for _ in "ab"]
        cases.append((points, pieces, ends))
    assert fork.evaluate("[LANE_PX, RAMP_PX]") == [LANE_PX, RAMP_PX]
    answers = fork.evaluate(COURSES, [(p, list(map(asdict, own)), e) for p, own, e in cases])
    for (points, pieces, ends), answer in zip(cases, answers, strict=True):
        wanted = course(points, pieces, RAMP_PX, (ends[0], ends[1]))
        assert len(answer) == len(wanted)
        for part, own in zip(answer, wanted, strict=True):
            assert part == [pytest.approx(p, abs=1e-6) for p in own]


def colour(text: str) -> str:
    return "rgb({}, {}, {})".format(*(int(text[i : i + 2], 16) for i in (1, 3, 5)))


def test_the_trunk_is_one_neutral_line_and_ends_where_its_branches_begin(fork: Page) -> None:
    western, eastern = (looks for _, looks in fork.evaluate(LOOKS))
    assert [display for _, display in western] == ["inline", "inline"]
    assert [display for _, display in eastern] == ["none", "inline"]
    assert western[0][0] == colour(TRUNK.light)
    assert len({western[0][0], western[1][0], eastern[1][0]}) == 3
    for zoom in (3, 5.5, 8, 11):
        fork.evaluate("zoom => RENDERER.map.setView([34, 50], zoom, { animate: false })", zoom)
        rings = fork.evaluate(
            "() => [...RENDERER.entries.values()].map(entry => [...entry.courses.chains.values()]"
            ".flat().map(piece => piece.ring.map(({ x, y }) => [x, y])))"
        )
        assert len(rings) == 2
        for trunk, branch in rings:
            assert trunk[-1] == branch[0] == rings[0][0][-1]


def test_a_branch_alone_or_lit_has_its_own_colour_on_the_trunk(fork: Page) -> None:
    own = {id_: looks[1][0] for id_, looks in fork.evaluate(LOOKS)}
    fork.evaluate("RENDERER.entries.get('western').layer.remove()")
    (_, eastern) = fork.evaluate(LOOKS)[-1]
    assert eastern == [[own["eastern"], "inline"]] * 2
    fork.evaluate("RENDERER.map.addLayer(RENDERER.entries.get('western').layer)")
    (_, eastern) = fork.evaluate(LOOKS)[-1]
    assert eastern[0][1] == "none"
