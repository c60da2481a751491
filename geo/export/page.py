"""One page A4 for a desk: what stands on it, from the answer to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geo.errors import ExportError
from geo.estimates import BOX_NAMES, MEASURE_UNITS, Measure, unit_text
from geo.evidence import as_of_text
from geo.export.heading import (
    headline_of,
    lead_of,
    shipment_of,
    state_of,
    state_sources,
    state_texts,
)
from geo.export.link import link_of
from geo.i18n import DOT, arrow, percent
from geo.journeys import KM_DIGITS, Rank, ranked
from geo.model import Band
from geo.plot import DeskPage, PageCard, PageRow
from geo.summary import (
    amount_of,
    cards,
    days_of,
    full_name,
    hours_of,
    lacking_text,
    scale_of,
    shown_journeys,
)

if TYPE_CHECKING:
    from geo.evidence import ErrorRecord
    from geo.export.content import Content
    from geo.i18n import Locale
    from geo.journeys import Comparison, GateCondition, Journey
    from geo.summary import Card


def page_bytes(form: Literal["pdf", "png"], content: Content) -> bytes:
    """One page as ``pdf`` or ``png``.

    Raises
    ------
    ExportError
        No corridor answers the question, not even as if every gate were open.
    """
    from geo.plot import typeset_page

    return typeset_page(
        page_of(content),
        form=form,
        locale=content.locale,
        stamp=content.stamp,
        names=content.names,
    )


def page_of(content: Content) -> DeskPage:
    """Write what stands on the page; raises as `page_bytes` does."""
    locale, names, answer = content.locale, content.names, content.comparison
    translate = locale.translate
    opened = content.opened
    leading = answer if answer and answer.journeys else opened
    if answer is None or leading is None or not leading.journeys:
        msg = "there is no journey for a page; ask a question that some corridor answers"
        raise ExportError(msg)
    is_open = leading is opened
    shipment = shipment_of(content)
    dealt = cards(leading, names=names, locale=locale, shipment=shipment)
    served = () if is_open else tuple(shown_journeys(answer, box=shipment.box))
    return DeskPage(
        asked=_asked(content),
        headline=headline_of(content, answer, opened),
        lead=lead_of(content, answer, opened),
        as_of=translate(as_of_text(answer.as_of)),
        states=state_texts(answer, locale),
        cards=tuple(_card(card, locale, is_open=is_open) for card in dealt),
        cards_note=translate("As if every gate were open:") if is_open else "",
        longest=scale_of([*served, *content.barred, *(card.journey for card in dealt)]),
        columns=(
            translate("Route"),
            translate("State"),
            translate("Days"),
            "P10–P90",
            unit_text(Measure.USD, shipment.box, translate),
            translate(MEASURE_UNITS[Measure.CO2E]),
            translate("km"),
            translate("Past trips"),
        ),
        rows=(
            *(_row(one, content, _worst(one.gates), is_barred=False) for one in served),
            *(_row(one, content, _stopping(one, answer), is_barred=True) for one in content.barred),
        ),
        barred_title=translate(
            "Stopped by the states of gates. Values as if every gate were open:"
        ),
        journeys=() if is_open else content.drawn,
        barred=content.barred,
        marks=content.marks,
        notes=_notes(content, answer, leading),
        dates=_dates(content),
        link=code_text(content, answer),
    )


def code_text(content: Content, answer: Comparison) -> str:
    """Write what the code holds: the link, or the command that makes the page again."""
    if content.request.link:
        return link_of(content.request, as_of=answer.as_of.last.isoformat())
    return f"instc export --token {content.stamp.hash} --format page --out page.pdf"


def _asked(content: Content) -> str:
    """Write ends, clock and cargo of the question in a line."""
    locale, request = content.locale, content.request
    translate = locale.translate
    ends = content.stamp.title.replace(" – ", arrow(locale))
    clock = f"{translate('clock')}: {translate(request.scenario.clock)}"
    cargo = f"{locale.number(1, 0)}\u202f{translate(BOX_NAMES[request.box])}"
    return translate(DOT).join((ends, clock, cargo))


def _worst(gates: tuple[GateCondition, ...]) -> GateCondition | None:
    """Return the gate of a route whose state is gravest: the one with the least traffic."""
    return min(
        gates,
        key=lambda one: (one.state.traffic_share is None, one.state.traffic_share or 0),
        default=None,
    )


def _stopping(journey: Journey, answer: Comparison) -> GateCondition | None:
    """Return the first gate that stops a journey today."""
    failure = next((one for one in answer.failed if one.id == journey.id), None)
    closed = failure.closed if failure else ()
    barred = [one for one in answer.gates if one.state.status.bars]
    return next((one for one in barred if one.gate.id in closed), None)


def _card(card: Card, locale: Locale, *, is_open: bool) -> PageCard:
    days = (locale.number(card.days.p50, 1), locale.translate("days"))
    price, emissions = (
        (card.price.number, card.price.text),
        (
            card.emissions.number,
            card.emissions.text,
        ),
    )
    large, *others = {
        Rank.DAYS: (days, price, emissions),
        Rank.PRICE: (price, days, emissions),
        Rank.CO2E: (emissions, days, price),
    }[card.rank]
    return PageCard(
        title=card.title,
        name=card.name,
        variant=card.variant,
        corridor=card.journey.route.corridor,
        value=large[0],
        unit=large[1],
        days=card.days,
        lines=(
            *_other_measures(others, locale),
            record_line(card.journey.record, locale),
            card.next,
        ),
        is_open=is_open,
    )


def _other_measures(others: list[tuple[str, str]], locale: Locale) -> tuple[str, ...]:
    """Measures beside the large one: numbers in one line, what is missing in lines of its own."""
    numbers = [f"{number}\u202f{unit}" for number, unit in others if number]
    lacking = [text for number, text in others if not number]
    return (locale.translate(DOT).join(numbers), *lacking)


def record_line(record: ErrorRecord, locale: Locale) -> str:
    """Signed error of past trips with their number, or that there are none."""
    translate = locale.translate
    if not record.journeys:
        return translate("No past trips to compare with.")
    text = translate("Past trips against the model: {share} ({count})")
    return text.format(share=_share(record, locale), count=locale.number(record.journeys, 0))


def _share(record: ErrorRecord, locale: Locale) -> str:
    whole = round(100 * record.longer)
    sign = "−" if whole < 0 else "+" if whole > 0 else "±"
    return percent(sign + locale.number(abs(whole), 0), locale)


def _row(
    journey: Journey, content: Content, gate: GateCondition | None, *, is_barred: bool
) -> PageRow:
    locale, box = content.locale, content.request.box
    days, cost = days_of(hours_of(journey)), journey.costed(box)
    price, emissions = amount_of(cost, Measure.USD), amount_of(cost, Measure.CO2E)
    record = journey.record
    state = state_of(gate, locale, with_share=False) if gate else None
    return PageRow(
        corridor=journey.route.corridor,
        name=full_name(journey, content.names, locale),
        mark=state.mark if state else "open",
        state=state.text if state else locale.translate("open"),
        days=locale.number(days.p50, 1),
        band=f"{locale.number(days.p10, 1)}–{locale.number(days.p90, 1)}",
        price=_number(price, locale) or locale.translate("no price"),
        emissions=_number(emissions, locale) or "–",
        km=locale.number(round(journey.route.km, KM_DIGITS), 0),
        record=f"{_share(record, locale)} ({locale.number(record.journeys, 0)})"
        if record.journeys
        else "–",
        barred=is_barred,
    )


def _number(total: object, locale: Locale) -> str:
    return locale.number(total.p50, 0) if isinstance(total, Band) else ""


def _notes(content: Content, answer: Comparison, leading: Comparison) -> tuple[str, ...]:
    """Name the sources of states, times and map, and say what the numbers mean."""
    locale, translate = content.locale, content.locale.translate
    first = ranked(leading.journeys, Rank.DAYS)[0]
    lacking = lacking_text(amount_of(first.costed(content.request.box), Measure.USD), locale)
    return (
        state_sources(content, answer),
        translate(
            "Times and prices: ledger of the atlas, {count} sources in this answer; P10, P50, P90: "
            "one, five and nine of ten shipments have arrived by then."
        ).format(count=locale.number(len(content.sources), 0)),
        translate("No price: at least one part has no figure, and no sum is shown without it.")
        if lacking
        else "",
        content.stamp.credits,
        content.stamp.disclaimer,
    )


def _dates(content: Content) -> tuple[str, ...]:
    translate = content.locale.translate
    note = (
        translate("The code opens this answer.")
        if content.request.link
        else translate("The code holds the command that makes this page again.")
    )
    return (note, content.request.link, content.stamp.data_date)
