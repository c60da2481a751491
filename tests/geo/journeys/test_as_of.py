"""No journey passes a gate that is barred on its date; an answer says as of when it holds."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING

import pytest

from geo.errors import LedgerError, NoRouteError, RouteError, UnknownNameError
from geo.evidence import GateStatus, read_states, states_as_of
from geo.journeys import answer_json, compare, journey, load_atlas
from geo.model import BRANCHES, Clock, Mode
from geo.paths import EVIDENCE
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo.evidence import AsOf, GateStates
    from geo.journeys import Atlas

SEA = frozenset({Mode.SEA})
DATES = ("2016-09", "2023-08", "2024-02", "2026-02", "2026-04", "2026-07", "2026-11", None)
PAIRS = (
    ("Moscow", "Nhava Sheva"),
    ("Mumbai", "Astrakhan"),
    ("Bandar Abbas", "St Petersburg"),
    ("Chabahar", "Almaty"),
    ("Bushehr", "Baku"),
)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated_atlas()


@pytest.mark.parametrize(("date", "ends"), [*itertools.product(DATES, PAIRS)])
def test_no_default_journey_passes_a_barred_gate(
    atlas: Atlas, date: str | None, ends: tuple[str, str]
) -> None:
    origin, destination = (atlas.places.find(name) for name in ends)
    answer = compare(atlas, origin, destination, Scenario(date=date))
    assert answer.journeys or answer.failed
    gates = atlas.corridors.gates
    for one in answer.journeys:
        barred = [gate for gate in answer.as_of.barred if gates[gate].lies_on(one.route)]
        assert barred == [], one.id
        for condition in one.gates:
            assert condition.gate.lies_on(one.route)
            assert condition.state.status is not GateStatus.OPEN
    shown = {condition.gate.id for condition in answer.gates}
    for one in answer.journeys:
        assert {condition.gate.id for condition in one.gates} <= shown
    for failure in answer.failed:
        assert answer.as_of.barred & {*failure.closed} <= shown


def test_of_today_every_branch_to_india_is_barred_and_the_reason_is_told(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    answer, of_india = compare(atlas, *ends), {"china", "eastern-maritime"}
    assert set(answer.representatives()) == {"suez", "suez-black-sea", "cape", *of_india}
    assert answer.is_barred
    reasons = [f.reason for f in answer.failed if f.corridor == "western"]
    assert any("Strait of Hormuz: closed since 14 July 2026" in reason for reason in reasons)
    assert any("Port of Chabahar: under blockade since" in reason for reason in reasons)
    opened = compare(atlas, *ends, Scenario(as_if_open=True))
    assert set(BRANCHES) <= set(opened.representatives())
    assert not opened.is_barred
    assert opened.gates == ()
    half = compare(atlas, *ends, Scenario(states=(("chabahar", "open"),)))
    assert set(BRANCHES) <= set(half.representatives())
    assert all("hormuz" not in one.route.gates for one in half.journeys)


def test_a_pair_that_no_branch_serves_is_not_called_barred(atlas: Atlas) -> None:
    answer = compare(atlas, atlas.places.find("Mumbai"), atlas.places.find("Jeddah"))
    assert not answer.is_barred


@pytest.mark.parametrize(
    "text", ["Bushehr", "Chabahar", "27.1,56.1", "IRBND", "Bandar Imam Khomeini"]
)
def test_no_ship_enters_or_leaves_a_port_under_blockade(atlas: Atlas, text: str) -> None:
    port, mumbai = atlas.places.find(text), atlas.places.find("Mumbai")
    for ends in ((mumbai, port), (port, mumbai)):
        with pytest.raises(RouteError) as refusal:
            journey(atlas, *ends, scenario=Scenario(modes=SEA))
        assert "since" in str(refusal.value)
        assert journey(atlas, *ends, scenario=Scenario(modes=SEA, as_if_open=True)).route.km > 500


def test_the_state_of_a_port_goes_before_that_of_the_ports_around_it(atlas: Atlas) -> None:
    ends = atlas.places.find("Mumbai"), atlas.places.find("Chabahar")
    around = ("iran-south-ports", "blockaded")

    def km(*states: tuple[str, str], closed: frozenset[str] = frozenset()) -> float:
        scenario = Scenario(as_if_open=True, modes=SEA, states=states, closed=closed)
        return journey(atlas, *ends, scenario=scenario).route.km

    assert km(around, ("chabahar", "reduced")) > 500
    for states, closed in (
        ((around,), frozenset[str]()),
        ((("chabahar", "closed"), ("iran-south-ports", "open")), frozenset[str]()),
        ((("chabahar", "open"),), frozenset({"iran-south-ports"})),
        ((("chabahar", "open"),), frozenset({"chabahar"})),
    ):
        with pytest.raises(NoRouteError, match=r"Chabahar|Southern ports"):
            km(*states, closed=closed)
    canal = Scenario(as_if_open=True, modes=SEA, states=(("volga-caspian-canal", "closed"),))
    with pytest.raises(NoRouteError, match="Volga–Caspian Canal"):
        journey(atlas, atlas.places.find("Astrakhan"), atlas.places.find("Aktau"), scenario=canal)


def test_in_winter_no_ship_passes_the_volga_don(atlas: Atlas) -> None:
    ends = atlas.places.find("Bandar Anzali"), atlas.places.find("Nhava Sheva")
    calm = (("kerch", "open"),)
    with pytest.raises(NoRouteError, match="Volga–Don Canal: closed every year"):
        journey(atlas, *ends, scenario=Scenario(modes=SEA, season=1, states=calm))
    summer = journey(atlas, *ends, scenario=Scenario(modes=SEA, season=7, states=calm))
    assert "volga-don" in summer.route.gates
    assert summer.route.km > 8_000


def test_an_area_closes_as_a_whole_and_a_border_for_trucks_alone(atlas: Atlas) -> None:
    find = atlas.places.find
    open_ = Scenario(as_if_open=True)
    tehran, mashhad = find("Tehran"), find("Mashhad")
    by_rail = frozenset({Mode.RAIL})
    assert journey(atlas, tehran, mashhad, scenario=Scenario(as_if_open=True, modes=by_rail)).legs
    shut = Scenario(as_if_open=True, modes=by_rail, states=(("iran-rail", "closed"),))
    with pytest.raises(NoRouteError, match="Railways of Iran: assumed closed"):
        journey(atlas, tehran, mashhad, scenario=shut)
    no_trucks = Scenario(as_if_open=True, states=(("astara/road", "suspended"),))
    ends = find("Baku"), find("Qazvin")
    usual = journey(atlas, *ends, scenario=open_)
    other = journey(atlas, *ends, scenario=no_trucks)
    gate = atlas.corridors.gates["astara/road"]
    assert not gate.lies_on(other.route)
    assert gate.lies_on(usual.route) or usual.hours.p50 <= other.hours.p50
    calm = Scenario(as_if_open=True, modes=SEA, states=(("caspian-sea", "closed"),))
    with pytest.raises(NoRouteError, match="Lanes of the Caspian Sea"):
        journey(atlas, find("Astrakhan"), find("Bandar Anzali"), scenario=calm)


def test_fewer_services_lengthen_the_wait_for_the_ship(atlas: Atlas) -> None:
    ends = atlas.places.find("Nhava Sheva"), atlas.places.find("St Petersburg")
    means = {}
    for date in ("2023-08", "2024-08", "2026-10-10"):
        scenario = Scenario(date=date, clock=Clock.DOOR)
        one = journey(atlas, *ends, corridor="suez", scenario=scenario)
        means[date] = sum(
            part.hours.p50 for part in one.timed.parts if "fewer services" in part.term.key
        )
    assert means["2023-08"] == 0
    share = {"2024-08": 0.32, "2026-10-10": 0.28}
    for date, left in share.items():
        scenario = Scenario(date=date, clock=Clock.DOOR)
        one = journey(atlas, *ends, corridor="suez", scenario=scenario)
        [part] = [part for part in one.timed.parts if "fewer services" in part.term.key]
        whole = part.pick.figure.hours.p50 * 0.5
        assert part.hours.p50 == pytest.approx(whole * (1 / left - 1))
        assert part.clocks == {Clock.DOOR}


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """File of states that opens the Strait of Hormuz."""
    head = "id,gate,state,first_day,last_day,months,traffic_share,service_share,figures,confirmed"
    row = "own-1,hormuz,open,2026-10-12,,,,,,2026-11-01,B,a letter,,"
    file = tmp_path / "own.csv"
    file.write_text(f"{head},grade,sources,against,note\n{row}\n", encoding="utf-8")
    return file


def test_a_states_file_of_ones_own_is_laid_over(atlas: Atlas, tmp_path: Path) -> None:
    head = "id,gate,state,first_day,last_day,months,traffic_share,service_share,figures,confirmed"
    head += ",grade,sources,against,note\n"
    file = tmp_path / "own.csv"
    row = "own-1,{},open,2026-10-12,,,,,,2026-11-01,B,a letter,,\n"
    file.write_text(head + row.format("hormuz"), encoding="utf-8")
    own = load_atlas(file)
    assert own.as_of(Scenario()).states["hormuz"].status is GateStatus.OPEN
    assert "bandar-abbas" in own.as_of(Scenario()).barred
    assert "hormuz" in atlas.as_of(Scenario()).barred
    file.write_text(head + row.format("hormuzz"), encoding="utf-8")
    with pytest.raises(UnknownNameError, match="hormuz"):
        load_atlas(file)
    file.write_text(head + row.format("hormuz").replace("open", "ajar"), encoding="utf-8")
    with pytest.raises(LedgerError, match="row 2"):
        load_atlas(file)


def test_a_states_file_that_cannot_be_read_says_what_its_owner_can_do(
    ours: Path, tmp_path: Path
) -> None:
    bare = ours.read_bytes()
    ours.write_bytes(b"\xef\xbb\xbf" + bare.replace(b"\n", b"\r\n"))
    assert load_atlas(ours).states.own == read_states(ours).own
    assert load_atlas(ours).as_of(Scenario()).states["hormuz"].status is GateStatus.OPEN
    ours.write_bytes("гормуз".encode("cp1251") + bare)
    with pytest.raises(LedgerError, match=r"^own.csv: cannot be read .+; save it as CSV in UTF-8"):
        load_atlas(ours)
    with pytest.raises(LedgerError, match=rf"^none.csv is missing from {tmp_path.name}/; check"):
        load_atlas(tmp_path / "none.csv")


def test_a_change_is_said_once_and_only_where_it_tells_something(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    answer = compare(atlas, *ends, Scenario(date="2025-11"))
    shown = {one.state.id for one in answer.gates}
    assert shown
    assert not shown & {one.state.id for one in answer.changes}
    begun = {(one.gate.id, one.state.status) for one in answer.changes}
    assert ("novorossiysk", GateStatus.REDUCED) in begun
    assert "samur" not in {gate for gate, _ in begun}, "it was never closed"


def test_json_says_as_of_when(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    told = answer_json(compare(atlas, *ends, Scenario(date="2026-02")))["as_of"]
    assert (told["first_day"], told["last_day"]) == ("2026-02-01", "2026-02-28")
    assert "hormuz" in {one["gate"] for one in told["changes"]}
    known = {row["id"] for row in csv.DictReader(_sources())}
    for one in [*told["gates"], *told["changes"]]:
        assert set(one["sources"]) <= known
        assert one["sources"]


def _sources() -> list[str]:
    return (EVIDENCE / "sources.csv").read_text("utf-8").splitlines()


def test_a_comparison_looks_up_the_states_of_its_date_once(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Scenario] = []

    def counted(states: GateStates, scenario: Scenario, *, today: dt.date | None) -> AsOf:
        asked.append(scenario)
        return states_as_of(states, scenario, today=today)

    monkeypatch.setattr("geo.journeys.atlas.states_as_of", counted)
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    answer = compare(atlas, *ends, Scenario(date="2026-07-01"))
    assert answer.journeys
    assert answer.failed
    assert len(asked) == 1


def test_a_state_that_began_late_in_the_month_is_said_and_not_applied(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    answer = compare(atlas, *ends, Scenario(date="2026-02"))
    texts = {one.gate.id: str(one.text) for one in answer.changes}
    assert texts["hormuz"] == (
        "Strait of Hormuz: closed since 28 February 2026 (late in the month, not applied)"
    )
    assert not any("not applied" in one.text for one in answer.gates)
    assert any("hormuz" in one.route.gates for one in answer.journeys)
