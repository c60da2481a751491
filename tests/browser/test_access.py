"""Every page in every language: what axe-core finds, what a narrow screen shows, what is written.

Streamlit's own faults that nothing of ours can reach are listed in `STREAMLIT`, each with its
reason; nothing of our own is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

from geo.i18n.locale import LANGUAGES, RIGHT_TO_LEFT, get_locale
from tests.browser.pages import SETTLING_MS, opened_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark.structures import ParameterSet
    from playwright.sync_api import Browser, Page

TITLES: Final = {
    "": "Routes",
    "map": "Map",
    "?tab=chart": "Routes",
    "?tab=itinerary": "Routes",
    "?tab=what-if&close=hormuz": "Routes",
    "?tab=claims": "Routes",
    "evidence": "Evidence",
    "evidence?part=claims": "Evidence",
    "evidence?part=ledger": "Evidence",
    "evidence?part=states": "Evidence",
    "evidence?part=contradictions": "Evidence",
    "evidence?part=data": "Evidence",
    "story": "Story",
    "about": "About",
}
WITH_AXE: Final = frozenset({"", "story"})
ON_A_PHONE: Final = frozenset({"map", "evidence"})
"""Pages that every check looks at; the others are made of the same parts, and looked at weekly."""
THEMES: Final = ("light", "dark")
THEMED: Final = """theme => (theme === 'dark') === (
    getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark')
"""
NARROW: Final = 375
ROUNDING: Final = 1
LOOKS: Final = 5
"""How often a finding is looked for again."""
GRAVE: Final = frozenset({"serious", "critical"})
SETTLED: Final = """() =>
    document.querySelector('h1')
    && !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
    && !document.querySelector('[data-stale="true"]')
"""
FEWER_ROWS: Final = """() => document.querySelectorAll('tbody').forEach(
    body => [...body.rows].slice(24).forEach(row => row.remove()))"""
"""All rows of a table come from one template: two dozen are enough for axe."""
STREAMLIT: Final = {
    "duplicate-id-active": 'data-testid="glide-cell-',
}
"""Faults of Streamlit's own: a rule, and the mark of the element.

The grid of `st.dataframe` numbers its cells alike in every table of a page. Nothing labels or links
to these ids, and none of its settings changes them.
"""


def open_page(page: Page, url: str, path: str, language: str) -> None:
    """Open a page by a link, and fail unless it has the language and direction of the link."""
    page.goto(f"{url}/{path}{'&' if '?' in path else '?'}lang={language}")
    settle(page)
    if page.locator("iframe").count():
        drawn = page.frame_locator("iframe").first.locator("html[data-drawn]")
        drawn.wait_for(state="attached")
    page.wait_for_timeout(SETTLING_MS)
    root = page.locator("html")
    assert root.get_attribute("lang") == language
    assert root.get_attribute("dir") == ("rtl" if language in RIGHT_TO_LEFT else "ltr")


def settle(page: Page) -> None:
    page.wait_for_function(SETTLED, timeout=60_000)


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    size = {"width": NARROW, "height": 812}
    with opened_page(browser, viewport=size, has_touch=True, reduced_motion="reduce") as page:
        yield page


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    size = {"width": 1440, "height": 1000}
    with opened_page(browser, viewport=size, color_scheme="light", has_touch=True) as page:
        yield page


def in_each_theme(page: Page) -> Iterator[str]:
    """Turn an open page light and dark, as the machine of its reader would."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(THEMED, arg=theme)
        if page.locator("iframe").count():
            frame = page.frame_locator("iframe").first
            frame.locator(f"html[data-theme={theme}]").wait_for(state="attached")
        settle(page)
        page.wait_for_timeout(SETTLING_MS)
        yield theme


def assert_not_wider(page: Page) -> None:
    """Fail if a page as wide as a phone scrolls sideways, or has no map that can be used."""
    for part in ("html", "[data-testid=stMain]"):
        width = page.evaluate("part => document.querySelector(part).scrollWidth", part)
        assert width <= NARROW + ROUNDING, part
    if page.locator("iframe").count():
        box = page.frame_locator("iframe").first.locator(".leaflet-container").bounding_box()
        assert box is not None
        assert 300 < box["width"] <= NARROW


def findings(page: Page, theme: str) -> list[str]:
    """Return the grave findings of axe-core in the page and in its frames, one a place.

    The second theme changes colours and nothing else: only their rules are asked again.
    """
    page.evaluate(FEWER_ROWS)
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme != THEMES[0]:
        options["runOnly"] = ["color-contrast", "link-in-text-block"]
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if STREAMLIT.get(rule["id"], "<") not in node["html"].partition(">")[0][1:]
    ]


def lasting_findings(page: Page, theme: str) -> list[str]:
    """Return the grave findings that stay: a button has no name before its part is filled."""
    found = findings(page, theme)
    for _ in range(LOOKS):
        if not found:
            break
        page.wait_for_timeout(SETTLING_MS)
        found = findings(page, theme)
    return found


def seen(path: str, *more: str, weekly: bool) -> ParameterSet:
    marks = [pytest.mark.deep] if weekly else []
    return pytest.param(path, *more, marks=marks)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        *(seen(path, "en", weekly=path not in WITH_AXE) for path in TITLES),
        *(seen(path, "fa", weekly=path != "") for path in TITLES if "?" not in path),
    ],
)
def test_axe_finds_nothing_grave_and_a_page_made_narrow_does_not_scroll_sideways(
    wide: Page, app_url: str, path: str, language: str
) -> None:
    open_page(wide, app_url, path, language)
    for theme in in_each_theme(wide):
        assert lasting_findings(wide, theme) == [], theme
    wide.set_viewport_size({"width": NARROW, "height": 812})
    wide.wait_for_timeout(SETTLING_MS)
    assert_not_wider(wide)


def test_axe_is_at_work(wide: Page, app_url: str) -> None:
    open_page(wide, app_url, "about", "en")
    wide.evaluate("document.querySelector('h1').innerHTML += '<input><img src=data:,>'")
    wide.evaluate("document.querySelector('h1').innerHTML += '<b>grey</b>'")
    wide.evaluate("document.querySelector('h1 b').style.color = '#bbb'")
    rules = [
        {line.split(":")[0] for line in findings(wide, theme)} for theme in in_each_theme(wide)
    ]
    assert rules[0] >= {"label", "image-alt", "color-contrast"}
    wide.evaluate("document.querySelector('h1 b').style.color = '#333'")
    assert {line.split(":")[0] for line in findings(wide, "dark")} == {"color-contrast"}


@pytest.mark.parametrize("path", [seen(one, weekly=one not in ON_A_PHONE) for one in TITLES])
def test_no_page_scrolls_sideways_on_a_phone(narrow: Page, app_url: str, path: str) -> None:
    open_page(narrow, app_url, path, "ru")
    assert_not_wider(narrow)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_brings_its_language(page: Page, app_url: str, language: str) -> None:
    open_page(page, app_url, "about", language)
    links = page.get_by_test_id("stTopNavLink").all_inner_texts()
    assert links[0] == get_locale(language).translate("Routes")


def test_the_chooser_changes_the_page_and_its_link(page: Page, app_url: str) -> None:
    open_page(page, app_url, "compare", "en")
    english = page.locator("h1").first.inner_text()
    page.get_by_role("radio", name="فارسی").click()
    page.wait_for_url("**lang=fa*")
    page.wait_for_function("() => document.documentElement.dir === 'rtl'")
    page.wait_for_function("old => document.querySelector('h1').innerText !== old", arg=english)
    corridor, length = (page.locator(f".answers.main tr:first-child {tag}") for tag in ("th", "td"))
    first, last = corridor.last.bounding_box(), length.last.bounding_box()
    assert first is not None
    assert last is not None
    assert first["x"] > last["x"]
    page.get_by_role("radio", name="English").click()
    page.wait_for_function("() => document.documentElement.dir === 'ltr'")
