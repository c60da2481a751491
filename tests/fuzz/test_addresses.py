"""Addresses of pages as strangers write them: each opens a page that says what does not fit."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.atlases import dated_atlas
from tests.components import components_once
from tests.fuzz.questions import NONSENSE, days, known, written
from tests.profiles import tries
from views.state import choices

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["components_once"]

pytestmark = pytest.mark.slow

TIMEOUT_S: Final = 60
PAGES: Final = ("compare", "explore", "evidence", "story", "about", "surface")
GATES: Final = sorted(dated_atlas().corridors.gates)
SOUND: Final[dict[str, SearchStrategy[str]]] = {
    choices.FROM: st.sampled_from([place.id for place in known()]),
    choices.TO: st.sampled_from([place.id for place in known()]),
    choices.CLOCK: st.sampled_from(choices.CLOCKS),
    choices.CORRIDORS: st.sampled_from(sorted(dated_atlas().corridors.corridors)),
    choices.CLOSED: st.sampled_from(GATES),
    choices.BUILT: st.sampled_from(sorted(dated_atlas().corridors.links)),
    choices.AS_OF: days(),
    choices.AS_IF_OPEN: st.sampled_from((choices.YES, choices.NO)),
    choices.STATES: st.builds("{}={}".format, st.sampled_from(GATES), st.just("open")),
    choices.MONTH: st.sampled_from(choices.DEPARTURE_MONTHS),
    choices.SERVICES: st.sampled_from(choices.OTHER_SERVICES),
    choices.SETTINGS: st.builds(
        "{}={}".format, st.sampled_from(sorted(dated_atlas().ledger.figures)), st.floats()
    ),
    choices.BOX: st.sampled_from(choices.BOXES),
    choices.AMOUNT: st.floats().map(str),
    choices.UNIT: st.sampled_from(choices.UNITS),
    choices.AT: days().map(lambda day: day[:7]),
    choices.LANGUAGE: st.sampled_from(("en", "ru", "fa", "tlh")),
    choices.ROUTE: st.just("suez"),
    choices.SORT: st.sampled_from(choices.SORTS),
    choices.TAB: st.sampled_from((*choices.TABS, *choices.REASONS)),
    choices.REASON: st.sampled_from(choices.REASONS),
    choices.SWINGS: st.just("western"),
    choices.PART: st.sampled_from(choices.PARTS),
    choices.FIND: st.text(max_size=20),
    choices.SIDE: st.sampled_from(("from", "to")),
    choices.MEASURE: st.sampled_from(("days", "price", "co2e")),
    "season": st.integers(0, 13).map(str),
    "way": st.just("cape"),
}
"""Values of each choice of a link, old names included; the oddest ones among them are nonsense."""


def arrived(text: str) -> str:
    """Return what a server reads where a link holds a text; no link holds half a character."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def addresses() -> SearchStrategy[dict[str, list[str]]]:
    """Draw the query of a link."""
    name = st.one_of(st.sampled_from(sorted(SOUND)), st.text(min_size=1, max_size=10))
    odd = st.one_of(st.sampled_from(NONSENSE), written())
    pair = name.flatmap(
        lambda key: st.tuples(
            st.just(key), st.lists(st.one_of(SOUND.get(key, odd), odd), min_size=1, max_size=3)
        )
    )
    return st.lists(pair, max_size=5).map(dict)


def show(name: str) -> None:
    """Show a page; this is the script that is run."""
    from importlib import import_module as load  # noqa: PLC0415 - the script has this text alone

    load(f"views.{name}.page").show()


@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=tries(1, 850))
@given(addresses())
def test_an_address_opens_a_page(name: str, query: dict[str, list[str]]) -> None:
    app = AppTest.from_function(show, default_timeout=TIMEOUT_S, args=(name,))
    for key, values in query.items():
        app.query_params[arrived(key)] = [arrived(value) for value in values]
    app.run()
    assert [one.value for one in app.exception] == []
    assert app.title or app.error or app.get("html")


def test_all_pages_are_asked() -> None:
    assert all(hasattr(import_module(f"views.{name}.page"), "show") for name in PAGES)
