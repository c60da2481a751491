"""A table of shipments on the page of routes: answered, kept in one session, forgotten."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from tests.geo.batch.tables import GOOD, text
from views.compare import shipments

pytestmark = pytest.mark.slow
TIMEOUT_S = 60
TABLE = text(GOOD, ("Nowhereville", *GOOD[1:]), (*GOOD[:3], "-1"))


def show_part() -> None:
    from views.compare.shipments import show_box
    from views.state import address

    address.take_language()
    show_box()


def opened(content: str = TABLE, name: str = "ship ments.csv", language: str = "en") -> AppTest:
    app = AppTest.from_function(show_part, default_timeout=TIMEOUT_S)
    app.query_params["lang"] = language
    app.run()
    app.file_uploader[0].set_value((name, content.encode(), "text/csv"))
    return app.run()


def words(app: AppTest) -> str:
    bodies = "\n".join(element.proto.body for element in app.get("html"))
    return unescape(re.sub(r"<[^>]*>", "", bodies))


def kept(app: AppTest) -> shipments.AnsweredTable:
    answered: shipments.AnsweredTable = app.session_state[shipments.KEPT]
    return answered


def test_a_table_is_answered_and_its_bad_rows_are_named() -> None:
    app = opened()
    assert not app.exception
    assert "3 rows, 2 of them with an error" in words(app)
    answered = kept(app)
    rows = list(csv.DictReader(io.StringIO(answered.content.decode("utf-8-sig"))))
    assert [bool(row["km"]) for row in rows] == [True, False, False]
    assert answered.name == "ship-ments-answers.csv"
    bad, totals = (element.value for element in app.dataframe)
    assert bad["Row"].tolist() == [3, 4]
    assert "'Nowhereville'" in bad["What is wrong"][0]
    assert totals["Rows"].sum() == 3 * 3
    assert "2025-11" in totals["Name"].tolist()


@pytest.mark.parametrize(
    ("language", "sentence"), [("ru", "строк: 3, из них с ошибкой: 2"), ("fa", "با خطا")]
)
def test_the_part_speaks_russian_and_persian(language: str, sentence: str) -> None:
    app = opened(language=language)
    assert sentence in words(app).casefold()
    assert "Nowhereville" in str(app.dataframe[0].value.iloc[0, 1])
    assert not app.exception


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        pytest.param("", "a.csv", "is empty", id="empty"),
        pytest.param(text(GOOD, head=("a", "b", "c", "d")), "a.csv", "'origin'", id="head"),
        pytest.param(TABLE, "a.xlsx", "is damaged", id="damaged"),
        pytest.param(
            text(*[GOOD] * (shipments.PAGE_LIMITS.features + 1)), "a.csv", "20,000 rows", id="rows"
        ),
        pytest.param(
            text(*((str(n), *GOOD[1:]) for n in range(shipments.MOST_QUESTIONS + 1))),
            "a.csv",
            "over 300 different questions",
            id="questions",
        ),
        pytest.param(
            text(GOOD, head=tuple(f"h{n}" for n in range(200))), "a.csv", "columns", id="columns"
        ),
    ],
)
def test_a_table_that_is_refused_is_one_sentence(content: str, name: str, sentence: str) -> None:
    app = opened(content, name)
    assert not app.exception
    assert shipments.KEPT not in app.session_state
    assert sentence in words(app)


def test_a_table_that_is_taken_back_is_forgotten() -> None:
    app = opened()
    assert shipments.KEPT in app.session_state
    app.file_uploader[0].set_value(None).run()
    assert shipments.KEPT not in app.session_state
    assert "3 rows" not in words(app)
