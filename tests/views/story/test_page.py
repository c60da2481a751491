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

from geo.evidence import Series, load_promises
from geo.evidence.history import BRANCH_LAYERS, links_of, load_history
from geo.i18n import date_text
from geo.i18n.locale import ENGLISH, LANGUAGES, NARROW_SPACE, get_locale
from geo.i18n.phrases import amount
from geo.journeys import KM_DIGITS, compare
from geo.model import BRANCHES
from geo.paths import EVIDENCE
from geo.scenario import Scenario
from geo.summary import signed
from tests.views.test_pages import TIMEOUT_S, texts
from views.state import data
from views.story.counts import cargo_chart, counts, money_bars
from views.story.links import effects
from views.story.page import disputed
from views.story.scene import views
from views.story.steps import TRIP
from views.story.tables import (
    branch_table,
    event_table,
    newest_list,
    volume_age,
    volume_table,
)
from views.story.timeline import FIRST_YEAR, dots_of, timeline
from views.ui.trips import trip_text

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
    assert len(app.header) == 5
    page = texts(app)
    assert page.count("data-step=") == 5
    assert page.count("<article") == len(data.atlas().unbuilt_links())
    if language != "en":
        assert "Missing links" not in page


@pytest.mark.parametrize("month", ["2001-06", "2013-06", "2026-04"])
def test_the_lengths_of_the_branches_are_the_networks(month: str) -> None:
    page = texts(run(at=month))
    atlas = data.atlas()
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    found = compare(atlas, *ends, Scenario(date=month)).journeys
    for branch in BRANCH_LAYERS:
        way = next(one for one in found if one.route.corridor == branch)
        length = ENGLISH.number(round(way.route.km, KM_DIGITS), 0)
        assert f"<b>{length}</b>" in page
        if month == "2026-04":  # the network of today, of which the sentence speaks too
            assert f"</button><span>: </span>{length} km, " in page


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
        assert f"<b>{value:g} {row['unit']}</b>" in page or f"<b>{value:.1f} " in page
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
    assert "last word: June 2025, 62 days ago" in listed
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
    assert "As of February 2024" in page
    assert "last word: " in page


def test_each_promise_stands_on_the_card_of_its_link_with_its_source_and_its_date() -> None:
    page = unescape(texts(run()))
    promises = load_promises()
    assert {one.link for one in promises} == set(data.atlas().unbuilt_links())
    for link in data.atlas().unbuilt_links():
        card = page[page.index(f'id="link-{link}"') :].split("</article>")[0]
        own = [one for one in promises if one.link == link]
        assert card.count('class="promise') - 1 == len(own) > 1
        for one in own:
            assert one.text in card
            assert f'href="{one.url}"' in card
            assert date_text(one.promised, ENGLISH) in card
        passed = [one for one in own if one.has_passed(data.today())]
        assert card.count('class="promise passed"') == len(passed)


def test_what_a_link_would_change_is_what_the_library_computes() -> None:
    page = unescape(texts(run()))
    values = effects(as_if_open=True, today=data.today())
    assert values
    best: dict[str, float] = {}
    for one in values:
        best[one.link] = min(best.get(one.link, 0.0), one.hours.p50 / 24)
    assert min(best.values()) < -0.5
    for link, days in best.items():
        card = page[page.index(f'id="link-{link}"') :].split("</article>")[0]
        assert (f"<b>{signed(days, ENGLISH)} days</b>" in card) == (days < -0.05)


def test_a_trip_names_its_corridor_its_service_and_its_clock() -> None:
    wagons, trains = (
        trip_text(data.trial(name), data.names(), ENGLISH)
        for name in ("sp2-006-2023", "sp2-006-2025")
    )
    assert ", Eastern (KTI railway), ordinary wagons, by the train clock: Moscow" in wagons
    assert ", Eastern (KTI railway), by the train clock: Moscow" in trains


def test_the_trial_of_2023_stands_beside_the_model_at_the_top_and_in_its_step() -> None:
    page = unescape(texts(run()))
    trial = data.trial(TRIP)
    sentence = trip_text(trial, data.names(), ENGLISH)
    assert f"{trial.movement.days.p10:.0f}–{trial.movement.days.p90:.0f} days" in sentence
    assert f"{trial.days.p50:.0f} days (" in sentence
    brief, steps = page.index('class="brief"'), page.index('class="steps"')
    assert brief < page.index(sentence) < steps < page.rindex(sentence)
    for name in trial.movement.sources:
        assert data.source(name)[1] in page[steps:]


def test_each_step_has_sources_and_a_view_that_the_map_can_take() -> None:
    page = texts(run())
    steps = page[page.index('class="steps"') :].split("<li ")[1:6]
    groups = {group.id for group in views().scene.groups}
    for step in steps:
        view = json.loads(unescape(re.search(r'data-step="([^"]*)"', step)[1]))  # type: ignore[index]
        (south, west), (north, east) = view["fit"]
        assert -90 < south < north < 90
        assert west < east
        assert view["highlight"] in {None, *groups}
        assert set(view["visible"]) <= groups
        sentences = step.split("</li>")[0].split("<p>")[1:]
        assert sentences
        assert all("href=" in one or 'class="from"' in one for one in sentences)


def test_every_event_since_2000_is_a_dot_on_the_line_of_time() -> None:
    events = [one for one in data.history().events if one.year >= FIRST_YEAR]
    dots = dots_of(data.history().events, views(), ENGLISH)
    assert [dot.id for dot in dots] == [
        one.id for one in sorted(events, key=lambda one: (one.date, one.id))
    ]
    assert len(dots) > 50
    places = [dot.at for dot in dots]
    assert all(0 <= place <= 100 for place in places)
    line = timeline(dots, ENGLISH, last=max(one.year for one in events) + 1)
    assert line.count('tabindex="0"') == 1
    assert line.count("data-event=") == len(dots)


def test_counts_stand_at_their_places_with_their_values() -> None:
    history, names = data.history(), data.names()
    cargo = [one for one in history.volumes if one.series is Series.CARGO and not one.branch]
    chart = cargo_chart("Cargo", cargo, names, ENGLISH)
    assert len(chart.points) == len(cargo) > 3
    by_value = sorted(chart.points, key=lambda point: float(point.label))
    heights = [point.low for point in by_value]
    assert heights == sorted(heights)
    years = [point.at for point in chart.points]
    assert years == sorted(years)
    shown = counts([chart], ENGLISH)
    assert all(f"<span>{point.label}</span>" in shown for point in chart.points)


def test_a_month_is_written_by_its_name_in_each_language() -> None:
    written = [date_text("2026-04", get_locale(language)) for language in LANGUAGES]
    assert written[0] == "April 2026"
    assert len(set(written)) == len(LANGUAGES)
    assert not any("-" in text for text in written)


def test_money_of_another_unit_has_no_bar_beside_the_others() -> None:
    both = [
        one for one in data.history().volumes if one.series in {Series.TRADE, Series.INVESTMENT}
    ]
    bars = money_bars(both, data.names(), ENGLISH)
    units = {bar.label.split(" ", 1)[1]: bar.share > 0 for bar in bars}
    assert units == {"USD bn": True, "EUR bn": False}
    assert max(bar.share for bar in bars) == 100
