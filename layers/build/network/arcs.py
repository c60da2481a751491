"""Arcs of the finished network, on which a search runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.network import load_network, stored_arcs
from layers.build.network.pack import save_arrays

if TYPE_CHECKING:
    from pathlib import Path


def build_arcs(path: Path) -> Path:
    """Find the arcs of the finished network, and write them."""
    save_arrays(path, stored_arcs(load_network()))
    return path
