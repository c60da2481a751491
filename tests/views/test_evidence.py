"""The page of evidence: its figures are the back-test's, and its filters filter."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.backtest import run_backtest
from geo.maps_scene import ENGLISH
from geo.model import Grade
from tests.scenes import HOSTILE
from tests.views.test_pages import TIMEOUT_S, chart_data, texts
from views import loaders
from views.evidence_tables import found, score_table, share


def show_evidence() -> None:
    from views import evidence  # noqa: PLC0415 - the harness runs this function's source alone

    evidence.show()


def run(**query: str | list[str]) -> AppTest:
    app = AppTest.from_function(show_evidence, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def test_the_back_test_of_the_page_is_that_of_the_library() -> None:
    app = run()
    assert not app.exception
    tested = run_backtest(loaders.atlas())
    score = tested.score(grouped=False)
    page = texts(app)
    assert f"error of P50 is {share(score.median_error, ENGLISH)}" in page
    assert f"and {share(score.coverage, ENGLISH)} lie" in page
    rows = chart_data(app)
    assert len(rows) == len(tested.trials)
    for trial in tested.trials:
        (row,) = rows[rows["id"] == trial.movement.id].to_dict("records")
        assert row["p50"] == pytest.approx(trial.days.p50, abs=0.01)
        assert row["seen"] == pytest.approx(trial.observed, abs=0.01)
        assert row["inside"] == ("inside" if trial.inside else "outside")
    misses = [trial for trial in tested.trials if not trial.inside]
    assert page.count("<li><b>") == len(misses) > 0


def test_a_baseline_that_wins_is_said_to_win() -> None:
    scores = run_backtest(loaders.atlas()).scores
    beaten = [
        winner
        for score in scores
        if not score.grouped
        for winner in (score.one_speed, score.speed_by_clock)
        if winner < score.median_error
    ]
    text = score_table((s for s in scores if not s.grouped), ENGLISH)
    assert text.count("better than the model") == len(beaten) > 0


def test_every_claim_of_time_or_length_stands_beside_the_model() -> None:
    app = run(part="claims")
    assert not app.exception
    page = texts(app)
    assert "Suez, all water to the Baltic" in page
    assert "<b>45 – 60</b> days" in page


def test_words_and_grades_narrow_the_ledger() -> None:
    figures = loaders.atlas().ledger.figures.values()
    (every,) = run(part="ledger").dataframe
    assert len(every.value) == len(figures)
    (weak,) = run(part="ledger", grade="K").dataframe
    assert len(weak.value) == sum(figure.grade is Grade.K for figure in figures)
    (astara,) = run(part="ledger", grade=["K", "C"], find="ASTARA transfer").dataframe
    assert 0 < len(astara.value) < len(weak.value)
    assert astara.value["Figure"].str.contains("astara").all()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_find_nothing_and_do_nothing(words: str) -> None:
    app = run(part="ledger", find=words)
    assert not app.exception
    assert not app.dataframe
    assert words not in texts(app)


def test_the_title_of_a_source_is_searched_too() -> None:
    figure = loaders.atlas().ledger.figures["rail-ir-block"]
    assert found(figure, loaders.source(figure.sources[0])[0].upper(), loaders.source)
    assert not found(figure, "no such words anywhere", loaders.source)
