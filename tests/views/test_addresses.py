"""Values of an address that mean nothing: each page names them once, with what it took instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from streamlit.testing.v1 import AppTest

from geo.message import LONGEST_QUOTE
from views.state.url import LONGEST, Refusal
from views.ui.address import MOST_NAMED, notice

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow
TIMEOUT_S: Final = 60


def show_compare() -> None:
    from views.compare import page

    page.show()


def show_explore() -> None:
    from views.explore import page

    page.show()


def show_surface() -> None:
    from views.surface import page

    page.show()


def show_evidence() -> None:
    from views.evidence import page

    page.show()


def show_story() -> None:
    from views.story import page

    page.show()


def show_about() -> None:
    from views.about import page
    from views.state import address

    address.take_language()
    page.show()


PAGES: Final = {
    show_compare: ("clock", "moon", "shipment"),
    show_explore: ("at", "1066-10", "today"),
    show_surface: ("measure", "weight", "days"),
    show_evidence: ("part", "nowhere", "back-test"),
    show_story: ("at", "never", "today"),
    show_about: ("lang", "tlh", "en"),
}
"""For each page a choice, a value that is none, and what is taken instead."""


def run(page: Callable[[], None], **query: str | list[str]) -> AppTest:
    app = AppTest.from_function(page, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key.rstrip("_")] = value
    return app.run()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_each_page_names_what_is_no_choice_and_what_it_took_instead(
    page: Callable[[], None],
) -> None:
    key, value, taken = PAGES[page]
    app = run(page, **{key: value, "utm_source": "a letter"})
    assert not app.exception
    (one,) = (info.value for info in app.info if "none of the choices" in info.value)
    assert one.endswith(f"\n- `{key}`: `{value}`, taken instead: `{taken}`")
    assert [info.value for info in app.run().info].count(one) == 1


def test_the_notice_goes_when_the_reader_chooses() -> None:
    app = run(show_evidence, grade="Z")
    assert "none of the choices" in app.info[0].value
    app.session_state["part"] = "claims"
    app.run()
    assert not [info for info in app.info if "none of the choices" in info.value]


def test_a_good_link_is_opened_without_a_word() -> None:
    app = run(show_evidence, part="ledger", mode="rail")
    assert not [info for info in app.info if "none of the choices" in info.value]


def test_a_notice_stays_short_whatever_a_stranger_writes() -> None:
    hostile = "`](javascript:alert(1))\n# " + "x" * LONGEST
    refused = [Refusal(field="close", value=hostile, taken="")] * 40
    text = notice(refused)
    lines = text.splitlines()
    assert len(lines) == 2 + MOST_NAMED + 1
    assert lines[-1] == f"- and {40 - MOST_NAMED} more"
    assert lines[2].startswith("- `close`: `'](javascript")
    assert lines[2].endswith("taken instead: none")
    assert "x" * LONGEST_QUOTE not in text
    assert all(line.count("`") == 4 for line in lines[2:-1])
