"""Languages: nothing shown is left untranslated, nothing translated is no longer shown."""

from __future__ import annotations

import copy
import pickle
import re
from typing import TYPE_CHECKING

import pytest

from geo.errors import AtlasError, SamePlaceError
from geo.estimates import Box, Incomplete, Shipment
from geo.evidence.history import load_history
from geo.evidence.states import load_states
from geo.i18n import locale as locales
from geo.i18n.messages import COMMA, DOT
from geo.journeys import compare, journey
from geo.message import Message, joined
from geo.scenario import Scenario
from tests import words
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.journeys.atlas import Atlas

SCRIPTS = {"ru": re.compile(r"[А-Яа-яЁё]"), "fa": re.compile(r"[آ-ی]")}
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
SAME_EVERYWHERE = re.compile(r"P\d\d|UN/LOCODE|[TF]EU|[^A-Za-z]+|mm")


EACH = [(language, domain) for language in words.CATALOGUES for domain in words.SETS]


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_a_catalogue_holds_what_is_said_and_nothing_else(language: str, domain: str) -> None:
    held, wanted = set(locales.catalogue(language, domain)), words.SETS[domain]()
    assert len(wanted) > 300
    assert sorted(wanted - held) == [], "run `python -m tests.words`, and translate what it adds"
    assert sorted(held - wanted) == [], "run `python -m tests.words`, which takes these out"


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_a_translation_keeps_the_places_to_fill_in(language: str, domain: str) -> None:
    held = locales.catalogue(language, domain)
    assert {k: v for k, v in held.items() if words.holes(k) != words.holes(v)} == {}


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_a_translation_is_written_in_the_script_of_its_language(language: str, domain: str) -> None:
    strange = {
        key: text
        for key, text in locales.catalogue(language, domain).items()
        if not SCRIPTS[language].search(text)
        and not all(SAME_EVERYWHERE.fullmatch(part) for part in words.HOLE.sub("", key).split())
    }
    assert strange == {}


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_a_translation_keeps_every_number(language: str, domain: str) -> None:
    held = locales.catalogue(language, domain)
    lost = {key: words.numbers(key) - words.numbers(text) for key, text in held.items()}
    assert {key: numbers for key, numbers in lost.items() if numbers} == {}


def test_a_number_is_known_by_its_digits_in_every_script() -> None:
    assert words.numbers("1,500 t, 35.7/41.8") == {"1500", "357", "418"}
    assert words.numbers("۱٬۵۰۰ تن، ۳۵٫۷/۴۱٫۸") == words.numbers(
        "1\N{NO-BREAK SPACE}500, 35,7/41,8"
    )
    assert words.numbers("1,501 t") != words.numbers("1,500 t")


def test_what_stands_in_the_data_is_found_there() -> None:
    written = words.written()
    ledger, history = dated_atlas().ledger, load_history()
    shown = [figure.note for figure in ledger.figures.values()]
    shown += [text for one in ledger.contradictions for text in (one.subject, one.one, one.note)]
    shown += [text for one in ledger.movements for text in (one.note, one.explanation)]
    shown += [one.note for one in ledger.claims]
    shown += [row.note for row in load_states().rows]
    shown += [event.text for event in history.events] + [one.note for one in history.volumes]
    assert set(filter(None, shown)) <= written
    assert not written & words.said()


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_what_is_missing_from_a_price_is_told_with_its_reason(language: str, atlas: Atlas) -> None:
    ends = atlas.places.find("jeddah"), atlas.places.find("moscow")
    costs = [one.costed(box) for one in compare(atlas, *ends, Scenario()).journeys for box in Box]
    gaps = {gap.sentence for one in costs for gap in one.missing}
    gaps |= {total.message for one in costs if isinstance(total := one.usd, Incomplete)}
    translate = locales.get_locale(language).translate
    assert gaps
    assert {gap: told for gap in gaps if LATIN_WORD.search(told := translate(gap))} == {}


def test_the_evidence_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, str]] = []

    def reading(language: str, domain: str = locales.PAGES) -> dict[str, str]:
        read.append((language, domain))
        return {"Map": "Карта"}

    monkeypatch.setattr(locales, "catalogue", reading)
    locales.get_locale("en").translate("Anything at all")
    translate = locales.get_locale.__wrapped__("ru").translate
    translate("Map")
    assert read == [("ru", locales.PAGES)]
    translate("The Volga–Don Canal opens.")
    assert read[1:] == [("ru", locales.EVIDENCE)]


def test_the_scanner_finds_what_is_said() -> None:
    source = """
NAMES: Final = {"k": "held in a table"}
LONG = "held by a name"
translate("a literal" " in two parts")
self.locale.translate("through a locale" if many else "or else")
translate(NAMES[one]); translate(LONG); translate(unknown); hush("never said")
"""
    assert words.said_in(source) == {
        "held in a table",
        "held by a name",
        "a literal in two parts",
        "through a locale",
        "or else",
    }


def wrong_place(atlas: Atlas) -> object:
    return atlas.places.find("no such place at all")


def several_places(atlas: Atlas) -> object:
    return atlas.places.find("Astara")


def the_same_place(atlas: Atlas) -> object:
    here = atlas.places.find("moscow")
    return journey(atlas, here, here)


def a_link_not_built(atlas: Atlas) -> object:
    ends = atlas.places.find("mundra"), atlas.places.find("vorsino")
    variant = next(v.id for v in atlas.corridors.corridors["western"].variants() if "rail" in v.id)
    return journey(atlas, *ends, corridor="western", variant=variant)


def not_served(atlas: Atlas) -> object:
    ends = atlas.places.find("tehran"), atlas.places.find("moscow")
    return journey(atlas, *ends, corridor="cape")


def too_far(atlas: Atlas) -> object:
    return journey(atlas, atlas.places.find("75.5, 100.2"), atlas.places.find("mundra"))


def a_bad_month(atlas: Atlas) -> object:
    ends = atlas.places.find("moscow"), atlas.places.find("mundra")
    return compare(atlas, *ends, Scenario(date="2023-13"))


def off_the_globe(atlas: Atlas) -> object:
    return atlas.places.find("95, 200")


def two_latitudes(atlas: Atlas) -> object:
    return atlas.places.find("55N 37N")


def a_part_of_a_box(atlas: Atlas) -> object:
    return atlas, Shipment(box=Box.TEU, amount=1.5)


def opened_later(atlas: Atlas) -> object:
    ends = atlas.places.find("moscow"), atlas.places.find("jeddah")
    ports = "rail+astrakhan-anzali+chabahar"
    past = Scenario(date="2023-08")
    return journey(atlas, *ends, corridor="trans-caspian", variant=ports, scenario=past)


@pytest.mark.parametrize("language", words.CATALOGUES)
@pytest.mark.parametrize(
    "fault",
    [
        off_the_globe,
        two_latitudes,
        a_part_of_a_box,
        opened_later,
        wrong_place,
        several_places,
        the_same_place,
        a_link_not_built,
        not_served,
        too_far,
        a_bad_month,
    ],
)
def test_an_error_is_told_in_the_language_of_the_reader(
    atlas: Atlas, language: str, fault: Callable[[Atlas], object]
) -> None:
    with pytest.raises(AtlasError) as caught:
        fault(atlas)
    sentence = caught.value.message
    told = locales.get_locale(language).translate(sentence)
    assert told != sentence
    kept = set(LATIN_WORD.findall(told))
    assert kept <= set(LATIN_WORD.findall(sentence))
    assert SCRIPTS[language].search(told)


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_names_are_told_one_by_one_and_together(language: str) -> None:
    translate = locales.get_locale(language).translate
    moscow, rasht = translate("Moscow"), translate("Rasht")
    assert moscow != "Moscow"
    assert translate("Moscow – Rasht") == f"{moscow}{translate(' – ')}{rasht}"
    assert translate("Moscow, Rasht") == f"{moscow}{translate(COMMA)}{rasht}"
    assert translate("Moscow – Nowhere at all") == "Moscow – Nowhere at all"
    assert translate("<b>never said</b>") == "<b>never said</b>"


def test_a_message_is_rendered_part_by_part_whatever_its_parts_hold() -> None:
    translate = locales.get_locale("ru").translate
    odd = "X is closed, and {rest} – Y"
    message = Message("{name} is closed", name=odd)
    assert translate(message) == locales.catalogue("ru")["{name} is closed"].format(name=odd)
    assert translate(str(message)) == str(message), "a text without its template stays English"
    both = joined("{first}, and {rest}", message, Message("{name} is not built", name="Rasht"))
    assert translate("Rasht") in translate(both) != both


def test_a_message_survives_a_copy_and_a_pickle() -> None:
    error = SamePlaceError(
        Message(
            "origin and destination are the same place, {place}; choose two places", place="Rasht"
        )
    )
    for other in (copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert other.message == error.message
        assert isinstance(other.message, Message)
        assert other.message.parameters == {"place": "Rasht"}


def test_numbers_and_durations_are_written_as_the_language_writes_them() -> None:
    russian, persian = locales.get_locale("ru"), locales.get_locale("fa")
    assert russian.number(1146.5, 1).replace("\N{NO-BREAK SPACE}", "_") == "1_146,5"
    assert persian.number(1146.5, 1) == "۱٬۱۴۶٫۵"
    assert russian.duration(60).endswith("сут")
    assert persian.duration(60).startswith("۲٫۵")


def test_no_dot_and_no_latin_comma_stands_beside_persian_digits() -> None:
    translate = locales.get_locale("fa").translate
    assert (
        translate("Moscow · Rasht") == f"{translate('Moscow')}{translate(DOT)}{translate('Rasht')}"
    )
    assert "·" not in translate(DOT)
    assert "," not in translate(COMMA)
    assert translate("2024-06") == "۲۰۲۴-۰۶"
    assert translate("1,603") == "۱٬۶۰۳"
    point = "70.000, -20.000"
    assert translate(point) == f"\N{LEFT-TO-RIGHT ISOLATE}{point}\N{POP DIRECTIONAL ISOLATE}"
    assert locales.get_locale("ru").translate(point) == point


def test_persian_percentiles_run_as_the_numbers_below_them() -> None:
    texts = locales.catalogue("fa").values()
    percentiles = [text for text in texts if re.search(r"P[15]0[^\w]*–", text)]
    assert len(percentiles) >= 6
    for text in percentiles:
        assert not re.search(r"P\d0 ?– ?P", text), f"runs from left to right: {text}"
    mark = "\N{RIGHT-TO-LEFT MARK}"
    assert locales.get_locale("fa").translate("P10 – P90") == f"P10 {mark}– P90"


def test_persian_counts_in_its_own_digits() -> None:
    texts = [text for domain in words.SETS for text in locales.catalogue("fa", domain).values()]
    count = re.compile(r"[0-9]\s?(?:[٪%]|فوت|روز|ساعت|کیلومتر|دلار|تن\b)")
    assert [text for text in texts if count.search(text)] == []


def test_persian_writes_its_own_sign_of_percent() -> None:
    texts = [text for domain in words.SETS for text in locales.catalogue("fa", domain).values()]
    assert sum("٪" in text for text in texts) > 0
    assert [text for text in texts if re.search(r"[۰-۹}]\s?%", text)] == []
