"""The map page itself: names that try to be markup or script stay names, in file and app."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geo.paths import LAYERS
from geo.webmap import RELIEF_FILE, relief
from geo.webmap.journeys import journey_groups
from geo.webmap.layers import layer_groups
from geo.webmap.legends import status_legend
from geo.webmap.page import app_page, file_page
from geo.webmap.scene import LegendItem, Scene
from tests.scenes import HOSTILE, collection, journey, leg_feature, place_feature

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import FrameLocator, Page, Route

    from tests.browser.conftest import Watch

HOST: Final = "http://127.0.0.1:9/"
"""An address at which nothing listens: what a page asks for is given by its test."""
FONTS: Final = LAYERS / "fonts"


COUNT_WORK: Final = """
  window.WORK = { ground: 0, lines: 0, names: 0, lists: 0 };
  const note = () => { window.DRAWN ??= { ...WORK }; };
  const drawn = { attributes: true, subtree: true, attributeFilter: ["data-drawn"] };
  new MutationObserver(note).observe(document, drawn);
  let leaflet;
  Object.defineProperty(window, "L", { get: () => leaflet, set: value => {
    leaflet = value;
    const count = (parts, method, kind) => {
      const work = parts[method];
      parts[method] = function () { WORK[kind] += 1; return work.call(this); };
    };
    count(L.Polyline.prototype, "_project", "ground");
    count(L.Control.Layers.prototype, "_update", "lists");
    const own = [[L.Polyline, "_project", "lines"], [L.Layer, "covered", "names"]];
    for (const [of, method, kind] of own) {
      const extend = of.extend;
      of.extend = function (parts) {
        if (parts[method]) count(parts, method, kind);
        return extend.call(this, parts);
      };
    }
  } });
"""
"""Counts how often lines are projected, names placed and layers listed until a scene is drawn."""
DRAW_ANOTHER: Final = """async fit => {
  const scene = JSON.parse(document.querySelector("#scene").textContent);
  const groups = scene.groups.map(group => ({ ...group, name: `${group.name}, later` }));
  const { names, lists } = WORK;
  await RENDERER.draw({ ...scene, groups, fit });
  return [WORK.names - names, WORK.lists - lists];
}"""
LINES_OF_GROUND: Final = """() => {
  let count = 0;
  RENDERER.map.eachLayer(layer => {
    count += layer instanceof L.Polyline && ["ground", "water"].includes(layer.options.pane);
  });
  return count;
}"""


def hostile_scene() -> Scene:
    legs = [
        leg_feature(leg_id=f"{i}{text}", name=text, source_ids=text, country=text)
        for i, text in enumerate(HOSTILE)
    ]
    places = [place_feature(name=text) for text in HOSTILE]
    groups = layer_groups({"western": collection(*legs), "places": collection(*places)})
    for text in HOSTILE:
        groups += journey_groups([journey(place=text, variant=text)], names={"western": text})
    legend = (*status_legend(), *(LegendItem(text, text) for text in HOSTILE))
    return Scene(groups=groups, legend=legend, fit=(36, 18, 74, 57))


def check_inert(page: Page | FrameLocator) -> None:
    """Open a card of each leg, and look for anything that is not ours."""
    control = page.locator(".leaflet-control-layers")
    for text in HOSTILE:
        assert text in (control.text_content() or "")
        page.locator(f"path.hit[aria-label={json.dumps(text)}]").first.focus()
        page.locator(f"path.hit[aria-label={json.dumps(text)}]").first.press("Enter")
        page.locator(".card h2").get_by_text(text, exact=True).first.wait_for()
    assert page.locator("[onerror], [onload], body img, iframe").count() == 0
    assert page.locator(".card a").count() == 0


def test_a_file_with_hostile_names_is_inert(page: Page, watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(file_page(hostile_scene(), title=HOSTILE[1]), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert page.title() == HOSTILE[1]
    check_inert(page)
    watch.assert_quiet()
    assert watch.requests == 1


def test_a_scene_is_drawn_once_and_in_its_view(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    groups = journey_groups([journey()], names={"western": "Western"})
    path.write_text(file_page(Scene(groups=groups, fit=(36, 18, 74, 57))), encoding="utf-8")
    page.add_init_script(COUNT_WORK)
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    work = page.evaluate("DRAWN")
    assert work["ground"] == page.evaluate(LINES_OF_GROUND) > 0
    drawn = page.locator(".leaflet-map-pane :is(path.casing, path.line, path.hit)").count()
    assert work["lines"] == drawn > 0
    assert work["names"] == 1
    assert page.evaluate(DRAW_ANOTHER, [[30, 10], [60, 50]]) == [1, 1]
    page.locator(".leaflet-control-layers").get_by_text("Western, later").wait_for()


def test_a_hostile_scene_sent_to_the_app_is_inert(page: Page, watch: Watch) -> None:
    message = {
        "type": "streamlit:render",
        "args": {"scene": hostile_scene().as_dict(), "height": 600, "events": ["leg"]},
        "theme": {"base": "light"},
    }
    send = json.dumps(message).replace("<", "\\u003c")
    host = (
        "<iframe src='component/map/index.html' width='900' height='600'></iframe><script>"
        "const got = []; addEventListener('message', event => { got.push(event.data); if "
        "(event.data.type === 'streamlit:componentReady') "
        f"frames[0].postMessage({send}, '*'); }});</script>"
    )
    serve(page, {"/": host.encode(), "/component/map/index.html": app_page().encode()})
    page.goto(HOST)
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    check_inert(frame)
    sent = "got.filter(m => m.type === 'streamlit:setComponentValue').length"
    page.wait_for_function(f"least => {sent} >= least", arg=len(HOSTILE))
    assert page.evaluate(sent) == len(HOSTILE)
    frame.locator("html[data-relief]").wait_for(state="attached")
    watch.assert_quiet()


def serve(page: Page, texts: Mapping[str, bytes]) -> None:
    """Give a page a host: these documents, the relief of the map, and the typefaces."""
    files = {f"/component/map/{RELIEF_FILE}": relief().data}
    files |= {f"/app/static/{path.name}": path.read_bytes() for path in FONTS.glob("*.woff")}
    files["/favicon.ico"] = b""

    def fulfil(route: Route) -> None:
        path = urlsplit(route.request.url).path
        kind = "text/html; charset=utf-8" if path in texts else "application/octet-stream"
        route.fulfill(body={**files, **texts}[path], content_type=kind)

    page.route(f"{HOST}**", fulfil)


def test_script_that_stands_in_the_page_does_not_run(
    page: Page, watch: Watch, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    text = file_page(Scene(groups=()))
    path.write_text(text.replace("</body>", "<script>alert(1)</script></body>"), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert watch.dialogs == []
    assert any("Content Security Policy" in error for error in watch.errors)
