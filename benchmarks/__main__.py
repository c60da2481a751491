"""Run every measurement: ``python -m benchmarks`` (``make bench``).

The peer, searoute 1.6.0, is no dependency of the project. Install it beside, for instance with
``pip install --target peers searoute==1.6.0`` and ``PYTHONPATH=peers``; without it, only our own
figures are shown.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import RouteError
from geo.estimates import Family, Term, draw, total
from geo.journeys import compare, journey, load_atlas
from geo.model import Band, Mode
from geo.network import load_network
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.journeys import Atlas
    from geo.model import Place

PAIRS = 200
SEED = 1


def milliseconds(act: Callable[[], object], repeats: int = 7) -> float:
    """Return the median time of an act, after one that warms up."""
    act()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def sea_pairs(atlas: Atlas) -> list[tuple[Place, Place]]:
    """Return random pairs of ports, the same in every run."""
    names = sorted(atlas.network.port_ends)
    chosen = np.random.default_rng(SEED).choice(len(names), size=(PAIRS, 2))
    places = []
    for first, second in chosen.tolist():
        try:
            ends = [atlas.places.find(names[n].removeprefix("port:")) for n in (first, second)]
        except ValueError:
            continue
        places.append((ends[0], ends[1]))
    return places


def show(name: str, times: list[float], reference: float | None = None) -> float:
    """Print median and 95th percentile, and the ratio to a reference; return the median."""
    median, late = statistics.median(times), float(np.percentile(times, 95))
    ratio = "" if reference is None else f"  {median / reference:6.2f} times ours"
    print(f"{name:58} median {median:7.2f} ms  p95 {late:7.2f} ms  n {len(times)}{ratio}")
    return median


def routes(atlas: Atlas) -> None:
    """Time one sea route: ours with line, kilometres and band, the peer's with kilometres."""
    scenario = Scenario(modes=frozenset({Mode.SEA}))
    ours, asked = [], []
    for origin, destination in sea_pairs(atlas):
        begun = time.perf_counter()
        try:
            _ = journey(atlas, origin, destination, scenario=scenario).hours
        except (RouteError, ValueError):
            continue
        ours.append(1000 * (time.perf_counter() - begun))
        asked.append(((origin.lon, origin.lat), (destination.lon, destination.lat)))
    median = show("sea route with line, kilometres and band (ours)", ours)
    try:
        import searoute  # noqa: PLC0415 - the peer may be absent
    except ImportError:
        print("searoute is not installed; see the head of benchmarks/__main__.py")
        return
    searoute.searoute([72.8, 18.9], [30.2, 59.9])
    theirs = []
    for origin_point, destination_point in asked:
        begun = time.perf_counter()
        searoute.searoute(list(origin_point), list(destination_point))
        theirs.append(1000 * (time.perf_counter() - begun))
    show("sea route with line and kilometres (searoute 1.6.0)", theirs, median)


def multimodal(atlas: Atlas) -> None:
    """Time journeys and a comparison of all corridors."""
    find = atlas.places.find
    ends = find("Nhava Sheva"), find("Moscow")
    for corridor in ("western", "eastern", "suez"):
        act = milliseconds(lambda c=corridor: journey(atlas, *ends, corridor=c).hours)
        print(f"{'journey Nhava Sheva – Moscow, ' + corridor:58} median {act:7.2f} ms")
    found = compare(atlas, *ends)
    act = milliseconds(lambda: compare(atlas, *ends))
    print(f"{f'comparison of {len(found.journeys)} journeys':58} median {act:7.2f} ms")


def sums() -> None:
    """Time the closed form beside Monte Carlo, 20 parts."""
    terms = [
        Term(key=f"part {n}", family=Family.LAND, band=Band(p10=10.0, p50=14.0 + n, p90=40.0 + n))
        for n in range(20)
    ]
    closed = milliseconds(lambda: total(terms))
    drawn = milliseconds(lambda: draw(terms, count=100_000, seed=SEED, rho=0.3, threads=1))
    print(f"{'sum of 20 parts, closed form':58} median {closed:7.2f} ms")
    print(
        f"{'sum of 20 parts, 100,000 draws, one core':58} median {drawn:7.2f} ms"
        f"  {drawn / closed:6.2f} times the closed form",
    )


def starts() -> None:
    """Time reading the network, importing the library and starting the command line."""
    print(f"{'network read':58} median {milliseconds(load_network):7.2f} ms")
    python = _process("pass")
    for name, code in (
        ("import of the library", "import geo"),
        ("import of the core", "import geo.journeys.atlas"),
        ("help of the command line", "from geo.cli.main import main; main(['--help'])"),
    ):
        extra = _process(code) - python
        print(f"{name + ', beyond the interpreter':58} median {extra:7.2f} ms")


def _process(code: str) -> float:
    """Return the milliseconds of a fresh process that runs some code."""
    command = [sys.executable, "-c", code]
    return milliseconds(lambda: subprocess.run(command, capture_output=True, check=True))


def main() -> None:
    """Run all of it."""
    atlas = load_atlas()
    routes(atlas)
    multimodal(atlas)
    sums()
    starts()


if __name__ == "__main__":
    main()
