"""The map page: the same bytes each time, nothing from outside, nothing executable in a name."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from typing import TYPE_CHECKING, Any

import pytest

from geo.attribution import CREDITS
from geo.errors import LayerError
from geo.i18n.locale import get_locale
from geo.model import Mode, Status
from geo.paths import LAYERS
from geo.webmap.abreast import seen_as
from geo.webmap.hillshade import RELIEF_FILE, relief
from geo.webmap.journeys import arrival_days, journey_groups
from geo.webmap.layers import LAYER_STYLES, layer_groups
from geo.webmap.legends import place_legend, status_legend
from geo.webmap.page import (
    LAST_ZOOM,
    ONLINE_ZOOM,
    TILES,
    StaticScene,
    app_page,
    file_page,
    ground,
    page_html,
)
from geo.webmap.scene import Scene, around, sources
from geo.webmap.styles import line_style
from layers.build.basemap import _ZONES
from tests import words
from tests.scenes import HOSTILE, collection, journey, leg_feature, place_feature

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

Json = dict[str, Any]


@pytest.fixture(scope="module")
def page() -> str:
    return app_page()


def scene_in(text: str) -> Json:
    match = re.search(r'<script type="application/json" id="scene">(.*?)</script>', text)
    assert match
    scene: Json = json.loads(match[1])
    return scene


def fetched(text: str) -> list[str]:
    """Return what a browser would fetch: addresses in attributes and style sheets."""
    addresses = re.findall(r"""(?:src|href)\s*=\s*["']?(https?:[^"'\s>]+|//[^"'\s>]+)""", text)
    return addresses + re.findall(r"url\(\s*['\"]?((?:https?:)?//[^)]+)\)", text)


def test_the_page_is_the_same_bytes_each_time(page: str) -> None:
    assert app_page() == page


def test_the_page_fetches_nothing(page: str) -> None:
    assert [a for a in fetched(page) if "leafletjs.com" not in a] == []
    assert "<link" not in page
    assert TILES not in page


def test_the_online_map_is_there_only_when_asked_for() -> None:
    online = app_page(online=True)
    assert f"{TILES}/{{z}}/{{x}}/{{y}}.png" in online
    assert f"img-src data: 'self' {TILES};" in online


def test_every_script_of_the_page_is_named_in_its_policy(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "script-src 'sha256-" in policy[1]
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) > 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]


def test_the_policy_comes_before_any_script(page: str) -> None:
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_credits_and_disclaimer_stand_under_the_map(page: str) -> None:
    assert CREDITS in page
    assert "Not for navigation" in page
    assert "de facto" in page


def test_the_page_may_be_zoomed_by_its_reader(page: str) -> None:
    assert "user-scalable=no" not in page


def test_the_page_is_small_enough(page: str) -> None:
    assert len(page.encode()) < 900_000


def test_the_relief_lies_beside_the_page_of_the_app_and_in_a_file(page: str) -> None:
    assert "data:image/webp" not in page
    assert f'"url": "{RELIEF_FILE}"' in page
    assert "img-src data: 'self';" in page
    file = file_page(Scene(groups=()))
    assert relief().address in file
    assert "img-src data:;" in file


def test_the_zoom_stops_where_the_coast_is_three_pixels_off() -> None:
    """Of the finest zone, in the middle of the corridor; the tiles online go further."""
    metres_per_pixel = 156_543 * math.cos(math.radians(40)) / 2**LAST_ZOOM
    tolerance_m = min(zone.tolerance_deg for zone in _ZONES) * 111_320
    assert 2 < tolerance_m / metres_per_pixel <= 3.5
    assert f'"maxZoom": {LAST_ZOOM}' in app_page()
    assert f'"maxZoom": {ONLINE_ZOOM}' in app_page(online=True)


def test_stops_know_their_day_and_it_grows_along_the_route() -> None:
    one = journey()
    days = [arrival_days(one)[id(stop)] for stop in one.stops]
    assert days == sorted(days)
    assert 0 <= days[0] <= days[-1] < one.hours.p50 / 24
    group, ends = journey_groups([one], names={})
    assert [symbol.days for symbol in group.symbols] == [
        {one.id: f"day {days[0]}"},
        {one.id: f"day {days[1]}"},
    ][-len(group.symbols) :]
    assert ends.symbols[0].days == {one.id: "day 0"}
    assert ends.symbols[1].days == {one.id: f"day {round(one.hours.p50 / 24)}"}
    _, barred_ends = journey_groups([one], names={}, barred={one.id})
    assert barred_ends.symbols[0].days == {}


def test_a_file_holds_its_scene() -> None:
    groups = layer_groups({"western": collection(leg_feature())})
    text = file_page(Scene(groups=groups, legend=status_legend()))
    assert scene_in(text) == json.loads(
        json.dumps(Scene(groups=groups, legend=status_legend()).as_dict())
    )
    assert "connect-src 'none'" in text


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_text_in_a_file(payload: str) -> None:
    legs = collection(leg_feature(name=payload, leg_id=payload, source_ids=payload, opened=payload))
    groups = layer_groups({"western": legs, "places": collection(place_feature(name=payload))})
    groups += journey_groups([journey(place=payload)], names={"western": payload})
    text = page_html(StaticScene(Scene(groups=groups).as_dict()), title=payload)
    (western, places, journeys, _) = scene_in(text)["groups"]
    assert payload in [card["title"] for card in western["data"]["cards"].values()]
    assert payload in [f["properties"]["label"] for f in places["data"]["features"]]
    assert journeys["data"]["features"][-1]["properties"]["label"] == payload
    tags = re.findall(r"<(script|img|svg|iframe)\b([^>]*)>", text)
    clean = re.findall(r"<(script|img|svg|iframe)\b([^>]*)>", file_page(Scene(groups=())))
    assert tags == clean


@pytest.mark.parametrize("field", ["mode", "status", "accuracy"])
def test_class_names_come_from_closed_sets(field: str) -> None:
    values = {"mode": "rail", "status": "planned", "accuracy": "schematic", field: 'x" onload="y'}
    assert "onload" not in line_style(**values)


def test_a_layer_becomes_features_cards_and_a_head() -> None:
    (group,) = layer_groups({"rasht_astara": collection(leg_feature(status="planned"))})
    head, data = group.head(), group.data()
    assert head["name"] == "Rasht–Astara"
    assert head["shown"] is False
    (feature,) = data["features"]
    assert feature["geometry"]["coordinates"][0] == [49.586, 37.194]
    assert "status-planned" in feature["properties"]["style"]
    card = data["cards"][feature["properties"]["id"]]
    assert card["title"] == "Rasht – Astara"
    rows = [[data["texts"][number] for number in row] for row in card["rows"]]
    assert ["Length", "162 km"] in rows
    assert "note" not in card
    own = [data["sources"][number] for number in card["sources"]]
    assert own == [{"title": "LEN040", "url": ""}, {"title": "osm", "url": ""}]


def test_sources_are_looked_up_named_once_and_not_without_end() -> None:
    source_of = {"a": ("Title", "https://example.org")}
    assert sources(["a", "a"], lambda i: source_of[i]) == (("Title", "https://example.org"),)
    assert sources(map(str, range(9)))[-1] == ("+ 3", "")


def test_every_layer_of_the_project_has_a_look() -> None:
    from geo.layers import layer_names  # noqa: PLC0415 - slow to import

    assert set(LAYER_STYLES) == set(layer_names())


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_the_cards_of_layers_are_told_in_the_language_of_the_page(language: str) -> None:
    files = sorted(LAYERS.glob("*.geojson"))
    layers = {path.stem: json.loads(path.read_text("utf-8")) for path in files}
    cards = [
        card
        for group in layer_groups(layers, locale=get_locale(language))
        for card in group.cards.values()
    ]
    texts = {text for card in cards for text in (card.note, card.subtitle)}
    texts |= {text for card in cards for row in card.rows for text in row}
    assert len(texts) > 300
    assert [text for text in texts if words.english(text)] == []


def test_layers_that_share_a_way_are_one_trunk_or_side_by_side() -> None:
    shared, far = collection(leg_feature()), collection(leg_feature(country="AZ"))
    west, east, band = layer_groups({"western": shared, "eastern": shared, "rasht_astara": shared})
    lines = [group.lines[0] for group in (west, east, band)]
    assert [(line.offset, line.trunk) for line in lines] == [(0, True), (0, True), (0, False)]
    assert [line.shared for line in lines] == [("western", "eastern")] * 2 + [()]
    far["features"][0]["geometry"]["coordinates"] = [[50.0, 40.0], [50.0, 41.0]]
    west, middle, east = layer_groups({"western": shared, "trans_caspian": far, "eastern": shared})
    assert [group.lines[0].offset for group in (west, east)] == [-0.5, 0.5]
    assert not any(group.lines[0].trunk for group in (west, east, middle))


def test_of_lines_that_cover_each_other_the_first_shown_is_seen() -> None:
    shared = collection(leg_feature())
    west, east = layer_groups({"western": shared, "eastern": shared})
    both = {"western", "eastern"}
    assert seen_as(west.lines[0], "western", both) == west.lines[0]
    assert seen_as(east.lines[0], "eastern", both) is None
    alone = seen_as(east.lines[0], "eastern", {"eastern", "places"})
    assert alone is not None
    assert not alone.trunk


def test_a_journey_shows_legs_stops_and_ends() -> None:
    groups = journey_groups([journey()], names={"western": "Western"})
    assert [group.id for group in groups] == ["western:truck-iran", "ends"]
    west, ends = groups
    assert west.name == "Western"
    assert [line.id for line in west.lines] == [f"western:truck-iran:leg-{n}" for n in (0, 1)]
    assert [stop.label for stop in west.symbols] == ["Astara"]
    assert [end.label for end in ends.symbols] == ["Moscow", "Nhava Sheva"]
    assert not ends.listed


def test_stops_at_one_place_are_one_symbol_and_only_those_of_the_clock() -> None:
    (west, _) = journey_groups([journey()], names={})
    (stop,) = west.symbols
    rows = west.cards[stop.id].rows
    assert [label for label, _ in rows] == ["border", "gauge break", "Grade of the time"]
    assert rows[1][1] == "within the stop before"


def test_every_feature_has_a_card() -> None:
    groups = journey_groups([journey()], names={})
    assert len(groups) == 2
    for group in groups:
        drawn = {line.id for line in group.lines} | {symbol.id for symbol in group.symbols}
        assert drawn == set(group.cards)


def test_the_box_of_groups_holds_all_their_points() -> None:
    assert around(journey_groups([journey()], names={})) == (37.6, 18.95, 72.95, 55.75)
    assert around([]) is None


def test_no_journey_is_no_group() -> None:
    assert journey_groups([], names={}) == ()


def test_the_variant_is_part_of_the_name_of_a_journey() -> None:
    assert journey(variant="").id == "western"
    assert journey(variant="truck-iran").id == "western:truck-iran"


def test_the_key_names_every_status_and_mode() -> None:
    styles = " ".join(item.style for item in status_legend())
    assert all(f"status-{status}" in styles for status in Status)
    assert all(f"mode-{mode}" in styles for mode in Mode)
    assert {item.shape for item in place_legend()} == {"circle", "square", "diamond", "triangle"}


def test_a_missing_base_map_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("geo.webmap.page.BASEMAP", tmp_path)
    ground.cache_clear()
    with pytest.raises(LayerError, match=r"land\.geojson is missing"):
        app_page()
    ground.cache_clear()


def test_a_heading_is_text_and_nothing_else() -> None:
    page = page_html(StaticScene(Scene(groups=()).as_dict()), heading=HOSTILE)
    _, separator, rest = page.partition('<header class="heading" dir="auto">')
    assert separator
    head = rest.partition("</header>")[0]
    assert head.count("<") == 2 * len(HOSTILE) > 2
    assert "{" not in head
