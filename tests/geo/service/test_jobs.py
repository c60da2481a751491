"""Tables over HTTP: the bytes of the command, progress, limits, an end that leaves nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from geo.cli.main import main
from geo.cli.tables import batch_verb
from geo.cli.tables import main as tables_main
from geo.service import JobLimits, Settings, application
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD, text
from tests.geo.service.running import Reply, Running, atlas_verbs, served
from tests.geo.service.test_refusals import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

CSV = "text/csv"
KEY = "0123456789abcdef"
TABLE = text(GOOD, ("Nowhereville", *GOOD[1:]))
SLOW = (
    "import json, pathlib, sys, time; order = pathlib.Path(sys.argv[1]); "
    "print(json.dumps({'progress': {'rows': 0, 'all_rows': 9, 'solved': 1, 'unsolved': 8}}), "
    "flush=True); time.sleep(60)"
)
"""A program of a job that says how far it is, and goes on for a minute."""


@contextmanager
def running(
    limits: JobLimits | None = None, command: str = "", **settings: Any
) -> Iterator[Running]:
    verb = batch_verb(dated_atlas())
    if command:
        verb = replace(verb, command=(sys.executable, "-I", "-c", command))
    own = Settings(jobs=limits or JobLimits(), **settings)
    app = application(atlas_verbs(), health=lambda: (True, {}), settings=own, batch=verb)
    with served(app) as service:
        yield service


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running() as own:
        yield own


def send(
    own: Running, body: str | bytes, query: str = "", kind: str = CSV, **headers: str
) -> Reply:
    connection = HTTPConnection("127.0.0.1", own.port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        data = body.encode() if isinstance(body, str) else body
        connection.request("POST", f"/batch?{query}", data, {"content-type": kind, **named})
        response = connection.getresponse()
        heads = {name.lower(): value for name, value in response.getheaders()}
        return Reply(status=response.status, headers=heads, body=response.read())
    finally:
        connection.close()


def ended(own: Running, name: str) -> dict[str, Any]:
    end = time.monotonic() + 90
    value: dict[str, Any] = {}
    while value.get("status") not in {"done", "failed"} and time.monotonic() < end:
        time.sleep(0.05)
        value = own.ask(f"/batch/{name}").value
    return value


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("instc-jobs-*"))


def test_a_table_gets_the_bytes_of_the_command(service: Running, tmp_path: Path) -> None:
    begun = send(service, TABLE, "as_of=2025-11&lang=ru&format=parquet&column=origin%3Dorigin")
    assert (begun.status, begun.value["status"]) == (202, "waiting")
    name = begun.value["id"]
    assert re.fullmatch("[A-Za-z0-9_-]{32}", name)
    assert begun.headers["location"] == f"batch/{name}"
    assert begun.headers["cache-control"] == "no-store"
    value = ended(service, name)
    assert (value["status"], value["rows"], value["error"]) == ("done", 2, None)
    assert value["expires"]
    reply = service.ask(f"/{value['result']}")
    assert (reply.status, reply.headers["content-type"]) == (
        *(200, "application/vnd.apache.parquet"),
    )
    assert "answers.parquet" in reply.headers["content-disposition"]
    (tmp_path / "in.csv").write_text(TABLE, "utf-8")
    words = ["batch", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.parquet")]
    assert main([*words, "--as-of", "2025-11", "--lang", "ru"]) == 0
    assert reply.body == (tmp_path / "out.parquet").read_bytes()
    assert value["report"]["bad"] == 1
    assert SCRIPTS["ru"].search(value["report"]["first_bad"][0][1])
    (folder,) = folders()
    (own,) = folder.iterdir()
    assert [one.name for one in own.iterdir()] == ["result.parquet"]
    job_form(service, value)
    assert service.ask(f"/batch/{name}", "DELETE").status == 204
    assert list(folder.iterdir()) == []
    for target in (f"/batch/{name}", f"/batch/{name}/result"):
        assert (service.ask(target).status, service.ask(target).value["kind"]) == (404, "no_job")


def job_form(service: Running, value: dict[str, Any]) -> None:
    interface = service.ask("/openapi.json").value
    form = {"$ref": "#/components/schemas/job", "components": interface["components"]}
    jsonschema.Draft202012Validator(form).validate(value)


def test_the_document_of_the_interface_has_tables(service: Running) -> None:
    interface = service.ask("/openapi.json").value
    validate(interface, cls=OpenAPIV31SpecValidator)
    paths = {path: {*one} for path, one in interface["paths"].items() if "batch" in path}
    assert paths == {
        "/batch": {"post"},
        "/batch/{job}": {"get", "delete"},
        "/batch/{job}/result": {"get"},
    }
    names = {one["name"] for one in interface["paths"]["/batch"]["post"]["parameters"]}
    assert {"column", "sheet", "results", "format", "box", "as_of", "close", "lang"} <= names
    ours = {"shipments", "out", "summary", "resume", "scheduler", "columns", "states", "figures"}
    assert not names & ours


@pytest.mark.parametrize(
    ("query", "kind", "status", "refusal"),
    [
        ("", "text/html", 415, "media_type"),
        ("", "", 415, "media_type"),
        ("format=kml", CSV, 422, "question"),
        ("format=csv&format=xlsx", CSV, 422, "question"),
        ("out=a.csv", CSV, 422, "unknown_name"),
        ("scheduler=tcp://a:1", CSV, 422, "unknown_name"),
        ("close=hormus", CSV, 422, "unknown_name"),
        ("as_of=2016-13", CSV, 422, "bad_date"),
        ("results=km,x", CSV, 422, "question"),
        ("column=origin", CSV, 422, "question"),
        (f"sheet={'x' * 5_000}", CSV, 414, "too_long"),
    ],
)
def test_a_bad_request_is_one_sentence_in_the_language_of_the_reader(
    service: Running, query: str, kind: str, status: int, refusal: str
) -> None:
    details = set()
    for language, script in SCRIPTS.items():
        reply = send(service, TABLE, query, kind, Accept_Language=language)
        assert (reply.status, reply.value["kind"], reply.value["lang"]) == (
            *(status, refusal, language),
        )
        assert script.search(reply.value["detail"])
        details.add(reply.value["detail"])
    assert len(details) == 3


def test_methods_that_an_address_does_not_take_are_named(service: Running) -> None:
    asked = [("/batch", "GET", "POST"), ("/batch/x", "POST", "DELETE, GET, HEAD")]
    assert len(asked) == 2
    for target, method, allowed in asked:
        reply = service.ask(target, method, Accept_Language="fa")
        assert (reply.status, reply.value["kind"]) == (405, "no_method")
        assert reply.headers["allow"] == allowed
        assert SCRIPTS["fa"].search(reply.value["detail"])


def test_a_table_that_cannot_be_answered_fails_with_its_sentence(service: Running) -> None:
    job = send(service, "a,b\n1,2\n", "lang=ru").value["id"]
    value = ended(service, job)
    assert (value["status"], value["error"]["kind"]) == ("failed", "question")
    assert SCRIPTS["ru"].search(value["error"]["detail"])
    job_form(service, value)
    reply = service.ask(f"/batch/{job}/result")
    assert (reply.status, reply.value["kind"]) == (422, "question")
    service.ask(f"/batch/{job}", "DELETE")


def test_limits_of_size_rows_and_jobs() -> None:
    limits = JobLimits(file_bytes=1_000, rows=2, jobs=2)
    with running(limits) as own:
        large = send(own, "x" * 1_001, Accept_Language="fa")
        assert (large.status, large.value["kind"]) == (413, "too_large")
        assert SCRIPTS["fa"].search(large.value["detail"])
        long = send(own, text(GOOD, GOOD, GOOD)).value["id"]
        whole = send(own, text(GOOD, GOOD)).value["id"]
        refused = send(own, TABLE, Accept_Language="ru")
        assert (refused.status, refused.value["kind"]) == (429, "too_many_jobs")
        assert int(refused.headers["retry-after"]) > 0
        assert SCRIPTS["ru"].search(refused.value["detail"])
        value = ended(own, long)
        assert (value["status"], value["error"]["kind"]) == ("failed", "user_file_limit")
        assert "over 2 rows" in value["error"]["detail"]
        assert ended(own, whole)["status"] == "done"
        assert own.ask(f"/batch/{long}", "DELETE").status == 204
        assert send(own, TABLE).status == 202


def test_a_job_tells_how_far_it_is_and_is_stopped() -> None:
    before = folders()
    with running(command=SLOW) as own:
        first, second = (send(own, TABLE).value["id"] for _ in range(2))
        end = time.monotonic() + 20
        while not own.ask(f"/batch/{first}").value["solved"] and time.monotonic() < end:
            time.sleep(0.02)
        value = own.ask(f"/batch/{first}").value
        assert (value["status"], value["solved"], value["unsolved"]) == ("running", 1, 8)
        assert own.ask(f"/batch/{second}").value["status"] == "waiting"
        early = own.ask(f"/batch/{first}/result", Accept_Language="fa")
        assert (early.status, early.value["kind"]) == (409, "not_done")
        assert int(early.headers["retry-after"]) > 0
        assert SCRIPTS["fa"].search(early.value["detail"])
        assert own.ask(f"/batch/{first}", "DELETE").status == 204
        begun = time.monotonic()
        while own.ask(f"/batch/{second}").value["status"] == "waiting":
            assert time.monotonic() < begun + 20
    assert folders() == before
    assert time.monotonic() < begun + 40  # the end of the service waits for no job


@pytest.mark.parametrize(
    ("command", "limits", "words"),
    [
        (SLOW, JobLimits(seconds=0.3), "longer than 0.3 s"),
        ("import sys; sys.exit(3)", JobLimits(), "more memory or room"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", JobLimits(), "more memory"),
        ("import sys; sys.exit(1)", JobLimits(), "the job failed"),
    ],
)
def test_a_job_that_takes_too_much_or_dies_fails(
    command: str, limits: JobLimits, words: str
) -> None:
    with running(limits, command) as own:
        value = ended(own, send(own, TABLE).value["id"])
    assert (value["status"], value["error"]["kind"]) == ("failed", "job")
    assert words in value["error"]["detail"]


def test_a_result_is_removed_when_its_time_is_over() -> None:
    program = (
        "import json, pathlib, sys; order = json.loads(pathlib.Path(sys.argv[1]).read_text()); "
        "pathlib.Path(order['result']).write_text('rows'); print(json.dumps({'report': {}}))"
    )
    before = folders()
    with running(JobLimits(kept_s=0.5), program) as own:
        job = send(own, TABLE).value["id"]
        assert ended(own, job)["status"] == "done"
        assert own.ask(f"/batch/{job}/result").body == b"rows"
        end = time.monotonic() + 20
        while own.ask(f"/batch/{job}").status != 404 and time.monotonic() < end:
            time.sleep(0.02)
        assert own.ask(f"/batch/{job}/result").value["kind"] == "no_job"
        (folder,) = folders() - before
        assert list(folder.iterdir()) == []


def test_with_a_key_no_table_is_taken_without_it() -> None:
    with running(key=KEY) as own:
        assert send(own, TABLE).status == 401
        assert own.ask("/batch/x").status == own.ask("/batch/x", "DELETE").status == 401
        assert own.ask("/batch/x", Authorization=f"Bearer {KEY}").status == 404


def test_tables_are_answered_only_where_the_operator_wants_it() -> None:
    app = application(atlas_verbs(), health=lambda: (True, {}))
    with served(app) as own:
        assert send(own, TABLE).status == 404
        assert not any("batch" in path for path in own.ask("/openapi.json").value["paths"])


def test_a_program_of_a_job_gives_memory_and_files_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text(text(*[GOOD] * 200), "utf-8")
    order = {
        "shipments": str(tmp_path / "in.csv"),
        "result": str(tmp_path / "out.csv"),
        "texts": {},
        "language": "en",
        "file_bytes": 10**6,
        "result_bytes": 5_000,
        "rows": 1_000,
        "questions": 10,
        "memory_bytes": 2 * 10**9,
    }
    path = tmp_path / "order.json"
    path.write_text(json.dumps(order), "utf-8")
    command = [*batch_verb(dated_atlas()).command, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    last = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, last["kind"]) == (1, "export")
    assert "larger than the system allows" in last["error"]
    assert not (tmp_path / "out.csv").exists()
    path.write_text(json.dumps(order | {"result_bytes": 10**6, "questions": 0}), "utf-8")
    monkeypatch.setattr("geo.cli.tables._confine", lambda _: None)
    assert tables_main(str(path)) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["kind"] == "user_file_limit"
