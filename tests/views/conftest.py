"""Pages are tested as if every gate were open; `test_as_of` tests them with the states of gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import streamlit as st

from tests.atlases import back_test, open_atlas, price_test
from tests.components import components_once
from tests.views.bars import Bar
from views.state import data
from views.ui import question

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["components_once"]


@pytest.fixture(scope="session", autouse=True)
def open_gates() -> Iterator[None]:
    """Let the pages read an atlas without states, whatever tests elsewhere have had them keep."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "load_atlas", open_atlas)
        patch.setattr("views.evidence.page.run_backtest", back_test)
        patch.setattr("views.evidence.page.run_price_test", price_test)
        yield


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    """Give the bar of the question in place of the component that a browser runs."""
    bar = Bar()
    monkeypatch.setattr(question, "show_bar", bar.show)
    return bar
