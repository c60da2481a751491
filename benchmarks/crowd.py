"""Many visitors in real pages: ``python -m benchmarks.crowd``. Needs Playwright and a Chromium.

All pages stay open in one Chromium, each a browser of its own to the server. Each asks its own
question, then all change their clocks at once. Chromium shares the processor with the server, so
the seconds are those of both.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from playwright.async_api import Error, async_playwright

from benchmarks.browser import DRAWN, VIEW
from benchmarks.load import QUESTIONS, Server, server
from tests.browser.conftest import ARGUMENTS
from tests.chromium import find_chromium

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PATIENCE_MS: Final = 180_000
ASKED: Final = tuple(one for one in QUESTIONS if "clock" not in one)
ANSWER: Final = ".cards"
SETTLED: Final = "[data-test-script-state=notRunning]"


@dataclass
class Wave:
    """What one step of all visitors came to."""

    seconds: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    foreign: int = 0
    """Answers that are not those of the question."""

    def row(self, what: str) -> str:
        """Line of the table."""
        spread = sorted(self.seconds) or [float("nan")]
        p95 = spread[min(len(spread) - 1, int(0.95 * len(spread)))]
        middle = statistics.median(spread)
        return f"| {what} | {middle:.1f} | {p95:.1f} | {len(self.lost)} | {self.foreign} |"


async def shown(page: Page) -> str:
    """Text of the answer, once the page has come to rest."""
    await page.locator(SETTLED).wait_for()
    return await page.locator(ANSWER).inner_text()


async def opened(browser: Browser, port: int, question: dict[str, str]) -> Page:
    """Open a question in a page of its own, until its map has lines."""
    context = await browser.new_context(viewport=VIEW)
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{port}/?{urlencode(question)}")
    await page.frame_locator("iframe").locator(DRAWN).first.wait_for(state="attached")
    return page


async def turned(page: Page, before: str) -> str:
    """Change the clock; give the answer that follows, another one than before."""
    await page.get_by_role("radio", name="Door", exact=True).check(force=True)
    await page.wait_for_function(
        "([where, before]) => document.querySelector(where).innerText !== before",
        arg=[ANSWER, before],
    )
    return await shown(page)


async def answers_alone(browser: Browser, port: int) -> list[tuple[str, str]]:
    """Texts of the answers by either clock, each asked while nobody else asks."""
    texts = []
    for question in ASKED:
        page = await opened(browser, port, question)
        first = await shown(page)
        texts.append((first, await turned(page, first)))
        await page.context.close()
    return texts


async def measured(app: Server, visitors: int, abreast: int) -> list[str]:
    """Let visitors come, then change their clocks at once; give the lines of the report."""
    gate, arrivals, clocks = asyncio.Semaphore(abreast), Wave(), Wave()
    async with AsyncExitStack() as stack:
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(
            executable_path=find_chromium(), args=list(ARGUMENTS)
        )
        stack.push_async_callback(browser.close)
        known = await answers_alone(browser, app.port)

        async def come(visitor: int) -> Page | None:
            async with gate:
                begun = time.perf_counter()
                try:
                    page = await opened(browser, app.port, ASKED[visitor % len(ASKED)])
                    text = await shown(page)
                except Error as error:
                    arrivals.lost.append(error.message)
                    return None
                arrivals.seconds.append(time.perf_counter() - begun)
                arrivals.foreign += text != known[visitor % len(ASKED)][0]
                return page

        async def turn(visitor: int, page: Page) -> None:
            begun, (before, wanted) = time.perf_counter(), known[visitor % len(ASKED)]
            try:
                text = await turned(page, before)
            except Error as error:
                clocks.lost.append(error.message)
                return
            clocks.seconds.append(time.perf_counter() - begun)
            clocks.foreign += text != wanted

        pages = await asyncio.gather(*map(come, range(visitors)))
        await asyncio.gather(*(turn(n, page) for n, page in enumerate(pages) if page))
    return [
        "| what | median, s | p95, s | lost | foreign answers |",
        "|---|---:|---:|---:|---:|",
        arrivals.row(f"{visitors} pages opened, {abreast} at a time, none closed"),
        clocks.row(f"{visitors} pages change their clock at once"),
        *(f"Lost: {one.splitlines()[0]}" for one in (*arrivals.lost, *clocks.lost)),
    ]


def main() -> None:
    """Start a server and a browser, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--abreast", type=int, default=4, help="pages that open at a time")
    given = parser.parse_args()
    print(f"Load of the last minute {os.getloadavg()[0]:.1f} before.\n")
    with server() as app:
        for line in asyncio.run(measured(app, given.visitors, given.abreast)):
            print(line)
    print(f"Load of the last minute {os.getloadavg()[0]:.1f} after.")


if __name__ == "__main__":
    main()
