"""The back-test: rows timed as they were, scores done by hand, and documents that stay true."""

from __future__ import annotations

import json
import re
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cli.evidence import matching
from geo.cli.main import main
from geo.errors import UnknownNameError, UnknownPlaceError
from geo.evidence.figures import Movement, MovementKind
from geo.evidence.ledger import Ledger
from geo.evidence.record import MIN_FAMILIES
from geo.i18n import get_locale
from geo.journeys import journey as geo_journey
from geo.model import Band, Clock, Grade, StopKind
from geo.palette import STATES
from geo.scenario import Scenario
from geo.validation.backtest import run_backtest
from geo.validation.prices import price_text
from geo.validation.report import backtest_text, draw_trials, scores_markdown
from geo.validation.results import ClaimCheck, Pool, Trial, record_of, scores_of, weighted_median
from geo.validation.standard import standard_prices, standard_text
from geo.validation.trials import check_claim, published_route, time_movement, trial_of
from geo.validation.variance import CLOCKS, variance_reports, variance_text
from tests import words
from tests.atlases import back_test, price_test

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.journeys.atlas import Atlas
    from geo.validation.backtest import BackTest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(atlas: Atlas) -> BackTest:
    return back_test(atlas)


@pytest.fixture(scope="module")
def trip(atlas: Atlas) -> Callable[[str], Movement]:
    trips = {one.id: one for one in atlas.ledger.movements}
    return trips.__getitem__


def made(
    name: str,
    *,
    observed: float,
    p50: float,
    km: float = 1000.0,
    clock: Clock = Clock.TRAIN,
    group: str = "",
    sized: tuple[str, ...] = (),
    spread: float = 2.0,
) -> Trial:
    movement = Movement(
        id=name,
        group=group or name,
        origin="a",
        destination="b",
        corridor="",
        variant="",
        branch="eastern",
        clock=clock,
        date="2024-01",
        days=Band(p10=observed, p50=observed, p90=observed),
        basis="measured",
        grade=Grade.A,
        sources=(),
    )
    return Trial(
        movement=movement,
        start="A",
        end="B",
        km=km,
        corridor="any",
        variant="",
        days=Band(p10=p50 / spread, p50=p50, p90=p50 * spread),
        middle=p50,
        quantile=0.5,
        sized_by=sized,
        gap_parts=(),
    )


def with_ledger(atlas: Atlas, **changes: object) -> Atlas:
    old = atlas.ledger
    parts = {
        "figures": old.figures.values(),
        "sources": old.sources,
        "claims": old.claims,
        "movements": old.movements,
    }
    return replace(atlas, ledger=Ledger(**(parts | changes)))  # type: ignore[arg-type]


def test_every_movement_is_timed(found: BackTest, atlas: Atlas) -> None:
    assert found.failed == ()
    assert [trial.movement.id for trial in found.trials] == [m.id for m in atlas.ledger.movements]


def test_a_movement_is_timed_by_its_own_clock_month_and_way(
    atlas: Atlas, trip: Callable[[str], Movement], found: BackTest
) -> None:
    movement = trip("trn-001")
    journey = time_movement(atlas, movement)
    assert journey.scenario.date == "2016-09"
    assert "qazvin-rasht" not in {link for leg in journey.route.legs for link in leg.links}
    trial = next(one for one in found.trials if one.movement is movement)
    days = journey.timed.band(Clock.SHIPMENT).scaled(1 / 24)
    assert trial.days.p50 == pytest.approx(days.p50)
    assert trial.km == pytest.approx(journey.route.km)
    assert trial.error == pytest.approx(days.p50 / 22.5 - 1)


def test_a_gate_the_way_did_not_pass_is_closed(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    movement = trip("kz-2025")
    countries = time_movement(atlas, movement).route.km_by_country()
    other = replace(movement, closed=frozenset({"tm-uz"}))
    assert "UZ" in countries
    assert "UZ" not in time_movement(atlas, other).route.km_by_country()


def test_a_service_is_that_of_the_movement(atlas: Atlas, trip: Callable[[str], Movement]) -> None:
    assert trip("uz-2024").services == ("wagon",)
    wagon = trial_of(atlas, trip("uz-2024"), {"uz-2024"})
    block = trial_of(atlas, replace(trip("uz-2024"), services=()), {"uz-2024"})
    assert wagon.days.p50 > 2 * block.days.p50


def test_a_time_from_departure_to_arrival_leaves_out_both_ends(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    movement = trip("trn-009")
    assert movement.ends_outside
    journey = time_movement(atlas, movement)
    stops = journey.timed.stops
    kinds = {StopKind.ORIGIN, StopKind.DESTINATION}
    ends = [
        part
        for part in journey.timed.parts
        if part.kind in kinds
        or (part.kind is StopKind.WAIT and stops[part.index].stop.after_leg == -1)
    ]
    waits = [part for part in journey.timed.parts if part.kind is StopKind.WAIT]
    assert len(waits) == 2
    fixed = {part.figure_id: 0.0 for part in ends}
    assert len(fixed) == 3
    whole = trial_of(atlas, replace(movement, ends_outside=False), set())
    inner = trial_of(atlas, movement, set())
    assert inner.days.p50 < whole.days.p50 - sum(part.hours.p10 for part in ends) / 24
    assert inner.days.p50 > journey.timed.band(Clock.SHIPMENT).p50 / 24


def test_a_way_off_the_network_has_its_borders_and_gauge_breaks(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    movement = trip("trn-021")
    way = published_route(atlas, movement, Scenario(date=movement.date))
    assert way.km == 3185 + 700 + 1517 + 934
    assert [(stop.kind, stop.countries) for stop in way.stops] == [
        (StopKind.BORDER, ("KZ", "TM")),
        (StopKind.GAUGE_BREAK, ("TM", "IR")),
        (StopKind.BORDER, ("IR", "TR")),
    ]
    timed = time_movement(atlas, movement).timed
    legs = [part for part in timed.parts if part.kind is None]
    assert [part.figure_id for part in legs][:3] == [
        "rail-kz-block-2022",
        "rail-tm-2022",
        "rail-ir-block",
    ]
    assert legs[0].hours.p50 == pytest.approx(
        3185 / atlas.ledger.figures["rail-kz-block-2022"].band.p50 * 24
    )
    assert {Clock.TRAIN, Clock.DOOR} <= timed.clocks


def test_a_way_may_lie_in_part_on_the_network(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    movement = trip("qingdao-alat-2021")
    assert movement.legs == (("CN", 4649.0), ("altynkol", "alat"))
    journey = time_movement(atlas, movement)
    ends = [atlas.places.by_id(name) for name in ("altynkol", "alat")]
    inner = geo_journey(atlas, *ends, scenario=replace(journey.scenario, clock=Clock.SHIPMENT))
    assert journey.route.km == pytest.approx(4649 + inner.route.km)
    first, *rest = journey.route.stops
    assert (first.kind, first.countries, first.after_leg) == (
        StopKind.GAUGE_BREAK,
        ("CN", "KZ"),
        0,
    )
    assert [(s.place, s.after_leg - 1) for s in rest] == [
        (s.place, s.after_leg) for s in inner.route.stops
    ]


def test_a_gauge_of_its_own_breaks_at_both_borders(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    stops = time_movement(atlas, trip("lahore-astrakhan-2025")).route.stops
    breaks = [stop.countries for stop in stops if stop.kind is StopKind.GAUGE_BREAK]
    assert breaks == [("PK", "IR"), ("IR", "TM")]


def test_a_mean_of_trips_is_measured_whoever_states_it(trip: Callable[[str], Movement]) -> None:
    assert trip("sp2-006-2025").basis == "official"
    assert trip("sp2-006-2025").kind is MovementKind.MEASURED
    assert trip("trn-018").kind is trip("trn-011").kind is MovementKind.PROMISED


def test_a_movement_in_sight_of_a_figure_does_not_count_nor_do_its_likes(
    atlas: Atlas, found: BackTest
) -> None:
    counted = {trial.movement.id for trial in found.trials if trial.used_for_validation}
    assert {"trn-006", "trn-010"} <= counted
    figures = dict(atlas.ledger.figures)
    figures["rail-kz-block-2022"] = replace(figures["rail-kz-block-2022"], sized_on=("trn-006",))
    figures["ship-caspian"] = replace(figures["ship-caspian"], sized_on=("trn-023",))
    again = run_backtest(with_ledger(atlas, figures=figures.values()), with_claims=False)
    sized = {trial.movement.id: trial.sized_by for trial in again.trials}
    assert sized["trn-006"] == sized["trn-010"] == ("rail-kz-block-2022",)
    assert sized["trn-023"] == ()
    assert {trial.movement.id for trial in again.trials if trial.used_for_validation} >= {"trn-023"}
    assert again.score().rows < found.score().rows


def test_sized_figures_of_the_ledger_take_their_trips_out(found: BackTest) -> None:
    out = {trial.movement.id for trial in found.trials if not trial.used_for_validation}
    assert {"trn-008", "trn-007", "trn-042", "trn-043", "sp2-013"} <= out
    assert found.score().rows == len(found.trials) - len(out)


def test_a_movement_the_network_does_not_serve_is_told_apart(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    early = replace(trip("trn-011"), id="early", group="early", corridor="western", variant="rail")
    wrong = replace(trip("trn-001"), id="wrong", group="wrong", clock=Clock.TRAIN)
    moved = with_ledger(atlas, movements=[early, wrong, trip("trn-011")])
    again = run_backtest(moved, with_claims=False)
    assert [name for name, _ in again.failed] == ["early", "wrong"]
    assert "Rasht" in again.failed[0][1]
    assert "wholly by rail" in again.failed[1][1]
    assert len(again.trials) == 1
    assert f"early: {again.failed[0][1]}" in again.table()
    assert again.scores == ()
    with pytest.raises(UnknownNameError, match="no score of 'all'"):
        again.score()


def test_a_movement_between_unknown_places_is_an_error(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    with pytest.raises(UnknownPlaceError, match="'atlantis'"):
        time_movement(atlas, replace(trip("trn-001"), origin="atlantis"))


# Scores, by hand: four trains at 100, 200, 250 and 500 km a day, and a ship.
HAND = (
    made("one", observed=10, p50=11),
    made("two", observed=5, p50=4, group="pair"),
    made("three", observed=4, p50=9, group="pair"),
    made("four", observed=2, p50=2),
    made("ship", observed=10, p50=10, km=5000, clock=Clock.VESSEL),
    made("seen", observed=1, p50=100, sized=("figure",)),
)


def test_scores_are_those_done_by_hand_and_count_a_pair_once() -> None:
    score = scores_of(HAND)[0]
    assert (score.by, score.name, score.kind, score.count, score.rows) == ("all", "all", "", 4, 5)
    # errors with weights: 0 (1), 0 (1), 0.1 (1), 0.2 (1/2), 1.25 (1/2)
    assert score.median_error == pytest.approx((0.0 + 0.1) / 2)
    assert score.bias == pytest.approx(0.0)
    assert score.coverage == pytest.approx((3 + 1 / 2) / 4)
    # medians of the other families: 500 (375 to 500), 500, 500, 250, 250 km a day
    train = next(one for one in scores_of(HAND) if one.name == "train")
    assert (train.count, train.rows) == (3, 4)
    assert train.median_error == pytest.approx(0.1)


def test_trips_are_scored_apart_from_promises() -> None:
    plan = made("plan", observed=10, p50=8)
    plan = replace(plan, movement=replace(plan.movement, basis="planned"))
    scores = {(one.name, one.kind): one for one in scores_of([*HAND, plan])}
    assert scores["all", ""].rows == 6
    assert scores["all", "measured"].rows == 5
    assert scores["all", "promised"].rows == 1
    assert scores["all", "promised"].bias == pytest.approx(-0.2)
    assert ("vessel", "measured") not in scores  # all of them are measured


def test_a_branch_is_scored_alone_and_with_its_sisters() -> None:
    west = made("west", observed=10, p50=8)
    west = replace(west, movement=replace(west.movement, branch="western"))
    sea = made("sea", observed=10, p50=12)
    sea = replace(sea, movement=replace(sea.movement, branch="rival-sea"))
    rows = {one.name: one.rows for one in scores_of([*HAND, west, sea]) if one.by == "branch"}
    assert rows == {"branches": 6, "western": 1, "eastern": 5, "rival-sea": 1}


def test_a_mean_of_trips_stands_beside_the_mean_of_the_model(
    atlas: Atlas, trip: Callable[[str], Movement]
) -> None:
    movement = trip("sp2-006-2025")
    mean = trial_of(atlas, movement, set())
    single = trial_of(atlas, replace(movement, is_mean=False), set())
    assert single.middle == single.days.p50 < mean.middle
    law = time_movement(atlas, movement).timed.distribution(Clock.TRAIN)
    assert mean.middle == pytest.approx(law.mean / 24)
    assert mean.error == pytest.approx(law.mean / 24 / 16 - 1)


def test_the_quantile_of_published_days_is_that_of_the_law(found: BackTest) -> None:
    assert len(found.trials) > 40
    for trial in found.trials:
        observed, days = trial.observed, trial.days
        assert (trial.quantile >= 0.1) is (observed >= days.p10)
        assert (trial.quantile <= 0.9) is (observed <= days.p90)


def test_a_family_does_not_help_its_own_baseline() -> None:
    rows = [made(str(n), observed=1, p50=1, km=km, group="same") for n, km in enumerate((100, 100))]
    rows.append(made("other", observed=1, p50=1, km=400))
    assert Pool(rows).score("all", "all", "", rows[:2]).one_speed == pytest.approx(3 / 4)


def families(levels: dict[str, float], branch: str) -> list[Trial]:
    trials = []
    for name, level in levels.items():
        trial = made(name, observed=10, p50=10)
        moved = replace(trial.movement, branch=branch)
        trials.append(replace(trial, movement=moved, quantile=level))
    return trials


def test_a_branch_with_few_families_takes_the_record_of_all_three() -> None:
    east = families({f"e{n}": 0.5 for n in range(5)}, "eastern")
    west = families({"w": 0.9}, "western")
    sea = families({"s": 0.1}, "rival-sea")
    every = [*east, *west, *sea]
    assert record_of("eastern", every).families == 5
    assert (record_of("western", every).branch, record_of("western", every).families) == (
        "branches",
        6,
    )
    assert (record_of("rival-sea", every).branch, record_of("rival-sea", every).families) == (
        "all",
        7,
    )


def test_a_corrected_band_leaves_the_own_family_out() -> None:
    late = families({f"late{n}": 0.95 for n in range(9)}, "eastern")
    odd = families({"odd": 0.05}, "eastern")
    pool = Pool([*late, *odd])
    assert pool.score("all", "all", "", late).coverage == pytest.approx(1.0)
    assert pool.score("all", "all", "", late).corrected == pytest.approx(1.0)
    assert pool.score("all", "all", "", odd).corrected == 0.0


@given(st.lists(st.floats(-100, 100), min_size=1))
def test_the_weighted_median_of_equals_is_the_median(values: list[float]) -> None:
    assert weighted_median((value, 1.0) for value in values) == statistics.median(values)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1))
def test_a_weight_counts_like_as_many_rows(pairs: list[tuple[int, int]]) -> None:
    rows = [value for value, weight in pairs for _ in range(weight)]
    assert weighted_median((value, weight / 7) for value, weight in pairs) == statistics.median(
        rows
    )


def test_the_model_beats_both_baselines(found: BackTest) -> None:
    for name in ("all", *Clock):
        score = found.score(name)
        if name == "all" or score.count >= MIN_FAMILIES:
            assert score.median_error < score.one_speed
            assert score.median_error < score.speed_by_clock
    assert 0.8 <= found.score().coverage <= 0.9
    assert found.score("all", "measured").median_error < 0.15
    assert abs(found.score("branches").bias) < 0.1


def test_every_miss_is_explained_and_nothing_else(found: BackTest) -> None:
    missed = {trial.movement.id for trial in found.trials if trial.needs_explanation}
    explained = {trial.movement.id for trial in found.trials if trial.movement.explanation}
    assert missed == explained


def test_explanations_say_what_the_model_says(
    atlas: Atlas, trip: Callable[[str], Movement], found: BackTest
) -> None:
    trials = {trial.movement.id: trial for trial in found.trials}
    china = atlas.ledger.figures["rail-cn-2023"].band
    assert f"from {china.p10:.0f} to {china.p90:,.0f} km a day" in trip("trn-025").explanation

    def stays(name: str) -> float:
        parts = time_movement(atlas, trip(name)).timed.parts
        return sum(p.hours.p50 for p in parts if p.kind is StopKind.GAUGE_BREAK) / 24

    block = time_movement(atlas, replace(trip("kz-2025"), services=()))
    iran = next(
        p for p in time_movement(atlas, trip("kz-2025")).timed.parts if "Sarakhs" in p.label
    )
    longer = trials["fil-2025"].km - trials["dw2-030"].km
    knots = trials["dw2-030"].km / 1.852 / (11 * 24)
    for name, text in {
        "trn-024": f"{trials['trn-024'].km / 3:,.0f} km".replace("1,131", "1,130"),
        "trn-025": f"{stays('trn-025'):.1f} days at P50",
        "yiwu-2016": f"{stays('yiwu-2016'):.1f} days at two gauge breaks",
        "kz-2025": f"need {block.hours.p50 / 24:.0f} days",
        "lahore-astrakhan-2025": f"{trials['lahore-astrakhan-2025'].km:,.0f} km",
        "vorsino-novorossiysk-2023": f"model {trials['vorsino-novorossiysk-2023'].days.p50:.1f}",
        "dw2-030": f"{longer:.0f} km",
    }.items():
        assert text in trip(name).explanation, (name, text)
    assert f"takes {iran.hours.p50 / 24:.0f} days" in trip("kz-2025").explanation
    assert f"{knots:.1f} knots" in trip("dw2-030").explanation


def test_the_carriers_of_a_gap_point_towards_it(found: BackTest) -> None:
    assert len(found.trials) > 20
    for trial in found.trials:
        gap = trial.observed - trial.days.p50
        assert trial.gap_parts
        reaches = [part.reach_days for part in trial.gap_parts]
        assert all(reach * gap >= 0 for reach in reaches)
        assert [abs(reach) for reach in reaches] == sorted(map(abs, reaches), reverse=True)


def test_claims_are_shown_and_never_scored(atlas: Atlas, found: BackTest) -> None:
    assert len(found.claims) == len(atlas.ledger.claims)
    some = atlas.ledger.claims[::6]
    wild = [replace(claim, low=1.0, typical=1.0, high=999.0) for claim in some]
    again = run_backtest(with_ledger(atlas, claims=wild))
    assert len(again.claims) == len(wild) > 3
    assert again.scores == found.scores
    assert again.trials == found.trials


def claim_of(found: BackTest, name: str) -> ClaimCheck:
    return next(beside for beside in found.claims if beside.claim.id == name)


def test_a_claim_without_a_clock_stands_beside_two(found: BackTest) -> None:
    assert set(claim_of(found, "trn-030").days) == {Clock.SHIPMENT, Clock.DOOR}
    assert set(claim_of(found, "bas-012").days) == {Clock.VESSEL}


def test_a_claim_without_a_corridor_gets_the_quickest_branch(atlas: Atlas, found: BackTest) -> None:
    free = claim_of(found, "trn-030")
    branches = []
    for corridor in ("western", "trans-caspian", "eastern"):
        bound = check_claim(atlas, replace(free.claim, corridor=corridor))
        branches.append((bound.days[Clock.SHIPMENT].p50, corridor))
    assert free.corridor == min(branches)[1]


def test_a_claim_about_the_finished_corridor_is_answered_with_it(found: BackTest) -> None:
    target = claim_of(found, "trn-035")
    assert target.claim.built == {"rasht-astara"}
    assert target.variant.startswith("rail+")
    assert claim_of(found, "trn-038").days[Clock.TRAIN].p50 > 0


def test_a_claim_of_length_has_kilometres_and_no_days(found: BackTest) -> None:
    length = claim_of(found, "len-001")
    assert length.days == {}
    assert length.km == pytest.approx(7200, rel=0.05)


def test_a_claim_the_model_cannot_answer_says_why(found: BackTest) -> None:
    assert "does not name two places" in claim_of(found, "bas-019").reason


def test_a_claim_between_two_places_of_a_branch_is_answered_by_it(found: BackTest) -> None:
    assert claim_of(found, "trn-044").corridor == "western"


def test_the_answer_rests_on_what_the_journeys_rest_on(atlas: Atlas) -> None:
    weights = variance_reports(atlas)
    assert tuple(rest.clock for rest in weights) == CLOCKS
    for rest in weights:
        assert len(rest.figures) == 10
        means = [one.mean for one in rest.figures]
        assert means == sorted(means, reverse=True)
        assert {"western", "eastern", "suez", "cape"} <= rest.unsourced.keys()
        for name, share in rest.unsourced.items():
            known = [one for one in rest.figures if one.grade is Grade.K]
            assert sum(one.shares[name] for one in known) <= share + 1e-9
            assert 0 <= share <= 1
    assert all(atlas.ledger.figures[one.figure_id].grade is one.grade for one in weights[0].figures)


def test_what_rests_on_unsourced_figures_falls_when_one_is_sourced(atlas: Atlas) -> None:
    before = variance_reports(atlas)[0]
    first = next(one.figure_id for one in before.figures if one.grade is Grade.K)
    figures = dict(atlas.ledger.figures)
    figures[first] = replace(figures[first], grade=Grade.C)
    after = variance_reports(with_ledger(atlas, figures=figures.values()))[0]
    share = next(one.mean for one in before.figures if one.figure_id == first)
    assert before.mean_unsourced - after.mean_unsourced == pytest.approx(share)


def test_the_markdown_has_a_row_for_each_score(found: BackTest) -> None:
    lines = scores_markdown(found.scores).splitlines()
    assert len(lines) == 2 + len(found.scores)
    assert {line.count("|") for line in lines} == {11}


def test_the_table_shows_every_row_and_every_reason(found: BackTest) -> None:
    text = backtest_text(found.trials, found.failed, found.claims, found.scores)
    assert len(found.trials) > 20
    for trial in found.trials:
        line = next(one for one in text.splitlines() if one.startswith(trial.movement.id.ljust(15)))
        assert ("outside" in line) is not trial.inside
        assert ("not counted" in line) is not trial.used_for_validation
        assert trial.movement.explanation in text
    assert all(beside.claim.id in text for beside in found.claims)


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_the_back_test_is_in_one_language(found: BackTest, language: str, atlas: Atlas) -> None:
    locale = get_locale(language)
    letters = re.compile("[а-яё]" if language == "ru" else "[آ-ی]")
    priced, standard = price_test(atlas), standard_prices(atlas)
    texts = [
        found.table(locale),
        price_text(priced, locale),
        standard_text(standard, locale),
        variance_text(variance_reports(atlas), locale),
    ]
    plain = [
        found.table(), price_text(priced), standard_text(standard),
        variance_text(variance_reports(atlas)),
    ]  # fmt: skip
    names = {*atlas.corridors.names(), *atlas.ledger.figures}
    known = {part for name in names for part in re.split(r"[:+-]", name)}
    for text, english in zip(texts, plain, strict=True):
        lines = [line for line in text.splitlines() if line]
        assert len(lines) == len([line for line in english.splitlines() if line])
        assert text != english
        for line in lines:
            assert set(words.english(re.sub(r"[A-Z][\w’.-]+", "", line))) <= known, line
    rows = texts[0].splitlines()
    assert len(rows) > 80
    for trial in found.trials:
        line = next(one for one in rows if one.startswith(trial.movement.id.ljust(15)))
        assert letters.search(line.removeprefix(trial.movement.id))
        assert locale.number(trial.days.p50, 1) in line
        assert (locale.translate("outside") in line) is not trial.inside
        if trial.needs_explanation:
            assert locale.translate(trial.movement.explanation) in texts[0]


def test_the_json_says_the_same(found: BackTest, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {key: printed[key] for key in found.as_dict()} == json.loads(json.dumps(found.as_dict()))
    assert len(printed["weights"]) == 2
    assert printed["scores"][0]["count"] == found.score().count


@pytest.mark.deep
def test_the_picture_is_the_same_each_time(found: BackTest, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.svg", "two.svg", "three.png", "four.pdf")]
    for path in paths:
        draw_trials(found.trials, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    text = paths[0].read_text("utf-8")
    assert not re.search(r"<dc:date>", text)
    outside = sum(not trial.inside for trial in found.trials)
    assert text.count(STATES["barred"].light) >= outside > 0
    assert paths[2].read_bytes().startswith(b"\x89PNG")
    assert paths[3].read_bytes().startswith(b"%PDF")


def test_a_picture_of_no_kind_is_refused(found: BackTest, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"picture\.doc"):
        draw_trials(found.trials, tmp_path / "picture.doc")


def test_the_command_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "drawn.svg"
    assert main(["backtest", "--chart", str(path)]) == 0
    assert path.read_text("utf-8").startswith("<?xml")
    assert capsys.readouterr().out == ""


def test_the_command_prints_all(capsys: pytest.CaptureFixture[str], found: BackTest) -> None:
    assert main(["backtest"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(found.table())
    assert "rests on figures without a source" in printed


@pytest.mark.parametrize(
    ("wanted", "held", "left"),
    [
        pytest.param("Bandar Abbas", "transfer-bandar-abbas-sea-rail", "rail-az", id="place"),
        pytest.param("az", "rail-az", "ship-caspian", id="country"),
        pytest.param("IR", "gauge-ir-tm", "calls-direct", id="country in a pair"),
        pytest.param("IR-TM", "gauge-ir-tm", "rail-ir-block", id="pair"),
        pytest.param("gauge break", "gauge-ir-tm", "rail-ir-block", id="quantity"),
        pytest.param("calls-di", "calls-direct", "calls-feeder", id="part of an id"),
        pytest.param("", "calls-direct", "", id="all"),
    ],
)
def test_figures_are_found_by(atlas: Atlas, wanted: str, held: str, left: str) -> None:
    ids = {figure.id for figure in matching(atlas.ledger.figures.values(), wanted)}
    assert held in ids
    assert left not in ids


def test_the_command_lists_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "calls-direct"]) == 0
    line = capsys.readouterr().out
    assert re.match(r"calls-direct  calls  24 / 60 / 168 h  \[C\]  pti-2025, .*\n", line)
    assert main(["figures", "calls-tramp", "--json"]) == 0
    (figure,) = json.loads(capsys.readouterr().out)
    assert (figure["grade"], figure["p50"], figure["sources"]) == ("K", 24, [])
    assert main(["figures", "calls-tramp"]) == 0
    assert "no source" in capsys.readouterr().out


def test_a_filter_that_fits_nothing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "atlantis"]) == 1
    assert capsys.readouterr().err.startswith("no figure of the ledger fits 'atlantis'")


def test_the_command_weighs_figures(capsys: pytest.CaptureFixture[str], atlas: Atlas) -> None:
    assert main(["figures", "--uncertainty"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("rests on figures without a source") == 2
    assert main(["figures", "--uncertainty", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        rest.as_dict() for rest in variance_reports(atlas)
    ]
