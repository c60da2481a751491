"""Pieces of a way: its steps with line and attributes, and the legs that alike ones make."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.geodesy import densify, length_km, unbroken
from geo.model import INTERNATIONAL_WATERS, Accuracy, Leg, Mode, Status, Water
from geo.network import ACCURACIES, MODES, STATUSES, WATERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.attach import Attachment
    from geo.network import Network
    from geo.routing import Step

CANALS: Final = ("suez", "panama", "volga-don", "kiel-canal")
"""Gates at which a ship waits and pays for its passage."""
DRAWN_STEP_KM: Final = 100.0
"""Straight pieces longer than this are drawn along their geodesic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One step with its line and attributes."""

    mode: Mode
    water: Water
    country: str
    gauge_mm: int
    status: Status
    accuracy: Accuracy
    link: str
    sources: tuple[str, ...]
    track_km: float
    drawn_km: float
    line: NDArray[np.float64]
    canal: str = ""
    opened: int = 0


def piece_of(network: Network, step: Step) -> Piece:
    """Return a step of a way; in its direction, and no longer than it was gone."""
    arrays, edge = network.arrays, step.edge
    line = network.line(edge)
    share = step.last - step.first
    drawn = float(arrays["drawn_km"][edge])
    if share < 1:
        line = _part(line, network.marks(edge), step)
        drawn = length_km(line)
    gates = network.gate_sets[int(arrays["gate_set"][edge])]
    return Piece(
        mode=MODES[arrays["mode"][edge]],
        water=WATERS[arrays["water"][edge]],
        country=network.countries[arrays["country"][edge]],
        gauge_mm=int(arrays["gauge_mm"][edge]),
        status=STATUSES[arrays["status"][edge]],
        accuracy=ACCURACIES[arrays["accuracy"][edge]],
        link=network.links[arrays["link"][edge]],
        sources=network.source_sets[arrays["source_set"][edge]],
        track_km=float(arrays["track_km"][edge]) * share,
        drawn_km=drawn,
        line=line if step.forward else line[::-1],
        canal=next((name for name in CANALS if name in gates), ""),
        opened=int(arrays["opened"][edge]),
    )


def connector(network: Network, end: Attachment, *, outward: bool) -> list[Piece]:
    """Return the way over water between a port that is only an end and the lanes, if any."""
    if not end.connector_km or end.quay is None:
        return []
    arrays = network.arrays
    there = (float(arrays["node_lon"][end.node]), float(arrays["node_lat"][end.node]))
    turn = 360 * round((end.quay[0] - there[0]) / 360)
    line = densify([(end.quay[0] - turn, end.quay[1]), there], step_km=DRAWN_STEP_KM)
    piece = Piece(
        mode=Mode.SEA,
        water=Water.OCEAN,
        country=INTERNATIONAL_WATERS,
        gauge_mm=0,
        status=Status.OPERATING,
        accuracy=Accuracy.GENERALISED,
        link="",
        sources=("own-lanes",),
        track_km=end.connector_km,
        drawn_km=length_km(line),
        line=line if outward else line[::-1],
    )
    return [piece]


def split(pieces: Sequence[Piece]) -> Iterator[tuple[Leg, list[Piece]]]:
    """Yield legs, each of one mode, water, country, gauge and status, with their pieces."""

    def kind(piece: Piece) -> tuple[object, ...]:
        link = "" if piece.status is Status.OPERATING else piece.link
        return piece.mode, piece.water, piece.country, piece.gauge_mm, piece.status, link

    for _, found in groupby(pieces, key=kind):
        group = list(found)
        yield _leg(group), group


def _part(line: NDArray[np.float64], marks: NDArray[np.float64], step: Step) -> NDArray[np.float64]:
    """Return the part of a line between two shares of its track."""
    whole = marks[-1] or 1.0
    low, high = step.first * whole, step.last * whole
    ends = [[float(np.interp(km, marks, line[:, i])) for i in (0, 1)] for km in (low, high)]
    inner = line[(marks > low) & (marks < high)]
    return np.vstack((ends[0], inner, ends[1]))


def _leg(pieces: list[Piece]) -> Leg:
    first = pieces[0]
    line = np.concatenate((first.line[:1], *(piece.line[1:] for piece in pieces)))
    coordinates = _simple(unbroken(line).round(5)).tolist()
    sources = tuple(dict.fromkeys(source for piece in pieces for source in piece.sources))
    worst = max(pieces, key=lambda piece: ACCURACIES.index(piece.accuracy)).accuracy
    return Leg(
        start="",
        end="",
        mode=first.mode,
        water=first.water,
        country=first.country,
        gauge_mm=first.gauge_mm,
        track_km=sum(piece.track_km for piece in pieces),
        drawn_km=sum(piece.drawn_km for piece in pieces),
        status=first.status,
        accuracy=worst,
        coordinates=tuple((x, y) for x, y in coordinates),
        links=tuple(dict.fromkeys(piece.link for piece in pieces if piece.link)),
        sources=sources,
    )


def _simple(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the line without repeated points; a leg that has no extent keeps two."""
    keep = np.append(True, np.any(np.diff(line, axis=0) != 0, axis=1))
    kept = line[keep]
    return kept if len(kept) > 1 else np.vstack((kept, kept))
