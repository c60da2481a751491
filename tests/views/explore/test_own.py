"""A layer of the reader on the page of the map: drawn, measured, and kept in one session."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.userdata import ENDINGS, LIMITS
from geo.webmap import MOST_DRAWN
from geo.webmap.own import MOST_POINTS
from tests.exports import TEXTS
from tests.geo.userdata.files import LINE, feature, geojson, point
from views.explore import own
from views.ui.map import shelf

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.slow
TIMEOUT_S = 60
FEATURES = [
    feature(point(51.2, 43.6), name="Depot one"),
    feature({"type": "LineString", "coordinates": LINE}, name="Siding two"),
    feature(None, name="Nowhere three"),
]


def show_explore() -> None:
    from views.explore import page as explore

    explore.show()


def opened(features: Iterable[object] = FEATURES, name: str = "depots.geojson") -> AppTest:
    app = AppTest.from_function(show_explore, default_timeout=TIMEOUT_S).run()
    app.file_uploader[0].set_value((name, geojson(features), "application/json"))
    return app.run()


def own_part(app: AppTest) -> dict[str, Any]:
    (component,) = app.get("component_instance")
    found: dict[str, Any] = json.loads(component.proto.json_args)["scene"]
    return found


def words(app: AppTest) -> str:
    return words_of("\n".join(element.proto.body for element in app.get("html")))


def words_of(text: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()


def refused(app: AppTest) -> list[str]:
    """Give the sentences that say why a file was refused."""
    texts = (element.proto.body for element in app.get("html"))
    return [words_of(text) for text in texts if 'role="alert"' in text]


def test_a_layer_is_drawn_measured_and_listed() -> None:
    app = opened()
    assert not app.exception
    assert not app.error
    (group,) = own_part(app)["own"]["groups"]
    assert (group["id"], group["name"], group["colour"]) == ("own", "depots.geojson", "own")
    cards = own_part(app)["own"]["cards"]["own"]
    assert [card["title"] for card in cards.values()] == ["Depot one", "Siding two"]
    assert "2 features kept, 1 left out" in words(app)
    problems, features = (table.value for table in app.dataframe[:2])
    assert problems["Row"].tolist() == [3]
    assert features["Nearest terminal"].tolist()[0] == "Aktau"
    assert features["Length, km"].dropna().tolist() == [143.9]
    assert {button.proto.label for button in app.get("download_button")} >= {
        "GeoJSON",
        "GeoPackage",
    }


def test_a_layer_travels_in_the_message_and_lies_in_no_file() -> None:
    app = opened()
    assert "Siding two" in json.dumps(own_part(app)["own"])
    files = sorted(shelf(online=False).folder.glob("g-*.json"))
    assert len(files) > 3
    held = [path.name for path in files if "Siding two" in path.read_text("utf-8")]
    assert held == []


def test_another_visitor_sees_nothing_of_it() -> None:
    opened()
    other = AppTest.from_function(show_explore, default_timeout=TIMEOUT_S).run()
    assert "own" not in own_part(other)
    assert "depots.geojson" not in words(other)
    assert len(other.dataframe) == 0


def test_a_layer_stays_until_it_is_removed_and_the_map_goes_to_it() -> None:
    app = AppTest.from_function(show_explore, default_timeout=TIMEOUT_S).run()
    whole = own_part(app)["fit"]
    app.file_uploader[0].set_value(("a.geojson", geojson(FEATURES), ""))
    app.run()
    assert own_part(app)["fit"] != whole
    app.run()
    assert "own" in own_part(app)
    (remove,) = [one for one in app.button if one.label == "Remove the layer"]
    remove.click().run()
    assert "own" not in own_part(app)
    assert own_part(app)["fit"] == whole
    app.file_uploader[0].set_value(("b.geojson", geojson(FEATURES), "")).run()
    assert "own" in own_part(app)
    app.file_uploader[0].set_value(None).run()
    assert "own" not in own_part(app)


def test_a_file_that_cannot_be_read_is_one_sentence_and_the_page_stays() -> None:
    app = opened([feature(None)])
    (said,) = refused(app)
    assert said.startswith("depots.geojson: none of its 1 features can be used; the first: it has")
    assert "own" not in own_part(app)
    app.file_uploader[0].set_value(("a.geojson", geojson(FEATURES), "")).run()
    assert refused(app) == []
    assert "own" in own_part(app)


def test_a_reference_system_is_named_on_the_page() -> None:
    app = opened([feature(point(500000, 3950000))])
    assert "no longitude and latitude" in refused(app)[0]
    (box,) = [one for one in app.text_input if one.key == own.CRS]
    box.set_value("EPSG:32639").run()
    assert refused(app) == []
    assert "onverted from WGS 84 / UTM zone 39N" in words(app)


def test_the_page_says_the_limits_and_the_smaller_one_of_the_server() -> None:
    app = AppTest.from_function(show_explore, default_timeout=TIMEOUT_S).run()
    assert "200000 features" in "".join(filter(str.isascii, words(app)))
    assert "MB unpacked" in words(app)
    assert own.most_bytes() <= LIMITS.file_bytes
    uploader = app.file_uploader[0].proto
    assert uploader.max_upload_size_mb * 10**6 <= LIMITS.file_bytes
    assert set(uploader.type) == set(ENDINGS)


def test_hostile_texts_stay_texts() -> None:
    features = [feature(point(51, 35 + n / 100), name=text) for n, text in enumerate(TEXTS)]
    app = opened(features, "<img src=x onerror=alert(1)>.geojson")
    assert not app.exception
    assert "<img" not in "\n".join(element.proto.body for element in app.get("html"))
    titles = [card["title"] for card in own_part(app)["own"]["cards"]["own"].values()]
    assert len(titles) == len(TEXTS) > 3


def test_the_name_of_a_refused_file_stays_text() -> None:
    app = opened([feature(None)], "![a](https:x.example).geojson")
    assert not app.error
    assert refused(app)[0].startswith("![a](https:x.example).geojson: none of")


def test_a_large_layer_is_thinned_on_the_page() -> None:
    line = [[40 + n / 1000, 40 + (n % 7) / 1000] for n in range(300)]
    shape = {"type": "LineString", "coordinates": line}
    app = opened([feature(shape, name=str(n)) for n in range(MOST_DRAWN + 500)])
    assert not app.exception
    (group,) = own_part(app)["own"]["groups"]
    assert len(group["features"]) == MOST_DRAWN
    assert len(json.dumps(own_part(app)["own"])) < 20 * MOST_POINTS + 400 * MOST_DRAWN
    assert "The first 1000 are listed" in "".join(filter(str.isascii, words(app)))
