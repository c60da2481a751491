"""A row of a result is what a single question answers, to the last bit."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from geo import QuestionError, RouteError, Scenario
from geo.api import Atlas
from geo.batch import Layout, Task, run
from geo.batch.solutions import Moment
from geo.batch.solving import Solver
from geo.estimates import Box, Measure, read_shipment
from geo.i18n import ENGLISH
from geo.journeys import fastest_by_suez
from geo.model import SUEZ_ROUTES
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

PLACES = ("Moscow", "Нава Шева", "IRTHR", "41.01,28.95", "Astrakhan", "Nowhereville", "Astara")
DAYS = ("2025-11-03", "2026-07-20", "2026-07-25", "2024-02")
CARGO = ("1", "20 FEU", "12,5 t", "3x40'", "-2", "1.5")
CORRIDORS = ("", "eastern", "Suez", "no such corridor")
SCENARIOS: dict[str, dict[str, Any]] = {
    "": {},
    "no canal": {"closed": ["suez"]},
    '{"clock": "door"}': {"clock": "door"},
}
LAYOUT = Layout(scenarios={"no canal": Scenario(closed=frozenset({"suez"}))})
QUESTIONS = 12
ROWS = 300
SEED = 15
_Row = tuple[str, str, str, str, str, str]


@pytest.fixture(scope="module")
def shipments() -> list[_Row]:
    """Rows drawn at random from few questions."""
    draw = random.Random(SEED)
    questions = [
        (*draw.sample(PLACES, 2), draw.choice(DAYS), draw.choice(CORRIDORS), name)
        for name in (draw.choice([*SCENARIOS]) for _ in range(QUESTIONS))
    ]
    rows = [(draw.choice(questions), draw.choice(CARGO)) for _ in range(ROWS)]
    return [(a, b, day, cargo, by, name) for (a, b, day, by, name), cargo in rows]


def single(atlas: Atlas, row: _Row) -> dict[str, Any]:
    """Ask for one row by one comparison."""
    origin, destination, day, cargo, corridor, scenario = row
    shipment = read_shipment(cargo)
    conditions: Any = {"as_of": day, **SCENARIOS[scenario]}
    chosen = {"Suez": "suez"}.get(corridor, corridor)
    names = (chosen, *SUEZ_ROUTES) if chosen else ()
    answer = atlas.compare(
        origin, destination, box=shipment.box.value.lower(), corridors=names, **conditions
    )
    journey = answer.journey(chosen) if chosen else answer.fastest()
    row_of = journey.row()
    totals = {"usd": journey.total(Measure.USD), "kg_co2e": journey.total(Measure.CO2E)}
    amounts = {
        f"{name}_{p}": band and getattr(shipment.total(band), p)
        for name, band in totals.items()
        for p in ("p10", "p50", "p90")
    }
    rival = fastest_by_suez(one.core for one in answer)
    by_suez = next((one for one in answer if one.core is rival), None)
    is_by_suez = journey.corridor in SUEZ_ROUTES
    return {
        "corridor_chosen": journey.corridor,
        "variant": journey.variant or None,
        "km": journey.km,
        **{f"days_{p}": getattr(journey.days, p) for p in ("p10", "p50", "p90")},
        **amounts,
        "usd_missing": row_of["usd_missing"] or None,
        "kg_co2e_missing": row_of["kg_co2e_missing"] or None,
        "chance_faster_than_suez": (
            None if is_by_suez or by_suez is None else answer.probability_faster(journey, by_suez)
        ),
        "as_of": answer.journeys[0].core.as_of.last.isoformat(),
    }


def test_random_rows_are_what_single_comparisons_answer(
    shipments: list[_Row], tmp_path: Path
) -> None:
    names = ("origin", "destination", "date", "cargo", "corridor", "scenario")
    columns = [pa.array(column) for column in zip(*shipments, strict=True)]
    parquet.write_table(pa.table(columns, names), tmp_path / "in.parquet", row_group_size=100)
    report = run(
        dated_atlas(), tmp_path / "in.parquet", tmp_path / "out.parquet", Task(layout=LAYOUT)
    )
    result = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert report.rows == len(result) == ROWS
    atlas, known = Atlas(dated_atlas()), dict[_Row, Any]()
    good = bad = 0
    for row, shipment in zip(result, shipments, strict=True):
        assert tuple(row[name] for name in names) == shipment
        if shipment not in known:
            try:
                known[shipment] = single(atlas, shipment)
            except (QuestionError, RouteError):
                known[shipment] = None
        expected = known[shipment]
        if expected is None:
            assert row["error"]
            assert row["km"] is row["usd_p50"] is row["corridor_chosen"] is None
            bad += 1
        else:
            assert row["error"] is None
            assert {name: row[name] for name in expected} == expected
            good += 1
    assert min(good, bad) > ROWS / 10
    assert report.bad == bad


def test_days_that_are_one_question_have_one_answer() -> None:
    atlas = dated_atlas()
    solver = Solver(atlas, scenario=Scenario(), box=Box.TEU, layout=Layout(), locale=ENGLISH)
    ends = atlas.places.find("Moscow"), atlas.places.find("Bandar Abbas")
    days = [dt.date(2026, 7, 1) + dt.timedelta(days=n) for n in range(30)]
    first: dict[object, Any] = {}
    for day in days:
        moment = solver.moment(day, None, has_date=True)
        assert isinstance(moment, Moment)
        answer = solver.solution(ends, moment, "", Box.TEU, None)
        assert first.setdefault(solver.regime(moment), answer) == answer
    assert 2 <= len(first) < len(days) / 4
    assert len({one.days for one in first.values()} | {one.error for one in first.values()}) > 1


def test_a_regime_holds_all_that_a_scenario_says() -> None:
    solver = Solver(
        dated_atlas(), scenario=Scenario(), box=Box.TEU, layout=Layout(), locale=ENGLISH
    )
    base = Scenario(date="2025-11-03")
    others = [
        replace(base, date="2025-12-03"),
        replace(base, season=7),
        replace(base, closed=frozenset({"suez"})),
        replace(base, states=(("hormuz", "closed"),)),
        replace(base, figures=(("canal-suez", 20.0),)),
    ]
    regimes = {solver.regime(Moment(one, "", "")) for one in (base, *others)}
    assert len(regimes) == 1 + len(others)
    assert solver.regime(Moment(replace(base, date="2025-11-04"), "", "")) in regimes
