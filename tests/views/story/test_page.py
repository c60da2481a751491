"""The page of the story: its figures are those of the files and of the network."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from dataclasses import replace
from html import unescape

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from geo.evidence.history import BRANCH_LAYERS, links_of, load_history
from geo.i18n.locale import ENGLISH, LANGUAGES, NARROW_SPACE, get_locale
from geo.i18n.phrases import amount
from geo.journeys.atlas import compare
from geo.model import BRANCHES
from geo.paths import EVIDENCE
from geo.scenario import Scenario
from tests.views.test_pages import TIMEOUT_S, texts
from views.state import data
from views.story.charts import event_rows, volume_rows
from views.story.page import disputed
from views.story.tables import (
    branch_table,
    event_table,
    newest_list,
    volume_age,
    volume_table,
)

pytestmark = pytest.mark.slow


def show_story() -> None:
    from views.story import page as story

    story.show()


def run(**query: str) -> AppTest:
    app = AppTest.from_function(show_story, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key] = value
    app.session_state["lang"] = query.get("lang", "en")
    return app.run()


def rows_of(name: str) -> list[dict[str, str]]:
    with (EVIDENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_each_language(language: str) -> None:
    app = run(lang=language)
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 3
    assert len(app.header) == 5


@pytest.mark.parametrize("month", ["2001-06", "2013-06", "2026-04"])
def test_the_lengths_of_the_branches_are_the_networks(month: str) -> None:
    page = texts(run(at=month))
    atlas = data.atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    found = compare(atlas, *ends, Scenario(date=month)).journeys
    for branch in BRANCH_LAYERS:
        way = next(one for one in found if one.route.corridor == branch)
        assert f"<b>{ENGLISH.number(way.route.km, 0)}</b>" in page


def test_a_branch_without_a_way_says_so() -> None:
    names = data.names()
    table = branch_table(
        {},
        dict.fromkeys(BRANCH_LAYERS, ()),
        names=names,
        link_names={},
        locale=ENGLISH,
    )
    assert table.count("no route in this month") == len(BRANCH_LAYERS)


def test_a_link_is_open_from_the_month_it_opened_and_missing_before() -> None:
    collections, _ = data.layers()

    def is_open(link: str, month: str) -> bool:
        (found,) = [one for one in links_of(collections["western"], month) if one.id == link]
        return found.open

    assert [is_open("qazvin-rasht", month) for month in ("2019-02", "2019-03")] == [False, True]
    assert not is_open("rasht-astara", "2035-12")


def test_each_link_names_the_sources_of_its_length() -> None:
    page = texts(run())
    collections, _ = data.layers()
    for layer in BRANCH_LAYERS.values():
        for link in links_of(collections[layer], "2026-11"):
            assert link.sources
            assert all(escape(data.source(name)[0]) in page for name in link.sources)


def test_a_link_is_as_long_as_its_legs() -> None:
    collections, _ = data.layers()
    for layer in ("western", "trans_caspian", "eastern"):
        legs = [feature["properties"] for feature in collections[layer]["features"]]
        named = sum(leg["track_km"] for leg in legs if leg["link"])
        found = links_of(collections[layer], "2026-11")
        assert sum(link.km for link in found) == pytest.approx(named)


def test_the_page_shows_the_money_of_the_file_with_its_source() -> None:
    page = unescape(texts(run()))
    money = [row for row in rows_of("volumes.csv") if row["series"] in {"trade", "investment"}]
    assert len(money) > 3
    for row in money:
        value = float(row["typical"])
        assert f"<b>{value:g} {row['unit']}</b>" in page
        assert row["url"] in page


def test_each_statement_in_dispute_stands_with_both_sources() -> None:
    page = texts(run())
    assert f"7{NARROW_SPACE}200 km" in page
    for _, own in disputed():
        for answer in own:
            assert f"<b>{ENGLISH.number(answer.km, 0)}</b> km" in page
    assert f"6{NARROW_SPACE}165 to 7{NARROW_SPACE}992 km" in page
    assert "In Azerbaijan" in page
    assert "162.4 km" in page


def test_tables_hold_every_row_of_the_files() -> None:
    history, names = load_history(), data.names()
    told = event_table(history.events, ENGLISH)
    assert told.count('scope="row"') == len(rows_of("timeline.csv"))
    counts = volume_table(history.volumes, names, ENGLISH)
    assert counts.count('scope="row"') == len(rows_of("volumes.csv"))
    for volume in history.volumes:
        assert amount(volume, ENGLISH) in counts


def test_charts_draw_what_the_files_hold() -> None:
    history = load_history()
    drawn = event_rows(history.events, "2020-01", ENGLISH)
    assert set(drawn["id"]) == {event.id for event in history.events if event.year >= 2000}
    past = set(drawn[drawn["past"]]["id"])
    assert past == {event.id for event in history.until("2020-01") if event.year >= 2000}
    year, month = map(float, history.events[-1].month.split("-"))
    assert drawn["when"].max() == pytest.approx(year + (month - 1) / 12)
    rows = volume_rows(history.volumes, data.names(), ENGLISH)
    assert list(rows["value"]) == [volume.middle for volume in history.volumes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_stands_beside_the_chart_and_names_each_branch_whole(language: str) -> None:
    app = run(lang=language)
    (legend,) = (text for text in texts(app).splitlines() if 'class="legend"' in text)
    names = [get_locale(language).translate(data.names()[branch]) for branch in BRANCH_LAYERS]
    at = [legend.index(escape(name)) for name in names]
    assert at == sorted(at)
    for chart in app.get("vega_lite_chart"):
        spec = json.loads(chart.proto.spec)
        colours = [layer["encoding"].get("color") for layer in spec["layer"]]
        assert all(colour["legend"] is None for colour in colours if colour)


def test_the_axes_are_written_in_the_digits_of_the_page() -> None:
    charts = run(lang="fa").get("vega_lite_chart")
    assert charts
    for chart in charts:
        spec = json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)
        written = re.findall(r"'[\d.]+':'([^']*)'", spec)
        assert written
        assert not re.search("[0-9]", "".join(written))


def test_the_newest_word_on_each_branch_is_shown_with_its_age() -> None:
    events = data.history().events
    day = max(one.last_day for one in events) + dt.timedelta(days=31)
    listed = newest_list(events, day=day, names=data.names(), locale=ENGLISH)
    rows = re.findall(r"<span><b>(.*?)</b>, (.*?)</span>", listed)
    assert [name for name, _ in rows] == [
        "Whole corridor",
        *(escape(data.names()[branch]) for branch in BRANCHES),
    ]
    for branch, (_, words) in zip(("", *BRANCHES), rows, strict=True):
        newest = max(one.last_day for one in events if one.branch == branch)
        assert f"{(day - newest).days} days ago" in words


def test_a_word_without_a_day_keeps_its_date_and_is_as_young_as_it_can_be() -> None:
    event = replace(data.history().events[0], date="2025-06", branch="")
    listed = newest_list([event], day=dt.date(2025, 8, 31), names={}, locale=ENGLISH)
    assert "last word: 2025-06, 62 days ago" in listed
    assert replace(event, date="2025").last_day == dt.date(2025, 12, 31)


def test_the_newest_count_says_how_long_ago_its_year_ended() -> None:
    volumes = data.history().volumes
    (first, *_) = sorted(volumes, key=lambda one: one.year)
    age = volume_age([first], dt.date(first.year + 1, 1, 10))
    assert age == f"The newest count is of {first.year}, which ended 10 days ago."
    assert volume_age([first], dt.date(first.year, 12, 31)) is None
    assert volume_age([], dt.date(2026, 1, 1)) is None


def test_the_page_begins_with_as_of_when_its_branches_stood() -> None:
    page = texts(run(at="2024-02"))
    assert "As of 2024-02" in page
    assert "last word: " in page
