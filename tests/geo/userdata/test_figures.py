"""A table of the user's own figures: all rows or none, each wrong row named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.cli.main import main
from geo.errors import UserFileError, UserFileLimitError
from geo.userdata import read_own_figures
from geo.userdata.figures import LISTED, MOST_BYTES
from tests.atlases import dated_atlas
from tests.profiles import examples

if TYPE_CHECKING:
    from pathlib import Path

RATE = "rate-in-ir-2024"
DWELL = "canal-suez"
LEDGER = dated_atlas().ledger


def read(text: str) -> dict[str, float]:
    return read_own_figures(text.encode(), LEDGER, name="own.csv")


@pytest.mark.parametrize(
    "text",
    [
        f"figure,value\n{RATE},500\n{DWELL},20.5\n",
        f"\ufeffValue;Figure;note\n500;{RATE};mine\n20,5;{DWELL};\n\n",
        f"figure\tvalue\tunit\n{RATE}\t۵۰۰\tUSD/TEU\n{DWELL}\t20.5\th\n",
        f"figure؛value\n{RATE}؛۵۰۰\n{DWELL}؛۲۰٫۵\n",
    ],
)
def test_a_table_in_the_ways_people_write_it(text: str) -> None:
    assert read(text) == {RATE: 500.0, DWELL: 20.5}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("nobody,5", "there is no figure 'nobody'"),
        (f"{RATE},cheap", "'cheap' is not a number"),
        (f"{RATE},-5", "cannot be set to -5"),
        (f"{RATE},nan", "'nan' is not a number"),
        (f"{RATE},1e99", "cannot be set to 1e+99"),
        (f"{RATE},", "'' is not a number"),
        (f"{RATE}", "'' is not a number"),
        (f"{DWELL},5\n{DWELL},6", "canal-suez is set twice"),
        (f"{DWELL},5,days", "canal-suez is in h, not in 'days'"),
        (",5", "there is no figure ''"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_set(row: str, words: str) -> None:
    with pytest.raises(UserFileError) as raised:
        read(f"figure,value,unit\nrate-caspian-2021,800,\n{row}\n")
    assert str(raised.value).startswith("own.csv: nothing was set; row ")
    assert words in str(raised.value)


def test_all_wrong_rows_are_named_the_first_of_many_alone() -> None:
    rows = "\n".join(f"nobody-{n},5" for n in range(LISTED + 3))
    with pytest.raises(UserFileError) as raised:
        read(f"figure,value\n{rows}\n")
    text = str(raised.value)
    assert text.count("there is no figure") == LISTED
    assert text.endswith("and 3 more")


def test_files_that_are_no_table_say_so(tmp_path: Path) -> None:
    for text, words in (
        ("", "the columns should be figure, value, unit"),
        ("figure,price\na,1\n", "the columns should be"),
        ("figure,value\n", "it is empty"),
        ('figure,value\n"a,1\n', "it is damaged"),
    ):
        with pytest.raises(UserFileError, match=words):
            read(text)
    with pytest.raises(UserFileError, match="UTF-8"):
        read_own_figures("figure,value\nж,1".encode("cp1251"), LEDGER, name="own.csv")
    exact = f"figure,value\n{DWELL},20\n".encode().ljust(MOST_BYTES, b"\n")
    assert read_own_figures(exact, LEDGER, name="own.csv") == {DWELL: 20}
    with pytest.raises(UserFileLimitError, match="larger than 1 MB"):
        read_own_figures(exact + b"\n", LEDGER, name="own.csv")
    with pytest.raises(UserFileError, match="no such file"):
        read_own_figures(tmp_path / "none.csv", LEDGER)


def test_the_command_line_lays_a_table_over_the_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"figure,value\n{DWELL},500\nrail-ru-block-2026,900\n")
    ask = ["compare", "Moscow", "Mundra", "--as-if-open", "--json"]

    def asked(*more: str) -> object:
        assert main([*ask, *more]) == 0
        return json.loads(capsys.readouterr().out)

    by_file = asked("--figures", str(path))
    assert by_file == asked("--set", f"{DWELL}=500", "--set", "rail-ru-block-2026=900")
    assert by_file != asked()
    path.write_text(f"figure,value\n{DWELL},1\nrail-ru-block-2026,900\n")
    assert by_file == asked("--figures", str(path), "--set", f"{DWELL}=500")
    path.write_text(f"figure,value\n{DWELL},500\nnobody,1\n")
    assert main([*ask, "--figures", str(path)]) == 1
    assert "row 3: there is no figure 'nobody'" in capsys.readouterr().err


def test_the_library_asks_with_a_table() -> None:
    own = geo.read_figures(f"figure,value\n{DWELL},500\n".encode(), name="own.csv")
    atlas = geo.load()
    slow = atlas.route("Moscow", "Mundra", corridor="suez", as_if_open=True, figures=own)
    usual = atlas.route("Moscow", "Mundra", corridor="suez", as_if_open=True)
    assert slow.days.p50 > usual.days.p50 + 15


@settings(max_examples=examples(200))
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda one: one.decode("latin-1")))
def test_any_text_is_a_table_or_a_sentence(text: str) -> None:
    content = f"figure,value\n{text}".encode("utf-8", "surrogatepass")
    said = ""
    try:
        said = repr(read_own_figures(content, LEDGER, name="own.csv"))
    except UserFileError as error:
        said = str(error)
    assert said.startswith(("own.csv: ", "{"))
