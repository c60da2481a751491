"""The bar of the question under test: what it shows, and choices as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from views.ui import question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.testing.v1 import AppTest


@dataclass
class Bar:
    """Stands in for the component, which Streamlit's own harness does not run."""

    content: Mapping[str, Any] = field(default_factory=dict)
    """What the bar showed last."""
    waiting: list[tuple[str, str]] = field(default_factory=list)

    def choose(self, app: AppTest, name: str, value: str = "") -> AppTest:
        """Run a page after a choice in its bar."""
        self.waiting.append((name, value))
        return app.run()

    def show(self, content: Mapping[str, Any], take: Callable[[str, str], None]) -> None:
        """Take what waits, then show the bar of the question as it is by then."""
        while self.waiting:
            take(*self.waiting.pop())
            content = question.bar_content()
        self.content = content
