"""Answers as text for the terminal, in English, Russian or Persian."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from geo.i18n import ENGLISH, percent, record_text
from geo.message import Message, cause_of, joined
from geo.model import DIRECT, HOURS_PER_DAY, RIVALS, StopKind

if TYPE_CHECKING:
    from geo.estimates import Priced, Shipment, TimedLeg, TimedStop
    from geo.i18n import Locale
    from geo.journeys import Atlas, Comparison, Journey
    from geo.model import Band

HIGH_SEAS = "XZ"
"""Code of the country of waters that belong to none."""


def number_text(value: float, locale: Locale, decimals: int = 0) -> str:
    """Write a number; in English with commas, which every console can write.

    Examples
    --------
    >>> number_text(9544, ENGLISH)
    '9,544'
    """
    if locale.language == "en":
        return f"{value:,.{decimals}f}"
    return locale.number(value, decimals)


def days_text(hours: Band, locale: Locale = ENGLISH) -> str:
    """Write a band of hours as days.

    Examples
    --------
    >>> from geo.model import Band
    >>> days_text(Band(p10=240, p50=480, p90=960))
    '20.0 days (10.0–40.0)'
    """
    days = (value / HOURS_PER_DAY for value in (hours.p10, hours.p50, hours.p90))
    low, middle, high = (number_text(value, locale, 1) for value in days)
    text = locale.translate("{median} days ({low}–{high})")
    return text.format(median=middle, low=low, high=high)


def as_of_lines(atlas: Atlas, answer: Journey | Comparison, locale: Locale = ENGLISH) -> list[str]:
    """As of when an answer holds, and a line for each gate that is not simply open."""
    from geo.evidence import as_of_text, old_word_text
    from geo.journeys import link_text

    translate, today = locale.translate, dt.datetime.now(dt.UTC).date()
    conditions = [*answer.gates, *getattr(answer, "changes", ())]
    heading = locale.sentence(as_of_text(answer.as_of, today=today))
    lines = [f"{heading}{':' if conditions else ''}"]
    for one in dict.fromkeys(conditions):
        titles = [atlas.citation(source).title for source in one.state.sources]
        old = old_word_text(one.state, answer.as_of, today=today)
        grade = translate("grade {grade}").format(grade=one.state.grade)
        words = [*titles, grade, *map(translate, filter(None, [old]))]
        semicolon = translate("; ")
        texts = [translate(text) for text in (one.text, one.effect.text) if text]
        lines.append(f"  {semicolon.join(texts)} ({semicolon.join(words)})")
    links = answer.as_of.links.links if answer.as_of.links else ()
    return [*lines, *(f"  {locale.translate(link_text(one))}" for one in links)]


def journey_text(
    atlas: Atlas, journey: Journey, shipment: Shipment, locale: Locale = ENGLISH
) -> str:
    """Lines for a journey: as-of, a heading and the price, then legs and stops in order."""
    from geo.estimates import TimedLeg

    translate, route = locale.translate, journey.route
    start, end = (locale.place_name(one.place) for one in (route.origin, route.destination))
    corridor = atlas.corridors.names().get(route.corridor)
    name = translate(corridor) if corridor else translate("fastest route")
    name = f"{name} {route.variant}".strip()
    clock = translate("by the {clock} clock").format(clock=translate(journey.scenario.clock))
    lines = [
        *as_of_lines(atlas, journey, locale),
        f"{start} – {end}{translate(', ')}{name}",
        f"{_km_text(route.km, locale)}, {days_text(journey.hours, locale)} {clock}",
        price_text(journey, shipment, locale),
        record_text(journey.record, locale),
    ]
    lines += [
        translate("plus {length} from {place} to the network").format(
            length=_km_text(end.access_km, locale), place=locale.place_name(end.place)
        )
        for end in (route.origin, route.destination)
        if end.access_km >= 1
    ]
    prices = dict(zip(journey.stops, journey.costed(shipment.box).stops, strict=True))
    for part in journey.in_order():
        if isinstance(part, TimedLeg):
            lines.append(_leg_text(part, locale))
        elif part.stop.kind is StopKind.GATE:
            lines.append(_gate_text(part, prices[part], locale))
        elif part.hours and journey.scenario.clock in part.clocks:
            kind = translate(part.stop.kind.replace("_", " "))
            days = f"{days_text(part.hours, locale)}{_figures_text(part)}"
            lines.append(f"    {translate(part.stop.place)}: {kind}{translate(', ')}{days}")
    return "\n".join(lines)


def _gate_text(gate: TimedStop, priced: Priced, locale: Locale) -> str:
    """Line for a hindered gate: what it adds to days and price."""
    lacking = locale.translate("no figure")
    days = days_text(gate.hours, locale) if gate.hours else lacking
    usd = f"{number_text(priced.usd.p50, locale)} USD" if priced.usd else lacking
    grades = [grade for grade in (gate.grade, priced.grade) if grade]
    figures = dict.fromkeys([*gate.figures, *priced.figures])
    mark = " ".join([f" [{max(grades)}]", *figures]) if grades else ""
    text = locale.translate("gate, added days: {days}; surcharge: {usd}")
    place = locale.translate(gate.stop.place)
    return f"    {place}: {text.format(days=days, usd=usd)}{mark}"


def _leg_text(timed: TimedLeg, locale: Locale) -> str:
    leg, translate = timed.leg, locale.translate
    gauge = f" {translate(str(leg.gauge_mm))} {translate('mm')}" if leg.gauge_mm else ""
    country = "" if leg.country == HIGH_SEAS else locale.country(leg.country)
    status = "" if leg.status == "operating" else translate(leg.status.replace("_", " "))
    parts = (
        f"{translate(leg.mode)}{gauge}",
        country,
        _km_text(leg.track_km, locale),
        days_text(timed.hours, locale),
        status,
    )
    ends = f"{translate(leg.start)} – {translate(leg.end)}"
    return f"  {ends}: {translate(', ').join(filter(None, parts))}{_figures_text(timed)}"


def _figures_text(part: TimedLeg | TimedStop) -> str:
    """Grade of a time, and the figures it rests on."""
    grade = part.grade.value if part.grade else "-"
    return " ".join([f" [{grade}]", *part.figures])


def comparison_text(
    atlas: Atlas, comparison: Comparison, shipment: Shipment, locale: Locale = ENGLISH
) -> str:
    """Table of a comparison, fastest first, then the reasons of what failed."""
    translate = locale.translate
    names = {name: translate(text) for name, text in atlas.corridors.names().items()}
    rows = sorted(comparison.journeys, key=lambda j: j.hours.p50)
    lines = as_of_lines(atlas, comparison, locale)
    if comparison.is_barred:
        left = translate("; ").join(names[name] for name in comparison.representatives())
        lines += [
            translate("No branch of the corridor can be used. What is left: {names}.").format(
                names=left or translate("nothing")
            ),
            translate("Ask as if every gate were open: --as-if-open"),
        ]
    lines += [
        f"{_km_text(row.route.km, locale):>11}  {days_text(row.hours, locale):24}  "
        f"{price_text(row, shipment, locale):44}  "
        f"{names[row.route.corridor]} {row.route.variant}".rstrip()
        for row in rows
    ]
    lines += chances_text(comparison, names, locale)
    if rows and all(row.route.corridor == DIRECT for row in rows):
        none = translate("No corridor of the comparison serves these two places.")
        return "\n".join([*lines, none])
    return "\n".join([*lines, *refusals(comparison, names, locale)])


def refusals(comparison: Comparison, names: dict[str, str], locale: Locale = ENGLISH) -> list[str]:
    """Reasons of what failed, a line a corridor and reason, with the variants it holds for."""
    variants: dict[tuple[str, str], list[str]] = {}
    for failure in comparison.failed:
        variants.setdefault((failure.corridor, failure.reason), []).append(failure.variant)
    corridors = Counter(corridor for corridor, _ in variants)
    served = {journey.route.corridor for journey in comparison.journeys}
    return [
        f"{locale.translate('no answer')}: {names.get(corridor, corridor)}"
        + (f" {', '.join(several)}" if corridors[corridor] > 1 or corridor in served else "")
        + f": {locale.translate(cause_of(reason))}"
        for (corridor, reason), several in variants.items()
    ]


def price_text(journey: Journey, shipment: Shipment, locale: Locale = ENGLISH) -> str:
    """Dollars and emissions of one and of all, or what they lack."""
    from geo.estimates import MEASURE_UNITS, Incomplete

    translate, costed = locale.translate, journey.costed(shipment.box)
    one, whole, lacking = [], [], []
    for measure, unit in MEASURE_UNITS.items():
        total = costed.total(measure)
        if isinstance(total, Incomplete):
            lacking.append(translate(total.message))
            continue
        sign = translate(unit)
        one.append(f"{number_text(total.p50, locale)} {sign}")
        whole.append(f"{number_text(shipment.total(total).p50, locale)} {sign}")
    box = translate(shipment.box.value)
    both = "{first} and {rest}"
    texts = []
    if one:
        amounts = translate(joined(both, *one))
        texts.append(translate("{amounts} a {box}").format(amounts=amounts, box=box))
    if one and shipment.amount != 1:
        amounts = translate(joined(both, *whole))
        count = f"{shipment.amount:g}"
        text = translate("{amounts} for {count} {box}")
        texts.append(text.format(amounts=amounts, count=translate(count), box=box))
    return "; ".join(filter(None, (translate(", ").join(texts), *lacking)))


def chances_text(
    comparison: Comparison, names: dict[str, str], locale: Locale = ENGLISH
) -> list[str]:
    """Chance of each corridor to be faster than each rival, a line a corridor, and past errors."""
    from geo.journeys import corrected_probability_faster, disagreements, probability_faster

    translate, chosen = locale.translate, comparison.representatives()
    rivals = [name for name in RIVALS if name in chosen]
    plain, corrected = probability_faster(chosen), corrected_probability_faster(chosen)
    text = translate("{chance} chance of being faster than {rival} ({corrected} corrected)")
    lines = [
        f"{names[name]}: "
        + translate(", ").join(
            text.format(
                chance=_percent_text(row[rival], locale),
                rival=names[rival],
                corrected=_percent_text(corrected[name][rival], locale),
            )
            for rival in rivals
        )
        for name, row in plain.items()
        if rivals and name not in RIVALS
    ]
    lines += [
        locale.sentence(
            Message(
                "{first} is faster than {second} by the model, but not after the correction by "
                "past errors",
                first=names[first],
                second=names[second],
            )
        )
        for first, second in disagreements(plain, corrected)
    ]
    return [*lines, *(record_text(record, locale) for record in comparison.records)]


def _km_text(km: float, locale: Locale) -> str:
    return f"{number_text(km, locale)} {locale.translate('km')}"


def _percent_text(share: float, locale: Locale) -> str:
    if locale.language == "en":
        return f"{share:.0%}"
    return percent(number_text(100 * share, locale), locale)
