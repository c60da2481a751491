"""Whole commands: each answers, or says in one sentence why not; none breaks, hangs or lies."""

from __future__ import annotations

import contextlib
import io
import json
import time
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from geo.cli.main import main
from geo.journeys import load_atlas
from tests.atlases import dated_atlas
from tests.fuzz.questions import conditions, written
from tests.profiles import tries

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

LONGEST_S: Final = 10
"""A command that takes longer hangs."""
LONGEST_TEXT: Final = 2_500
"""The longest sentence of an error, its list of choices included."""
LISTS: Final = ("places", "figures", "states")
FORMS: Final = ((), ("--json",), ("--lang", "ru"), ("--lang", "fa"), ("--lang", "fa", "--json"))


@pytest.fixture(scope="module", autouse=True)
def one_atlas() -> Iterator[None]:
    """Load the atlas once; a command loads it each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "geo.journeys.load_atlas",
            lambda file=None: dated_atlas() if file is None else load_atlas(file),
        )
        yield


@settings(max_examples=tries(40, 16_000))
@given(conditions(), written(), written())
def test_a_question_is_answered_or_refused_in_a_sentence(
    words: list[str], origin: str, destination: str
) -> None:
    verb, *options = words
    assert_answered([verb, *options, "--", origin, destination])


@settings(max_examples=tries(40, 4_000))
@given(st.sampled_from(LISTS), written(), st.sampled_from(FORMS))
def test_a_list_is_given_or_refused_in_a_sentence(
    verb: str, text: str, options: tuple[str, ...]
) -> None:
    assert_answered([verb, *options, "--", text])


def assert_answered(words: list[str]) -> None:
    """Run a command, and fail unless it ends well."""
    out, err = io.StringIO(), io.StringIO()
    began = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    assert time.monotonic() - began < LONGEST_S
    event(f"{words[0]}: {code}")
    answer, complaint = out.getvalue(), err.getvalue()
    assert code in (0, 1, 2)
    assert "Traceback" not in complaint
    if code:
        assert answer == ""
        assert 10 < len(complaint) < LONGEST_TEXT
        assert complaint.splitlines()[0].rstrip().endswith((".", "?", "؟"))
        return
    assert answer.strip()
    if "--json" in words[: words.index("--")]:
        json.loads(answer, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    pytest.fail(f"{constant} is no number of JSON")
