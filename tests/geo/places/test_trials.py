"""Inputs of the kinds on which programs of this sort have failed, and what each must answer."""

from __future__ import annotations

import pytest

from geo.errors import AmbiguousPlaceError, CountryNameError, UncertainPlaceError, UnknownPlaceError
from geo.geodesy import distance_km
from geo.places import load_places
from geo.places.gazetteer import LONGEST
from geo.places.wording import bare_names

PLACES = load_places()
WHERE = {
    # codes whose degrees and minutes, or whose namesakes, are read wrong elsewhere
    "INCOK": (9.96, 76.24), "TRISK": (36.59, 36.17), "OMSLL": (17.0, 54.1), "KEMBA": (-4.07, 39.67),
    "USPTM": (36.83, -76.31), "USPAE": (47.98, -122.22), "GBBOS": (52.97, -0.02),
    "CASJF": (47.56, -52.7), "IRBUZ": (28.97, 50.82), "EGSUZ": (29.93, 32.56),
    # cities of the trade, in three scripts
    "Coimbatore": (11.01, 76.97), "Навои": (40.08, 65.38), "ایرانشهر": (27.2, 60.68),
    "Торжок": (57.04, 34.96), "Faisalabad": (31.42, 73.09), "Tripoli, Lebanon": (34.44, 35.83),
    "Nagpur": (21.15, 79.08), "آبادان": (30.34, 48.3), "Los Angeles": (33.72, -118.28),
    # a word beside the name
    "Port of Jebel Ali": (25.02, 55.05), "порт Оля": (45.78, 47.55),
    "бандар Анзали": (37.48, 49.46),
    "г.Астрахань": (46.37, 48.03), "Sarakhs station": (36.5, 61.16),
    "станция Самур": (41.83, 48.49),
    "بندر امیرآباد": (36.85, 53.37), "Chabahar seaport": (25.3, 60.61),
    "Mundra Port": (22.74, 69.7),
    "Port Bandar Imam Khomeini": (30.43, 49.08), "порт Восточный": (42.73, 133.05),
    # former names
    "Свердловск": (56.86, 60.62), "Madras": (13.11, 80.3), "Calcutta": (22.57, 88.34),
    "Krasnovodsk": (40.01, 52.99), "Saigon": (10.83, 106.75), "Рангун": (16.77, 96.17),
    "Кушка": (35.28, 62.34),
    # ports on a canal, and ports under the name that the trade uses
    "Adabiya": (29.87, 32.47), "Zeebrugge": (51.34, 3.22), "Muuga": (59.5, 24.95),
    # border stations of the network and beyond it
    "Hairatan": (37.22, 67.42), "Галаба": (37.25, 67.4), "تورغندی": (35.25, 62.28),
    "Aqina": (37.17, 65.03), "Vainikkala": (60.86, 28.3), "Böyük Kəsik": (41.4, 45.17),
    "Иркештам": (39.68, 73.91), "Torkham": (34.12, 71.09), "Замын-Ууд": (43.72, 111.9),
    "Забайкальск": (49.65, 117.33), "شلمچه": (30.5, 48.04), "Верхний Ларс": (42.75, 44.64),
    # coordinates
    "N 26°58'12\" E 56°16'48\"": (26.97, 56.28), "26 58.2N, 056 16.8E": (26.97, 56.28),
    "POINT(56.28 26.97)": (26.97, 56.28), "geo:26.97,56.28": (26.97, 56.28),
    "2658N 05617E": (26.97, 56.28), "26.97° с. ш. 56.28° в. д.": (26.97, 56.28),
    "۲۶٫۹۷، ۵۶٫۲۸": (26.97, 56.28), "26°58′12″ 56°16′48″": (26.97, 56.28),
}  # fmt: skip
ASKED = {
    "Иордания": CountryNameError, "پاکستان": CountryNameError, "Niger": CountryNameError,
    "Armenia": CountryNameError, "Republic of Korea": CountryNameError, "Jordan": CountryNameError,
    "Suzhou": AmbiguousPlaceError, "Santiago": AmbiguousPlaceError, "Victoria": AmbiguousPlaceError,
    "Leon": AmbiguousPlaceError, "Приморск": AmbiguousPlaceError,
    "ابادان": AmbiguousPlaceError,
    "Sokhna": AmbiguousPlaceError, "Port Taufiq": UncertainPlaceError,
    "Nizhny": UncertainPlaceError,
}  # fmt: skip


@pytest.mark.parametrize(("text", "point"), WHERE.items(), ids=ascii)
def test_an_input_is_the_place_that_is_meant(text: str, point: tuple[float, float]) -> None:
    place = PLACES.find(text)
    lat, lon = point
    assert distance_km(place.lon, place.lat, lon, lat) < 12, place
    assert PLACES.search(text, limit=1) == [place]


@pytest.mark.parametrize(("text", "error"), ASKED.items(), ids=ascii)
def test_an_input_that_may_mean_several_places_is_a_question(
    text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        PLACES.find(text)


@pytest.mark.parametrize(
    "text", ["city of port station " * 4 + "zzqq", "г. ст. порт " * 7 + "ъъъ", "Port of " * 9 + "q"]
)
def test_many_words_beside_a_name_are_read_in_few_ways(text: str) -> None:
    assert len(text) <= LONGEST
    # each reading costs a search; without a limit the first text has more than fifty
    assert 3 <= len(list(bare_names(text))) <= 9
    with pytest.raises(UnknownPlaceError):
        PLACES.find(text)
