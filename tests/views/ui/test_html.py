"""The tables of the calculator: what they translate, and that no name in them becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.estimates import Incomplete, Shipment
from geo.evidence import GateStates, states_as_of
from geo.i18n.locale import ENGLISH, NARROW_SPACE
from geo.journeys.comparison import Comparison, Failure
from geo.message import Message
from geo.model import Band, Clock
from geo.scenario import Scenario
from geo.summary import clock_text, headline
from tests.scenes import HOSTILE, SetJourney, journey, set_journey
from tests.totals import whole
from views.compare.answer import JOINED, Picked, answer_table, gauge_breaks, land_borders
from views.compare.itinerary import itinerary, references, source_numbers
from views.compare.tables import chance_table, clock_table
from views.state import url
from views.ui.html import failed_list, heading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.journeys.comparison import Journey
    from views.state.url import Choice

pytestmark = pytest.mark.slow

NAMES = {"western": "Western", "western:truck-iran": "truck across Iran", "suez": "Suez"}


def source_of(identifier: str) -> tuple[str, str]:
    return f"Title of {identifier}", "https://example.org/?a=1&b=2" if identifier == "osm" else ""


def western(p10: float = 300.0, p50: float = 400.0, p90: float = 600.0, **names: str) -> Journey:
    return set_journey(p10, p50, p90, **names)


def suez() -> Journey:
    return set_journey(480.0, 520.0, 700.0, corridor="suez", variant="")


def comparison(*journeys: Journey, failed: tuple[Failure, ...] = ()) -> Comparison:
    today = states_as_of(GateStates(), Scenario())
    return Comparison(journeys=journeys, failed=failed, as_of=today, gates=())


def with_door(one: Journey, door: Band) -> Journey:
    """Give a journey other hours by the clock from door to door."""
    assert isinstance(one, SetJourney)
    return replace(one, hours_by_clock={**one.hours_by_clock, Clock.DOOR: door})


def failure(variant: str, *, corridor: str = "western", reason: str = "it is shut") -> Failure:
    return Failure(corridor=corridor, variant=variant, reason=reason, closed=())


def table(*journeys: Journey, names: Mapping[str, str] = NAMES) -> str:
    return "".join(
        answer_table(
            comparison(*journeys),
            opened=None,
            picked=Picked(),
            names=names,
            locale=ENGLISH,
            chance_of=lambda one, _rival: 0.654 if one.route.corridor == "western" else 0.346,
            shipment=Shipment(),
            source_of=source_of,
        )
    )


def tags(text: str) -> set[str]:
    return set(re.findall(r"<(\w+)", text))


def attributes(text: str) -> set[str]:
    without_values = re.sub(r'"[^"]*"', "", text)
    return {
        name
        for tag in re.findall(r"<\w+([^>]*)>", without_values)
        for name in re.findall(r"[\w-]+", tag)
    }


def test_attributes_of_markup_are_read() -> None:
    markup = '<b class="a &lt; b"><img src="x" onerror="alert(1)"></b>'
    assert attributes(markup) == {"class", "src", "onerror"}


def test_the_first_of_each_corridor_speaks_for_it() -> None:
    first, rival, other = western(), suez(), western(variant="other")
    assert comparison(first, rival, other).representatives() == {"western": first, "suez": rival}


def test_a_comparison_of_some_corridors_keeps_their_journeys_and_failures() -> None:
    first, rival = western(), suez()
    both = comparison(first, rival, failed=(failure("a"), failure("", corridor="cape")))
    assert both.only({"western"}) == comparison(first, failed=(failure("a"),))
    assert both.only({"western", "suez", "cape"}) == both


def test_a_row_says_how_far_its_variants_reach() -> None:
    text = table(western(), western(1.0, 600.0, 601.0, variant="b"), suez())
    reach = f"16.7{JOINED}–{JOINED}25.0{NARROW_SPACE}d"
    assert f"truck across Iran · 2 variants, {reach}" in text
    assert text.count("<tr ") == 2


def told(*journeys: Journey) -> str:
    text = headline(
        comparison(*journeys),
        names=NAMES,
        locale=ENGLISH,
        chance_of=lambda _one, _rival: 0.999,
    )
    return text.replace(NARROW_SPACE, " ")


def test_the_headline_sets_the_fastest_of_all_variants_beside_suez() -> None:
    assert told(western(variant=""), western(200.0, 240.0, 300.0), suez()) == (
        "Fastest: Western, truck across Iran, 10 days (8–12). "
        ">99 % chance of being faster than Suez."
    )


def test_the_headline_is_alone_when_suez_is_the_fastest() -> None:
    assert "chance" not in told(suez())


def test_the_headline_names_its_clock_where_the_other_counts_other_days() -> None:
    door = Band(p10=1000.0, p50=1200.0, p90=1900.0)
    one = with_door(western(), door)
    assert "17 days (12–25) from first departure to arrival." in told(one)
    assert clock_text(one, ENGLISH) == (
        "Door to door, with waits and handling at both ends: 50 days (42–79)."
    )
    assert "from first departure" not in told(western())
    assert clock_text(western(), ENGLISH) == ""


def test_an_itinerary_gives_reasons_of_estimates_and_links_of_sources() -> None:
    text = itinerary(western(), source_of=source_of, locale=ENGLISH)
    assert text.count("<small>Estimate") == text.count(">K</td>") > 0
    assert '<a href="https://example.org/?a=1&amp;b=2"' in text
    assert 'title="Title of SRC1"' in text
    assert text.count('<span role="tooltip">') == 2


def test_a_row_holds_days_difference_and_length() -> None:
    text = table(western(), suez()).replace(NARROW_SPACE, " ")
    assert "12.5 – <b>16.7</b> – 25.0" in text
    assert "−5.0 d" in text
    assert "4 800 km" in text
    assert "truck across Iran" in text


def test_bars_stand_on_one_scale() -> None:
    text = table(western(), suez())
    highs = [float(high) for high in re.findall(r"--high:([\d.]+)%", text)]
    assert highs == [
        pytest.approx(100 * 600 / 720, abs=0.1),
        pytest.approx(100 * 700 / 720, abs=0.1),
    ]


def test_without_suez_there_is_nothing_to_set_against() -> None:
    assert 'data-label="Against Suez">–<' in table(western())


def test_stops_are_counted_once_a_place() -> None:
    once = western()
    twice = replace(once, timed=replace(once.timed, stops=once.stops * 2))
    assert len(twice.stops) == 2 * len(once.stops)
    assert land_borders(twice) == 1
    assert gauge_breaks(twice) == gauge_breaks(once)


def test_failures_are_told_once_with_what_their_variants_share() -> None:
    failed = [failure(name, reason="the link is not built") for name in ("a", "b")]
    names = NAMES | {"western:a": "by rail, over X", "western:b": "by rail, over Y"}
    text = failed_list(failed, names=names, locale=ENGLISH)
    assert text.count("<li>") == 1
    assert f"<b>{NAMES['western']}, by rail:</b> The link is not built" in text
    assert failed_list([], names=names, locale=ENGLISH) == ""


def test_many_failures_are_folded_away_unless_they_are_the_answer() -> None:
    failed = [failure("a", reason=f"strait {number} is closed") for number in range(4)]
    few, many = (failed_list(failed[:n], names=NAMES, locale=ENGLISH) for n in (3, 4))
    alone = failed_list(failed, names=NAMES, locale=ENGLISH, is_answer=True)
    assert ["<details" in text for text in (few, many, alone)] == [True] * 3
    assert [" open>" in text for text in (few, many, alone)] == [True, False, True]


def test_a_failure_names_its_corridor_and_ends_no_second_time() -> None:
    reason = Message("Suez is shut")
    template = "there is no route by the corridor {corridor}: {reason}"
    message = Message(template, corridor="Western", reason=reason)
    text = failed_list([failure("", reason=message)], names=NAMES, locale=ENGLISH)
    assert "<b>Western:</b> Suez is shut" in text
    assert "there is no route" not in text


def test_corridors_that_fail_for_one_reason_share_a_line() -> None:
    failed = [failure("", corridor=name, reason="it is outside") for name in ("western", "suez")]
    text = failed_list(failed, names=NAMES, locale=ENGLISH)
    assert text.count("<li>") == 1
    assert "<b>Western; Suez:</b> It is outside" in text


def test_a_missing_price_is_explained_where_one_is_missing() -> None:
    note = "No price: at least one part has no figure"
    priced = western().ledger.with_overrides({"rate-sea-other": 900.0})
    own = replace(western(), ledger=priced)
    assert isinstance(western().costed().usd, Incomplete)
    assert note in table(western())
    assert whole(own.costed().usd).p50 > 0
    assert note not in table(own)


def test_the_way_lists_legs_stops_and_numbered_sources() -> None:
    text = itinerary(western(), source_of=source_of, locale=ENGLISH)
    assert text.count("<tr") == 1 + 2 + 3 + 1
    assert "gauge break" in text
    assert "not in this clock" in text
    told = references(western(), source_of)
    assert '<a href="https://example.org/?a=1&amp;b=2"' in told
    assert "<li><bdi>Title of SRC1</bdi></li>" in told


def test_a_number_in_the_way_is_the_place_in_the_list() -> None:
    numbers = source_numbers(western())
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    text = itinerary(western(), source_of=source_of, locale=ENGLISH)
    shown = [int(number) for number in re.findall(r">(\d+)</(?:a|span)>", text)]
    assert list(dict.fromkeys(shown)) == list(numbers.values())
    items = re.findall(r"<li><bdi>(.*?)</bdi></li>", references(western(), lambda i: (i, "")))
    assert items == list(numbers)


def test_only_web_addresses_become_links() -> None:
    text = references(western(), lambda i: (i, "javascript:alert(1)"))
    assert "<li><bdi>SRC1</bdi></li>" in text
    assert "<a" not in text


@pytest.mark.parametrize("payload", HOSTILE)
def test_names_never_become_markup(payload: str) -> None:
    hostile = western(place=payload, corridor=payload, variant=payload)
    legs = tuple(replace(one, leg=replace(one.leg, sources=(payload,))) for one in hostile.legs)
    hostile = replace(hostile, timed=replace(hostile.timed, legs=legs))
    names = {payload: payload, f"{payload}:{payload}": payload}
    failed = [failure(payload, corridor=payload, reason=payload)]
    for text, harmless in (
        (table(hostile, names=names), table(western())),
        (
            itinerary(hostile, source_of=lambda i: (i, i), locale=ENGLISH)
            + references(hostile, lambda i: (i, i)),
            itinerary(western(), source_of=lambda i: (i, ""), locale=ENGLISH)
            + references(western(), lambda i: (i, "")),
        ),
        (
            failed_list(failed, names=names, locale=ENGLISH),
            "<details class open><summary><ul><li><b>",
        ),
    ):
        assert tags(text) <= tags(harmless)
        assert attributes(text) <= {*attributes(harmless), "dir"}


@pytest.mark.parametrize("payload", [*HOSTILE, "x" * 101, "", "a\x00b"])
def test_an_address_gives_only_members_of_closed_sets(payload: str) -> None:
    choices, refused = url.read(
        {"clock": [payload], "close": [payload, "suez"]},
        defaults={"clock": "shipment", "close": []},
        allowed={"clock": ("shipment", "door"), "close": {"suez"}},
    )
    assert choices == {"clock": "shipment", "close": ["suez"]}
    assert len(refused) == 2


@pytest.mark.parametrize("payload", ["x" * 101, "", " ", "a\x00b"])
def test_a_typed_name_in_an_address_is_short_and_without_control_characters(payload: str) -> None:
    choices, refused = url.read({"from": [payload]}, defaults={"from": "moscow"}, allowed={})
    assert choices == {"from": "moscow"}
    assert len(refused) == 1


def test_an_address_written_and_read_again_makes_the_same_choices() -> None:
    defaults: dict[str, Choice] = {"from": "moscow", "close": [], "clock": "shipment"}
    choices: dict[str, Choice] = {"from": "قم‌تپه", "close": ["suez", "hormuz"], "clock": "shipment"}
    written = url.write(choices, defaults=defaults)
    query = {k: v if isinstance(v, list) else [v] for k, v in written.items()}
    allowed = {"close": {"suez", "hormuz"}, "clock": {"shipment"}}
    assert url.read(query, defaults=defaults, allowed=allowed) == (choices, ())


def test_chance_and_price_stand_in_the_row_and_gaps_are_told() -> None:
    priced = western().ledger.with_overrides({"rate-sea-other": 900.0})
    own = replace(western(), ledger=priced)
    text = table(own, suez()).replace(NARROW_SPACE, " ")
    assert "65 % chance of being faster" in text
    for total in (own.costed().usd, own.costed().kg_co2e):
        band = whole(total)
        values = (band.p50, band.p10, band.p90)
        shown = (f"{value:,.0f}".replace(",", " ") for value in values)
        assert ">{}<small>{}–{}</small>".format(*shown) in text


def test_a_price_that_is_not_whole_is_no_number_in_the_row() -> None:
    lacking = western().costed().usd
    assert isinstance(lacking, Incomplete)
    assert lacking.parts == ("sea freight",)
    text = table(western())
    assert f'<small class="lacking">N{lacking.message[1:]}</small>' in text
    assert "≥" not in text


def test_chances_that_are_all_but_sure_are_not_told_as_sure() -> None:
    chances = {"a": {"b": 1.0}, "b": {"a": 0.0}}
    text = chance_table(chances, names={}, locale=ENGLISH).replace(NARROW_SPACE, " ")
    assert "&gt;99 %" in text
    assert "&lt;1 %" in text


def test_both_clocks_stand_side_by_side() -> None:
    one = journey()
    text = clock_table([one], names=NAMES, locale=ENGLISH)
    for clock in Clock.SHIPMENT, Clock.DOOR:
        hours = one.hours_by(clock)
        low, middle, high = (f"{value / 24:.1f}" for value in (hours.p10, hours.p50, hours.p90))
        assert f"{low} – <b>{middle}</b> – {high}" in text
    assert text.count("<td") == 2


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Suez, 22 days (18–29). 87 % chance.", ["22 days", "18–29", "87 %"]),
        ("۲۲ روز (۱۸–۲۹) است", ["۲۲ روز", "۱۸–۲۹"]),
        ("через 1,8 сут", ["1,8 сут"]),
        ("What if …", []),
    ],
)
def test_a_number_of_a_heading_stays_with_its_unit(text: str, together: list[str]) -> None:
    markup = heading(text)
    assert re.findall(r'<span class="together">(.*?)</span>', markup) == together
    assert re.sub(r"<.*?>", "", markup) == text


@pytest.mark.parametrize("text", [text for text in HOSTILE if "<" in text])
def test_no_name_in_a_heading_becomes_markup(text: str) -> None:
    assert text not in heading(f"7 {text}")
