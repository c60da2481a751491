"""Totals that a test needs as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import Band

if TYPE_CHECKING:
    from geo.estimates import Incomplete


def whole(total: Band | Incomplete) -> Band:
    """Return a total that lacks no part."""
    assert isinstance(total, Band), total
    return total
