"""Components that installed packages bring to Streamlit: looked for once a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from streamlit.components.v2 import manifest_scanner

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def components_once() -> Iterator[None]:
    """Let the harness of Streamlit read what is installed once, not for each page it opens.

    It read the description of every package, 0.3 s of processor: more than most pages take.
    """
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield
