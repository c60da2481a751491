"""The row of downloads: on every page, with formats and papers of its kind, and its failures."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import ExportError
from geo.export.choices import PAPERED, PAPERS, Kind
from geo.export.formats import formats_of
from geo.export.request import Request
from tests.views.test_pages import TIMEOUT_S
from views.state import data
from views.ui import downloads
from views.ui.downloads import FileJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

WAITING_S = 30
KINDS = {
    "explore": Kind.LAYERS,
    "compare": Kind.COMPARE,
    "compare?tab=what-if": Kind.SCENARIO,
    "evidence": Kind.EVIDENCE,
    "story": Kind.STORY,
    "about": Kind.LAYERS,
}


def show(name: str) -> None:
    import importlib

    importlib.import_module(f"views.{name}.page").show()


def run(link: str, **query: str) -> AppTest:
    name, _, tab = link.partition("?")
    app = AppTest.from_function(show, default_timeout=TIMEOUT_S, args=(name,))
    for key, value in [*parse_qsl(tab), *query.items()]:
        app.query_params[key] = value
    app.session_state["lang"] = query.get("lang", "en")
    app.session_state["all files"] = True
    return app.run()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Request, str]]:
    """Record what is asked of the export, which answers at once."""
    found: list[tuple[Request, str]] = []

    def made(_: Atlas, request: Request, name: str) -> bytes:
        found.append((request, name))
        return b"a file"

    monkeypatch.setattr(downloads, "file_bytes", made)
    return found


def click(app: AppTest, kind: Kind) -> AppTest:
    return app.download_button(key=f"download-{kind}").click().run()


@pytest.mark.parametrize("page", list(KINDS))
def test_every_page_offers_the_formats_of_its_kind(
    page: str, asked: list[tuple[Request, str]]
) -> None:
    kind, app = KINDS[page], run(page)
    assert not app.exception
    formats = app.selectbox(key=f"download-format-{kind}")
    assert formats.options == [downloads.label_of(name) for name in formats_of(kind)]
    assert asked == []
    click(app, kind)
    ((request, name),) = asked
    assert (request.kind, name) == (kind, formats_of(kind)[0])


@pytest.mark.parametrize("page", ["compare", "compare?tab=what-if"])
def test_the_bar_gives_a_picture_and_a_page_by_one_click_each(
    page: str, asked: list[tuple[Request, str]]
) -> None:
    kind, app = KINDS[page], run(page)
    for name in (downloads.PICTURE, downloads.PAGE):
        app.download_button(key=f"download-{kind}-{name}").click().run()
        assert not app.exception
    assert [(request.kind, name) for request, name in asked] == [
        (kind, downloads.PICTURE),
        (kind, downloads.PAGE),
    ]


@pytest.mark.parametrize("page", ["compare", "evidence"])
def test_paper_is_asked_where_there_is_some(page: str, asked: list[tuple[Request, str]]) -> None:
    kind, app = KINDS[page], run(page)
    for name in formats_of(kind):
        app.selectbox(key=f"download-format-{kind}").set_value(name).run()
        shown = [one for one in app.selectbox if one.key == f"download-paper-{kind}"]
        assert [one.options for one in shown] == (
            [[paper.upper() for paper in PAPERS]] if name in PAPERED else []
        )
    app.selectbox(key=f"download-format-{kind}").set_value("dossier-pdf").run()
    app.selectbox(key=f"download-paper-{kind}").set_value("a3").run()
    click(app, kind)
    assert asked[-1][0].paper == "a3"


def test_the_journey_that_was_picked_can_be_taken_alone(
    asked: list[tuple[Request, str]],
) -> None:
    app = run("compare", route="cape")
    what = app.selectbox(key="download-what-compare")
    assert len(what.options) == 2
    what.select_index(1).run()
    click(app, Kind.COMPARE)
    ((request, _),) = asked
    assert request.kind is Kind.ROUTE
    assert (request.corridor, request.variant) == ("cape", "")


def test_evidence_gives_the_open_part_or_all(asked: list[tuple[Request, str]]) -> None:
    app = click(run("evidence", part="ledger"), Kind.EVIDENCE)
    assert app.selectbox(key="download-what-evidence").options == ["Ledger", "All"]
    app.selectbox(key="download-what-evidence").select_index(1).run()
    click(app, Kind.EVIDENCE)
    assert [request.part for request, _ in asked] == ["ledger", ""]


def test_the_story_is_that_of_the_month_on_the_page(asked: list[tuple[Request, str]]) -> None:
    click(run("story", at="2013-06", lang="fa"), Kind.STORY)
    ((request, _),) = asked
    assert (request.scenario.date, request.language) == ("2013-06", "fa")


def test_the_layers_are_those_of_the_month_on_the_map(asked: list[tuple[Request, str]]) -> None:
    app = click(run("explore", at="2014-06"), Kind.LAYERS)
    app.select_slider(key="at").set_value("2013-01").run()
    click(app, Kind.LAYERS)
    assert [request.scenario.date for request, _ in asked] == ["2014-06", "2013-01"]


def test_a_file_that_cannot_be_made_is_a_sentence_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def full(_: Atlas, __: Request, name: str) -> bytes:
        tried.append(name)
        msg = "a.csv was not written: the disk is full; make room or choose another folder"
        raise ExportError(msg)

    monkeypatch.setattr(downloads, "file_bytes", full)
    app = click(run("story"), Kind.STORY)
    assert [one.value for one in app.error] == [
        "A.csv was not written: the disk is full; make room or choose another folder."
    ]
    assert not app.exception
    click(app, Kind.STORY)
    assert len(tried) == 2


def test_a_slow_file_says_that_it_is_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    goes_on = threading.Event()

    def slow(*_: object) -> bytes:
        assert goes_on.wait(WAITING_S)
        return b"a file"

    def waits(job: FileJob, _: float) -> bool:
        told.append("looked")
        if len(told) > 2:
            goes_on.set()
            job.result()
            return False
        return True

    monkeypatch.setattr(downloads, "file_bytes", slow)
    monkeypatch.setattr(FileJob, "waits", waits)
    app = click(run("story"), Kind.STORY)
    assert len(told) == 3
    assert not app.error
    assert not app.info, "what was told while it was made goes when it is"


def test_a_job_runs_once_for_all_who_wait_and_begins_when_asked() -> None:
    goes_on, runs = threading.Event(), []

    def make() -> bytes:
        runs.append(threading.current_thread().name)
        assert goes_on.wait(WAITING_S)
        return b"whole"

    job = FileJob("one", make)
    assert not job.started
    assert runs == []
    job.start()
    job.start()
    assert job.waits(0.01)
    goes_on.set()
    assert job.result() == job.result() == b"whole"
    assert not job.waits(WAITING_S)
    assert len(runs) == 1
    assert runs != [threading.current_thread().name]


def test_what_making_raises_reaches_who_waits() -> None:
    def fail() -> bytes:
        msg = "no room"
        raise ExportError(msg)

    with pytest.raises(ExportError, match="no room"):
        FileJob("one", fail).result()


def test_the_file_is_that_of_the_library(made: Callable[[Request, str], bytes]) -> None:
    text = made(Request(kind=Kind.STORY, part="events"), "md").decode()
    assert "# The corridor and its story" in text


@pytest.fixture
def made() -> Callable[[Request, str], bytes]:
    return lambda request, name: downloads.file_bytes(data.atlas(), request, name)
