"""What stands around the answers: tags, keys, origins, limits, log, and an end without a loss."""

from __future__ import annotations

import gc
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from geo.cli.main import main
from geo.cli.serve import SHORTEST_KEY, keep_what_was_read, key_of
from geo.errors import QuestionError
from geo.journal import PLACE
from geo.service import Answer, Parameter, Settings, Verb, listening
from tests.geo.service.running import atlas_verbs, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.geo.service.running import Running

RASHT = "/places?query=Rasht&limit=1"
KEY = "0123456789abcdef"
STRICT = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "referrer-policy": "no-referrer",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running(atlas_verbs()) as own:
        yield own


class Slow:
    """A verb that waits until it may answer, and counts."""

    def __init__(self) -> None:
        self.may_end, self.begun, self.count = threading.Event(), threading.Event(), 0

    def compute(self, texts: object, language: str) -> Answer:
        del texts, language
        self.count += 1
        self.begun.set()
        self.may_end.wait(20)
        return Answer(body=b"[]\n")

    def verb(self) -> Verb:
        parameters = (Parameter(name="n", text="…", schema={"type": "string"}),)
        return Verb(name="slow", text="…", parameters=parameters, compute=self.compute, schema={})


def test_an_answer_has_a_tag_and_is_not_sent_twice(service: Running) -> None:
    first = service.ask(RASHT)
    tag = first.headers["etag"]
    assert re.fullmatch('"[0-9a-f]{32}"', tag)
    assert re.fullmatch(r"public, max-age=\d{1,4}", first.headers["cache-control"])
    assert "Accept-Language" in first.headers["vary"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = service.ask(RASHT, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert service.ask(RASHT, If_None_Match='"other"').body == first.body
    for other in ("/places?query=Rasht&limit=2", f"{RASHT}&lang=ru"):
        assert service.ask(other).headers["etag"] != tag
    assert service.ask(RASHT, Accept_Language="ru").headers["etag"] != tag


def test_the_order_of_parameters_does_not_change_a_question(service: Running) -> None:
    tags = {service.ask(one).headers["etag"] for one in (RASHT, "/places?limit=1&query=Rasht")}
    assert len(tags) == 1


def test_every_answer_is_strict_about_how_it_is_used(service: Running) -> None:
    targets = (RASHT, "/places", "/nowhere", "/openapi.json", "/health")
    assert len(targets) == 5
    for target in targets:
        headers = service.ask(target).headers
        assert {name: headers[name] for name in STRICT} == STRICT, target
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_health_is_that_of_the_application(service: Running) -> None:
    reply = service.ask("/health")
    assert (reply.status, reply.value["status"], reply.value["damaged"]) == (200, "ok", [])
    assert reply.value["files"] > 40
    assert reply.headers["cache-control"] == "no-store"


def test_only_pages_of_a_named_origin_may_read_answers() -> None:
    ours, other = "https://example.org", "https://example.com"
    with running(atlas_verbs(), Settings(origins=(ours,))) as own:
        assert own.ask(RASHT, Origin=ours).headers["access-control-allow-origin"] == ours
        assert "access-control-allow-origin" not in own.ask(RASHT, Origin=other).headers
        asked = {"Access-Control-Request-Method": "GET", "Origin": ours}
        assert own.ask(RASHT, "OPTIONS", **asked).status == 200
        asked["Access-Control-Request-Method"] = "DELETE"
        assert own.ask(RASHT, "OPTIONS", **asked).status == 400


def test_with_a_key_nothing_is_answered_without_it() -> None:
    with running(atlas_verbs(), Settings(key=KEY)) as own:
        for given in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {KEY}"}):
            reply = own.ask(RASHT, Accept_Language="fa", **given)
            assert (reply.status, reply.value["kind"]) == (401, "no_key")
            assert reply.headers["www-authenticate"] == "Bearer"
        reply = own.ask(RASHT, Authorization=f"Bearer {KEY}")
        assert reply.status == 200
        assert reply.headers["cache-control"].startswith("private")
        assert own.ask("/health").status == own.ask("/openapi.json").status == 200
        interface = own.ask("/openapi.json").value
        assert interface["paths"]["/places"]["get"]["security"] == [{"key": []}]


@pytest.mark.parametrize(
    "text", ["short", "two words of a key", "x" * 2_000, "ключ-длиннее-шестнадцати", ""]
)
def test_what_is_no_key_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(text, "utf-8")
    with pytest.raises(QuestionError, match="holds no key"):
        key_of(path)
    path.write_text(f"{KEY}\n", "utf-8")
    assert len(KEY) == SHORTEST_KEY
    assert key_of(path) == KEY


def test_too_many_questions_are_refused_and_equal_ones_computed_once() -> None:
    slow = Slow()
    settings = Settings(at_once=1, waiting=0)
    with running([slow.verb()], settings) as own, ThreadPoolExecutor(3) as readers:
        equal = [readers.submit(own.ask, "/slow?n=1") for _ in range(3)]
        assert slow.begun.wait(20)
        refused = own.ask("/slow?n=2")
        assert (refused.status, refused.value["kind"]) == (503, "busy")
        assert int(refused.headers["retry-after"]) > 0
        slow.may_end.set()
        assert [one.result().status for one in equal] == [200] * 3
        assert own.ask("/slow?n=1").status == 200
    assert slow.count == 1


def waited(ask: Callable[[], Any], is_right: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + 20
    while not is_right(reply := ask()) and time.monotonic() < end:
        time.sleep(0.01)
    assert is_right(reply)
    return reply


def test_an_answer_that_takes_too_long_is_given_up_and_its_thread_keeps_its_place() -> None:
    slow = Slow()
    with running([slow.verb()], Settings(at_once=1, waiting=0, seconds=0.1)) as own:
        late = own.ask("/slow", Accept_Language="ru")
        assert (late.status, late.value["kind"]) == (504, "late")
        assert own.ask("/slow?n=2").value["kind"] == "busy"
        slow.may_end.set()
        waited(lambda: own.ask("/slow?n=3"), lambda reply: reply.status == 200)


def test_what_runs_is_answered_before_the_end() -> None:
    slow = Slow()
    with running([slow.verb()]) as own, ThreadPoolExecutor(1) as readers:
        reply = readers.submit(own.ask, "/slow")
        assert slow.begun.wait(20)
        own.server.should_exit = True
        slow.may_end.set()
        assert reply.result().status == 200


def test_the_log_has_a_line_an_answer_and_no_word_of_a_reader(
    service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv(PLACE, str(path))
    for target in ("/places?query=Nizhny+Tagil", "/places?query=Nizhny+Tagil", "/places?x=Nizhny"):
        service.ask(target)
    text = path.read_text("utf-8")
    first, second, third = map(json.loads, text.splitlines())
    assert set(first) == {"time", "verb", "status", "seconds", "kept", "error"}
    assert (first["verb"], first["status"], first["kept"], first["error"]) == (
        *("places", 200, False, None),
    )
    assert second["kept"]
    assert (third["status"], third["error"]) == (422, "unknown_name")
    assert not re.search("nizhny|tagil|127", text.casefold().replace(first["time"], ""))


@pytest.mark.slow
def test_the_command_serves_until_it_is_asked_to_stop(tmp_path: Path, root: Path) -> None:
    key = tmp_path / "key"
    key.write_text(KEY, "utf-8")
    command = [sys.executable, "-m", "geo", "serve", "--port", "0", "--key-file", str(key)]
    environment = os.environ | {PLACE: "stderr"}
    with subprocess.Popen(
        command, cwd=root, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        address = process.stderr.readline().strip()
        match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/openapi\.json", address)
        assert match
        connection = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=60)
        connection.request("GET", RASHT, headers={"Authorization": f"Bearer {KEY}"})
        assert json.loads(connection.getresponse().read())[0]["id"] == "rasht"
        connection.close()
        process.send_signal(signal.SIGTERM)
        lines = process.stderr.read().splitlines()
        assert process.wait(20) in {0, -signal.SIGTERM}
    assert [json.loads(line)["verb"] for line in lines] == ["places"]


def test_what_was_read_is_not_looked_at_again() -> None:
    kept, thresholds = [{"read": "before"}], gc.get_threshold()
    assert any(one is kept for one in gc.get_objects())
    try:
        keep_what_was_read()
        looked_at, allowed = gc.get_objects(), gc.get_threshold()
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
    assert not any(one is kept for one in looked_at)
    assert allowed[0] > thresholds[0]


def test_an_address_that_is_taken_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with listening("127.0.0.1", 0) as own:
        port = str(own.getsockname()[1])
        wrong = (
            ["--port", port],
            ["--port", "70000"],
            ["--at-once", "0"],
            ["--host", "x" * 90],
            *(["--allow-origin", text] for text in ("*", "example.org", "https://a.org/path")),
        )
        assert len(wrong) == 7
        for words in wrong:
            assert main(["serve", *words]) == 1
            error = capsys.readouterr().err
            assert error.count("\n") == 1
            assert "Traceback" not in error
