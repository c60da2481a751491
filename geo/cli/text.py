"""Answers as text for the terminal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from geo.model import DIRECT, HOURS_PER_DAY, RIVALS, StopKind

if TYPE_CHECKING:
    from geo.estimates import Priced, Shipment, TimedLeg, TimedStop
    from geo.journeys import Atlas, Comparison, Journey
    from geo.model import Band


def days_text(hours: Band) -> str:
    """Write a band of hours as days.

    Examples
    --------
    >>> from geo.model import Band
    >>> days_text(Band(p10=240, p50=480, p90=960))
    '20.0 days (10.0–40.0)'
    """
    low, middle, high = (value / HOURS_PER_DAY for value in (hours.p10, hours.p50, hours.p90))
    return f"{middle:.1f} days ({low:.1f}–{high:.1f})"


def as_of_lines(atlas: Atlas, answer: Journey | Comparison) -> list[str]:
    """As of when an answer holds, and a line for each gate that is not simply open."""
    from geo.evidence import as_of_text, old_word_text

    today = dt.datetime.now(dt.UTC).date()
    conditions = [*answer.gates, *getattr(answer, "changes", ())]
    lines = [f"{as_of_text(answer.as_of, today=today)}{':' if conditions else ''}"]
    for one in dict.fromkeys(conditions):
        titles = [atlas.citation(source).title for source in one.state.sources]
        old = old_word_text(one.state, answer.as_of, today=today)
        words = [*titles, f"grade {one.state.grade}", *filter(None, [old])]
        effect = f"; {one.effect.text}" if one.effect.text else ""
        lines.append(f"  {one.text}{effect} ({'; '.join(words)})")
    return lines


def journey_text(atlas: Atlas, journey: Journey, shipment: Shipment) -> str:
    """Lines for a journey: as-of, a heading and the price, then legs and stops in order."""
    from geo.estimates import TimedLeg
    from geo.i18n import ENGLISH, record_text

    route = journey.route
    name = f"{route.corridor} {route.variant}".strip()
    lines = [
        *as_of_lines(atlas, journey),
        f"{route.origin.place.name} – {route.destination.place.name}, {name}",
        f"{route.km:,.0f} km, {days_text(journey.hours)} by the {journey.scenario.clock} clock",
        price_text(journey, shipment),
        record_text(journey.record, ENGLISH),
    ]
    lines += [
        f"plus {end.access_km:.0f} km from {end.place.name} to the network"
        for end in (route.origin, route.destination)
        if end.access_km >= 1
    ]
    prices = dict(zip(journey.stops, journey.costed(shipment.box).stops, strict=True))
    for part in journey.in_order():
        if isinstance(part, TimedLeg):
            lines.append(_leg_text(part))
        elif part.stop.kind is StopKind.GATE:
            lines.append(_gate_text(part, prices[part]))
        elif part.hours and journey.scenario.clock in part.clocks:
            kind = part.stop.kind.replace("_", " ")
            rests_on = _figures_text(part)
            lines.append(f"    {part.stop.place}: {kind}, {days_text(part.hours)}{rests_on}")
    return "\n".join(lines)


def _gate_text(gate: TimedStop, priced: Priced) -> str:
    """Line for a hindered gate: what it adds to days and price."""
    days = days_text(gate.hours) if gate.hours else "no figure"
    usd = f"{priced.usd.p50:,.0f} USD" if priced.usd else "no figure"
    grades = [grade for grade in (gate.grade, priced.grade) if grade]
    figures = dict.fromkeys([*gate.figures, *priced.figures])
    mark = " ".join([f" [{max(grades)}]", *figures]) if grades else ""
    return f"    {gate.stop.place}: gate, added days: {days}; surcharge: {usd}{mark}"


def _leg_text(timed: TimedLeg) -> str:
    leg = timed.leg
    status = "" if leg.status == "operating" else f", {leg.status.replace('_', ' ')}"
    gauge = f" {leg.gauge_mm} mm" if leg.gauge_mm else ""
    return (
        f"  {leg.start} – {leg.end}: {leg.mode}{gauge}, {leg.country}, "
        f"{leg.track_km:,.0f} km, {days_text(timed.hours)}{status}{_figures_text(timed)}"
    )


def _figures_text(part: TimedLeg | TimedStop) -> str:
    """Grade of a time, and the figures it rests on."""
    grade = part.grade.value if part.grade else "-"
    return " ".join([f" [{grade}]", *part.figures])


def comparison_text(atlas: Atlas, comparison: Comparison, shipment: Shipment) -> str:
    """Table of a comparison, fastest first, then the reasons of what failed."""
    names = atlas.corridors.names()
    rows = sorted(comparison.journeys, key=lambda j: j.hours.p50)
    lines = as_of_lines(atlas, comparison)
    if comparison.is_barred:
        left = "; ".join(names[name] for name in comparison.representatives())
        lines += [
            f"No branch of the corridor can be used. What is left: {left or 'no other corridor'}.",
            "Ask as if every gate were open: --as-if-open",
        ]
    lines += [
        f"{row.route.km:8,.0f} km  {days_text(row.hours):24}  {price_text(row, shipment):44}  "
        f"{names[row.route.corridor]} {row.route.variant}".rstrip()
        for row in rows
    ]
    lines += chances_text(comparison)
    if rows and all(row.route.corridor == DIRECT for row in rows):
        return "\n".join([*lines, "No corridor of the comparison serves these two places."])
    return "\n".join([*lines, *refusals(comparison)])


def refusals(comparison: Comparison) -> list[str]:
    """Reasons of what failed, a line a corridor and reason, with the variants it holds for."""
    variants: dict[tuple[str, str], list[str]] = {}
    for failure in comparison.failed:
        variants.setdefault((failure.corridor, failure.reason), []).append(failure.variant)
    corridors = Counter(corridor for corridor, _ in variants)
    served = {journey.route.corridor for journey in comparison.journeys}
    return [
        f"no answer: {corridor}"
        + (f" {', '.join(names)}" if corridors[corridor] > 1 or corridor in served else "")
        + f": {reason}"
        for (corridor, reason), names in variants.items()
    ]


def price_text(journey: Journey, shipment: Shipment) -> str:
    """Dollars and emissions of one and of all, or what they lack."""
    from geo.estimates import MEASURE_UNITS, Incomplete

    costed = journey.costed(shipment.box)
    one, whole, lacking = [], [], []
    for measure, sign in MEASURE_UNITS.items():
        total = costed.total(measure)
        if isinstance(total, Incomplete):
            lacking.append(total.message)
            continue
        one.append(f"{total.p50:,.0f} {sign}")
        whole.append(f"{shipment.total(total).p50:,.0f} {sign}")
    texts = [f"{' and '.join(one)} a {shipment.box}"] if one else []
    if one and shipment.amount != 1:
        texts.append(f"{' and '.join(whole)} for {shipment.amount:g} {shipment.box}")
    return "; ".join(filter(None, (", ".join(texts), *lacking)))


def chances_text(comparison: Comparison) -> list[str]:
    """Chance of each corridor to be faster than each rival, a line a corridor, and past errors."""
    from geo.i18n import ENGLISH, record_text
    from geo.journeys import corrected_probability_faster, disagreements, probability_faster

    chosen = comparison.representatives()
    rivals = [name for name in RIVALS if name in chosen]
    plain, corrected = probability_faster(chosen), corrected_probability_faster(chosen)
    lines = [
        f"{name} is faster than "
        + ", ".join(
            f"{rival} with a chance of {row[rival]:.0%} ({corrected[name][rival]:.0%} corrected)"
            for rival in rivals
        )
        for name, row in plain.items()
        if rivals and name not in RIVALS
    ]
    lines += [
        f"{first} is faster than {second} by the model, but not after the correction by past errors"
        for first, second in disagreements(plain, corrected)
    ]
    return [*lines, *(record_text(record, ENGLISH) for record in comparison.records)]
