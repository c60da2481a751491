"""The slider of the map: what is open in a month, with no geometry sent and the view kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.webmap.layers import layer_groups
from geo.webmap.page import file_page
from geo.webmap.scene import Scene
from tests.browser.test_app import VIEW, in_map, open_map
from tests.scenes import collection, leg_feature

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, WebSocket

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep


@pytest.mark.parametrize(
    ("month", "unopened", "gone"),
    [("2013-01", 1, 0), ("2014-12", 0, 0), ("2020-05", 0, 1), (None, 0, 0)],
)
def test_a_leg_is_drawn_as_it_was_in_the_month(
    page: Page, tmp_path: Path, month: str | None, unopened: int, gone: int
) -> None:
    leg = leg_feature(status="operating", opened="2014-12", closed="2020-01")
    groups = layer_groups({"western": collection(leg)})
    path = tmp_path / "map.html"
    path.write_text(file_page(Scene(groups=groups, month=month)), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert page.locator(".leaflet-map-pane path.line.unopened").count() == unopened
    assert page.locator(".leaflet-map-pane path.line.gone").count() == gone


def test_the_slider_keeps_view_and_map_and_sends_no_geometry(
    page: Page, app_url: str, watch: Watch
) -> None:
    received: list[int] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: received.append(len(data)))

    page.on("websocket", follow)
    frame = open_map(page, f"{app_url}/map?at=2014-06")
    unopened = frame.locator(".leaflet-map-pane path.line.colour-eastern.unopened")
    before_opening = unopened.count()
    in_map(page, "void (window.sameMap = true, RENDERER.map.setView([37.5, 50], 6.5))")
    page.wait_for_timeout(500)
    view = in_map(page, VIEW)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    before = sum(received)
    page.get_by_role("slider").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    frame.locator("html[data-month='201412']").wait_for(state="attached")
    page.wait_for_url("**/map?at=2014-12#map=**")
    assert unopened.count() < before_opening
    assert in_map(page, "window.sameMap") is True
    assert in_map(page, VIEW) == view
    assert [url for url in fetched if "/component/" in url] == []
    assert sum(received) - before < 60_000, json.dumps(received)
    watch.assert_quiet()
