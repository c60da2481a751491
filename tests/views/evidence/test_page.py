"""The page of evidence: its figures are the back-test's, and its filters filter."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pyarrow.ipc
import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from geo.attribution import DISCLAIMER
from geo.evidence import MovementKind
from geo.evidence.figures import Quantity
from geo.evidence.ledger import conflicting_figures
from geo.evidence.manifest import read_manifest
from geo.evidence.published import Contradiction
from geo.i18n.locale import ENGLISH, get_locale
from geo.i18n.phrases import band_text, sentence
from geo.model import Grade
from geo.validation import closer_rules, signed_errors
from geo.validation.trials import model_answers
from geo.validation.variance import variance_reports
from tests.atlases import back_test
from tests.scenes import HOSTILE
from tests.views.test_pages import TIMEOUT_S, texts
from views.evidence.tables import (
    matches,
    miss_list,
    rule_list,
    score_table,
    share,
    signed_chart,
    signed_share,
    trial_table,
)
from views.state import data
from views.ui.claims import contradiction_table

pytestmark = pytest.mark.slow

CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def show_evidence() -> None:
    from views.evidence import page as evidence

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


def rows_shown(app: AppTest, style: str) -> list[list[str]]:
    """Return the cells of the tables of one style on the page, tags left out."""
    pages = (text for text in texts(app).splitlines() if f'class="answers plain {style}"' in text)
    return [
        [unescape(TAG.sub(" ", cell)).strip() for cell in CELL.findall(row)]
        for page in pages
        for row in page.split("<tr>")[2:]
    ]


def ids_shown(app: AppTest) -> list[str]:
    """Return the ids of the figures of the ledger that the page shows."""
    return [row[0].split()[-1] for row in rows_shown(app, "ledger")]


def test_the_back_test_of_the_page_is_that_of_the_library() -> None:
    app = run()
    assert not app.exception
    tested = back_test(data.atlas(), with_claims=False)
    score, measured, promised = (tested.score("all", kind) for kind in ("", *MovementKind))
    page = unescape(texts(app))
    lead = page.index('class="lead answer"')
    assert f"off by <b>{signed_share(measured.bias, ENGLISH)}</b>, against promises" in page[lead:]
    assert f"by <b>{signed_share(promised.bias, ENGLISH)}</b>: above zero" in page[lead:]
    assert f"trips lie within {share(measured.median_error, ENGLISH)}" in page
    assert f"promises within {share(promised.median_error, ENGLISH)}" in page
    assert f"{share(score.coverage, ENGLISH)} of both are between" in page
    assert f"lies at {share(promised.quantile, ENGLISH)} of the model's distribution" in page
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
    clocks = {
        trial.movement.clock.value for trial in back_test(data.atlas(), with_claims=False).trials
    }
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
    for rest in variance_reports(data.atlas()):
        told = f"{share(rest.mean_unsourced, ENGLISH)} of the variance rests on estimates"
        assert f"{rest.clock.value.capitalize()} clock: {told}" in labels


def test_the_signed_error_of_each_group_stands_with_its_sign_at_its_place() -> None:
    errors = signed_errors(back_test(data.atlas()))
    table = signed_chart(errors, ENGLISH)
    rows = table.split('<th scope="row">')[1:]
    assert len(rows) == len(errors) > 10
    for row, error in zip(rows, errors, strict=True):
        scores = [score for score in (error.measured, error.promised) if score]
        assert scores
        for score in scores:
            assert f"<b>{signed_share(score.bias, ENGLISH)}</b>" in row
        places = [float(text) for text in re.findall(r"--share:([\d.]+)", row)]
        assert [place > 0.5 for place in places] == [score.bias > 0 for score in scores]
        assert all(0 <= place <= 1 for place in places)


def test_each_rule_that_beats_the_model_is_said_so_with_both_errors() -> None:
    scores = back_test(data.atlas()).scores
    rules = closer_rules(scores)
    said = unescape(rule_list(rules, scores, ENGLISH))
    lines = re.findall("<li>(.*?)</li>", said)
    assert len(lines) == len(rules) + 1 > 1
    for rule, line in zip(rules, lines, strict=False):
        own, other = share(rule.error, ENGLISH), share(rule.score.median_error, ENGLISH)
        assert f"was closer, with an error of {own} against {other} of the model" in line
    assert f": {2 * len(scores) - len(rules)}." in lines[-1]


def test_a_model_that_no_rule_beats_is_said_to_be_closer_everywhere() -> None:
    scores = [
        replace(one, one_speed=9.0, speed_by_clock=9.0) for one in back_test(data.atlas()).scores
    ]
    assert closer_rules(scores) == ()
    assert rule_list((), scores, ENGLISH).count("<li>") == 1


def test_a_baseline_that_wins_is_said_to_win() -> None:
    scores = back_test(data.atlas(), with_claims=False).scores
    beaten = [
        winner
        for score in scores
        for winner in (score.one_speed, score.speed_by_clock)
        if winner < score.median_error
    ]
    text = score_table(scores, ENGLISH)
    assert text.count("better than the model") == len(beaten) > 0


def test_every_claim_of_time_or_length_stands_beside_the_model() -> None:
    app = run(part="claims")
    assert not app.exception
    page = texts(app)
    claims = back_test(data.atlas()).claims
    told = list(claims)
    assert page.count('scope="row"') == len(told) > 0
    assert "Suez, all water to the Baltic" in page
    assert "<b>45 – 60</b> days" in page


def test_words_and_grades_narrow_the_ledger() -> None:
    figures = data.atlas().ledger.figures
    assert ids_shown(run(part="ledger")) == list(figures)
    weak = ids_shown(run(part="ledger", grade="K"))
    assert weak == [name for name, figure in figures.items() if figure.grade is Grade.K]
    astara = ids_shown(run(part="ledger", grade=["K", "C"], find="ASTARA transfer"))
    assert 0 < len(astara) < len(weak)
    assert all("astara" in name for name in astara)


def test_quantity_and_mode_narrow_the_ledger() -> None:
    figures = data.atlas().ledger.figures.values()
    speeds = ids_shown(run(part="ledger", quantity="speed", mode=["road", "sea"]))
    wanted = {
        figure.id
        for figure in figures
        if figure.quantity is Quantity.SPEED and figure.mode in {"road", "sea"}
    }
    assert set(speeds) == wanted != set()
    transfers = rows_shown(run(part="ledger", quantity="transfer", mode="rail"), "ledger")
    assert all("rail" in row[0] for row in transfers)


def test_every_figure_stands_with_its_band_and_the_links_of_its_sources() -> None:
    app = run(part="ledger")
    page, figures = texts(app), data.atlas().ledger.figures
    for name, row in zip(figures, rows_shown(app, "ledger"), strict=True):
        assert row[1] == band_text(figures[name], ENGLISH)
        for source in figures[name].sources:
            title, url = data.source(source)
            assert title in row[4]
            assert not url or f'href="{escape(url)}"' in page


def test_an_estimate_is_shown_as_one_without_a_source() -> None:
    rows = rows_shown(run(part="ledger", grade="K"), "ledger")
    assert {row[3] for row in rows} == {"K, estimate"}
    assert {row[4] for row in rows} == {"no source"}
    gaps = {row[0].split()[-1] for row in rows if row[1].startswith("unknown")}
    empty = {
        f.id for f in data.atlas().ledger.figures.values() if f.grade is Grade.K and f.band.p90 == 0
    }
    assert gaps == empty != set()


def test_each_movement_of_the_table_names_its_sources() -> None:
    trials = back_test(data.atlas(), with_claims=False).trials
    told = trial_table(trials, data.source, ENGLISH)
    assert told.count('scope="row"') == len(trials)
    for trial in trials:
        assert all(escape(data.source(name)[0]) in told for name in trial.movement.sources)
    missed = miss_list(trials, data.source, ENGLISH)
    for trial in trials:
        url = escape(data.source(trial.movement.sources[0])[1])
        assert trial.inside or url in missed


def test_a_choice_of_the_ledger_goes_into_the_address() -> None:
    app = run(part="ledger")
    app.multiselect(key="quantity").select("canal").run()
    assert not app.exception
    assert app.query_params["quantity"] == "canal"
    assert app.query_params["part"] == "ledger"


def test_a_band_keeps_the_digits_that_tell_it_apart() -> None:
    figures = data.atlas().ledger.figures
    assert band_text(figures["premium-eastern-tm"], ENGLISH).split(" – ")[1] == "0.030"
    assert band_text(figures["tariff-rail-2022"], ENGLISH).split(" – ")[1] == "1.6"


def test_both_sides_of_every_contradiction_are_shown_with_their_sources() -> None:
    app = run(part="contradictions")
    assert not app.exception
    page = texts(app)
    ledger = data.atlas().ledger
    for one in ledger.contradictions:
        assert escape(sentence(one.one, ENGLISH)) in page
        assert escape(sentence(one.other, ENGLISH)) in page
        for name in one.sources:
            assert escape(ledger.sources[name].url) in page
    (length,) = (one for one in ledger.contradictions if one.id == "corridor-length")
    for answer in model_answers(data.atlas(), length):
        assert f"<b>{ENGLISH.number(answer.km, 0)}</b> km" in page
    for group in conflicting_figures(ledger.figures.values()):
        assert all(escape(band_text(figure, ENGLISH)) in page for figure in group)


def test_hostile_words_of_the_ledger_are_inert() -> None:
    words = "<img src=x onerror=alert(1)>"
    one = Contradiction(
        id="x", subject=words, one=words, one_sources=("s",), other=words, other_sources=("s",)
    )
    told = contradiction_table(
        [(one, ())], names={}, source_of=lambda _: (words, "js:x"), locale=ENGLISH
    )
    assert "<img" not in told
    assert "js:x" not in told


def test_files_and_publications_are_listed_with_licence_and_address() -> None:
    app = run(part="data")
    assert not app.exception
    licences = {file.name: file.licence for file in read_manifest().files}
    files = rows_shown(app, "files")
    assert {row[0]: row[1] for row in files} == licences
    sources = data.atlas().ledger.sources.values()
    listed = rows_shown(app, "publications")
    assert [row[0] for row in listed] == [one.title for one in sources]
    page = texts(app)
    assert all(escape(one.url) in page for one in sources)
    assert escape(DISCLAIMER) in page
    assert all(escape(text) in page for text in read_manifest().credits)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_find_nothing_and_do_nothing(words: str) -> None:
    app = run(part="ledger", find=words)
    assert not app.exception
    assert ids_shown(app) == []
    assert words not in texts(app)


def test_the_title_of_a_source_is_searched_too() -> None:
    figure = data.atlas().ledger.figures["rail-ir-block"]
    assert matches(figure, data.source(figure.sources[0])[0].upper(), data.source, ENGLISH)
    assert not matches(figure, "no such words anywhere", data.source, ENGLISH)
    told = get_locale("ru").translate(figure.note)
    assert matches(figure, told, data.source, get_locale("ru"))
    assert not matches(figure, told, data.source, ENGLISH)
