"""The page of evidence: its figures are the back-test's, and its filters filter."""

from __future__ import annotations

import json
from html import escape

import pandas as pd
import pyarrow.ipc
import pytest
from streamlit.testing.v1 import AppTest

from geo.backtest import run_backtest
from geo.backtest_contradictions import own_answers
from geo.backtest_weight import rests
from geo.evidence import same_case
from geo.evidence_manifest import read_manifest
from geo.figures import Quantity
from geo.ledger_files_contradictions import Contradiction
from geo.maps import DISCLAIMER
from geo.maps_scene import ENGLISH
from geo.model import Grade
from geo.tongues import tongue
from geo.tongues_figures import band_text
from tests.scenes import HOSTILE
from tests.views.test_pages import TIMEOUT_S, texts
from views import loaders
from views.evidence_contradictions import contradiction_table
from views.evidence_tables import found, score_table, share


def show_evidence() -> None:
    from views import evidence  # noqa: PLC0415 - the harness runs this function's source alone

    evidence.show()


def run(**query: str | list[str]) -> AppTest:
    app = AppTest.from_function(show_evidence, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def chart_rows(app: AppTest) -> list[pd.DataFrame]:
    """Return the rows of each chart of the page."""
    found = []
    for chart in app.get("vega_lite_chart"):
        (table,) = [named.data for named in chart.proto.datasets] or [chart.proto.data]
        found.append(pyarrow.ipc.open_stream(table.data).read_pandas())
    return found


def test_the_back_test_of_the_page_is_that_of_the_library() -> None:
    app = run()
    assert not app.exception
    tested = run_backtest(loaders.atlas())
    score = tested.score(grouped=False)
    page = texts(app)
    assert f"error of P50 is {share(score.median_error, ENGLISH)}" in page
    assert f"and {share(score.coverage, ENGLISH)} lie" in page
    rows = pd.concat(chart_rows(app))
    assert len(rows) == len(tested.trials)
    for trial in tested.trials:
        (row,) = rows[rows["id"] == trial.movement.id].to_dict("records")
        assert row["p50"] == pytest.approx(trial.days.p50, abs=0.01)
        assert row["seen"] == pytest.approx(trial.observed, abs=0.01)
        assert row["inside"] == ("inside" if trial.inside else "outside")
    misses = [trial for trial in tested.trials if not trial.inside]
    assert page.count("<li><b>") == len(misses) > 0


def test_movements_are_drawn_by_clock_on_one_scale() -> None:
    app = run()
    by_clock = [set(rows["clock"]) for rows in chart_rows(app)]
    assert sorted(map(len, by_clock)) == [1] * len(by_clock)
    clocks = {trial.movement.clock.value for trial in run_backtest(loaders.atlas()).trials}
    assert set.union(*by_clock) == clocks
    scales = {
        str(layer["encoding"]["x"]["scale"]["domain"])
        for chart in app.get("vega_lite_chart")
        for layer in json.loads(chart.proto.spec)["layer"]
        if "scale" in layer["encoding"]["x"]
    }
    assert len(scales) == 1


def test_what_rests_on_estimates_is_said() -> None:
    app = run()
    labels = {expander.label for expander in app.expander}
    for rest in rests(loaders.atlas()):
        told = f"{share(rest.mean_unsourced, ENGLISH)} of the variance rests on estimates"
        assert f"{rest.clock.value.capitalize()} clock: {told}" in labels


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


def test_quantity_and_mode_narrow_the_ledger() -> None:
    figures = loaders.atlas().ledger.figures.values()
    (speeds,) = run(part="ledger", quantity="speed", mode=["road", "sea"]).dataframe
    wanted = {
        figure.id
        for figure in figures
        if figure.quantity is Quantity.SPEED and figure.mode in {"road", "sea"}
    }
    assert set(speeds.value["Figure"]) == wanted != set()
    (transfers,) = run(part="ledger", quantity="transfer", mode="rail").dataframe
    assert all("rail" in applied for applied in transfers.value["Applies to"])


def test_an_estimate_is_shown_as_one_without_a_source() -> None:
    (weak,) = run(part="ledger", grade="K").dataframe
    assert set(weak.value["Grade"]) == {"K, estimate"}
    assert set(weak.value["Sources"]) == {"no source"}
    assert set(weak.value["Address"]) == {""}
    gaps = weak.value[weak.value["P10 – P50 – P90"].str.startswith("unknown")]
    empty = {f.id for f in loaders.atlas().ledger.figures.values() if f.band.p90 == 0}
    assert set(gaps["Figure"]) == empty & set(weak.value["Figure"]) != set()


def test_a_choice_of_the_ledger_goes_into_the_address() -> None:
    app = run(part="ledger")
    app.multiselect(key="quantity").select("canal").run()
    assert not app.exception
    assert app.query_params["quantity"] == "canal"
    assert app.query_params["part"] == "ledger"


def test_a_band_keeps_the_digits_that_tell_it_apart() -> None:
    figures = loaders.atlas().ledger.figures
    assert band_text(figures["tariff-rail-2021"], ENGLISH).split(" – ")[1] == "0.090"
    assert band_text(figures["tariff-rail-2022"], ENGLISH).split(" – ")[1] == "0.080"


def test_both_sides_of_every_contradiction_are_shown_with_their_sources() -> None:
    app = run(part="contradictions")
    assert not app.exception
    page = texts(app)
    ledger = loaders.atlas().ledger
    for one in ledger.contradictions:
        assert escape(one.one) in page
        assert escape(one.other) in page
        for name in one.sources:
            assert escape(ledger.sources[name].url) in page
    (length,) = (one for one in ledger.contradictions if one.id == "corridor-length")
    for answer in own_answers(loaders.atlas(), length):
        assert f"<b>{ENGLISH.number(answer.km, 0)}</b> km" in page
    for group in same_case(ledger.figures.values()):
        assert all(escape(band_text(figure, ENGLISH)) in page for figure in group)


def test_hostile_words_of_the_ledger_are_inert() -> None:
    words = "<img src=x onerror=alert(1)>"
    one = Contradiction(
        id="x", subject=words, one=words, one_sources=("s",), other=words, other_sources=("s",)
    )
    told = contradiction_table(
        [(one, ())], names={}, book=lambda _: (words, "js:x"), tongue=ENGLISH
    )
    assert "<img" not in told
    assert "js:x" not in told


def test_files_and_publications_are_listed_with_licence_and_address() -> None:
    app = run(part="data")
    assert not app.exception
    files, sources = (frame.value for frame in app.dataframe)
    made = read_manifest()["files"]
    assert dict(zip(files["File"], files["Licence"], strict=True)) == {
        name: row["licence"] for name, row in made.items()
    }
    assert len(sources) == len(loaders.atlas().ledger.sources)
    page = texts(app)
    assert escape(DISCLAIMER) in page
    assert all(escape(text) in page for text in read_manifest()["credits"].values())


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_find_nothing_and_do_nothing(words: str) -> None:
    app = run(part="ledger", find=words)
    assert not app.exception
    assert not app.dataframe
    assert words not in texts(app)


def test_the_title_of_a_source_is_searched_too() -> None:
    figure = loaders.atlas().ledger.figures["rail-ir-block"]
    assert found(figure, loaders.source(figure.sources[0])[0].upper(), loaders.source, ENGLISH)
    assert not found(figure, "no such words anywhere", loaders.source, ENGLISH)
    told = tongue("ru").say(figure.note)
    assert found(figure, told, loaders.source, tongue("ru"))
    assert not found(figure, told, loaders.source, ENGLISH)
