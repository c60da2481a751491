"""Coordinates in every form that people type or paste, and the country they lie in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import LayerError, UnknownPlaceError
from geo.i18n import get_locale
from geo.model import Mode, PlaceKind
from geo.paths import GAZETTEER
from geo.places.areas import Areas
from geo.places.coordinates import point_of
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

PLACES = dated_atlas().places
MOSCOW = """55.75,37.62|55.75, 37.62|55.75 37.62|55.75; 37.62|55.75/37.62|55.75N 37.62E|
55.75° N, 37.62° E|37.62E 55.75N|55.75n,37.62e|55.75 с, 37.62 в|۵۵٫۷۵،۳۷٫۶۲|+55.750 +037.620|
55,75 37,62|55,75; 37,62|55,75, 37,62|(55.75, 37.62)|lat 55.75 lon 37.62|lat=55.75, lng=37.62|
N55.75 E37.62|E 37.62, N 55.75|55°45'N 37°37'12"E|55°45′00″N, 37°37′12″E|55° 45' 0" 37° 37' 12"|
55 45 00 N 37 37 12 E|N55 45 00 E37 37 12|55-45-00N 037-37-12E|55:45:00 37:37:12|
55 45 00 37 37 12|55 45 37 37.2|554500N 0373712E|5545.00N 03737.20E|+554500+0373712/|
+55.75+037.62/|55d45m00sN 37d37m12sE|55 deg 45 min N, 37 deg 37.2 min E|55°45' 37°37.2'|
55°45′ с.ш. 37°37,2′ в.д.|55° 45′ с. ш., 37° 37,2′ в. д.|۵۵°۴۵′ شمالی ۳۷°۳۷٫۲′ شرقی|
٥٥٫٧٥ ٣٧٫٦٢|55.75º N 37.62º E|POINT(37.62 55.75)|point (37.62 55.75)|POINT Z (37.62 55.75 144)|
SRID=4326;POINT(37.62 55.75)|geo:55.75,37.62|GEO:55.75,37.62,144|geo:55.75,37.62;crs=wgs84;u=35|
geo:55.75,37.62?z=11|55.75 north 37.62 east|north 55.75, east 37.62|55.750, 37.620 (Russia)|
55.75,37.62 (Россия)"""
OFF_THE_GLOBE = ("0,181", "999,999", "POINT(200 95)", "geo:-91,-181")
TURNED = {"91,0": "0,91", "120.5,-45": "-45,120.5", "POINT(45 120.5)": "45,120.5"}
UNREADABLE = ("0,0,0", "1 2 3", "2025-10-11", "12-34", "55.75,,37.62", "55.75.1,37", "1;2;3;4;5")
HALF = ("35.7N", "10N 20N", "10E 20W", "35°42'N, 51°24'", "51.4 в.д.", "5 S")
OTHER_SYSTEM = ("SRID=3857;POINT(4188000 7509000)", "geo:55.75,37.62;crs=nad27")
SIXTY = ("35°75'N 51°24'E", "3542N 05199E", "35 42 60 51 24 00", "+3575+05124/")
NAMES = (
    "Astara 2",
    "1 мая",
    "gn-1",
    "Moscow",
    "SE222",
    "D5",
    "POINT EMPTY",
    "geo:",
    "geo:a,b",
    "12",
)


@pytest.mark.parametrize("text", MOSCOW.replace("\n", "").split("|"))
def test_one_point_in_every_form(text: str) -> None:
    place = PLACES.find(text)
    assert (place.lat, place.lon) == pytest.approx((55.75, 37.62), abs=1e-5)
    assert (place.name, place.country) == ("55.750, 37.620 (Russia)", "RU")
    assert (place.kind, place.terminals) == (PlaceKind.POINT, frozenset(Mode))


def test_the_form_of_unlocode_has_no_seconds_and_no_decimals() -> None:
    place = PLACES.find("5530N 03730E")
    assert (place.lat, place.lon) == (55.5, 37.5)


@pytest.mark.parametrize(
    "text",
    [
        "33.9S 18.4W",
        "−33.9, -18.4",
        "-33.9 -18.4",
        "33°54′S 18°24′W",
        "3354S01824W",
        "18.4 з, 33.9 ю",
    ],
)
def test_south_and_west_are_negative(text: str) -> None:
    assert PLACES.find(text).id == "-33.9,-18.4"


@pytest.mark.parametrize("text", OFF_THE_GLOBE)
def test_numbers_off_the_globe_say_the_order(text: str) -> None:
    with pytest.raises(UnknownPlaceError, match=r"not on the globe; write latitude"):
        PLACES.find(text)
    assert PLACES.search(text) == []


@pytest.mark.parametrize(("text", "meant"), TURNED.items())
def test_a_pair_that_fits_only_turned_is_offered_turned(text: str, meant: str) -> None:
    with pytest.raises(UnknownPlaceError, match=rf"latitude comes first .* mean {meant}\?"):
        PLACES.find(text)


@pytest.mark.parametrize("text", HALF)
def test_letters_must_be_one_of_each(text: str) -> None:
    with pytest.raises(UnknownPlaceError, match=r"one latitude .* and one longitude"):
        PLACES.find(text)


@pytest.mark.parametrize("text", UNREADABLE)
def test_numbers_that_are_no_pair_are_an_error_of_coordinates(text: str) -> None:
    with pytest.raises(UnknownPlaceError, match="cannot be read as coordinates"):
        PLACES.find(text)


@pytest.mark.parametrize("text", OTHER_SYSTEM)
def test_another_coordinate_system_is_refused(text: str) -> None:
    with pytest.raises(UnknownPlaceError, match="another coordinate system"):
        PLACES.find(text)


@pytest.mark.parametrize("text", SIXTY)
def test_minutes_and_seconds_end_at_sixty(text: str) -> None:
    with pytest.raises(UnknownPlaceError, match=r"minutes or seconds of .* reach 60"):
        PLACES.find(text)


@pytest.mark.parametrize("text", NAMES)
def test_names_with_numbers_are_no_coordinates(text: str) -> None:
    assert point_of(text) is None


@given(st.text(alphabet="0123456789.,;:°'\"NSEW+- ()", max_size=30))
def test_any_text_of_such_signs_is_a_point_on_the_globe_or_a_typed_error(text: str) -> None:
    try:
        place = point_of(text)
    except UnknownPlaceError:
        return
    assert place is None or (abs(place.lat) <= 90 and abs(place.lon) <= 180)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("35.7,51.4", "IR"), ("51.4,35.7", "RU"), ("18.95,72.95", "IN"), ("40.38,49.87", "AZ"),
        ("38.42,48.86", "IR"), ("38.45,48.88", "AZ"), ("25.27,60.62", "IR"), ("43.1,131.9", "RU"),
        ("-4.05,39.67", "KE"), ("26.2,50.6", "BH"), ("1.29,103.85", "SG"), ("15,65", "XZ"),
    ],
)  # fmt: skip
def test_every_point_says_its_country(text: str, country: str) -> None:
    assert PLACES.find(text).country == country


def test_a_country_beside_a_point_is_checked() -> None:
    with pytest.raises(UnknownPlaceError, match=r"'51.4,35.7' lies in Russia, not in Iran"):
        PLACES.find("51.4,35.7 (Iran)")


@pytest.mark.parametrize(
    ("text", "turned", "near"),
    [
        ("51.4,35.7", "35.7,51.4", "Tehran"),
        ("49.87,40.38", "40.38,49.87", "Baku"),
        ("56.06,27.1", "27.1,56.06", "Bandar Abbas"),
        ("37.62,55.75", "55.75,37.62", "Moscow"),
        ("POINT(18.95 72.95)", "18.95,72.95", "Nhava Sheva"),
    ],
)
def test_a_turned_pair_gets_a_hint(text: str, turned: str, near: str) -> None:
    hint = str(PLACES.hint(PLACES.find(text)))
    assert f"latitude comes first; {turned} would be near {near}" in hint


@pytest.mark.parametrize("text", ["35.7,51.4", "55.75,37.62", "0,0", "45,45", "10,170", "Moscow"])
def test_a_pair_that_is_in_order_gets_none(text: str) -> None:
    assert PLACES.hint(PLACES.find(text)) is None


def test_the_name_of_a_point_is_translated() -> None:
    point = PLACES.find("55.75,37.62")
    assert get_locale("ru").place_name(point) == "55.750, 37.620 (Россия)"
    assert "روسیه" in get_locale("fa").place_name(point)


def test_damaged_areas_are_named(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    for content in ("", "{}", json.dumps({"features": [{"properties": {}}]})):
        path.write_text(content, "utf-8")
        with pytest.raises(LayerError, match=r"areas\.geojson is (missing from|damaged)"):
            Areas(path).country(0, 0)


def test_areas_are_those_of_the_countries_with_names() -> None:
    features = json.loads((GAZETTEER / "areas.geojson").read_text("utf-8"))["features"]
    codes = [feature["properties"]["iso"] for feature in features]
    assert len(set(codes)) == len(codes) > 200
