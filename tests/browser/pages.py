"""A page of the application as a patient reader uses it: nothing is clicked while it still works.

On a slow machine Streamlit may run its script once more between two steps of a test; a list that
was opened is closed by that, and a button is drawn anew under the mouse.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

WAIT_MS: Final = 60_000
"""The longest a step or an expectation waits."""
LIST_MS: Final = 3_000
"""How long a list may take to open before its box is clicked again."""
SETTLING_MS: Final = 400
"""How long movements of a page last that nothing tells of."""
AT_WORK: Final = "[data-test-script-state]:not([data-test-script-state=notRunning])"

expect.set_options(timeout=WAIT_MS)


@contextmanager
def opened_page(browser: Browser, **options: object) -> Iterator[Page]:
    """Open a page of its own context, as of somebody who comes for the first time."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    yield patient(context.new_page())
    context.close()


def patient(page: Page) -> Page:
    """Let a page finish its work before each step.

    Playwright looks before every click, key and expectation whether the application is at work,
    and waits until it is not; other pages are not concerned.
    """
    page.set_default_timeout(WAIT_MS)
    page.add_locator_handler(page.locator(AT_WORK), lambda: None)
    return page


def forget(context: BrowserContext) -> None:
    """Close all pages but the first, and drop what their sites stored; cached files stay."""
    first, *others = context.pages
    session = context.new_cdp_session(first)
    for page in others:
        site = urlsplit(page.url)
        page.close()
        origin = f"{site.scheme}://{site.netloc}"
        session.send(
            "Storage.clearDataForOrigin",
            {"origin": origin, "storageTypes": "cookies,local_storage,indexeddb"},
        )
    session.detach()
    context.clear_permissions()


def at_rest(page: Page, measure: str) -> float:
    """Return a measure of a page, a script that gives a number, once it no longer changes.

    Raises
    ------
    AssertionError
        If it still changes after the longest wait.
    """
    last = page.evaluate(measure)
    for _ in range(WAIT_MS // SETTLING_MS):
        page.wait_for_timeout(SETTLING_MS)
        page.locator("[data-test-script-state=notRunning]").wait_for()
        now = page.evaluate(measure)
        if now == last:
            return float(now)
        last = now
    message = f"{measure} still changes: {last}"
    raise AssertionError(message)


def choose(box: Locator, option: str) -> None:
    """Open the list of a box, take an option, and wait until the box shows it.

    Raises
    ------
    AssertionError
        If the box does not show the option in the end.
    """
    wanted = box.page.get_by_role("option", name=option, exact=True)
    for _ in range(WAIT_MS // LIST_MS):
        box.click()
        try:
            wanted.click(timeout=LIST_MS)
        except Late:
            box.press("Escape")
        else:
            break
    expect(box).to_have_value(option)
