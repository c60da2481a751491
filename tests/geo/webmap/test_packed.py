"""Scenes taken apart: the page can put them together again, and each line is sent once."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.i18n import get_locale
from geo.webmap import Group, Line, Scene, Symbol, packed, setting_of, sheets_of
from geo.webmap.journeys import journey_groups
from geo.webmap.packed import COARSE_DECIMALS, THIN_DEGREES, encoded
from tests.scenes import journey

STEPS = 10_000
POINTS = st.tuples(
    st.integers(-230 * STEPS, 420 * STEPS), st.integers(-90 * STEPS, 90 * STEPS)
).map(lambda at: (at[0] / STEPS, at[1] / STEPS))


def decoded(text: str, steps: int = STEPS) -> list[tuple[float, float]]:
    """Read points as the page does, by the rule alone."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    lon = lat = 0
    points = []
    for east, north in zip(numbers[::2], numbers[1::2], strict=True):
        lon, lat = lon + east, lat + north
        points.append((lon / steps, lat / steps))
    return points


def near(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 3), round(point[1], 3)


def group(*lines: Line, kind: str = "leg", name: str = "a") -> Group:
    return Group(id=name, name=name, kind=kind, colour="western", lines=lines)


def line(*points: tuple[float, float]) -> Line:
    return Line(id="one", colour="western", style="mode-rail", coordinates=points)


@given(st.lists(POINTS, max_size=8))
def test_points_come_back_as_they_were_written(points: list[tuple[float, float]]) -> None:
    assert decoded(encoded(points, 4)) == points


def test_a_line_is_sent_once_though_two_groups_draw_it() -> None:
    shared = line((50, 40), (51, 41), (52, 40))
    sheet = packed([group(shared), group(replace(shared, id="two"), name="b")])
    assert len(sheet.lines) == 1
    (name,) = sheet.lines
    drawn = [one["features"][0]["line"] for one in sheet.groups["groups"]]
    assert drawn == [name, name]
    assert [one["features"][0]["properties"]["id"] for one in sheet.groups["groups"]] == [
        "one",
        "two",
    ]


def test_lines_stay_within_half_a_pixel_and_keep_their_ends() -> None:
    groups = journey_groups([journey()], names={})
    whole = [one.coordinates for group in groups for one in group.lines]
    sheet, finest = packed(groups), packed(groups, finest=True)
    assert len(whole) >= len(sheet.lines) > 0
    assert sorted(map(decoded, finest.lines.values())) == sorted(map(list, set(whole)))
    names = [
        feature["line"]
        for one in sheet.groups["groups"]
        for feature in one["features"]
        if "line" in feature
    ]
    for name, points in zip(names, whole, strict=True):
        thin = decoded(sheet.lines[name], 1000)
        assert (thin[0], thin[-1]) == (near(points[0]), near(points[-1]))
        far = shapely.hausdorff_distance(shapely.LineString(thin), shapely.LineString(points))
        assert far <= 2 * THIN_DEGREES


def test_a_small_scale_needs_fewer_points_which_keep_the_ends() -> None:
    wavy = line(*((50 + n / 100, 40 + (n % 2) / 250) for n in range(9)))
    far = line((50, 40), (51.004, 41.006))
    sheet = packed([group(wavy, far)])
    assert set(sheet.coarse) == set(sheet.lines)
    coarse = [decoded(one, 10**COARSE_DECIMALS) for one in sheet.coarse.values()]
    assert coarse == [[(50, 40), (50.08, 40)], [(50, 40), (51, 41.01)]]
    assert [len(decoded(one)) for one in sheet.lines.values()] == [9, 2]


def test_points_that_a_screen_cannot_show_are_left_out() -> None:
    wavy = line(*((50 + n / 100, 40 + (n % 2) / 5000) for n in range(9)))
    (thin,) = packed([group(wavy)]).lines.values()
    (fine,) = packed([group(wavy)], finest=True).lines.values()
    assert [len(decoded(one)) for one in (thin, fine)] == [2, 9]


def test_marks_of_gates_are_a_sheet_of_their_own() -> None:
    legs, ends, marks = group(), group(name="ends"), group(kind="gate", name="marks")
    scene = Scene(groups=(legs, ends, marks))
    assert [[one.id for one in sheet] for sheet in sheets_of(scene)] == [["a", "ends"], ["marks"]]
    assert sheets_of(Scene(groups=())) == []


def test_cards_travel_apart_from_their_titles() -> None:
    groups = journey_groups([journey()], names={})
    sheet = packed(groups)
    assert len(sheet.cards) == len(groups) >= 2
    for one, drawn in zip(groups, sheet.groups["groups"], strict=True):
        assert drawn["titles"] == {name: card.title for name, card in one.cards.items()}
        assert sheet.cards[one.id] == {name: card.as_dict() for name, card in one.cards.items()}
        assert "rows" not in str(drawn)


def test_symbols_keep_their_place_and_their_look() -> None:
    symbol = Symbol(id="s", point=(50.123456, 40.0), label="Astara", order=3)
    (drawn,) = packed([replace(group(), symbols=(symbol,))]).groups["groups"]
    (feature,) = drawn["features"]
    assert feature["at"] == [50.1235, 40.0]
    assert feature["properties"] == symbol.as_dict()["properties"]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Not for navigation"), ("ru", "участники OpenStreetMap")]
)
def test_the_setting_holds_words_and_credits_in_the_language(language: str, word: str) -> None:
    setting = setting_of(Scene(groups=(), locale=get_locale(language)))
    assert setting["language"] == language
    assert word in setting["words"]["credits"]
