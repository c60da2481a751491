"""The atlas as a notebook sees it, read once."""

from __future__ import annotations

import pytest

import geo


@pytest.fixture(scope="session")
def face() -> geo.Atlas:
    """Atlas of the public names."""
    return geo.load()


@pytest.fixture(scope="session")
def answer(face: geo.Atlas) -> geo.Comparison:
    """Comparison as if every gate but Suez were open."""
    return face.compare("Moscow", "Nhava Sheva", closed={"suez"}, clock="door", as_if_open=True)
