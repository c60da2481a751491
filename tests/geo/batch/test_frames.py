"""A frame of pandas gets the answers that a file of the same rows gets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo import QuestionError, Scenario
from geo.api import Atlas
from geo.batch import RESULTS, run
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

FRAME = pd.DataFrame(
    {
        "Loaded at": ["Astrakhan", "Astrakhan", "Nowhereville", None, "Baku"],
        "to": ["Tehran", "Tehran", "Tehran", "Tehran", "Tehran"],
        "date": [
            *map(pd.Timestamp, ("2025-11-03", "2025-11-04", "2025-11-03", "2025-11-03")),
            pd.NaT,
        ],
        "cargo": [2.0, -1.0, 1.0, None, 1.0],
        "error": ["a", "b", "c", "d", "e"],
    },
    index=[7, 5, 3, 2, 1],
)
EMPTY = ("usd_missing", "kg_co2e_missing", "note", "chance_faster_than_suez")
"""Columns in which no row of the frame has anything."""
COLUMNS = {"origin": "Loaded at"}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas(dated_atlas())


@pytest.fixture(scope="module")
def answers(atlas: Atlas) -> pd.DataFrame:
    return atlas.batch(FRAME, columns=COLUMNS)


def test_a_frame_keeps_its_rows_and_its_index(answers: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(answers[FRAME.columns], FRAME)
    own = ["error (2)" if name == "error" else name for name in RESULTS]
    assert list(answers.columns) == [*FRAME.columns, *own]
    errors = answers["error (2)"].tolist()
    assert pd.isna(errors[0])
    assert errors[1] == "The amount is -1; give one above 0 and up to 1,000,000."
    assert "'Nowhereville'" in errors[2]
    assert errors[3].startswith("The origin is empty; fill the cell. The amount is empty")
    assert errors[4] == "The date is empty; fill the cell."
    assert answers["km"].notna().tolist() == [True, False, False, False, False]


def test_a_frame_and_a_file_have_the_same_answers(answers: pd.DataFrame, tmp_path: Path) -> None:
    frame = FRAME.rename(columns={"Loaded at": "origin"})
    frame.to_parquet(tmp_path / "in.parquet", index=False)
    run(dated_atlas(), tmp_path / "in.parquet", tmp_path / "out.parquet")
    held = pd.read_parquet(tmp_path / "out.parquet").set_index(FRAME.index)
    for name in (*RESULTS[:-1], "error (2)"):
        left = [None if pd.isna(one) else one for one in answers[name]]
        right = [None if pd.isna(one) else one for one in held[name]]
        assert left == right
        assert name in EMPTY or any(one is not None for one in left)


def test_conditions_language_and_columns_of_a_result_are_chosen(atlas: Atlas) -> None:
    rows = pd.DataFrame(
        {
            "from": ["Astrakhan", "Astrakhan", "Astrakhan"],
            "to": ["Tehran", "Tehran", ""],
            "day": [dt.date(2025, 11, 3)] * 3,
            "scenario": ["by road", None, None],
        }
    )
    answers = atlas.batch(
        rows,
        scenarios={"by road": Scenario.from_dict({"modes": ["road"]})},
        results=["km", "error"],
        language="ru",
        clock="door",
    )
    assert list(answers.columns) == [*rows.columns, "km", "error"]
    assert answers["km"][0] != answers["km"][1]
    assert answers["error"][2] == "Пункт назначения пуст; заполните ячейку."


def test_a_frame_without_rows_stays_without_rows(atlas: Atlas) -> None:
    answers = atlas.batch(FRAME.iloc[:0], columns=COLUMNS)
    assert len(answers) == 0
    assert "km" in answers


def test_what_does_not_fit_is_one_sentence(atlas: Atlas) -> None:
    with pytest.raises(QuestionError, match="no column is recognised as 'origin'"):
        atlas.batch(FRAME)
    with pytest.raises(QuestionError, match="a shipment has no 'ship'"):
        atlas.batch(FRAME, columns={"ship": "to"})
    with pytest.raises(QuestionError, match="a result has no column 'x'"):
        atlas.batch(FRAME, columns=COLUMNS, results=["x"])
