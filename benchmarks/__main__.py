"""Run every measurement and write README.md: ``python -m benchmarks`` (``make bench``).

Times are of the processor, medians; what is compared is measured in turn, in one process. Peers
that are no dependency of the project take part where they are installed (benchmarks/peers.py).
"""

from __future__ import annotations

import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.peers import hierarchy, sea_peers
from benchmarks.surfaces import DATES, STATIONS, differences
from geo.cli.json_text import json_text
from geo.errors import AtlasError, RouteError
from geo.estimates import Sum, draw, laws
from geo.journeys import (
    answer_json,
    compare,
    difference_hours,
    journey,
    load_atlas,
    probability_faster,
    sensitivity,
)
from geo.model import Mode
from geo.network import Rules
from geo.scenario import Scenario
from geo.surface import grid_of, surface
from tests.geo.estimates import fourier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.journeys import Atlas, Comparison
    from geo.model import Band, Place

T = TypeVar("T")
README: Final = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- written by python -m benchmarks -->", "<!-- end of what is written -->"
SEED: Final = 1
SEA_PAIRS, SEARCHES, PLAIN_SEARCHES, QUESTIONS = 100, 200, 20, 12
AS_OF: Final = "2025-11"
SURFACES: Final = ("2025-11", "2025-10", "2026-02", "2024-03", "2023-06")
STARTS: Final = ("Nhava Sheva", "Mundra", "Kandla", "Mumbai")
ENDS: Final = ("Moscow", "Saint Petersburg", "Kazan", "Samara")
COMMANDS: Final = {
    "instc places Astara": (("places", "Astara"), 250),
    "instc route": (("route", "Moscow", "Nhava Sheva", "--as-of", AS_OF), 400),
    "instc compare --json": (("compare", "Moscow", "Nhava Sheva", "--json", "--as-of", AS_OF), 800),
}
"""Verbs and the processor milliseconds that they are to take."""


@dataclass(kw_only=True)
class Measured:
    """Times of one act, and what they are to be."""

    name: str
    goal_ms: float | None = None
    beside: Measured | None = None
    """What the ratio is to."""
    times_ms: list[float] = field(default_factory=list)

    def take(self, act: Callable[[], T]) -> T:
        """Do it once, and keep the time that the processor took."""
        begun = time.process_time()
        result = act()
        self.times_ms.append(1000 * (time.process_time() - begun))
        return result

    @property
    def median(self) -> float:
        """Median, milliseconds."""
        return statistics.median(self.times_ms)

    def row(self) -> str:
        """Row of the table."""
        late = float(np.percentile(self.times_ms, 95))
        goal = f"{self.goal_ms:g}" if self.goal_ms is not None else ""
        times = self.median / self.beside.median if self.beside else None
        ratio = "" if times is None else f"{times:.1f}" if times >= 1 else f"{times:.2g}"
        count = len(self.times_ms)
        return f"| {self.name} | {self.median:.2f} | {late:.2f} | {count} | {goal} | {ratio} |"


def searches(atlas: Atlas) -> Iterator[Measured]:
    """Measure the search alone, under closures, beside plain searches over every edge."""
    network, router = atlas.network, atlas.router
    ours = Measured(name="search, warm, any closures: hours, edges, gates", goal_ms=0.1)
    plain = Measured(name="the same, SciPy over every edge, matrix ready", beside=ours)
    theirs = Measured(name="the same, NetworkX in both directions", beside=ours)
    random = np.random.default_rng(SEED)
    nodes = np.array([node for ends in network.place_nodes.values() for node in ends.values()])
    gates = sorted(network.gates)
    masks = [
        router.open_edges(Rules(closed=frozenset(random.choice(gates, 3, replace=False).tolist())))
        for _ in range(4)
    ]
    pairs = random.choice(nodes, (SEARCHES, 2)).tolist()
    for _ in range(2):  # the first round warms up
        ours.times_ms.clear()
        for number, (first, last) in enumerate(pairs):
            open_ = masks[number % len(masks)]
            ours.take(partial(router.overlay.ways, [(first, 0.0)], [(last, 0.0)], open_))
    weights = np.where(masks[0], router.hours, np.inf)
    matrix = csr_array((weights[network.order], network.indices, network.indptr))
    graph: nx.Graph[int] = nx.Graph()
    ends = zip(network.starts.tolist(), network.ends.tolist(), weights.tolist(), strict=True)
    graph.add_weighted_edges_from(edge for edge in ends if np.isfinite(edge[2]))
    for first, last in pairs[:PLAIN_SEARCHES]:
        plain.take(partial(dijkstra, matrix, indices=[first], return_predecessors=True))
        if first in graph and last in graph and nx.has_path(graph, first, last):
            theirs.take(partial(nx.bidirectional_dijkstra, graph, first, last))
    yield from (ours, plain, theirs)
    if built := hierarchy(network, weights):
        name = "scgraph 3.6.0, a hierarchy built for one set of closures: hours alone"
        fixed = Measured(name=name, beside=ours)
        for first, last in pairs:
            if first in graph and last in graph and nx.has_path(graph, first, last):
                fixed.take(partial(built, first, last))
        yield fixed


def sea_pairs(atlas: Atlas) -> list[tuple[Place, Place]]:
    """Give random pairs of ports, the same in every run."""
    names = sorted(atlas.network.port_ends)
    chosen = np.random.default_rng(SEED).choice(len(names), size=(SEA_PAIRS, 2))
    places = []
    for first, second in chosen.tolist():
        try:
            ends = [atlas.places.find(names[n].removeprefix("port:")) for n in (first, second)]
        except AtlasError:
            continue
        places.append((ends[0], ends[1]))
    return places


def sea_journeys(atlas: Atlas) -> Iterator[Measured]:
    """Measure sea journeys beside the peers, pair by pair in turn."""
    scenario = Scenario(modes=frozenset({Mode.SEA}))
    ours = Measured(name="sea journey: line, kilometres, hours of every part")
    whole = Measured(name="the same with the band of the whole", beside=ours)
    peers = {Measured(name=name, beside=ours).name: act for name, act in sea_peers().items()}
    theirs = {name: Measured(name=name, beside=ours) for name in peers}
    for number, (origin, destination) in enumerate(sea_pairs(atlas)):
        try:
            found = ours.take(partial(journey, atlas, origin, destination, scenario=scenario))
            band = found.timed.terms(scenario.clock)
        except RouteError:
            ours.times_ms.pop()
            continue
        except ValueError:
            continue
        alone = Measured(name="")
        alone.take(partial(laws, [Sum(plus=tuple(band))]))
        whole.times_ms.append(ours.times_ms[-1] + alone.times_ms[0])
        for name, act in peers.items():
            (theirs[name] if number else alone).take(partial(act, origin, destination))
    yield from (ours, whole, *theirs.values())


def questions(atlas: Atlas) -> list[tuple[Place, Place]]:
    """Give ends of journeys, none of them twice."""
    find = atlas.places.find
    return [(find(first), find(last)) for first in STARTS for last in ENDS][: QUESTIONS + 1]


def answers(atlas: Atlas) -> Iterator[Measured]:
    """Measure journeys, comparisons and what is said of them; each question is a new one."""
    scenario = Scenario(date=AS_OF)
    one = Measured(name="multimodal journey with band, fastest of all", goal_ms=2)
    all_ = Measured(name="comparison of all corridors with bands, 17 journeys", goal_ms=21)
    swings = Measured(name="largest uncertainties of a journey", goal_ms=5)
    chances = Measured(name="chances and differences of all corridors", goal_ms=3)
    written = Measured(name="comparison and its analysis as JSON", goal_ms=60)
    text = Measured(name="the text of it", beside=written)

    def first_hours(ends: tuple[Place, Place]) -> None:
        _ = journey(atlas, *ends, scenario=scenario).hours

    def between(answer: Comparison) -> None:
        chosen = answer.representatives()
        probability_faster(chosen)
        difference_hours(chosen)

    for number, ends in enumerate(questions(atlas)):
        if number == 1:  # the first warms up
            for each in (one, all_, swings, chances, written, text):
                each.times_ms.clear()
        one.take(partial(first_hours, ends[::-1]))
        answer = all_.take(partial(compare, atlas, *ends, scenario))
        swings.take(partial(sensitivity, answer.journeys[0]))
        chances.take(partial(between, answer))
        text.take(partial(json_text, written.take(partial(answer_json, answer))))
    yield from (one, all_, swings, chances, written, text)


def bands_together(sums: list[Sum], rho: float) -> list[Band]:
    """Give the bands of some sums, computed together."""
    return [law.band for law in laws(sums, rho=rho).values()]


def bands(atlas: Atlas) -> Iterator[Measured]:
    """Measure the band of one sum, computed with others, beside exact laws and draws."""
    ours = Measured(name="band of one sum among 17", goal_ms=0.15)
    alone = Measured(name="the same alone", beside=ours)
    exact = Measured(name="the same on a far finer grid", beside=ours)
    drawn = Measured(name="the same by 100,000 draws", beside=ours)
    for number, ends in enumerate(questions(atlas)[:6]):
        journeys = compare(atlas, *ends, Scenario(date=AS_OF)).journeys
        rho = 0.3 + (number + 1) / 1000  # no law is known yet
        sums = [Sum(plus=tuple(each.timed.terms(each.scenario.clock))) for each in journeys]
        together = Measured(name="")
        together.take(partial(bands_together, sums, rho))
        ours.times_ms.append(together.times_ms[0] / len(sums))
        alone.take(partial(laws, sums[:1], rho=rho + 1e-6))
        exact.take(partial(fourier.total, sums[0].plus, rho=rho))
        drawn.take(partial(draw, sums[0].plus, count=100_000, seed=SEED, rho=rho))
    yield from (ours, alone, exact, drawn)


def surfaces(atlas: Atlas) -> Iterator[Measured]:
    """Measure surfaces of all stations; every question is a new one, in a process that is warm."""
    find = atlas.places.find
    whole = Measured(name="surface: all stations, all corridors, bands and chances", goal_ms=300)
    prices = Measured(name="the same in dollars", beside=whole)
    cells = Measured(name="hexagons of it, resolution 3", beside=whole)
    for number, date in enumerate(SURFACES):
        for measured, measure in ((whole, "days"), (prices, "price")):
            act = partial(surface, atlas, find("Nhava Sheva"), measure=measure)
            answer = measured.take(partial(act, scenario=Scenario(date=date)))
        cells.take(partial(grid_of, answer, atlas))
        if number == 0:  # the first warms up
            for each in (whole, prices, cells):
                each.times_ms.clear()
    yield from (whole, prices, cells)


def starts() -> Iterator[Measured]:
    """Measure whole commands in fresh processes, their modules compiled, as after installing."""
    with tempfile.TemporaryDirectory() as compiled:
        settings = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        for name, (arguments, goal_ms) in COMMANDS.items():
            measured = Measured(name=name, goal_ms=goal_ms)
            command = [sys.executable, "-m", "geo", *arguments]
            for number in range(6):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=settings)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                if number:  # the first compiles
                    measured.times_ms.append(1000 * spent)
            yield measured


def write(rows: list[str], errors: list[str], load: tuple[float, float]) -> None:
    """Write the table into README.md."""
    head = (
        f"{BEGIN}\nProcessor milliseconds; CPython {platform.python_version()}, NumPy "
        f"{np.__version__}, {os.cpu_count()} cores shared with others, load of the last minute "
        f"{load[0]:.1f} before and {load[1]:.1f} after. Ratios hold from run to run, milliseconds "
        "are those of the machine and its load: goals are for a quiet one.\n\n"
        "| what | median, ms | p95, ms | n | goal | times the first of its kind |\n"
        "|---|---:|---:|---:|---:|---:|\n"
    )
    second = (
        f"\n\nSurfaces from Nhava Sheva as of {' and '.join(DATES)} beside the law of a "
        f"comparison, at {STATIONS} random stations each, all corridors:\n\n"
        "| what | unit | median difference | worst | n |\n|---|---|---:|---:|---:|\n"
    )
    table = head + "\n".join(rows) + second + "\n".join(errors) + f"\n{END}"
    text = README.read_text("utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    README.write_text(pattern.sub(lambda _: table, text), "utf-8")


def main() -> None:
    """Run all of it."""
    before = os.getloadavg()[0]
    atlas = load_atlas()
    rows = []
    for part in (searches, sea_journeys, answers, bands, surfaces):
        for measured in part(atlas):
            rows.append(measured.row())
            print(rows[-1], flush=True)
    for measured in starts():
        rows.append(measured.row())
        print(rows[-1], flush=True)
    errors = [one.row() for one in differences(atlas)]
    print(*errors, sep="\n", flush=True)
    write(rows, errors, (before, os.getloadavg()[0]))


if __name__ == "__main__":
    main()
