"""Answers of processes beside the one that listens: the same bytes, and none that goes wrong."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from geo.cli.main import main
from geo.errors import QuestionError
from geo.journal import PLACE
from geo.message import Message
from geo.service import Answer, RefusedError, Verb, Workers
from tests.geo.batch.tables import GOOD, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Texts = Mapping[str, tuple[str, ...]]

pytestmark = pytest.mark.usefixtures("plain_main")

WAIT_S = 30.0
TABLE = text(GOOD, GOOD)


def own_number(texts: Texts, language: str) -> Answer:
    """Answer with the number of the process, when so many have begun as are to be."""
    assert language == "en"
    folder, count = Path(texts["folder"][0]), int(texts["count"][0])
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + WAIT_S
    while len([*folder.iterdir()]) < count and time.monotonic() < end:
        time.sleep(0.01)
    return Answer(body=str(os.getpid()).encode())


def refused(texts: Texts, language: str) -> Answer:
    raise QuestionError(Message("{text} is no place in {lang}", text=texts["q"][0], lang=language))


def faulty(texts: Texts, _: str) -> Answer:
    raise KeyError(texts["q"])


def ending(_: Texts, __: str) -> Answer:
    os._exit(3)


def made() -> dict[str, Any]:
    return {"number": own_number, "refused": refused, "faulty": faulty, "ending": ending}


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, made) as own:
        yield own


def numbers(workers: Workers, folder: Path, count: int) -> set[int]:
    """Ask so many questions at a time, and tell the processes that answered."""
    folder.mkdir()
    texts = {"folder": (str(folder),), "count": (str(count),)}
    verb = Verb(name="number", text="", parameters=(), compute=own_number, schema={})
    own = workers.beside("number", verb)
    with ThreadPoolExecutor(count) as threads:
        answers = threads.map(lambda _: own.compute(texts, "en"), range(count))
        return {int(answer.body) for answer in answers}


def is_there(number: int) -> bool:
    """Say whether a process is there that has not ended."""
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_each_of_two_questions_has_a_process(workers: Workers, tmp_path: Path) -> None:
    own = numbers(workers, tmp_path / "both", 2)
    assert len(own - {os.getpid()}) == 2


def test_an_error_of_a_worker_is_that_of_the_question(workers: Workers) -> None:
    with pytest.raises(RefusedError) as caught:
        workers.compute("refused", {"q": ("Atlantis",)}, "ru")
    refusal = caught.value.refusal
    assert (refusal.status, refusal.kind, refusal.text) == (
        *(422, "question", "Atlantis is no place in ru"),
    )
    assert isinstance(refusal.text, Message)
    assert refusal.text.parameters["text"] == "Atlantis"
    assert (caught.value.kind, caught.value.fault) == ("question", None)


def test_the_log_can_name_where_a_worker_failed(workers: Workers) -> None:
    with pytest.raises(RefusedError) as caught:
        workers.compute("faulty", {"q": ("secret",)}, "en")
    assert caught.value.refusal.status == 500
    assert caught.value.kind == "key"
    assert re.fullmatch(r"test_workers\.py:\d+", str(caught.value.fault))
    assert "secret" not in repr(caught.value)


def test_a_worker_that_was_killed_is_replaced(workers: Workers, tmp_path: Path) -> None:
    before = numbers(workers, tmp_path / "before", 2)
    for number in before:
        os.kill(number, signal.SIGKILL)
    after = numbers(workers, tmp_path / "after", 2)
    assert len(after) == 2
    assert not before & after


def test_a_question_that_ends_its_worker_ends_no_other(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(ChildProcessError):
        workers.compute("ending", {}, "en")
    assert len(numbers(workers, tmp_path / "next", 2)) == 2


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are seen in /proc")
def test_workers_end_with_their_service_and_not_before(tmp_path: Path) -> None:
    with Workers(2, made) as own:
        before = numbers(own, tmp_path / "before", 2)
        for number in before:
            os.kill(number, signal.SIGTERM)
            os.kill(number, signal.SIGINT)
        assert numbers(own, tmp_path / "after", 2) == before
    end = time.monotonic() + WAIT_S
    while any(map(is_there, before)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(is_there, before))


def asked(port: int, target: str, body: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        headers = {"Content-Type": "text/csv"} if body else {}
        connection.request("POST" if body else "GET", target, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _asked_of(
    process: subprocess.Popen[str], cases: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Ask a service, and stop it; give its log and the numbers of its processes."""
    assert process.stderr is not None
    match = re.match(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
    assert match
    port = int(match[1])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for verb, origin, destination, *options in cases:
        names = (one.removeprefix("--").replace("-", "_") for one in options[::2])
        query = {"from": origin, "to": destination}
        query |= dict(zip(names, options[1::2], strict=True))
        status, body = asked(port, f"/{verb}?{urlencode(query)}")
        capsys.readouterr()
        code = main([verb, origin, destination, *options, "--json"])
        printed = capsys.readouterr()
        if code:
            assert status == 422
            assert json.loads(body)["detail"].casefold() == printed.err.strip().casefold()
        else:
            assert (status, body.decode()) == (200, printed.out)
    assert asked(port, "/health")[0] == 200
    job = json.loads(asked(port, "/batch?as_of=2025-11", TABLE)[1])
    end = time.monotonic() + 120
    while job["status"] not in {"done", "failed"} and time.monotonic() < end:
        time.sleep(0.2)
        job = json.loads(asked(port, f"/batch/{job['id']}")[1])
    assert job["status"] == "done"
    assert asked(port, f"/{job['result']}")[0] == 200
    process.send_signal(signal.SIGTERM)
    lines = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert process.wait(20) in {0, -signal.SIGTERM}
    return lines, children


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are seen in /proc")
def test_the_command_answers_by_its_workers_as_it_does_without(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "geo", "serve", "--port", "0", "--workers", "2", "--batch"]
    environment = os.environ | {PLACE: "stderr"}
    cases = [
        ["compare", "Moscow", "Mundra", "--as-of", "2025-11"],
        ["compare", "Москва", "Mundra", "--as-of", "2026-03", "--lang", "ru"],
        ["route", "Moscow", "Nhava Sheva", "--as-of", "2025-11", "--lang", "fa"],
        ["route", "Moscow", "Nowhereville"],
    ]
    with subprocess.Popen(
        command, cwd=root, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            lines, children = _asked_of(process, cases, capsys)
        finally:
            process.kill()
    assert [one["verb"] for one in lines][:5] == [*(case[0] for case in cases), "health"]
    assert [one["error"] for one in lines][:4] == [None, None, None, "unknown_place"]
    assert {one["verb"] for one in lines[5:]} == {"batch"}
    end = time.monotonic() + WAIT_S
    while any(is_there(int(one)) for one in children) and time.monotonic() < end:
        time.sleep(0.01)
    assert len(children) >= 2
    assert not any(is_there(int(one)) for one in children)
