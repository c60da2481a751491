"""A text is never silently another place: countries, guesses, words beside names, known cities."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest

from geo.errors import (
    AmbiguousPlaceError,
    CountryNameError,
    UncertainPlaceError,
    UnknownPlaceError,
)
from geo.geodesy import distance_km
from geo.i18n import get_locale
from geo.model import INTERNATIONAL_WATERS, Mode, PlaceKind
from geo.paths import GAZETTEER
from geo.places import COUNTRY_COLUMNS, read_rows, split
from geo.places.wording import bare_names
from tests.atlases import dated_atlas

PLACES = dated_atlas().places
COUNTRIES = read_rows(GAZETTEER / "countries.csv", COUNTRY_COLUMNS)
with (Path(__file__).with_name("well_known.csv")).open(encoding="utf-8", newline="") as stream:
    WELL_KNOWN = list(csv.DictReader(stream))
NEAR_KM = 50.0
"""A port of a city may lie so far from its middle."""
OF_A_COUNTRY = {
    "IN": "India|Индия|هند|هندوستان|Bharat|Republic of India|Республика Индия|INDIA|IN|IND|Indiya",
    "IR": "Iran|Иран|ایران|Persia|Islamic Republic of Iran|Исламская Республика Иран|"
    "جمهوری اسلامی ایران|IR|irn|ИРИ",
    "RU": "Russia|Россия|روسیه|Russian Federation|РФ|Российская Федерация|فدراسیون روسیه",
    "OM": "Oman|Оман|عمان|Sultanate of Oman|Султанат Оман",
    "TR": "Turkey|Türkiye|Турция|ترکیه|Turkiye",
    "CL": "Chile|Чили|شیلی",
    "US": "USA|U.S.A.|United States|США|America|آمریکا|ایالات متحده",
    "AE": "UAE|ОАЭ|امارات|United Arab Emirates|Emirates",
    "GB": "UK|England|Великобритания|Англия|انگلستان|بریتانیا",
    "KR": "South Korea|Республика Корея|کره جنوبی",
    "GE": "Georgia|Грузия|گرجستان",
    "CN": "China|КНР|چین|People's Republic of China",
    "KZ": "Kazakhstan|Казахстан|قزاقستان|Qazaqstan",
    "LB": "Lebanon|Ливан|لبنان",
    "CU": "Cuba|Куба|کوبا",
    "PE": "Peru|Перу|پرو",
}
COUNTRY_CASES = [(t, code) for code, texts in OF_A_COUNTRY.items() for t in texts.split("|")]
CITY_STATES = {
    "Singapore": "SG", "Сингапур": "SG", "Djibouti": "DJ", "Джибути": "DJ", "Тунис": "TN",
    "Luxembourg": "LU", "Алжир": "DZ", "Kuwait City": "KW",
}  # fmt: skip
GUESSES = {
    "Москоу": "Moscow", "Novorosiysk": "Novorossiysk", "Astrachanj": "Astrakhan",
    "Khabarovks": "Khabarovsk", "Bandar Abbass": "Bandar Abbas",
    "Anzalii": "Bandar Anzali", "Mashhaad": "Mashhad", "Mumbaii": "Mumbai",
}  # fmt: skip
BESIDE = {
    "port-said": "Port Said|Порт-Саид",
    "suez-south": "Port Suez",
    "mumbai": "Port of Mumbai|Mumbai Port|Mumbai, port|The Port of Mumbai|port Mumbai, India|"
    "Mumbai port (India)|порт Мумбаи|بندر بمبئی",
    "novorossiysk": "Порт Новороссийск|Novorossiysk sea port|морской порт Новороссийск|"
    "Новороссийск (порт)|Seaport of Novorossiysk|Port Novorossiysk, Russia|بندر نووروسیسک",
    "moscow": "г. Москва|г.Москва|город Москва|Москва г.|City of Moscow|Moscow City|شهر مسکو|"
    "г. Москва, Россия|Moscow railway station|станция Москва|ایستگاه راه‌آهن مسکو",
    "baku": "Baku Port|порт Баку|بندر باکو|Baku railway station|ст. Баку",
    "tehran": "Tehran station|Tehran railway station, Iran|شهر تهران|ایستگاه تهران|"
    "Train station Tehran",
    "bandar-abbas": "Bandar Abbas, Iran|Port of Bandar Abbas|Bandar Abbas port, Iran|"
    "порт Бендер-Аббас|"
    "Bandar Abbas (Iran)|بندر بندرعباس|بندرعباس، ایران|Port of Bandar Abbas (IR)",
    "astrakhan": "порт Астрахань|г. Астрахань|Astrakhan port, Russia",
    "aktau": "Aktau sea port|Порт Актау|بندر آق‌تاو",
    "chabahar": "Chabahar Port|Port of Chabahar, Iran|بندر چابهار",
    "saryagash": "ст. Сарыагаш|Saryagash station",
    "aprin": "Aprin dry port|dry port of Aprin|بندر خشک آپرین",
    "hamburg": "Port of Hamburg|Hamburg Harbour|порт Гамбург, Германия",
}  # fmt: skip
BESIDE_CASES = [(t, found) for found, texts in BESIDE.items() for t in texts.split("|")]
NO_PLACE = ("Baku airport", "Moscow airport", "Аэропорт Москва", "port", "порт", "station", "г.",
            "ст. ", "Port of India", "India port")  # fmt: skip


@pytest.mark.parametrize("row", WELL_KNOWN, ids=lambda row: ascii(row["text"]))
def test_a_well_known_city_is_found_at_first_try_in_its_country(row: dict[str, str]) -> None:
    place = PLACES.find(row["text"])
    assert place.country == row["country"]
    gap = distance_km(place.lon, place.lat, float(row["lon"]), float(row["lat"]))
    assert gap <= NEAR_KM, (place.name, place.lon, place.lat)


def test_the_list_of_well_known_cities_is_long() -> None:
    assert len(WELL_KNOWN) >= 226


@pytest.mark.parametrize(("text", "code"), COUNTRY_CASES, ids=ascii)
def test_a_country_is_no_place_and_its_places_are_named(text: str, code: str) -> None:
    name = next(row["name"] for row in COUNTRIES if row["code"] == code)
    with pytest.raises(CountryNameError, match=r"is a country .*; choose a place in it") as info:
        PLACES.find(text)
    assert f"({name})" in str(info.value)
    hints = PLACES.search(text, limit=3)
    assert len(hints) == 3
    assert {place.country for place in hints} == {code}


def test_the_places_named_of_a_country_are_important_ones() -> None:
    with pytest.raises(CountryNameError, match="such as Mumbai, Delhi"):
        PLACES.find("India")
    with pytest.raises(CountryNameError, match="such as Tehran, Mashhad"):
        PLACES.find("ایران")


@pytest.mark.slow
@pytest.mark.deep
def test_no_name_of_any_country_finds_a_place_elsewhere() -> None:
    elsewhere = []
    for row in COUNTRIES:
        for text in (row["name"], row["name_ru"], row["name_fa"], *split(row["aliases"])):
            try:
                place = PLACES.find(text) if len(text) > 3 else None
            except (UnknownPlaceError, AmbiguousPlaceError):
                continue
            if place and place.country not in {row["code"], INTERNATIONAL_WATERS}:
                elsewhere.append((text, row["code"], place.name, place.country))
    assert elsewhere == []


@pytest.mark.parametrize(("text", "code"), CITY_STATES.items(), ids=ascii)
def test_a_city_that_bears_its_countrys_name_is_a_place(text: str, code: str) -> None:
    assert PLACES.find(text).country == code


def test_codes_of_countries_are_places_only_where_a_place_bears_them() -> None:
    assert PLACES.find("Muş").country == "TR"
    assert PLACES.find("IRBND").id == "bandar-abbas"
    for text in ("IN", "IRN", "ir"):
        with pytest.raises(CountryNameError):
            PLACES.find(text)


def test_a_code_of_three_letters_is_no_place_of_another_country() -> None:
    with pytest.raises(AmbiguousPlaceError, match=r"Hui \(India\)"):
        PLACES.find("HUI")


@pytest.mark.parametrize(("text", "meant"), GUESSES.items(), ids=ascii)
def test_what_is_only_spelt_alike_is_asked(text: str, meant: str) -> None:
    with pytest.raises(UnknownPlaceError, match=r"did you mean|the nearest names are") as info:
        PLACES.find(text)
    assert meant in str(info.value)


def test_a_transcription_is_a_question_with_candidates() -> None:
    with pytest.raises(UncertainPlaceError, match=r"no place is written .*did you mean Moscow;"):
        PLACES.find("Москоу")


def test_namesakes_of_like_size_are_a_question() -> None:
    with pytest.raises(AmbiguousPlaceError, match=r"Hyderabad \(India\); Hyderabad \(Pakistan\)"):
        PLACES.find("Hyderabad")


@pytest.mark.parametrize(
    "text", ["Hyderabad", "Cartagena", "San Jose", "Santiago", "Suzhou", "Vancouver", "Merida"]
)
def test_namesakes_that_the_network_reaches_alike_or_not_at_all_are_a_question(text: str) -> None:
    with pytest.raises(AmbiguousPlaceError, match="write one of"):
        PLACES.find(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Barcelona", "ES"), ("Valencia", "ES"), ("Kochi", "IN"), ("Colombo", "LK"),
        ("Manchester", "GB"), ("Newcastle", "AU"), ("Fuzhou", "CN"), ("Berlin", "DE"),
        ("Paris", "FR"), ("Delhi", "IN"), ("London", "GB"), ("Rome", "IT"), ("Athens", "GR"),
        ("Birmingham", "GB"), ("Guadalajara", "MX"), ("Cordoba", "AR"), ("Memphis", "US"),
    ],
)  # fmt: skip
def test_a_large_city_that_the_network_reaches_is_meant_and_else_the_largest(
    text: str, code: str
) -> None:
    assert PLACES.find(text).country == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("Los Angeles", "USLAX"), ("Tianjin", "CNTSN"), ("Tangshan", "CNTAS"), ("Qinzhou", "CNQZH")],
)
def test_a_city_outside_the_network_is_the_port_of_its_name(text: str, code: str) -> None:
    place = PLACES.find(text)
    assert (place.unlocode, place.name) == (code, text)
    assert PLACES.search(text, limit=1) == [place]
    assert PLACES.label(place) == text


@pytest.mark.parametrize(("text", "proper"), [("Victoria", "Victoria"), ("Leon", "León")])
def test_an_alias_of_a_large_city_does_not_win_over_proper_names(text: str, proper: str) -> None:
    with pytest.raises(AmbiguousPlaceError, match=rf"{proper} \("):
        PLACES.find(text)


def test_a_far_city_does_not_win_over_one_that_the_network_reaches() -> None:
    assert PLACES.find("آبادان").country == "IR"
    with pytest.raises(AmbiguousPlaceError, match=r"Ibadan.*Abadan|Abadan.*Ibadan"):
        PLACES.find("ابادان")
    assert PLACES.find("Орёл").id == PLACES.find("Орел").id


@pytest.mark.parametrize("text", ["Armenia", "Oman", "Turkey", "Jordan", "UAE"])
def test_the_places_named_of_a_country_are_no_districts_of_one_city(text: str) -> None:
    own = [place for place in PLACES.search(text, limit=5) if place.id.startswith("gn-")]
    assert own
    for one, other in combinations(own, 2):
        assert distance_km(one.lon, one.lat, other.lon, other.lat) > 20, (one.name, other.name)


@pytest.mark.parametrize(
    ("text", "near"),
    [("55.27,25.2", "Dubai"), ("30.3,59.9", "St Petersburg"), ("49.46,37.47", "Bandar Anzali"),
     ("28.95,41.01", "Istanbul")],
)  # fmt: skip
def test_a_hint_names_the_city_and_not_its_district(text: str, near: str) -> None:
    assert f"would be near {near} (" in str(PLACES.hint(PLACES.find(text)))


@pytest.mark.parametrize(("text", "found"), BESIDE_CASES, ids=ascii)
def test_a_word_beside_a_name_says_what_it_is(text: str, found: str) -> None:
    assert PLACES.find(text).id == found


@pytest.mark.parametrize("text", NO_PLACE, ids=ascii)
def test_a_word_without_a_name_or_an_airport_is_no_place(text: str) -> None:
    with pytest.raises((UnknownPlaceError, AmbiguousPlaceError)):
        PLACES.find(text)


def test_the_word_chooses_among_namesakes() -> None:
    assert Mode.SEA in PLACES.find("Port of Dammam").terminals
    assert [bare.name for bare in bare_names("Porto")] == []
    assert [bare.name for bare in bare_names("Staraya Russa")] == []


@pytest.mark.parametrize("text", ["Tughlakabad", "Dadri", "Whitefield", "ICD Whitefield", "INTKD",
                                  "بندر خشک تغلق‌آباد", "Bely Rast", "ТЛЦ Белый Раст"])  # fmt: skip
def test_dry_ports_are_found(text: str) -> None:
    assert PLACES.find(text).kind is PlaceKind.DRY_PORT


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("INNTU", 8.75, 78.2), ("KRKAN", 34.93, 127.7), ("GBALX", 55.99, -4.58),
        ("TRCID", 41.9, 33.0), ("USPWM", 43.66, -70.26), ("EGSGA", 26.74, 33.94),
        ("USRIC", 37.5, -77.43), ("AUGTE", -13.86, 136.42),
    ],
)  # fmt: skip
def test_a_code_lies_where_it_belongs(text: str, lat: float, lon: float) -> None:
    place = PLACES.find(text)
    assert distance_km(place.lon, place.lat, lon, lat) < 8
    assert place.country == text[:2]


def test_a_harbour_with_two_codes_is_one_place() -> None:
    one = PLACES.find("Ain Sukhna")
    assert PLACES.find("Ain Sokhna") == PLACES.find("EGAIS") == PLACES.find("EGSOK") == one


@pytest.mark.parametrize("language", ["ru", "fa"])
@pytest.mark.parametrize("text", ["India", "Москоу", "51.4,35.7 (Iran)", "0,0,0", "35.7N"])
def test_every_refusal_is_told_in_the_language(language: str, text: str) -> None:
    with pytest.raises(UnknownPlaceError) as info:
        PLACES.find(text)
    told = get_locale(language).translate(info.value.message)
    assert told != str(info.value)
    assert "{" not in told
