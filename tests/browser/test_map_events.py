"""Clicks on the map as the app receives them: where, what, and near which place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from geo.paths import BASEMAP
from geo.webmap.hillshade import RELIEF_FILE
from geo.webmap.page import app_page
from geo.webmap.scene import Scene
from tests.conftest import ROOT
from tests.scenes import SPOT, small_groups

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep

SCENE = Scene(
    groups=small_groups(),
    fit=(47.0, 35.0, 52.0, 40.0),
)


def host(page: Page, folder: Path, events: list[str], *, frame: str = "") -> None:
    """Open the page of the map in a frame with these attributes that keeps what it is sent."""
    (folder / "index.html").write_text(app_page(), encoding="utf-8")
    (folder / RELIEF_FILE).write_bytes((BASEMAP / RELIEF_FILE).read_bytes())
    message = {
        "type": "streamlit:render",
        "args": {"scene": SCENE.as_dict(), "height": 600, "events": events},
        "theme": {"base": "light"},
    }
    send = json.dumps(message).replace("<", "\\u003c")
    (folder / "host.html").write_text(
        f"<iframe src='index.html' width='900' height='600' {frame}></iframe>"
        "<script>const got = [];"
        "addEventListener('message', event => { got.push(event.data); if (event.data.type === "
        f"'streamlit:componentReady') frames[0].postMessage({send}, '*'); }});</script>",
        encoding="utf-8",
    )
    page.route(
        "http://127.0.0.1:9/*",
        lambda route: route.fulfill(path=folder / file_of(route.request.url)),
    )
    page.route(
        "http://127.0.0.1:9/app/static/*",
        lambda route: route.fulfill(path=ROOT / "static" / file_of(route.request.url)),
    )
    page.goto("http://127.0.0.1:9/host.html")
    page.frame_locator("iframe").locator("html[data-drawn]").wait_for(state="attached")


def file_of(address: str) -> str:
    return address.rsplit("/", 1)[1].partition("?")[0]


def click(page: Page, lat: float, lon: float, dx: float = 0) -> list[dict[str, Any]]:
    """Click so many pixels east of a point; return all events up to now."""
    x, y = page.frames[1].evaluate(SPOT, [lat, lon])
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + 2 + x + dx, frame["y"] + 2 + y)
    before: int = page.evaluate("got.length")
    # Messages keep their order: once ours has come, so has every event before it.
    page.frames[1].evaluate("parent.postMessage({type: 'last'}, '*')")
    page.wait_for_function("n => got.slice(n).some(m => m.type === 'last')", arg=before)
    values = "got.filter(m => m.type === 'streamlit:setComponentValue').map(m => m.value)"
    found: list[dict[str, Any]] = page.evaluate(values)
    return found


def test_a_click_on_the_map_says_where(page: Page, watch: Watch, tmp_path: Path) -> None:
    host(page, tmp_path, ["map"])
    (event,) = click(page, 36.0, 51.5)
    assert event["kind"] == "map"
    assert (event["lat"], event["lon"]) == pytest.approx((36.0, 51.5), abs=0.02)
    assert "id" not in event
    watch.assert_quiet()


def test_a_click_near_a_place_names_it_and_one_further_off_does_not(
    page: Page, tmp_path: Path
) -> None:
    host(page, tmp_path, ["map"])
    (near,) = click(page, 37.194, 49.586, dx=11)
    assert (near["kind"], near["id"]) == ("map", "rasht")
    page.keyboard.press("Escape")
    _, far = click(page, 37.194, 49.586, dx=60)
    assert "id" not in far
    assert far["n"] > near["n"]


@pytest.mark.parametrize(("events", "kind"), [(["map"], "map"), (["map", "place"], "place")])
def test_a_click_on_a_place_is_one_event_of_the_kind_asked_for(
    page: Page, tmp_path: Path, events: list[str], kind: str
) -> None:
    host(page, tmp_path, events)
    (event,) = click(page, 37.194, 49.586)
    assert (event["kind"], event["id"]) == (kind, "rasht")
    assert event["lat"] == pytest.approx(37.194, abs=0.02)


def test_nothing_is_sent_that_was_not_asked_for(page: Page, tmp_path: Path) -> None:
    host(page, tmp_path, [])
    assert click(page, 37.194, 49.586) == []
