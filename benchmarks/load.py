"""Load the application as many visitors do: ``python -m benchmarks.load``.

A server is started for it. Each visit is a websocket that speaks the protocol of Streamlit, with
the messages of its own package, so that a hundred visitors need no hundred browsers; what a browser
fetches and draws beside that is not measured here, but by `benchmarks.browser`.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.browser import ROOT, wait_for
from tests.nginx import free_port
from views.ui.own_files import COOKIE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

EARLY: Final = ForwardMsg.FINISHED_EARLY_FOR_RERUN
"""Another run of the same page follows."""
PATIENCE_S: Final = 120.0
"""A run that takes longer is lost, and its visit with it."""
ENDS: Final = (
    *(("moscow", "nhava-sheva"), ("moscow", "mundra"), ("baku", "nhava-sheva")),
    *(("st-petersburg", "bandar-abbas"), ("almaty", "tehran"), ("novosibirsk", "mundra")),
    *(("kazan", "chennai"), ("astrakhan", "bandar-abbas"), ("tashkent", "tehran")),
    ("moscow", "istanbul"),
)
QUESTIONS: Final = tuple(
    {"from": first, "to": last, **conditions}
    for first, last in ENDS
    for conditions in ({}, {"as_if_open": "yes"}, {"clock": "door"}, {"as_of": "2025-06"})
)
"""Scenarios that visitors ask in turn, more than the answers of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a run of a page showed."""

    seconds: float
    digest: str
    """Of all texts that it wrote as HTML, in their order."""
    texts: tuple[str, ...] = field(repr=False)


class LostError(Exception):
    """A visit was closed, failed or did not answer."""


class Visit:
    """One open page, without a browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._kept: dict[str, ForwardMsg] = {}

    async def ask(self, question: dict[str, str], page: str = "") -> Answer:
        """Run a page with the choices of an address; give what it shows.

        Raises
        ------
        LostError
            The visit ended, or the run failed.
        """
        message = BackMsg()
        message.rerun_script.query_string = urlencode(question)
        message.rerun_script.page_name = page
        message.rerun_script.context_info.url = "http://127.0.0.1/"
        message.rerun_script.context_info.timezone = "UTC"
        begun = time.perf_counter()
        texts: dict[tuple[int, ...], str] = {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._connection.send(message.SerializeToString())
                while True:
                    one = self._whole(await self._connection.recv())
                    kind = one.WhichOneof("type")
                    if kind == "new_session":
                        texts.clear()
                    elif kind == "delta":
                        self._take(one, texts)
                    elif kind == "script_finished" and one.script_finished != EARLY:
                        break
        except (TimeoutError, WebSocketException, OSError) as error:
            raise LostError(str(error) or type(error).__name__) from error
        if one.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise LostError(ForwardMsg.ScriptFinishedStatus.Name(one.script_finished))
        shown = tuple(texts[key] for key in sorted(texts))
        digest = hashlib.sha256("\n".join(shown).encode()).hexdigest()
        return Answer(seconds=time.perf_counter() - begun, digest=digest, texts=shown)

    def _whole(self, frame: str | bytes) -> ForwardMsg:
        """Message of a frame; one that came before is sent again by its digest alone."""
        message = ForwardMsg()
        message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
        if message.WhichOneof("type") == "ref_hash":
            held = ForwardMsg()
            held.CopyFrom(self._kept[message.ref_hash])
            held.metadata.CopyFrom(message.metadata)
            return held
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message

    @staticmethod
    def _take(message: ForwardMsg, texts: dict[tuple[int, ...], str]) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise LostError(element.exception.message)
        path = tuple(message.metadata.delta_path)
        texts.pop(path, None)
        if kind == "html":
            texts[path] = element.html.body


@asynccontextmanager
async def visit(port: int) -> AsyncIterator[Visit]:
    """Open a page; it is a browser of its own."""
    async with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
        additional_headers={"Cookie": f"{COOKIE}={secrets.token_urlsafe(16)}"},
        max_size=None,
        ping_interval=None,
        open_timeout=PATIENCE_S,
    ) as connection:
        yield Visit(connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The application, started for a measurement."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def megabytes(self) -> float:
        """Memory that it holds and shares with nobody, MB."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("ascii")
        rows = dict(line.split(":", 1) for line in text.splitlines() if ":" in line[:20])
        names = ("Private_Clean", "Private_Dirty")
        return sum(int(rows[name].split()[0]) for name in names) / 1024

    @property
    def processor_s(self) -> float:
        """Seconds of processor that it has taken so far."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def computed(self) -> int:
        """Count the runs whose answer was computed, not kept from before."""
        lines = self.log.read_text("utf-8").splitlines()
        return sum(not json.loads(line)["kept"] for line in lines)


@contextmanager
def server() -> Iterator[Server]:
    """Start the application with a log of its runs."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with tempfile.TemporaryDirectory(prefix="atlas-load-") as folder:
        log = Path(folder) / "runs.json"
        log.touch()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "INSTC_LOG": str(log)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield Server(port=port, process=process, log=log)
        finally:
            process.terminate()
            process.wait(40)


@dataclass
class Tally:
    """What happened to some visits."""

    seconds: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    foreign: int = 0
    """Answers that are not those of the question."""
    processor_s: float = 0.0
    """Of the server, for all of them."""

    def row(self, what: str) -> str:
        """Line of the table."""
        spread = sorted(self.seconds)
        p95 = spread[min(len(spread) - 1, int(0.95 * len(spread)))] if spread else float("nan")
        middle = statistics.median(spread) if spread else float("nan")
        return (
            f"| {what} | {len(spread)} | {middle:.2f} | {p95:.2f} | "
            f"{1000 * self.processor_s / max(len(spread), 1):.0f} | {len(self.lost)} | "
            f"{self.foreign} |"
        )


def question_of(number: int) -> dict[str, str]:
    """One of the scenarios, in turn."""
    return dict(QUESTIONS[number % len(QUESTIONS)])


async def references(port: int) -> list[str]:
    """Ask each scenario alone: digests of what its page shows. The caches are full then."""
    async with visit(port) as one:
        for number in range(len(QUESTIONS)):
            await one.ask(question_of(number))
        return [(await one.ask(question_of(n))).digest for n in range(len(QUESTIONS))]


async def busy(
    app: Server, visitors: int, runs: int, pause_s: float, known: Sequence[str]
) -> Tally:
    """Let visitors ask, each its own scenarios in an order of its own.

    Parameters
    ----------
    app
        The server.
    visitors
        Pages open at once; they are opened before the first question that counts.
    runs
        Runs of each.
    pause_s
        Mean time between an answer and the next question of a visitor.
    known
        Digests of the answers, in the order of `QUESTIONS`.
    """
    tally, start, ready = Tally(), asyncio.Event(), asyncio.Semaphore(0)

    async def stay(number: int) -> None:
        order = random.Random(number)
        try:
            async with visit(app.port) as page:
                await page.ask(question_of(number))
                ready.release()
                await start.wait()
                for _ in range(runs):
                    await asyncio.sleep(order.uniform(0, 2 * pause_s))
                    at = order.randrange(len(QUESTIONS))
                    answer = await page.ask(question_of(at))
                    tally.seconds.append(answer.seconds)
                    tally.foreign += answer.digest != known[at]
        except (LostError, WebSocketException, OSError, TimeoutError) as error:
            tally.lost.append(str(error) or type(error).__name__)
            ready.release()

    stays = [asyncio.create_task(stay(number)) for number in range(visitors)]
    for _ in stays:
        await ready.acquire()
    begun = app.processor_s
    start.set()
    await asyncio.gather(*stays)
    tally.processor_s = app.processor_s - begun
    return tally


async def at_once(app: Server, visitors: int, question: dict[str, str]) -> Tally:
    """Let visitors whose pages are open ask one new question in the same moment."""
    tally, start = Tally(), asyncio.Event()
    ready = asyncio.Semaphore(0)
    digests: list[str] = []

    async def stay() -> None:
        try:
            async with visit(app.port) as page:
                await page.ask(question_of(0))
                ready.release()
                await start.wait()
                answer = await page.ask(question)
                tally.seconds.append(answer.seconds)
                digests.append(answer.digest)
        except (LostError, WebSocketException, OSError, TimeoutError) as error:
            tally.lost.append(str(error) or type(error).__name__)
            ready.release()

    stays = [asyncio.create_task(stay()) for _ in range(visitors)]
    for _ in stays:
        await ready.acquire()
    begun = app.processor_s
    start.set()
    await asyncio.gather(*stays)
    tally.processor_s = app.processor_s - begun
    tally.foreign = len(set(digests)) - 1 if digests else 0
    return tally


async def memory(app: Server, visitors: int) -> float:
    """Measure what an open page takes, MB: as many pages more, beside as many that stay open.

    Pages that were closed leave memory that later ones use again, and would hide what these take.
    """
    sizes: list[float] = []
    async with AsyncExitStack() as open_pages:
        for _ in range(2):
            for number in range(visitors):
                page = await open_pages.enter_async_context(visit(app.port))
                await page.ask(question_of(number))
                await page.ask(question_of(number + 1))
            sizes.append(app.megabytes)
    return (sizes[1] - sizes[0]) / visitors


async def measured(app: Server, given: argparse.Namespace) -> Iterator[str]:
    """Measure everything; give the lines of the report."""
    known = await references(app.port)
    await busy(app, 20, 5, 0.5, known)
    lines = [
        f"Load of the last minute {os.getloadavg()[0]:.1f} before.",
        "",
        "| what | runs | median, s | p95, s | processor a run, ms | lost | foreign answers |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for visitors in given.active:
        tally = await busy(app, visitors, given.runs, given.pause, known)
        lines.append(tally.row(f"{visitors} active, a question every {given.pause:g} s"))
        print(lines[-1], tally.lost[:3], flush=True)
    tally = await busy(app, 20, given.interleaved // 20, 0.0, known)
    lines.append(tally.row(f"{given.interleaved} interleaved, 20 visitors without a pause"))
    print(lines[-1], tally.lost[:3], flush=True)
    counted = app.computed()
    new = {"from": "minsk", "to": "mumbai", "month": "7"}
    tally = await at_once(app, given.crowd, new)
    computed = app.computed() - counted
    lines.append(tally.row(f"{given.crowd} ask the same new question at once"))
    print(lines[-1], tally.lost[:3], flush=True)
    lines += ["", f"The new question was computed {computed} times."]
    lines.append(f"An open page takes {await memory(app, given.crowd):.2f} MB.")
    start, sizes, end = time.monotonic(), [app.megabytes], time.monotonic() + 60 * given.minutes
    while time.monotonic() < end:
        await busy(app, 20, 10, 0.5, known)
        sizes.append(app.megabytes)
    minutes = (time.monotonic() - start) / 60
    grown = 100 * (sizes[-1] / sizes[0] - 1)
    lines.append(
        f"After {minutes:.0f} minutes of 20 visitors who come and go: {sizes[0]:.0f} MB to "
        f"{sizes[-1]:.0f} MB, {grown:+.1f} %."
    )
    lines.append(f"Load of the last minute {os.getloadavg()[0]:.1f} after.")
    return iter(lines)


def main() -> None:
    """Start a server, load it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--active", type=int, nargs="*", default=[20, 50])
    parser.add_argument("--runs", type=int, default=12, help="runs of each active visitor")
    parser.add_argument("--pause", type=float, default=5.0, help="mean pause, seconds")
    parser.add_argument("--interleaved", type=int, default=1000)
    parser.add_argument("--crowd", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5.0)
    given = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    with server() as app:
        for line in asyncio.run(measured(app, given)):
            print(line)


if __name__ == "__main__":
    main()
