"""Measure the pages in Chromium: ``python -m benchmarks.browser``. Needs Playwright and a Chromium.

A server is started for it; bytes are those on the wire of the websocket.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from benchmarks.relay import Relay
from tests.browser.conftest import ARGUMENTS, Watch
from tests.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Frame, Page, ViewportSize

ROOT: Final = Path(__file__).resolve().parents[1]
TURNS: Final = 8
START_S: Final = 60
DRAWN: Final = "html[data-drawn] .leaflet-map-pane path.line"
VIEW: Final[ViewportSize] = {"width": 1440, "height": 900}
CLICKS: Final = ((22.84, 69.7), (13.1, 80.3), (18.95, 72.95))
"""Latitude and longitude of Mundra, Chennai and Nhava Sheva; each takes other days."""
TABS: Final = (
    ("Chart", ".stVegaLiteChart"),
    ("Itinerary", "table.way"),
    ("What if", ".st-key-change"),
    ("Routes", "table.answers.main"),
)
"""Tabs below the answer, and what each of them shows first."""
CLICK: Final = """at => {
  const begun = performance.timeOrigin + performance.now();
  const map = RENDERER.map, latlng = L.latLng(at);
  map.fire("click", {latlng, containerPoint: map.latLngToContainerPoint(latlng),
    layerPoint: map.latLngToLayerPoint(latlng), originalEvent: {}});
  return begun;
}"""
"""Clicks on the map, and returns when; milliseconds of the clock of all pages, like those below."""
BEGIN: Final = """() => {
  const note = () => { window.BEGUN ??= performance.timeOrigin + performance.now(); };
  window.BEGUN = null;
  for (const type of ["click", "keydown"])
    addEventListener(type, note, {capture: true, once: true});
}"""
"""Notes when the reader next clicks or presses a key."""
END: Final = """() => {
  const read = () => (SAID), before = read();
  window.ENDED = new Promise(done => new MutationObserver((_, observer) => {
    if ((read() ?? before) === before) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now())));
  }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true}));
}"""
"""Notes when an expression has another value, and the frame that shows it is painted."""
CARDS: Final = "document.querySelector('.cards')?.textContent"
MONTH: Final = "document.documentElement.dataset.month"


@contextmanager
def server() -> Iterator[int]:
    """Start the application; give its port."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str) -> None:
    """Wait until a server answers.

    Raises
    ------
    TimeoutError
        It does not.
    """
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


def opened(visitor: BrowserContext, url: str) -> tuple[Page, Watch, float]:
    """Open a page with a map; return it, its record and the seconds until lines are drawn."""
    page, watch = visitor.new_page(), Watch()
    watch.follow(page)
    begun = time.perf_counter()
    page.set_default_timeout(12_000)
    page.goto(url)
    page.frame_locator("iframe").locator(DRAWN).first.wait_for(state="attached")
    return page, watch, time.perf_counter() - begun


def inside(page: Page) -> Frame:
    """Return the frame of the map."""
    return next(frame for frame in page.frames if "/component/" in frame.url)


def slide(page: Page) -> float:
    """Move the slider by a month; return the milliseconds until the map shows it."""
    page.get_by_role("slider").focus()
    return timed(page, inside(page), MONTH, partial(page.keyboard.press, "ArrowLeft"))


def answered(page: Page, act: Callable[[], float | None]) -> float:
    """Ask something; return the milliseconds until the cards of the answer say something else."""
    return timed(page, page.main_frame, CARDS, act)


def timed(page: Page, frame: Frame, said: str, act: Callable[[], float | None]) -> float:
    """Return the milliseconds between an act and the frame that shows what it changes.

    Both are read in the page: what drives the browser takes as long again to find a button.

    Parameters
    ----------
    frame
        Where it is shown.
    said
        Expression that has another value then; never null again, once it has one.
    act
        What the reader does; it returns when, if that is no click or key of the page.
    """
    page.evaluate(BEGIN)
    frame.evaluate(END.replace("SAID", said))
    begun = act()
    ended: float = frame.evaluate("window.ENDED")
    return ended - (page.evaluate("window.BEGUN") if begun is None else begun)


def told(what: str, times: list[float], relay: Relay, before: int) -> None:
    """Print the median of times, and the bytes a turn has taken since."""
    moved = (relay.received + relay.sent - before) / len(times) / 1000
    print(f"{what}: {statistics.median(times):.0f} ms; {moved:.1f} KB", flush=True)


def measure_map(browser: Browser, relay: Relay) -> None:
    """Print the figures of the map page, opened by two visitors, and by the second once more."""
    first, second = (browser.new_context(viewport=VIEW) for _ in range(2))
    for what, visitor in (
        ("first page of a fresh server", first),
        ("page opened by another visitor", second),
        ("page opened again by the same", second),
    ):
        before = relay.received
        page, watch, seconds = opened(visitor, f"{relay.url}/map?at=2014-12")
        page.wait_for_timeout(1500)
        print(f"{what}: {seconds:.2f} s; {(relay.received - before) / 1000:.1f} KB", flush=True)
    before = relay.received + relay.sent
    times = [slide(page) for _ in range(TURNS)]
    page.wait_for_timeout(500)
    told("slider by a month until the map shows it", times, relay, before)
    before = relay.received + relay.sent
    inner = inside(page)
    inner.evaluate("void RENDERER.map.panBy([200, 100]); void RENDERER.map.setZoom(6)")
    inner.get_by_label("Cape route").check()
    page.wait_for_timeout(800)
    quiet = relay.received + relay.sent - before
    print(f"pan, zoom and a layer: {quiet} B; outside requests: {len(watch.outside)}", flush=True)
    page.close()


def measure_compare(browser: Browser, relay: Relay) -> None:
    """Print the figures of the first page; each question is asked anew, then again.

    The clicks are those of a reader: a place on the map, the clock, each tab below the answer.
    """
    before = relay.received
    page, _, seconds = opened(browser.new_context(viewport=VIEW), f"{relay.url}/")
    page.wait_for_timeout(1500)
    size = (relay.received - before) / 1000
    print(f"first page opened: {seconds:.2f} s; {size:.1f} KB", flush=True)
    page.locator(".st-key-picks").get_by_role("radio", name="To", exact=True).click()
    page.wait_for_timeout(1500)
    for what in ("click to an answer computed anew", "click to an answer known"):
        before, times = relay.received + relay.sent, []
        for at in CLICKS:
            click = partial(inside(page).evaluate, CLICK, list(at))
            times.append(answered(page, click))
            page.wait_for_timeout(1200)
        told(what, times, relay, before)
    button = page.get_by_role("radio", name="Door")
    other = page.get_by_role("radio", name="Shipment")
    for one in (button, other):
        answered(page, one.click)
        page.wait_for_timeout(1200)
    before, times = relay.received + relay.sent, []
    for one in (button, other) * 2:
        times.append(answered(page, one.click))
        page.wait_for_timeout(800)
    told("clock changed, answer known", times, relay, before)
    before, times = relay.received + relay.sent, []
    for name, mark in TABS:
        shown = f"Boolean(document.querySelector({mark!r}))"
        click = page.get_by_role("tab", name=name, exact=True).click
        times.append(timed(page, page.main_frame, shown, click))
        page.wait_for_timeout(800)
    told("tab opened", times, relay, before)
    page.close()


def main() -> None:
    """Print one line a figure, and the load of the machine; without a Chromium, say so."""
    if not (chromium := find_chromium()):
        print("no Chromium found; the pages are not measured")
        return
    with server() as port, Relay(port) as relay, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        measure_map(browser, relay)
        measure_compare(browser, relay)
        print(f"load: {os.getloadavg()[0]:.1f}")
        browser.close()


if __name__ == "__main__":
    main()
