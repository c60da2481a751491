"""Measure the map page in Chromium: ``python -m benchmarks.browser``, beside a running application.

Give the address of the application as the only argument. Needs Playwright and a Chromium.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.chromium import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, WebSocket

TURNS = 8
DRAWN = "html[data-drawn] .leaflet-map-pane path.line"


@dataclass
class Traffic:
    """Bytes of the websocket, and requests to other hosts."""

    received: int = 0
    sent: int = 0
    outside: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Count from now on."""
        page.on("websocket", self._socket)
        page.on("request", lambda request: self._request(request.url))

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._receive)
        socket.on("framesent", self._send)

    def _receive(self, data: str | bytes) -> None:
        self.received += len(data)

    def _send(self, data: str | bytes) -> None:
        self.sent += len(data)

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.outside.append(url)


def opened(browser: Browser, url: str) -> tuple[Page, Traffic, float]:
    """Open the map; return the page, its traffic and the seconds until lines are drawn."""
    page, traffic = browser.new_page(viewport={"width": 1440, "height": 900}), Traffic()
    traffic.follow(page)
    begun = time.perf_counter()
    page.goto(url)
    page.frame_locator("iframe").locator(DRAWN).first.wait_for(state="attached")
    return page, traffic, time.perf_counter() - begun


def slide(page: Page) -> float:
    """Move the slider by a month; return the milliseconds until the map shows it."""
    inner = next(frame for frame in page.frames if "/component/" in frame.url)
    shown = inner.evaluate("document.documentElement.dataset.month")
    page.get_by_role("slider").focus()
    begun = time.perf_counter()
    page.keyboard.press("ArrowLeft")
    inner.wait_for_function("m => document.documentElement.dataset.month !== m", arg=shown)
    return 1000 * (time.perf_counter() - begun)


def main(url: str) -> None:
    """Print one line a figure."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        page, traffic, first = opened(browser, url)
        page.wait_for_timeout(1500)
        print(f"first page, s: {first:.2f}; websocket, KB: {traffic.received / 1000:.0f}")
        page.close()
        page, traffic, warm = opened(browser, f"{url}/?at=2014-12")
        page.wait_for_timeout(1500)
        before = traffic.received
        times = [slide(page) for _ in range(TURNS)]
        page.wait_for_timeout(500)
        moved = (traffic.received - before) / TURNS / 1000
        print(f"page opened again, s: {warm:.2f}")
        print(f"slider by a month, ms: {statistics.median(times):.0f}; KB received: {moved:.1f}")
        before, told = traffic.received, traffic.sent
        inner = next(frame for frame in page.frames if "/component/" in frame.url)
        inner.evaluate("void STAGE.map.panBy([200, 100]); void STAGE.map.setZoom(6)")
        inner.get_by_label("Cape route").check()
        page.wait_for_timeout(800)
        quiet = traffic.received - before + traffic.sent - told
        print(f"pan, zoom and a layer, bytes: {quiet}; outside requests: {len(traffic.outside)}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
