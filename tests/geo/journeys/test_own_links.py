"""Links of the user's own: read all or none, joined to the network, used, named in the answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from geo.cli.main import main
from geo.errors import ExportError, FigureRangeError, UnknownNameError, UserFileError
from geo.export import Kind, Request, content_of, export_bytes, request_of
from geo.geodesy import length_km
from geo.i18n import get_locale
from geo.journeys import answer_json, journey, link_text, with_links
from geo.model import Mode, OwnLink, OwnLinks, Status, StopKind
from geo.network import MOST_LINKS
from geo.scenario import Scenario
from geo.userdata import own_links, read_user_layer
from tests.atlases import computed_once, open_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.journeys import Atlas, Journey

pytestmark = pytest.mark.slow

RASHT: Final = (49.561, 37.205)
ASTARA: Final = (48.8704, 38.415)
NAME: Final = "Coast line"
RAIL: Final = OwnLink(name=NAME, mode=Mode.RAIL, speed_kmh=50, line=(RASHT, ASTARA))
ROAD: Final = replace(RAIL, mode=Mode.ROAD, speed_kmh=120)
BY_RAIL: Final = frozenset({Mode.RAIL})


def file_of(*links: OwnLink) -> OwnLinks:
    return OwnLinks(name="own.csv", digest="0123456789ab", links=links)


def asked(atlas: Atlas, first: str, last: str, **scenario: object) -> Journey:
    ends = atlas.places.find(first), atlas.places.find(last)
    return journey(atlas, *ends, scenario=Scenario(**scenario))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def wider() -> Atlas:
    """Atlas with a railway from Rasht to Astara."""
    return with_links(open_atlas(), file_of(RAIL))


def test_a_journey_takes_the_link_at_its_speed(wider: Atlas) -> None:
    answer = asked(wider, "Rasht", "Astara (Iran)", modes=BY_RAIL)
    own = [leg for leg in answer.legs if leg.leg.links == ("own-1",)]
    assert len(own) == 1
    assert own[0].leg.track_km == pytest.approx(148.0, abs=0.1)
    assert own[0].hours.p50 == pytest.approx(own[0].leg.track_km / 50, rel=1e-6)
    assert own[0].hours.p10 == own[0].hours.p90 == own[0].hours.p50
    assert "own-1" not in asked(open_atlas(), "Rasht", "Moscow").links


def test_a_faster_link_draws_the_route_to_it_and_a_slow_one_does_not() -> None:
    used = []
    for speed in (120.0, 3.0):
        link = replace(ROAD, speed_kmh=speed)
        answer = asked(with_links(open_atlas(), file_of(link)), "Rasht", "Astara (Iran)")
        used.append("own-1" in answer.links)
    assert used == [True, False]


def test_the_network_it_was_joined_to_stays_and_answers_as_before(wider: Atlas) -> None:
    plain = open_atlas()
    assert wider.network.line_count == plain.network.line_count + 2
    assert not plain.network.own_speeds_kmh
    ends = [("Moscow", "Novosibirsk"), ("Mundra", "Tehran"), ("Baku", "Almaty"), ("Mumbai", "Oslo")]
    for first, last in ends:
        old, new = (asked(atlas, first, last) for atlas in (plain, wider))
        assert new.route.km == pytest.approx(old.route.km)
        assert new.hours == old.hours


def test_the_gap_is_said_and_is_part_of_the_length(wider: Atlas) -> None:
    assert wider.links
    (one,) = wider.links.links
    first, last = one.ends
    assert first.place == "Rasht"
    assert last.place == "Astara (Iran)"
    assert 0 <= first.gap_km < 0.1 < last.gap_km < 2
    assert one.km == pytest.approx(length_km([RASHT, ASTARA]) + first.gap_km + last.gap_km, abs=0.2)


def test_gauge_and_border_are_stops_of_the_link() -> None:
    line = ((61.23, 34.43), (62.0, 35.6), (61.83, 37.6))
    atlas = with_links(open_atlas(), file_of(replace(RAIL, line=line)))
    answer = asked(atlas, "Mary", "Rozanak")
    kinds = [(stop.stop.kind, stop.stop.countries) for stop in answer.stops]
    assert (StopKind.GAUGE_BREAK, ("TM", "TM")) in kinds
    assert (StopKind.BORDER, ("TM", "AF")) in kinds
    own = [leg.leg for leg in answer.legs if "own-1" in leg.leg.links]
    assert [(leg.country, leg.gauge_mm) for leg in own] == [("TM", 1435), ("AF", 1435)]


def test_a_planned_link_is_used_where_it_is_assumed_built() -> None:
    atlas = with_links(open_atlas(), file_of(replace(ROAD, status=Status.PLANNED)))
    ends = ("Rasht", "Astara (Iran)")
    assert "own-1" not in asked(atlas, *ends).links
    assert "own-1" in asked(atlas, *ends, built=frozenset({"own-1"})).links
    with pytest.raises(UnknownNameError):
        open_atlas().checked(Scenario(built=frozenset({"own-1"})))


def test_a_speed_that_nothing_has_is_refused() -> None:
    with pytest.raises(FigureRangeError, match="own-1 cannot be set to 1000; choose from 1 to 120"):
        with_links(open_atlas(), file_of(replace(RAIL, speed_kmh=1_000)))


def test_a_link_is_said_to_be_out_of_use_only_where_it_is() -> None:
    links = [replace(RAIL, status=status) for status in (Status.OPERATING, Status.PLANNED)]
    own = with_links(open_atlas(), file_of(*links)).links
    assert own
    said = ["not in use unless built: " in str(link_text(one)) for one in own.links]
    assert said == [False, True]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (replace(RAIL, line=((10.0, -40.0), ASTARA)), "km from the nearest node by rail"),
        (replace(RAIL, line=(RASHT, (49.5611, 37.2051))), "begins and ends at one point"),
        (
            replace(RAIL, mode=Mode.SEA, line=((49.9, 40.35), (72.8, 18.9))),
            "leads from one water into another",
        ),
    ],
)
def test_a_link_that_joins_nothing_is_named(link: OwnLink, words: str) -> None:
    with pytest.raises(UserFileError) as raised:
        with_links(open_atlas(), file_of(link))
    text = str(raised.value)
    assert text.startswith("own.csv: Coast line ")
    assert words in text


def test_too_many_links_are_refused() -> None:
    with pytest.raises(UserFileError, match=f"51 links are too many; send at most {MOST_LINKS}"):
        with_links(open_atlas(), file_of(*[RAIL] * (MOST_LINKS + 1)))


HEAD: Final = "wkt,name,mode,speed,status"
LINE: Final = '"LINESTRING (49.561 37.205, 48.8704 38.415)"'


def read(*rows: str, head: str = HEAD) -> OwnLinks:
    table = "\n".join([head, *rows, ""]).encode()
    return own_links(read_user_layer(table, name="own.csv"))


def test_a_file_becomes_links_whatever_its_format(tmp_path: Path) -> None:
    link = read(f"{LINE},{NAME},Rail,50,Under construction").links[0]
    assert link == replace(RAIL, status=Status.UNDER_CONSTRUCTION)
    plain = read(f"{LINE},{NAME},rail,50,")
    feature = {
        "type": "Feature",
        "properties": {"Mode": "rail", "SPEED": 50, "name": NAME},
        "geometry": {"type": "LineString", "coordinates": [RASHT, ASTARA]},
    }
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    again = own_links(read_user_layer(path))
    assert (again.links, again.digest) == (plain.links, plain.digest)
    assert read(f"{LINE},{NAME},rail,51,").digest != plain.digest


def test_every_wrong_link_is_named_and_none_is_taken() -> None:
    wrong = {
        f"{LINE},a,plane,50,": "'plane' is none of rail, road, sea",
        f"{LINE},a,rail,fast,": "'fast' is not a number",
        f"{LINE},a,rail,0,": "0 km/h is no speed by rail",
        f"{LINE},a,road,900,": "choose from 1 to 120",
        f"{LINE},a,rail,50,dreamt": "'dreamt' is none of operating",
        '"POINT (49 37)",a,rail,50,': "it is not one line",
        '"MULTILINESTRING ((49 37, 50 38), (60 37, 61 38))",a,rail,50,': "it is not one line",
        '"LINESTRING (49 37, 49 37)",a,rail,50,': "all points of the line are one",
    }
    with pytest.raises(UserFileError) as raised:
        read(f"{LINE},{NAME},rail,50,", *wrong)
    head, _, rest = str(raised.value).partition("; ")
    assert head == "own.csv: no link was taken"
    assert [words for words in wrong.values() if words not in rest] == []
    assert [row for row in range(3, 11) if f"row {row}: " not in rest] == []


def test_a_file_without_a_speed_says_which_column_is_missing() -> None:
    with pytest.raises(UserFileError, match="the columns mode, speed, status; speed is missing"):
        read(f"{LINE},rail", head="wkt,mode")


QUESTION: Final = Request(
    kind=Kind.ROUTE,
    origin="rasht",
    destination="astara-ir",
    scenario=Scenario(modes=BY_RAIL, as_if_open=True),
)


def test_the_answer_says_so_in_words_in_json_and_in_files(wider: Atlas) -> None:
    answer = answer_json(asked(wider, "Rasht", "Astara (Iran)"))["as_of"]
    own = answer["own_links"]
    assert (own["name"], own["digest"], len(own["links"])) == ("own.csv", "0123456789ab", 1)
    assert ", with links of your own from own.csv (digest 0123456789ab)" in answer["text"]
    assert answer_json(asked(open_atlas(), "Rasht", "Qazvin"))["as_of"]["own_links"] is None
    content = content_of(wider, QUESTION)
    assert "own.csv" in content.as_of
    assert any(NAME in remark for remark in content.remarks)
    assert ("Links of the user's own (digest 0123456789ab)", "") in content.sources.values()
    for language, word in (("ru", "собственн"), ("fa", "خود")):
        text = content_of(wider, replace(QUESTION, language=language)).as_of
        assert "own.csv" in text
        assert word in text


def test_a_file_is_made_again_with_the_same_links_only(wider: Atlas) -> None:
    content = content_of(wider, QUESTION)
    request = request_of(content.stamp.hash)
    assert request.links
    assert request.links.name == "own.csv"
    renamed = with_links(open_atlas(), replace(file_of(RAIL), name="other.kml"))
    assert export_bytes(content_of(renamed, request), "csv") == export_bytes(content, "csv")
    with pytest.raises(ExportError, match=r"own\.csv \(digest 0123456789ab\); give that file with"):
        content_of(open_atlas(), request)
    changed = with_links(open_atlas(), replace(file_of(RAIL), digest="ba9876543210"))
    with pytest.raises(ExportError, match="has the digest ba9876543210; give the same file"):
        content_of(changed, request)
    assert get_locale("ru").translate(_refusal(request)) != str(_refusal(request))


def test_a_scenario_stands_beside_the_network_without_the_links() -> None:
    request = replace(QUESTION, kind=Kind.SCENARIO, scenario=Scenario(as_if_open=True))
    plain = content_of(open_atlas(), request)
    joined = content_of(with_links(open_atlas(), file_of(ROAD)), request)
    assert joined.journeys != plain.journeys
    assert len(joined.base) > 0
    assert joined.base == plain.base


def _refusal(request: Request) -> str:
    with pytest.raises(ExportError) as raised:
        content_of(open_atlas(), request)
    return raised.value.message


def test_the_command_line_takes_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{HEAD}\n{LINE},{NAME},rail,50,\n")
    question = ["route", "Rasht", "Astara (Iran)", "--modes", "rail", "--links", str(path)]
    with computed_once():
        assert main(question) == 0
        text = capsys.readouterr().out
        assert f"{NAME}: 148.0 km by rail at 50 km/h, from Rasht (gap 0.0 km)" in text
        assert "[K] own-1" in text
        path.write_text(f"{HEAD}\n{LINE},{NAME},rail,fast,\n")
        assert main(question) == 1
    assert "no link was taken" in capsys.readouterr().err
