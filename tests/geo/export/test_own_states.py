"""A file made with states of gates of one's own is made again with that file only."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

import geo
from geo.cli.main import main
from geo.edition import MODEL
from geo.errors import ExportError
from geo.evidence import OwnFile, as_of_text
from geo.export import Kind, Request, content_of, export_bytes, request_of
from geo.export.request import check_states, token_of
from geo.i18n import get_locale
from geo.journeys import answer_json, compare, load_atlas
from geo.paths import EVIDENCE
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export import Content
    from geo.journeys import Atlas

pytestmark = pytest.mark.slow

HORMUZ: Final = "ours-1,hormuz,open,2026-10-01,,,,,,2026-10-10,B,our own agent,,\n"
PLANNED: Final = "ours-2,suez,closed,2026-10-01,2099-12-31,,,,,,C,a plan,,\n"
ENDS: Final = ("baku", "tehran")
QUESTION: Final = Request(kind=Kind.COMPARE, origin=ENDS[0], destination=ENDS[1])


def write(path: Path, *rows: str) -> Path:
    with (EVIDENCE / "states.csv").open(encoding="utf-8") as file:
        header = ",".join(next(csv.reader(file)))
    path.write_text("\n".join([header, *(row.rstrip("\n") for row in rows), ""]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of states that opens the Strait of Hormuz."""
    return write(tmp_path_factory.mktemp("states") / "our states.csv", HORMUZ)


@pytest.fixture(scope="module")
def atlas(ours: Path) -> Atlas:
    """Atlas with those states."""
    return load_atlas(ours)


@pytest.fixture(scope="module")
def content(atlas: Atlas) -> Content:
    """Comparison with those states."""
    return content_of(atlas, QUESTION)


@pytest.fixture(scope="module")
def shipped() -> Atlas:
    """Atlas with the states of the program."""
    return dated_atlas()


def test_the_token_names_the_file_and_its_digest(content: Content, atlas: Atlas) -> None:
    own = request_of(content.stamp.hash).states
    assert own == atlas.states.own
    assert own is not None
    assert own.name == "our states.csv"
    assert re.fullmatch("[0-9a-f]{12}", own.digest)


def test_the_same_file_makes_the_same_bytes_whatever_it_is_called(
    content: Content, ours: Path, tmp_path: Path
) -> None:
    again = tmp_path / "renamed.csv"
    again.write_bytes(ours.read_bytes().replace(b"\n", b"\r\n"))
    request = request_of(content.stamp.hash)
    assert export_bytes(content_of(load_atlas(again), request), "csv") == export_bytes(
        content, "csv"
    )


def test_it_is_not_made_with_the_states_of_the_program(content: Content, shipped: Atlas) -> None:
    request = request_of(content.stamp.hash)
    with pytest.raises(
        ExportError,
        match=r"with states of gates from our states\.csv \(digest \w{12}\); give that file",
    ):
        content_of(shipped, request)


def test_it_is_not_made_with_another_file(content: Content, tmp_path: Path) -> None:
    other = load_atlas(write(tmp_path / "other.csv", HORMUZ.replace("open", "closed")))
    with pytest.raises(ExportError, match=r"other\.csv has the digest \w{12}; give the same file"):
        content_of(other, request_of(content.stamp.hash))


@pytest.mark.parametrize("language", ["ru", "fa"])
@pytest.mark.parametrize("own", [None, OwnFile(name="other.csv", digest="0" * 12)])
def test_a_refusal_is_said_in_each_language(language: str, own: OwnFile | None) -> None:
    asked = replace(QUESTION, states=OwnFile(name="first_a.csv", digest="1" * 12))
    with pytest.raises(ExportError) as refusal:
        check_states(asked, own)
    text = get_locale(language).translate(refusal.value.message)
    assert text.count("first_a.csv") == 1
    assert "--states" in text
    assert text.count("other.csv") == (1 if own else 0)
    assert not re.search(r"\b(answer|made|with|give|digest)\b", text)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "with"), ("ru", "состояни"), ("fa", "وضعیت")]
)
def test_every_file_says_first_whose_states_it_rests_on(
    atlas: Atlas, language: str, word: str
) -> None:
    own = atlas.states.own
    assert own
    text = content_of(atlas, replace(QUESTION, language=language)).about()["as_of"]
    assert own.name in text
    assert own.digest in text
    assert word in text


def test_the_answer_says_so_in_words_and_in_json(atlas: Atlas, shipped: Atlas) -> None:
    ends = [atlas.places.find(name) for name in ENDS]
    answer = answer_json(compare(atlas, ends[0], ends[1]))["as_of"]
    own = atlas.states.own
    assert own
    assert answer["own_states"] == {"name": own.name, "digest": own.digest}
    assert f", with states of gates from {own.name} (digest {own.digest})" in answer["text"]
    plain = answer_json(compare(shipped, ends[0], ends[1]))["as_of"]
    assert plain["own_states"] is None
    assert "digest" not in plain["text"]


def test_a_world_without_states_needs_no_file(atlas: Atlas, shipped: Atlas) -> None:
    request = replace(QUESTION, scenario=Scenario(as_if_open=True))
    assert "digest" not in str(as_of_text(atlas.as_of(request.scenario)))
    token = content_of(atlas, request).stamp.hash
    assert token == content_of(shipped, request).stamp.hash
    scenario = content_of(atlas, replace(request, kind=Kind.SCENARIO))
    assert scenario.request.states == atlas.states.own, "its base is asked with the states"


def test_layers_and_evidence_do_not_depend_on_states(atlas: Atlas, shipped: Atlas) -> None:
    for request in (Request(kind=Kind.LAYERS), Request(kind=Kind.EVIDENCE, part="ledger")):
        assert content_of(atlas, request).stamp == content_of(shipped, request).stamp


def test_the_story_names_them_too(atlas: Atlas) -> None:
    own = atlas.states.own
    assert own
    story = content_of(atlas, Request(kind=Kind.STORY, part="branches"))
    assert request_of(story.stamp.hash).states == own
    assert own.digest in story.about()["as_of"]


def test_states_that_reach_beyond_today_fix_the_day_of_the_question(tmp_path: Path) -> None:
    atlas = load_atlas(write(tmp_path / "plan.csv", PLANNED))
    asked = replace(atlas, today=dt.date(2026, 11, 1))
    content = content_of(asked, QUESTION)
    request = request_of(content.stamp.hash)
    assert request.day == "2026-11-01"
    later = content_of(replace(atlas, today=dt.date(2027, 2, 1)), request)
    assert later.about() == content.about()
    assert "As of 1 November 2026" in later.about()["as_of"]
    dated = replace(QUESTION, scenario=Scenario(date="2026-11-01"))
    assert content_of(asked, dated).request.day == ""


def test_a_dossier_tells_how_it_is_made_again(content: Content, shipped: Atlas) -> None:
    text = export_bytes(content, "md").decode()
    assert "--states 'our states.csv'" in text.replace("\\", "")
    assert "--states" not in export_bytes(content_of(shipped, QUESTION), "md").decode()


def test_the_command_line_makes_it_again(
    content: Content, ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "again.csv"
    words = ["export", "--token", content.stamp.hash, "--format", "csv", "--out", str(out)]
    assert main(words) == 1
    assert "give that file with --states" in capsys.readouterr().err
    assert not out.exists()
    assert main([*words, "--states", str(ours)]) == 0
    assert out.read_bytes() == export_bytes(content, "csv")


def test_a_token_of_the_states_of_the_program_takes_no_file(
    ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "--token", token_of(QUESTION), "--format", "csv"]
    assert main([*words, "--out", str(tmp_path / "a.csv"), "--states", str(ours)]) == 1
    assert "leave out --states" in capsys.readouterr().err


def test_the_library_gives_the_same_token(ours: Path, content: Content) -> None:
    answer = geo.load(states=ours).compare("Baku", "Tehran")
    assert answer.token == content.stamp.hash


@pytest.mark.parametrize(
    "states",
    [
        {"name": "a.csv"},
        {"name": "a.csv", "digest": "xyz"},
        {"name": "", "digest": "0" * 12},
        {"name": "a" * 300, "digest": "0" * 12},
        {"name": 5, "digest": "0" * 12},
        {"name": "a.csv", "digest": "0" * 12, "more": ""},
        [],
        "a.csv",
    ],
)
def test_a_token_with_a_strange_file_is_refused(
    states: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = {"model": MODEL, **QUESTION.as_dict(), "states": states}
    monkeypatch.setattr(Request, "as_dict", lambda _: question)
    token = token_of(QUESTION)
    with pytest.raises(ExportError, match="no question of this program"):
        request_of(token)


@pytest.mark.parametrize("day", ["2026-13-01", "today", "20261101"])
def test_a_token_with_a_strange_day_is_refused(day: str) -> None:
    with pytest.raises(ExportError, match="no question of this program"):
        request_of(token_of(replace(QUESTION, day=day)))
