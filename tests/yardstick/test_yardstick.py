"""A sample of the yardstick: the program still answers what it answered before it was rebuilt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.yardstick.differences import differences
from tests.yardstick.names import in_new_words, link_in_new_words
from tests.yardstick.questions import links, questions
from tests.yardstick.record import Record, key_of, read, record

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).with_name("sample.json.gz")


@pytest.fixture(scope="module")
def before() -> Record:
    return read(SAMPLE)


@pytest.fixture(scope="module")
def after(before: Record) -> Record:
    return record(map(json.loads, before["questions"]), before["links"])


def test_the_yardstick_is_large_enough() -> None:
    assert len({key_of(question) for question in questions()}) >= 300
    assert len(set(links())) >= 60


def test_no_number_has_changed(before: Record, after: Record) -> None:
    assert len(before["questions"]) > 20
    faults = [
        fault
        for question, answer in before["questions"].items()
        for fault in differences(answer, after["questions"][question], question).faults
    ]
    assert faults == []


def test_links_of_before_open_the_same_question(before: Record, after: Record) -> None:
    assert len(before["links"]) > 8
    faults = [
        fault
        for link, page in before["links"].items()
        for fault in differences(page, after["links"][link], link).faults
    ]
    assert faults == []


def test_renamed_words_are_answered_alike(before: Record, after: Record) -> None:
    renamed = [q for q in map(json.loads, before["questions"]) if in_new_words(q) != q]
    assert renamed
    again = record([in_new_words(q) for q in renamed], map(link_in_new_words, []))
    for question in renamed:
        old, new = (
            after["questions"][key_of(question)],
            again["questions"][key_of(in_new_words(question))],
        )
        assert (old["code"], old["answer"]) == (new["code"], new["answer"])
        assert old["messages"] != new["messages"], "the old name gives a notice"
