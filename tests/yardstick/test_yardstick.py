"""Old words are answered as the new ones, with a notice; and the yardstick sees what differs."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.profiles import PROFILE
from tests.yardstick import names
from tests.yardstick.__main__ import notice_faults
from tests.yardstick.differences import differences
from tests.yardstick.names import in_new_words, link_in_new_words
from tests.yardstick.questions import FILE, links, questions, write_questions
from tests.yardstick.record import PROCESSES, Record, key_of, record
from tests.yardstick.sample import quick_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

EACH = 1 if PROFILE == "deep" else 4
"""Which old words are asked: once a week all of them."""
ANSWER: Record = {
    "code": 0,
    "answer": {"km": 7200.5, "grade": "K", "note": "7,200 km by rail", "closed": None},
    "messages": "",
}
PAGE: Record = {
    "exceptions": 0,
    "understood": {"from": "moscow", "close": ["suez"]},
    "address": {"close": ["suez"]},
    "numbers": ["10.2", "7,200"],
    "words": ["10.2 days", "7,200 km"],
}


@pytest.fixture(scope="module")
def questions_in_old_words() -> list[list[str]]:
    old = [q for q in quick_of(questions(), links())[0] if in_new_words(q) != q]
    assert len(old) >= 36
    return old[::EACH]


@pytest.fixture(scope="module")
def links_in_old_words() -> list[str]:
    old = [link for link in quick_of(questions(), links())[1] if link_in_new_words(link) != link]
    assert len(old) >= 15
    return old[::EACH]


@pytest.fixture(scope="module")
def answers(questions_in_old_words: list[list[str]], links_in_old_words: list[str]) -> Record:
    asked = [*questions_in_old_words, *map(in_new_words, questions_in_old_words)]
    opened = [*links_in_old_words, *map(link_in_new_words, links_in_old_words)]
    return record(asked, opened, processes=PROCESSES)


def test_the_yardstick_is_large_enough() -> None:
    assert len({key_of(question) for question in questions()}) >= 320
    assert len(set(links())) >= 66


def test_the_script_still_makes_the_questions_of_the_file(tmp_path: Path) -> None:
    write_questions(tmp_path / FILE.name)
    assert (tmp_path / FILE.name).read_text("utf-8") == FILE.read_text("utf-8")


@pytest.mark.slow
def test_old_words_of_a_question_are_answered_as_the_new_ones(
    answers: Record, questions_in_old_words: list[list[str]]
) -> None:
    assert len(questions_in_old_words) >= 9
    for question in questions_in_old_words:
        old, new = (answers["questions"][key_of(q)] for q in (question, in_new_words(question)))
        assert differences(old, new, key_of(question)).faults == []


@pytest.mark.slow
def test_old_words_of_a_link_open_the_same_page(
    answers: Record, links_in_old_words: list[str]
) -> None:
    assert len(links_in_old_words) >= 4
    for link in links_in_old_words:
        old, new = (answers["links"][key] for key in (link, link_in_new_words(link)))
        assert differences(old, new, link).faults == []


@pytest.mark.slow
def test_old_words_give_a_notice_and_new_ones_none(
    answers: Record, questions_in_old_words: list[list[str]]
) -> None:
    assert notice_faults(answers, questions_in_old_words) == []


def changed(record_: Record, path: tuple[str | int, ...], value: object) -> Record:
    result = deepcopy(record_)
    *way, last = path
    part: Any = result
    for name in way:
        part = part[name]
    part[last] = value
    return result


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("answer", "km"), 7200.500000000001, id="number"),
        pytest.param(("answer", "km"), "7200.5", id="kind of value"),
        pytest.param(("answer", "grade"), "A", id="name"),
        pytest.param(("answer", "note"), "7,201 km by rail", id="number in a text"),
        pytest.param(("answer", "more"), 1, id="field that came"),
        pytest.param(("code",), 1, id="exit code"),
        pytest.param(("messages",), "No way in 3 days.", id="number in a message"),
    ],
)
def test_a_change_of_an_answer_is_a_fault(path: tuple[str, ...], value: object) -> None:
    assert len(differences(ANSWER, changed(ANSWER, path, value), "question").faults) == 1


def test_a_field_that_went_is_a_fault_even_if_it_was_empty() -> None:
    after = deepcopy(ANSWER)
    del after["answer"]["closed"]
    assert len(differences(ANSWER, after, "question").faults) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("exceptions",), 1, id="exception"),
        pytest.param(("understood", "from"), "perm", id="choice"),
        pytest.param(("understood", "close", 0), "hormuz", id="choice of many"),
        pytest.param(("address", "close"), ["suez", "hormuz"], id="address"),
        pytest.param(("numbers",), ["10.3", "7,200"], id="number"),
    ],
)
def test_a_change_of_a_page_is_a_fault(path: tuple[str | int, ...], value: object) -> None:
    assert differences(PAGE, changed(PAGE, path, value), "link").faults


def test_other_words_are_told_and_are_no_fault() -> None:
    answer = changed(ANSWER, ("answer", "note"), "by railway, 7,200 km")
    answer["messages"] = "--date is now --as-of; the old name works until 0.3.\n"
    page = changed(PAGE, ("words",), ["Ten: 10.2 days", "7,200 km", "New"])
    for before, after in ((ANSWER, answer), (PAGE, page)):
        found = differences(before, after, "what was asked")
        assert (found.faults, found.words.total()) == ([], 2)


def test_a_field_may_be_renamed_or_come_as_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.yardstick.differences.FIELDS", {"km": "length_km"})
    after = deepcopy(ANSWER)
    after["answer"]["length_km"] = after["answer"].pop("km")
    after["answer"]["about"] = {"release": 1}
    assert differences(ANSWER, after, "question").faults == []
    after["answer"]["length_km"] += 1
    assert len(differences(ANSWER, after, "question").faults) == 1


def test_an_old_word_without_a_notice_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.FLAGS, "--close", "--shut")
    old = ["compare", "--close", "suez"]
    told = {"messages": "--close is now --shut; the old name works until 9.\n"}
    silent = {"messages": ""}
    assert in_new_words(old) == ["compare", "--shut", "suez"]
    answers = {key_of(old): told, key_of(in_new_words(old)): silent}
    assert notice_faults({"questions": answers}, [old]) == []
    answers = {key_of(old): silent, key_of(in_new_words(old)): told}
    assert len(notice_faults({"questions": answers}, [old])) == 2
