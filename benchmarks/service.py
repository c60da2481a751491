"""The service under load: ``python -m benchmarks.service [--questions 1000] [--workers 2]``.

It starts the service as a process of its own, asks it from 1, 20 and 100 readers and with 500
requests at once, and compares answers with what the command line prints. Each question is another
one, so that no answer is kept from before.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import itertools
import os
import random
import re
import resource
import subprocess
import sys
import time
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from geo import journeys
from geo.cli.main import main as command_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
NORTH: Final = (
    *("Moscow", "St Petersburg", "Kazan", "Astrakhan", "Novosibirsk", "Minsk", "Samara"),
    *("Yekaterinburg", "Volgograd", "Perm", "Ufa", "Saratov", "Helsinki", "Riga", "Rostov"),
)
SOUTH: Final = (
    *("Nhava Sheva", "Mundra", "Chennai", "Mumbai", "Kandla", "Delhi", "Jeddah", "Tehran"),
    *("Bandar Abbas", "Chabahar", "Kolkata", "Cochin", "Ahmedabad", "Isfahan"),
)
MONTHS: Final = tuple(f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13))
READERS: Final = (1, 20, 100)
BURST: Final = 500
UNANSWERED: Final = HTTPStatus.UNPROCESSABLE_ENTITY
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def questions(verb: str) -> Iterator[tuple[str, ...]]:
    """Yield the ends and the month of questions, each once, in an order of chance."""
    every = list(itertools.product(NORTH, SOUTH, MONTHS))
    random.Random(verb).shuffle(every)
    yield from every


@contextmanager
def service(*options: str) -> Iterator[tuple[int, subprocess.Popen[str], float]]:
    """Start a service; yield its port, its process and the seconds until it listened."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "geo", "serve", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        match = _ADDRESS.match(process.stderr.readline())
        assert match is not None
        asyncio.run(answered(int(match[1]), "/places?query=Rasht"))
        try:
            yield int(match[1]), process, time.perf_counter() - start
        finally:
            process.terminate()


async def answered(port: int, target: str) -> tuple[int, bytes, float]:
    """Ask once: status, body, seconds."""
    start = time.perf_counter()
    reading, writing = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writing.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    await writing.drain()
    reply = await reading.read()
    writing.close()
    head, _, body = reply.partition(b"\r\n\r\n")
    return int(head.split()[1]), body, time.perf_counter() - start


async def load(port: int, targets: Sequence[str], readers: int) -> list[tuple[int, float]]:
    """Ask every question from so many readers: status and seconds of each."""
    waiting, seen = list(targets), []

    async def read() -> None:
        while waiting:
            status, _, seconds = await answered(port, waiting.pop())
            seen.append((status, seconds))

    await asyncio.gather(*(read() for _ in range(readers)))
    return seen


def target_of(verb: str, ends: Sequence[str]) -> str:
    """Address of a question."""
    origin, destination, month = ends
    return f"/{verb}?{urlencode({'from': origin, 'to': destination, 'as_of': month})}"


def folders(process: subprocess.Popen[str]) -> list[Path]:
    """Folders in which the system describes a process and its workers; none where it does not."""
    own = Path(f"/proc/{process.pid}")
    if not own.exists():
        return []
    workers = (own / f"task/{process.pid}/children").read_text().split()
    return [own, *(Path(f"/proc/{worker}") for worker in workers)]


def memory_mb(process: subprocess.Popen[str]) -> float:
    """Memory that a process and its workers take now, MB; 0 where the system does not say."""
    pages = (int((folder / "statm").read_text().split()[1]) for folder in folders(process))
    return sum(pages) * resource.getpagesize() / 1e6


def processor_s(process: subprocess.Popen[str]) -> float:
    """Seconds of processor that a process and its workers have taken; 0 where nobody says."""
    ticks = 0
    for folder in folders(process):
        user, system = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(
    label: str, targets: Sequence[str], readers: int, port: int, process: subprocess.Popen[str]
) -> None:
    """Ask, and print p50 and p95, processor of an answer, answers a second, what was refused."""
    start, before = time.perf_counter(), processor_s(process)
    seen = asyncio.run(load(port, targets, readers))
    whole_s, own_ms = time.perf_counter() - start, 1000 * (processor_s(process) - before)
    seconds = sorted(one for status, one in seen if status == HTTPStatus.OK)
    refused = sum(status == HTTPStatus.SERVICE_UNAVAILABLE for status, _ in seen)
    other = len(seen) - len(seconds) - refused
    p50, p95 = (seconds[int(share * (len(seconds) - 1))] * 1000 for share in (0.5, 0.95))
    load_now = os.getloadavg()[0]
    print(
        f"| {label} | {p50:,.0f} | {p95:,.0f} | {own_ms / len(seen):,.0f} "
        f"| {len(seconds) / whole_s:.0f} | {refused} | {other} | {load_now:.1f} |",
        flush=True,
    )


def compared(port: int, count: int) -> int:
    """Count the answers that differ from what the command line prints."""
    atlas, differing = journeys.load_atlas(), 0
    journeys.load_atlas = lambda _=None: atlas  # a command loads it each time
    for number, ends in zip(range(count), questions("bytes"), strict=False):
        verb = ("route", "compare", "route", "states", "places")[number % 5]
        origin, destination, month = ends
        words = {
            "states": ["states", "--as-of", month],
            "places": ["places", origin[: 3 + number % 4], "--limit", str(1 + number % 9)],
        }.get(verb, [verb, origin, destination, "--as-of", month])
        target = {
            "states": f"/states?{urlencode({'as_of': month})}",
            "places": f"/places?{urlencode({'query': words[1], 'limit': words[-1]})}",
        }.get(verb, target_of(verb, ends))
        with redirect_stdout(io.StringIO()) as printed, redirect_stderr(io.StringIO()):
            code = command_line([*words, "--json"])
        status, body, _ = asyncio.run(answered(port, target))
        same = body == printed.getvalue().encode() if code == 0 else status == UNANSWERED
        differing += not same
    return differing


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=1000, help="answers to compare")
    parser.add_argument("--requests", type=int, default=100, help="of each number of readers")
    parser.add_argument("--workers", default="1", help="processes that compute answers")
    asked = parser.parse_args()
    options = ("--waiting", "1000", "--timeout", "120", "--workers", asked.workers)
    with service(*options) as (port, process, cold_s):
        print(f"cold start {cold_s:.1f} s, {memory_mb(process):.0f} MB")
        print("| | p50, ms | p95, ms | processor, ms | answers/s | refused | failed | load |")
        print("|---|---|---|---|---|---|---|---|")
        for verb in ("route", "compare"):
            fresh = questions(verb)
            for readers in READERS:
                targets = [target_of(verb, next(fresh)) for _ in range(asked.requests)]
                label = f"`{verb}`, {readers} reader{'s' if readers > 1 else ''}"
                measure(label, targets, readers, port, process)
        targets = [target_of("route", ends) for ends in itertools.islice(fresh, BURST)]
        measure(f"`route`, {BURST} at once", targets, BURST, port, process)
        measure(f"the same {BURST} again", targets, BURST, port, process)
        print(f"memory {memory_mb(process):.0f} MB")
        print(f"{compared(port, asked.questions)} of {asked.questions} answers differ")


if __name__ == "__main__":
    main()
