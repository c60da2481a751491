"""The ledger: the shipped one is sound, every rule bites, and a lookup tells what it beat."""

from __future__ import annotations

import csv
import math
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import FigureRangeError, LedgerError, UnknownNameError
from geo.evidence import Names, load_names, load_states
from geo.evidence.figures import (
    DWELL_SHAPE,
    UNITS,
    Figure,
    NetworkLeg,
    PublishedLeg,
    Quantity,
    dwell_of_mean,
)
from geo.evidence.ledger import Ledger, conflicting_figures, country_pair, load_ledger
from geo.evidence.published import (
    CLAIM_COLUMNS,
    CONTRADICTION_COLUMNS,
    MOVEMENT_COLUMNS,
    PRICE_COLUMNS,
)
from geo.evidence.ranges import range_of
from geo.evidence.tables import FIGURE_COLUMNS, SOURCE_COLUMNS
from geo.model import Band, Clock, Grade, Mode, Water
from geo.paths import RESTORE
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sources.csv": SOURCE_COLUMNS,
    "figures.csv": FIGURE_COLUMNS,
    "claims.csv": CLAIM_COLUMNS,
    "movements.csv": MOVEMENT_COLUMNS,
    "contradictions.csv": CONTRADICTION_COLUMNS,
    "prices.csv": PRICE_COLUMNS,
}
SOUND: Mapping[str, dict[str, str]] = {
    "sources.csv": {
        "id": "report-2022",
        "title": "Report",
        "publisher": "Office",
        "url": "https://example.org",
    },
    "figures.csv": {
        "id": "border-ir-tm",
        "quantity": "border",
        "unit": "h",
        "p10": "6",
        "p50": "20",
        "p90": "60",
        "countries": "IR-TM",
        "mode": "rail",
        "year": "2022",
        "grade": "A",
        "sources": "report-2022",
    },
    "claims.csv": {
        "id": "claim",
        "from": "Mumbai",
        "to": "Moscow",
        "typical": "19",
        "unit": "d",
        "grade": "C",
        "sources": "report-2022",
    },
    "movements.csv": {
        "id": "trip",
        "origin": "moscow",
        "destination": "bandar-abbas",
        "branch": "eastern",
        "clock": "train",
        "date": "2022-07",
        "low": "14",
        "high": "16",
        "basis": "measured",
        "grade": "B",
        "sources": "report-2022",
    },
    "contradictions.csv": {
        "id": "length",
        "subject": "Length of the line",
        "one": "90 km",
        "one_sources": "report-2022",
        "other": "110 km",
        "other_sources": "report-2022",
        "origin": "gorgan",
        "destination": "rasht",
        "unit": "km",
        "note": "Counted from other stations.",
    },
    "prices.csv": {
        "id": "price",
        "from": "Mumbai",
        "to": "Moscow",
        "origin": "nhava-sheva",
        "destination": "moscow",
        "date": "2020",
        "low": "3000",
        "high": "4000",
        "unit": "USD/TEU",
        "basis": "paid",
        "grade": "B",
        "sources": "report-2022",
    },
}


@cache
def names() -> Names:
    """Give the ids of the layers, read once for all ledgers."""
    return load_names()


def write(folder: Path, changes: Mapping[str, dict[str, str]] | None = None) -> Path:
    for name, columns in COLUMNS.items():
        row = dict.fromkeys(columns, "") | SOUND[name] | (changes or {}).get(name, {})
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerow(row)
    return folder


def test_a_sound_ledger_is_read(tmp_path: Path) -> None:
    ledger = load_ledger(write(tmp_path), names=names())
    figure = ledger.find("border", countries=("TM", "IR"), mode=Mode.RAIL).figure
    assert figure.band == Band(p10=6, p50=20, p90=60)
    assert figure.grade is Grade.A
    assert figure.sources == ("report-2022",)
    assert ledger.sources["report-2022"].publisher == "Office"
    assert ledger.claims[0].typical == 19
    assert ledger.prices[0].amount == Band(p10=3000, p50=3500, p90=4000)
    assert ledger.prices[0].places == ("nhava-sheva", "moscow")
    assert not ledger.prices[0].is_ratio
    assert ledger.movements[0].days == Band(p10=14, p50=15, p90=16)
    assert ledger.movements[0].clock is Clock.TRAIN
    assert ledger.movements[0].modes == frozenset(Mode)
    assert ledger.movements[0].group == "trip"
    assert not ledger.movements[0].ends_outside
    assert ledger.claims[0].places is None
    assert ledger.contradictions[0].sources == ("report-2022", "report-2022")
    assert ledger.contradictions[0].places == ("gorgan", "rasht")


def test_a_way_off_the_network_is_read_by_country(tmp_path: Path) -> None:
    row = {"legs": "KZ 3185;TM 700", "modes": "rail", "ends": "outside", "group": "first-train"}
    trip = load_ledger(write(tmp_path, {"movements.csv": row}), names=names()).movements[0]
    assert trip.legs == (("KZ", 3185.0), ("TM", 700.0))
    assert trip.group == "first-train"
    assert trip.ends_outside
    row = {"legs": "CN 4649;altynkol..alat", "modes": "rail;sea", "statistic": "mean"}
    trip = load_ledger(write(tmp_path, {"movements.csv": row}), names=names()).movements[0]
    assert trip.legs == (PublishedLeg("CN", 4649.0), NetworkLeg("altynkol", "alat"))
    assert trip.is_mean


BROKEN = [
    ("figures.csv", {"id": "Border IR"}, "should be small letters"),
    ("figures.csv", {"quantity": "dwell"}, "quantity 'dwell'"),
    ("figures.csv", {"quantity": ""}, "quantity is blank"),
    ("figures.csv", {"unit": "km/day"}, "unit 'km/day'"),
    ("figures.csv", {"unit": "hours"}, "unit 'hours' should be one of d, h, min"),
    ("figures.csv", {"p90": "9000"}, "should lie from 0 to 8760 h"),
    ("figures.csv", {"p10": "soon"}, "p10 'soon' is not a number"),
    ("figures.csv", {"p10": ""}, "must all be given"),
    ("figures.csv", {"p10": "-1"}, "negative or endless"),
    ("figures.csv", {"p90": "inf"}, "negative or endless"),
    ("figures.csv", {"p10": "21"}, "not in order"),
    ("figures.csv", {"p90": "19"}, "not in order"),
    ("figures.csv", {"p10": "0"}, "P10 is zero"),
    (
        "figures.csv",
        {"quantity": "speed", "unit": "kn", "p10": "0", "p50": "0", "p90": "0"},
        "speed of zero",
    ),
    ("figures.csv", {"countries": "TM-IR"}, "alphabetical"),
    ("figures.csv", {"countries": "Iran"}, "should look like IR-TM"),
    ("figures.csv", {"country": "IRN"}, "should look like IR"),
    ("figures.csv", {"place": "Bandar Abbas"}, "should look like bandar-abbas"),
    ("figures.csv", {"mode": "air"}, "mode 'air'"),
    ("figures.csv", {"water": "lake"}, "water 'lake'"),
    ("figures.csv", {"months": "12;13"}, "numbers from 1 to 12"),
    ("figures.csv", {"valid_from": "2022"}, "should look like 2024-03"),
    ("figures.csv", {"valid_from": "2024-05", "valid_to": "2024-03"}, "before it begins"),
    ("figures.csv", {"year": "22"}, "should look like 2024"),
    ("figures.csv", {"grade": ""}, "grade is blank"),
    ("figures.csv", {"grade": "D"}, "grade 'D'"),
    ("figures.csv", {"sources": ""}, "without a source"),
    ("figures.csv", {"sources": "nobody"}, "source 'nobody' is not in sources.csv"),
    ("figures.csv", {"grade": "K", "note": "guess"}, "grade K with a source"),
    ("figures.csv", {"grade": "K", "sources": ""}, "needs a note"),
    ("figures.csv", {"includes": "customs"}, "which is no quantity"),
    ("figures.csv", {"sized_on": "journey"}, "movement 'journey'"),
    ("figures.csv", {"place": "akyayla..garmsar", "country": "IR"}, "only the speed of a line"),
    ("figures.csv", {"place": "atlantis"}, "place 'atlantis' is neither in the gazetteer nor a"),
    ("figures.csv", {"place": "bandar-abas"}, "a gate; did you mean bandar-abbas"),
    (
        "figures.csv",
        {
            "quantity": "speed",
            "unit": "km/day",
            "countries": "",
            "country": "IR",
            "place": "akyayla..atlantis",
        },
        "place 'atlantis' is neither in the gazetteer nor a gate",
    ),
    (
        "figures.csv",
        {"corridor": "northern"},
        "corridor 'northern' should be one of afghanistan, cape, china, eastern",
    ),
    (
        "claims.csv",
        {"corridor": "northern"},
        "corridor 'northern' should be one of afghanistan, cape, china, eastern",
    ),
    ("claims.csv", {"origin": "atlantis", "destination": "moscow"}, "place 'atlantis' is not in"),
    ("claims.csv", {"built": "hormuz"}, "'hormuz' is no link of corridors.json"),
    ("prices.csv", {"destination": "atlantis"}, "place 'atlantis' is not in the gazetteer"),
    (
        "prices.csv",
        {"corridor": "northern"},
        "corridor 'northern' should be one of afghanistan, cape, china, eastern",
    ),
    (
        "prices.csv",
        {"corridor": "eastern", "variant": "rail"},
        "corridor 'eastern' has no option 'rail'",
    ),
    ("movements.csv", {"destination": "atlantis"}, "place 'atlantis' is not in the gazetteer"),
    ("movements.csv", {"legs": "CN 9;alat..atlantis", "modes": "rail"}, "place 'atlantis' is not"),
    ("movements.csv", {"corridor": "northern"}, "corridor 'northern' should be one of"),
    (
        "movements.csv",
        {"corridor": "western", "variant": "rail+sarakhs"},
        "has no option 'sarakhs'",
    ),
    ("movements.csv", {"variant": "rail"}, "variant 'rail' needs a corridor"),
    ("movements.csv", {"closed": "atlantis"}, "'atlantis' is neither in the gazetteer"),
    ("contradictions.csv", {"origin": "atlantis"}, "place 'atlantis' is not in the gazetteer"),
    ("contradictions.csv", {"corridors": "eastern;northern"}, "corridor 'northern' should be one"),
    ("contradictions.csv", {"built": "rasht"}, "'rasht' is no link of corridors.json"),
    ("figures.csv", {"note": "Published mean 40 h."}, "published mean of 40 h"),
    ("figures.csv", {"note": "Published mean 40 h."}, "which gives 8.42, 26.7 and 84.5"),
    ("sources.csv", {"title": ""}, "title is blank"),
    ("sources.csv", {"publisher": ""}, "publisher is blank"),
    ("sources.csv", {"url": "ftp://x"}, "not a web address"),
    ("claims.csv", {"typical": ""}, "at least one number"),
    ("claims.csv", {"low": "20"}, "not in order"),
    ("claims.csv", {"unit": "weeks"}, "unit 'weeks'"),
    ("claims.csv", {"to": ""}, "to is blank"),
    ("claims.csv", {"clock": "port"}, "clock 'port'"),
    ("movements.csv", {"low": "", "high": ""}, "at least one number"),
    ("movements.csv", {"low": "17"}, "not in order"),
    ("movements.csv", {"low": "0"}, "a trip takes days"),
    ("movements.csv", {"date": "July 2022"}, "should look like 2016-09"),
    ("movements.csv", {"date": ""}, "date is blank"),
    ("movements.csv", {"clock": ""}, "clock is blank"),
    ("movements.csv", {"basis": "rumour"}, "basis 'rumour'"),
    ("movements.csv", {"modes": "rail;air"}, "modes 'rail;air'"),
    ("movements.csv", {"legs": "KZ", "modes": "rail"}, "should look like KZ 3185"),
    ("movements.csv", {"legs": "KZ 0", "modes": "rail"}, "should look like KZ 3185"),
    ("movements.csv", {"legs": "KZ 100"}, "name rail among the modes"),
    ("movements.csv", {"legs": "altynkol..", "modes": "rail"}, "or altynkol..alat"),
    ("movements.csv", {"branch": ""}, "branch is blank"),
    ("movements.csv", {"branch": "northern"}, "branch 'northern'"),
    ("movements.csv", {"statistic": "median"}, "statistic 'median'"),
    ("movements.csv", {"ends": "inside"}, "ends 'inside'"),
    ("claims.csv", {"origin": "mumbai"}, "both be given"),
    ("claims.csv", {"unit": "USD/TEU"}, "unit 'USD/TEU'"),
    ("prices.csv", {"low": "", "high": ""}, "at least one number"),
    ("prices.csv", {"low": "5000"}, "not in order"),
    ("prices.csv", {"low": "0"}, "a price of nothing"),
    ("prices.csv", {"origin": ""}, "both be given"),
    ("prices.csv", {"date": ""}, "date is blank"),
    ("prices.csv", {"date": "2020-13"}, "should look like 2016 or 2016-09"),
    ("prices.csv", {"basis": "said"}, "basis 'said'"),
    ("prices.csv", {"unit": "EUR/TEU"}, "unit 'EUR/TEU'"),
    ("prices.csv", {"sources": "nobody"}, "not in sources.csv"),
    ("movements.csv", {"origin": ""}, "origin is blank"),
    ("contradictions.csv", {"one": ""}, "one is blank"),
    ("contradictions.csv", {"note": ""}, "note is blank"),
    ("contradictions.csv", {"other_sources": ""}, "a source on either side"),
    ("contradictions.csv", {"one_sources": "nobody"}, "source 'nobody' is not in sources.csv"),
    ("contradictions.csv", {"destination": ""}, "both be given"),
    ("contradictions.csv", {"unit": ""}, "a unit goes with two places"),
    ("contradictions.csv", {"unit": "USD"}, "unit 'USD'"),
]


@pytest.mark.parametrize(("name", "change", "says"), BROKEN)
def test_each_rule_bites(tmp_path: Path, name: str, change: dict[str, str], says: str) -> None:
    with pytest.raises(LedgerError) as caught:
        load_ledger(write(tmp_path, {name: change}), names=names())
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{name} row 2")


def test_an_id_occurs_once(tmp_path: Path) -> None:
    path = write(tmp_path) / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1]]), encoding="utf-8")
    with pytest.raises(LedgerError, match=r"sources.csv row 3: id 'report-2022' occurs twice"):
        load_ledger(tmp_path, names=names())


def test_a_row_has_the_cells_of_its_header(tmp_path: Path) -> None:
    path = write(tmp_path) / "claims.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("short,row\n")
    with pytest.raises(LedgerError, match=r"row 3 \(short\): it has 2 cells, the header \d+"):
        load_ledger(tmp_path, names=names())


def test_columns_are_those_of_the_schema(tmp_path: Path) -> None:
    path = write(tmp_path) / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("p50", "median", 1), encoding="utf-8")
    with pytest.raises(LedgerError, match=r"figures.csv row 1: the columns should be"):
        load_ledger(tmp_path, names=names())


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    (write(tmp_path) / "movements.csv").unlink()
    with pytest.raises(LedgerError, match=rf"^movements.csv is missing from .+/; {RESTORE}$"):
        load_ledger(tmp_path, names=names())
    (tmp_path / "movements.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LedgerError, match=r"movements.csv: cannot be read"):
        load_ledger(tmp_path, names=names())


def stay(figure_id: str, p50: float = 10, **selectors: object) -> Figure:
    defaults: dict[str, object] = {
        "quantity": Quantity.BORDER,
        "unit": "h",
        "band": Band(p10=p50 / 2, p50=p50, p90=p50 * 2),
        "grade": Grade.B,
    }
    return Figure(id=figure_id, **(defaults | selectors))  # type: ignore[arg-type]


def ledger(*figures: Figure) -> Ledger:
    return Ledger(figures=figures, sources={})


ORDER = [
    stay("place", place="sarakhs"),
    stay("pair", countries="IR-TM"),
    stay("country", country="TM"),
    stay("corridor", corridor="eastern"),
    stay("two-modes", mode="rail", water="none"),
    stay("mode", mode="rail"),
    stay("service", service="block"),
    stay("month", months=frozenset({7})),
    stay("period", valid_from=202201, valid_to=202312),
    stay("year", year=2022),
    stay("near-year", year=2020),
    stay("far-year", year=2014),
    stay("undated", grade=Grade.A),
    stay("undated-weak", grade=Grade.C),
]


def test_the_most_specific_figure_wins_and_tells_what_it_beat() -> None:
    pick = ledger(*reversed(ORDER)).find(
        "border",
        place="sarakhs",
        countries=("TM", "IR"),
        country="TM",
        corridor="eastern",
        mode=Mode.RAIL,
        water=Water.NONE,
        service="block",
        month=7,
        year=2022,
    )
    found = [pick.figure.id, *(figure.id for figure in pick.alternatives)]
    assert found == [figure.id for figure in ORDER]


def test_a_block_train_stands_in_for_an_express_train_and_never_the_other_way() -> None:
    others = [stay("wagon", service="wagon"), stay("any"), stay("block", service="block")]
    held = [*others, stay("own", service="express")]

    def order(*figures: Figure, service: str) -> list[str]:
        pick = ledger(*figures).find("border", service=service)
        return [pick.figure.id, *(figure.id for figure in pick.alternatives)]

    assert order(*held, service="express") == ["own", "block", "any"]
    assert order(*others, service="express") == ["block", "any"]
    assert order(*held, service="block") == ["block", "any"]


def test_selectors_that_do_not_fit_keep_a_figure_out() -> None:
    found = ledger(*ORDER).find("border", mode="road", month=1, year=2030)
    assert {found.figure.id, *(figure.id for figure in found.alternatives)} == {
        "year",
        "near-year",
        "far-year",
        "undated",
        "undated-weak",
    }


def test_without_a_year_the_newest_wins_and_ended_periods_are_out() -> None:
    pick = ledger(*ORDER).find("border")
    assert pick.figure.id == "year"
    assert "period" not in {figure.id for figure in pick.alternatives}


@pytest.mark.parametrize(
    ("year", "month", "winner"),
    [
        pytest.param(2022, 2, "open", id="before the period"),
        pytest.param(2022, 3, "period", id="its first month"),
        pytest.param(2023, 6, "period", id="its last month"),
        pytest.param(2023, 7, "open", id="after it"),
        pytest.param(2022, None, "period", id="a year it touches"),
        pytest.param(2024, None, "open", id="a year it does not"),
    ],
)
def test_a_period_of_validity_holds_its_months(year: int, month: int | None, winner: str) -> None:
    entries = ledger(stay("open"), stay("period", valid_from=202203, valid_to=202306))
    assert entries.find("border", year=year, month=month).figure.id == winner


def test_a_month_opens_its_figures_only() -> None:
    entries = ledger(stay("winter", months=frozenset({12, 1, 2})), stay("always"))
    assert entries.find("border", month=1).figure.id == "winter"
    assert entries.find("border", month=3).figure.id == "always"
    assert entries.find("border").figure.id == "always"


def test_nothing_found_is_said_with_the_question() -> None:
    entries = ledger(stay("pair", countries="IR-TM"))
    assert entries.seek("border", countries=("IR", "AZ")) is None
    with pytest.raises(LedgerError, match=r"no border for countries .*AZ.*; add a row"):
        entries.find("border", countries=("IR", "AZ"))
    with pytest.raises(LedgerError, match="a blank question"):
        entries.find("border")
    with pytest.raises(UnknownNameError, match="no quantity 'dwell'"):
        entries.find("dwell")


def test_the_same_case_is_told_with_its_winner_first() -> None:
    ended = stay("ended", valid_to=202303, year=2023, band=Band(p10=1, p50=2, p90=3))
    newer = stay("newer", year=2024, band=Band(p10=2, p50=4, p90=6))
    rows = [ended, stay("older", year=2019), stay("alone", countries="IR-TM"), newer]
    groups = [[figure.id for figure in group] for group in conflicting_figures(rows)]
    assert groups == [["newer", "older", "ended"]]
    assert ledger(*rows).find("border").figure.id == "newer"
    assert conflicting_figures([stay("a", year=2019), stay("b", year=2020)]) == ()


def test_overrides_keep_the_rest_of_the_ledger(shipped: Ledger) -> None:
    changed = shipped.with_overrides({"rail-ir-block": 500})
    assert changed.contradictions == shipped.contradictions != ()
    assert changed.claims == shipped.claims


def test_overrides_make_another_ledger() -> None:
    entries = ledger(stay("a"), stay("b"))
    changed = entries.with_overrides({"a": 3.5, "b": Band(p10=1, p50=2, p90=3)})
    assert changed.figures["a"].band == Band(p10=3.5, p50=3.5, p90=3.5)
    assert changed.find("border").figure.band == changed.figures["a"].band
    assert changed.figures["b"].band == Band(p10=1, p50=2, p90=3)
    assert entries.figures["a"].band == Band(p10=5, p50=10, p90=20)
    with pytest.raises(UnknownNameError, match="no figure 'c'"):
        entries.with_overrides({"c": 1})
    with pytest.raises(LedgerError, match=r"the value set for a: .* not in order"):
        entries.with_overrides({"a": Band(p10=3, p50=2, p90=1)})
    with pytest.raises(FigureRangeError, match="a cannot be set to -1; choose from 0 to 8,760 h"):
        entries.with_overrides({"a": -1})


@pytest.mark.parametrize(
    ("figure_id", "value", "range_"),
    [
        ("rail-ir-block", 0, "10 to 2,400 km/day"),
        ("rail-ir-block", 5e-324, "10 to 2,400 km/day"),
        ("rail-ir-block", 1e300, "10 to 2,400 km/day"),
        ("rail-ir-block", math.nan, "10 to 2,400 km/day"),
        ("transfer-bandar-abbas-rail-sea", 1e7, "0 to 8,760 h"),
        ("transfer-bandar-abbas-rail-sea", -1, "0 to 8,760 h"),
        ("transfer-bandar-abbas-rail-sea", math.inf, "0 to 8,760 h"),
    ],
)
def test_a_value_outside_the_range_is_refused_with_the_range(
    figure_id: str, value: float, range_: str
) -> None:
    with pytest.raises(FigureRangeError, match=re.escape(f"choose from {range_}")):
        dated_atlas().ledger.with_overrides({figure_id: value})


def test_every_figure_lies_in_its_range_and_nothing_beyond_it_is_taken(shipped: Ledger) -> None:
    assert len(shipped.figures) > 200
    for figure in shipped.figures.values():
        least, most = range_of(figure)
        assert least <= figure.band.p10, figure.id
        assert figure.band.p90 <= most, figure.id
        for value in (least, most, figure.band.p50):
            assert shipped.with_overrides({figure.id: value}).figures[figure.id].band.p50 == value
        for value in (least - 1, most + 1, most * 1_000, -1, -math.inf, math.inf, math.nan):
            with pytest.raises(FigureRangeError, match=f"{re.escape(figure.unit)}$"):
                shipped.with_overrides({figure.id: value})


def test_every_unit_that_a_figure_may_have_has_a_range() -> None:
    for quantity, units in UNITS.items():
        assert units, quantity
        for unit in units:
            least, most = range_of(stay("a", quantity=quantity, unit=unit))
            assert 0 <= least < most


def test_a_stay_may_be_set_to_nothing() -> None:
    changed = dated_atlas().ledger.with_overrides({"transfer-bandar-abbas-rail-sea": 0})
    assert changed.figures["transfer-bandar-abbas-rail-sea"].band == Band(p10=0, p50=0, p90=0)


def test_a_ledger_is_not_changed() -> None:
    entries = ledger(stay("a"))
    with pytest.raises(TypeError):
        entries.figures["a"] = stay("b")  # type: ignore[index]


def test_units_become_hours() -> None:
    days = stay("a", unit="d", band=Band(p10=1, p50=2, p90=3))
    assert days.hours == Band(p10=24, p50=48, p90=72)
    knots = stay("b", quantity=Quantity.SPEED, unit="kn", band=Band(p10=10, p50=12.5, p90=20))
    assert knots.hours_per_km.p10 == pytest.approx(1 / 37.04)
    assert knots.hours_per_km.p50 == pytest.approx(1 / 23.15)
    assert knots.hours_per_km.p90 == pytest.approx(1 / 18.52)
    daily = stay("c", quantity=Quantity.SPEED, unit="km/day", band=Band(p10=240, p50=480, p90=960))
    assert daily.hours_per_km == Band(p10=0.025, p50=0.05, p90=0.1)


def test_a_unit_can_be_asked_for(shipped: Ledger) -> None:
    asked = {"mode": "rail", "country": "KZ", "corridor": "eastern"}
    per_box = shipped.find("tariff", unit="USD/FEU-km", **asked)  # type: ignore[arg-type]
    per_any = shipped.find("tariff", unit="USD/container-km", **asked)  # type: ignore[arg-type]
    assert {per_box.figure.unit, *(f.unit for f in per_box.alternatives)} == {"USD/FEU-km"}
    assert per_any.figure.unit == "USD/container-km"


def test_a_pair_has_no_direction() -> None:
    assert country_pair("TM", "IR") == country_pair("IR", "TM") == "IR-TM"


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return dated_atlas().ledger


def test_every_source_of_the_shipped_ledger_is_used(shipped: Ledger) -> None:
    used = {name for figure in shipped.figures.values() for name in figure.sources}
    used |= {name for one in shipped.claims for name in one.sources}
    used |= {name for price in shipped.prices for name in price.sources}
    used |= {name for trip in shipped.movements for name in trip.sources}
    used |= {name for one in shipped.contradictions for name in one.sources}
    used |= {name for state in load_states().rows for name in state.sources}
    assert used == set(shipped.sources)


LAST_RESORTS: tuple[Mapping[str, object], ...] = (
    *(
        {"quantity": "speed", "mode": "rail", "country": "QQ", "service": service}
        for service in ("block", "express", "wagon")
    ),
    *(
        {"quantity": "speed", "mode": "road", "country": "QQ", "service": service}
        for service in ("alone", "convoy")
    ),
    *(
        {"quantity": "speed", "mode": "sea", "water": water, "service": service}
        for water in ("ocean", "caspian", "inland")
        for service in ("feeder", "direct", "transshipped", "tramp")
    ),
    *(
        {"quantity": "transfer", "from_mode": first, "to_mode": second}
        for first in Mode
        for second in Mode
        if first is not second
    ),
    *(
        {"quantity": quantity, "mode": mode, "countries": ("QQ", "QZ")}
        for quantity in ("border", "terminal")
        for mode in ("rail", "road")
    ),
    *({"quantity": "interval", "mode": mode} for mode in ("rail", "sea")),
    *(
        {"quantity": "calls", "mode": "sea", "service": service}
        for service in ("feeder", "direct", "transshipped", "tramp")
    ),
    *(
        {"quantity": quantity, "mode": "sea"}
        for quantity in ("port_origin", "port_destination", "canal")
    ),
    {"quantity": "gauge_break", "mode": "rail"},
)


@pytest.mark.parametrize(
    "asked", LAST_RESORTS, ids=lambda asked: "-".join(map(str, asked.values()))
)
def test_the_shipped_ledger_has_a_last_resort(shipped: Ledger, asked: Mapping[str, object]) -> None:
    found = shipped.find(**asked)  # type: ignore[arg-type]
    assert found.figure.quantity == asked["quantity"]


def test_contradictions_are_kept(shipped: Ledger) -> None:
    pick = shipped.find("speed", mode=Mode.RAIL, country="RU", service="block", year=2020)
    assert pick.figure.id == "rail-ru-block-2020"
    assert {figure.id for figure in pick.alternatives} >= {"rail-ru-block-2024", "rail-other"}


def test_a_figure_sized_on_a_trip_names_it(shipped: Ledger) -> None:
    trips = {trip.id for trip in shipped.movements}
    named = {name for figure in shipped.figures.values() for name in figure.sized_on}
    assert named
    assert named <= trips


@pytest.mark.parametrize(
    ("asked", "winner"),
    [
        pytest.param(
            {"quantity": "border", "mode": "road", "countries": ("IR", "AZ"), "month": 1},
            "border-astara-road-winter",
            id="queue at Astara in winter",
        ),
        pytest.param(
            {"quantity": "border", "mode": "road", "countries": ("IR", "AZ"), "month": 7},
            "border-astara-road",
            id="no queue in summer",
        ),
        pytest.param(
            {
                "quantity": "gauge_break",
                "mode": "rail",
                "countries": ("TM", "IR"),
                "place": "sarakhs",
            },
            "gauge-ir-tm",
            id="a figure of the pair, where the place has none",
        ),
        pytest.param(
            {"quantity": "border", "mode": "rail", "countries": ("CN", "MN"), "year": 2016},
            "border-rail-2019",
            id="nearest year",
        ),
        pytest.param(
            {"quantity": "port_origin", "mode": "sea", "place": "mundra", "country": "IN"},
            "port-out-mundra-2018",
            id="an old figure of the place beats a new one of the country",
        ),
    ],
)
def test_known_lookups(shipped: Ledger, asked: dict[str, object], winner: str) -> None:
    assert shipped.find(**asked).figure.id == winner  # type: ignore[arg-type]


STAYS = frozenset(
    {
        Quantity.BORDER,
        Quantity.GAUGE_BREAK,
        Quantity.TRANSFER,
        Quantity.TERMINAL,
        Quantity.PORT_ORIGIN,
        Quantity.PORT_DESTINATION,
    }
)
"""Quantities of which means are turned into medians by one rule."""
JUDGED = frozenset(
    {
        "border-astara-road",  # formalities and no queue: a range, the mean is one end of it
        "gauge-ir-tm",  # the middle of four means, by the same rule to the hour
    }
)


def test_the_rule_for_means_gives_back_the_mean() -> None:
    band = dwell_of_mean(90.0)
    assert band.p50 == pytest.approx(60.0, rel=0.001)
    draws = np.exp(np.random.default_rng(1).normal(np.log(band.p50), DWELL_SHAPE, 400_000))
    assert draws.mean() == pytest.approx(90.0, rel=0.01)
    assert np.quantile(draws, (0.1, 0.9)) == pytest.approx((band.p10, band.p90), rel=0.02)


def test_every_stay_of_which_a_mean_is_published_follows_the_rule() -> None:
    chosen = [
        figure
        for figure in dated_atlas().ledger.figures.values()
        if figure.quantity in STAYS
        and figure.grade is not Grade.K
        and "mean" in figure.note.casefold()
        and figure.id not in JUDGED
    ]
    assert len(chosen) > 25
    rule = dwell_of_mean(1.0)
    for figure in chosen:
        band = figure.band
        assert band.p90 / band.p50 == pytest.approx(rule.p90 / rule.p50, rel=0.03), figure.id
        assert band.p50 / band.p10 == pytest.approx(rule.p50 / rule.p10, rel=0.03), figure.id


def test_a_line_with_a_speed_of_its_own_is_slower_than_the_main_line() -> None:
    ledger = dated_atlas().ledger
    asked = {"mode": Mode.RAIL, "country": "IR", "service": "block"}
    line = ledger.find(Quantity.SPEED, place="akyayla..garmsar", **asked)  # type: ignore[arg-type]
    main = ledger.find(Quantity.SPEED, **asked)  # type: ignore[arg-type]
    assert line.figure.id == "rail-ir-incheh-borun-garmsar"
    assert line.figure.band.p50 < main.figure.band.p50
    assert "rail-ir-block" in {figure.id for figure in line.alternatives}


def test_turkmen_rail_is_measured_and_never_faster_than_without_delay() -> None:
    ledger = dated_atlas().ledger
    figure = ledger.find(Quantity.SPEED, mode=Mode.RAIL, country="TM", service="block").figure
    assert (figure.grade, figure.band.p50) == (Grade.A, 334)
    assert figure.band.p90 <= 703
