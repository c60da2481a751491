"""The command ``batch``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.cli.main import main
from tests.geo.batch.tables import GOOD, rows_of, text

if TYPE_CHECKING:
    from pathlib import Path

FROM, TO = "Ladeort", "Zielort"


@pytest.fixture
def shipments(tmp_path: Path) -> Path:
    path = tmp_path / "shipments.csv"
    path.write_text(text(GOOD[:2], ("Nowhereville", GOOD[1]), head=(FROM, TO)), "utf-8")
    return path


def test_a_table_is_answered_in_the_columns_that_are_named(
    shipments: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shipments.with_name("result.csv")
    words = ["batch", str(shipments), "--out", str(out), "--as-of", "2025-11"]
    columns = ["--column", f"origin={FROM}", "--column", f"destination={TO}"]
    assert main([*words, *columns, "--results", "km,as_of,error", "--json", "--lang", "ru"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["rows"] == 2
    assert report["bad"] == 1
    assert report["first_bad"] == [[3, rows_of(out)[1]["error"]]]
    assert report["columns"] == {"origin": FROM, "destination": TO}
    good, bad = rows_of(out)
    assert list(good) == [FROM, TO, "km", "as_of", "error"]
    assert float(good["km"]) > 1_000
    assert good["as_of"] == "2025-11-30"
    assert bad["error"].startswith("Места с названием 'Nowhereville' нет")
    assert [one.name for one in sorted(out.parent.iterdir())] == ["result.csv", "shipments.csv"]


def test_a_file_of_columns_names_columns_and_scenarios(shipments: Path) -> None:
    out, layout = shipments.with_name("result.csv"), shipments.with_name("layout.toml")
    layout.write_text(
        f"[columns]\norigin = '{FROM}'\ndestination = '{TO}'\nscenario = 'S'\n"
        "[scenarios.by-road]\nmodes = ['road']\n",
        "utf-8",
    )
    rows = (*GOOD[:2], "by-road"), (*GOOD[:2], ""), (*GOOD[:2], "by-air")
    shipments.write_text(text(*rows, head=(FROM, TO, "S")), "utf-8")
    words = ["batch", str(shipments), "--out", str(out), "--columns", str(layout)]
    assert main([*words, "--as-of", "2025-11"]) == 0
    road, free, unknown = rows_of(out)
    assert road["km"] != free["km"]
    assert "there is no scenario 'by-air'" in unknown["error"].casefold()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param([], "no column is recognised as 'origin'", id="no column"),
        pytest.param(["--column", "origin"], "'origin' names no column", id="no name"),
        pytest.param(["--column", "ship=A"], "a shipment has no 'ship'", id="no field"),
        pytest.param(["--column", "origin=A"], "there is no column 'A'", id="not there"),
        pytest.param(["--results", "km,x"], "a result has no column 'x'", id="no result"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_no_file(
    words: list[str], sentence: str, shipments: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shipments.with_name("result.csv")
    assert main(["batch", str(shipments), "--out", str(out), *words]) == 1
    assert sentence in capsys.readouterr().err
    assert [one.name for one in out.parent.iterdir()] == ["shipments.csv"]


def test_a_result_takes_the_place_of_no_shipments(
    shipments: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shipments.read_bytes()
    assert main(["batch", str(shipments), "--out", str(shipments)]) == 1
    assert "one file" in capsys.readouterr().err
    assert shipments.read_bytes() == before
    assert main(["batch", str(shipments), "--out", str(shipments.with_suffix(".txt"))]) == 1
    assert "results are written as" in capsys.readouterr().err
