"""What somebody wrote is never repeated whole: a sentence of an error shows 80 characters of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pytest

from geo.cli.main import instc, main
from geo.message import LONGEST_QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ROOT: Final = Path(__file__).resolve().parents[3]
LONG: Final = "y" * 5000
ENDS: Final = {"origin": "Moscow", "destination": "Mumbai", "kind": "compare"}
STARTS_A_SERVER: Final = "app"
READERS: Final = ("geo/userdata/", "geo/export/userdata.py")
"""They cut what a file holds themselves, to 40 characters."""


def commands() -> Iterator[list[str]]:
    """Write each verb with one long word in each place; an option that verbs share once."""
    written: set[str] = set()
    for verb, command in instc.commands.items():
        arguments = [one for one in command.params if isinstance(one, click.Argument)]
        for one in command.params:
            is_flag = isinstance(one, click.Option) and one.is_flag
            if verb == STARTS_A_SERVER or is_flag or one.name in written:
                continue
            if isinstance(one, click.Option):
                written.add(str(one.name))
            words = [LONG if it is one else ENDS.get(str(it.name), "Moscow") for it in arguments]
            yield [verb, *words, *([one.opts[-1], LONG] if isinstance(one, click.Option) else [])]


def test_no_verb_repeats_a_long_word_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    longest: dict[str, int] = {}
    for words in commands():
        assert main(words) in {0, 1, 2}
        streams = capsys.readouterr()
        runs = re.findall("y+", streams.out + streams.err)
        longest[" ".join(word[:9] for word in words)] = max(map(len, runs), default=0)
    assert len(longest) > 30
    assert {words for words, count in longest.items() if count > LONGEST_QUOTE} == set()
    assert max(longest.values()) > LONGEST_QUOTE // 2
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_wrote_is_quoted_in_one_way() -> None:
    paths = [path for name in ("geo", "views") for path in (ROOT / name).rglob("*.py")]
    assert len(paths) > 200
    whole = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            by_call = isinstance(node, ast.Call) and ast.unparse(node.func) == "repr"
            by_sign = isinstance(node, ast.FormattedValue) and node.conversion == ord("r")
            name = path.relative_to(ROOT).as_posix()
            if (by_call or by_sign) and not name.startswith(READERS):
                whole.append(name)
    assert set(whole) == {"geo/cli/main.py", "geo/message.py"}
