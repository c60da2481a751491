"""What a click costs on the wire: messages as they are packed, and files that the page fetches."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from benchmarks.relay import Relay
from tests.browser.conftest import BEHIND_PROXY
from tests.browser.test_app import in_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

QUIET_MS: Final = 300
"""How long the wire is silent before a click is over."""
BEGIN_MS: Final = 50
"""How often it is looked whether the answer to a click has begun to come."""
LONGEST_MS: Final = 20_000
OURS: Final = "/component/"
"""Files that the pages make; typefaces and the scripts of Streamlit are fetched once for all."""
POINTS: Final = """[...RENDERER.entries.values()]
  .flatMap(entry => [...entry.courses.chains.values()].flat())
  .reduce(([known, drawn], { line, ring }) => [known + line.length, drawn + ring.length], [0, 0])"""
PARTED: Final = """(() => {
  const ends = [...RENDERER.entries.values()]
    .flatMap(entry => [...entry.courses.chains.values()])
    .flatMap(pieces => pieces.slice(1).map((piece, i) => [pieces[i].line.at(-1), piece.line[0]]));
  return [ends.length > 9, ends.filter(([end, start]) => end.join() !== start.join()).length];
})()"""
MOST: Final = 10_000
"""Bytes of a click; the first answer of a visit is none."""
QUESTIONS: Final = (("To", "Mundra"), ("From", "Chelyabinsk"), ("To", "Karachi"))
"""What is asked one after another; each answer has to be computed."""


@dataclass
class Wire:
    """Counts what a page receives; bytes of files as they come over the wire."""

    page: Page
    relay: Relay
    files: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Listen to the page."""
        addresses: dict[str, str] = {}
        listener = self.page.context.new_cdp_session(self.page)
        listener.send("Network.enable")

        def named(event: dict[str, Any]) -> None:
            addresses[event["requestId"]] = event["response"]["url"]

        def ended(event: dict[str, Any]) -> None:
            path = urlsplit(addresses.get(event["requestId"], "")).path
            if path.startswith(OURS):
                self.files[path] += int(event["encodedDataLength"])

        listener.on("Network.responseReceived", named)
        listener.on("Network.loadingFinished", ended)

    def rest(self) -> None:
        """Wait until the page has run and nothing has come for a while."""
        waited, before = 0, -1
        while (now := self.relay.received + self.files.total()) != before and waited < LONGEST_MS:
            before, waited = now, waited + QUIET_MS
            self.page.wait_for_timeout(QUIET_MS)
            self.page.locator("[data-test-script-state=notRunning]").wait_for()

    def cost(self, act: Callable[[], object]) -> tuple[int, int]:
        """Return the bytes of messages and of files that an act of the reader costs."""
        messages, files = self.relay.received, self.files.total()
        act()
        waited = 0
        while self.relay.received == messages and waited < LONGEST_MS:
            waited += BEGIN_MS
            self.page.wait_for_timeout(BEGIN_MS)
        self.rest()
        return self.relay.received - messages, self.files.total() - files


@pytest.fixture
def wire(page: Page, app_url: str) -> Iterator[Wire]:
    """Open the first page through a relay, and let it come to rest."""
    if os.environ.get(BEHIND_PROXY):
        pytest.skip("bytes are counted without TLS, before a proxy")
    with Relay(urlsplit(app_url).port or 0) as relay:
        wire = Wire(page, relay)
        page.goto(relay.url)
        page.locator(".answers.main").wait_for()
        page.frame_locator("iframe").locator("html[data-drawn]").wait_for(state="attached")
        wire.rest()
        yield wire


def acts(page: Page) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Every kind of click, with the one that leads back."""

    def tab(name: str) -> Callable[[], object]:
        return lambda: page.get_by_role("tab", name=name, exact=True).click()

    def radio(name: str) -> Callable[[], object]:
        return lambda: page.get_by_role("radio", name=name, exact=True).check(force=True)

    def month(value: str) -> Callable[[], object]:
        return lambda: page.locator("#ask-month").select_option(value)

    def card() -> None:
        page.locator("button.card").nth(1).click()

    def head(number: int) -> Callable[[], object]:
        return lambda: page.locator("table.answers.main thead button").nth(number).click()

    return {
        **{f"tab {name}": (tab(name), tab("Routes")) for name in ("Chart", "Itinerary", "Claims")},
        "tab What if": (tab("What if"), tab("Routes")),
        "card": (card, card),
        "order": (head(2), head(0)),
        "clock": (radio("Door"), radio("Shipment")),
        "month": (month("1"), month("any")),
    }


def test_a_click_to_a_known_answer_costs_little(page: Page, wire: Wire) -> None:
    kinds = acts(page)
    assert len(kinds) == 8
    dear = {}
    for name, (there, back) in kinds.items():
        wire.cost(there)
        wire.cost(back)
        for way, act in (("there", there), ("back", back)):
            cost = wire.cost(act)
            if sum(cost) >= MOST:
                dear[f"{name}, {way}"] = cost
    assert dear == {}


def test_a_new_question_costs_what_is_new_in_its_answer(page: Page, wire: Wire) -> None:
    costs = {}
    for end, place in QUESTIONS:
        box = page.get_by_role("combobox", name=end, exact=True)
        wire.cost(partial(box.fill, place))
        costs[place] = wire.cost(partial(box.press, "Enter"))
        assert page.get_by_role("combobox", name=end).input_value().startswith(place)
    assert len(costs) == 3
    assert all(files for _, files in costs.values())
    assert {place: cost for place, cost in costs.items() if sum(cost) >= MOST} == {}


def test_an_answer_that_is_asked_again_fetches_nothing(page: Page, wire: Wire) -> None:
    page.locator("#ask-month").select_option("1")
    wire.rest()
    wire.cost(lambda: page.locator("#ask-month").select_option("any"))
    messages, files = wire.cost(lambda: page.locator("#ask-month").select_option("1"))
    assert files == 0
    assert messages < MOST / 5


def test_a_closer_look_fetches_all_points_once(page: Page, wire: Wire) -> None:
    def looked_at(zoom: float) -> tuple[int, Any]:
        """Bytes of files, and how many points are known and drawn once the map has come closer."""
        before = wire.files.total()
        in_map(page, f"void RENDERER.map.setView([50, 46], {zoom}, {{animate: false}})")
        wire.rest()
        return wire.files.total() - before, in_map(page, POINTS)

    _, (few, _) = looked_at(5)
    fetched, (known, drawn) = looked_at(8)
    assert fetched > 0
    assert known > drawn > few
    assert looked_at(5)[0] == 0
    assert looked_at(8) == (0, [known, drawn])


def test_lines_meet_though_some_are_known_in_full(page: Page, wire: Wire) -> None:
    for zoom in (8, 5):
        in_map(page, f"void RENDERER.map.setView([50, 46], {zoom}, {{animate: false}})")
        wire.rest()
    box = page.get_by_role("combobox", name="From", exact=True)
    box.fill("Kazan")
    assert wire.cost(partial(box.press, "Enter")) > (0, 0)
    assert in_map(page, PARTED) == [True, 0]
