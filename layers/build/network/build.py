"""Build the network from its three parts and write it below ``layers/network``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.build.gazetteer.labels import labelled_places
from layers.build.network.assemble import Assembly
from layers.build.network.pack import write_network
from layers.build.network.road import road_network
from layers.build.rail.network import rail_network
from layers.build.sea.network import port_attachments, sea_network

if TYPE_CHECKING:
    from pathlib import Path


def assemble() -> Assembly:
    """Return the whole network, contracted, with the nodes of its places."""
    places = labelled_places()
    points = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in places}
    assembly = Assembly(places)
    assembly.add_rail(rail_network())
    assembly.add_road(road_network(points))
    assembly.add_sea(sea_network(places), port_attachments())
    assembly.finish()
    return assembly


def build_network(folder: Path) -> list[Path]:
    """Write the network's files.

    Parameters
    ----------
    folder
        ``layers/network``.
    """
    return write_network(assemble(), folder)
