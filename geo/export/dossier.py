"""The dossier: question, answer, chart, map, every leg with its sources, and what has none.

It is a sequence of blocks of `geo.plot.document`; `geo.export.documents` writes them as files.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from geo.estimates import Measure, unit_text
from geo.evidence import as_of_text
from geo.export.choices import Kind
from geo.export.content import cited, layer_sources
from geo.export.features import feature_layers
from geo.export.heading import headline_of
from geo.export.rows import LegRow, in_order, lacking_of
from geo.export.tables import tables
from geo.message import cause_of
from geo.model import GRADE_WORDS, HOURS_PER_DAY
from geo.plot import Block, Heading, Paragraph, Picture, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.export.content import Content
    from geo.export.rows import JourneyRow, StopRow
    from geo.journeys import GateCondition
    from geo.model import Band

_MAP_SHARE, _CHART_SHARE, _LAYERS_SHARE = 0.4, 0.36, 0.6
"""Heights of pictures as shares of the page."""


def blocks(content: Content) -> tuple[Block, ...]:
    """Write the dossier of a content as blocks: its title and its question, then `body`."""
    stamp = content.stamp
    return (Heading(text=stamp.title), Paragraph(text=stamp.subtitle, quiet=True), *body(content))


def body(content: Content) -> tuple[Block, ...]:
    """Write a dossier without its title and its question, which stand on pages of their own."""
    return tuple(_blocks(content))


def _blocks(content: Content) -> Iterator[Block]:
    translate, stamp = content.locale.translate, content.stamp
    for text in filter(None, (_as_of(content), _sentence(content), *content.remarks)):
        yield Paragraph(text=text)
    if content.sections:
        yield _grades(content)
        yield from tables(content)
    elif content.layers:
        yield from _layers(content)
    else:
        yield from _answer(content)
    numbers = content.source_numbers()
    yield Heading(text=translate("Sources"), level=2)
    yield Table(
        columns=("", translate("Source"), translate("Address")),
        rows=tuple((numbers[name], *texts) for name, texts in content.sources.items()),
        widths=(1, 10, 8),
    )
    yield Heading(text=translate("Model"), level=2)
    for text in (stamp.data_date, stamp.credits, stamp.disclaimer):
        yield Paragraph(text=text)
    own = content.request.states
    states = f" --states {shlex.quote(own.name)}" if own else ""
    yield Paragraph(text=f"python -m geo export --token {stamp.hash}{states}", quiet=True)


def _conditions(content: Content) -> tuple[GateCondition, ...]:
    """Gates that are not simply open, each once."""
    answer = content.comparison
    return tuple(dict.fromkeys((*answer.gates, *answer.changes))) if answer else ()


def _as_of(content: Content) -> str:
    """Say as of when the journeys hold: states of gates with the numbers of their sources."""
    answer, locale = content.comparison, content.locale
    conditions = _conditions(content)
    if answer is None or not conditions:
        return content.as_of
    grade, numbers = locale.translate("grade {grade}"), content.source_numbers()
    semicolon = locale.translate("; ")
    states = (
        f"{locale.translate(one.text)} [{cited(one.state.sources, numbers)}"
        f"{semicolon}{grade.format(grade=one.state.grade)}]"
        for one in conditions
    )
    return f"{locale.translate(as_of_text(answer.as_of))}: {semicolon.join(states)}."


def _states(content: Content) -> Iterator[Block]:
    """Yield a table of the gates that are not simply open, and what each state adds."""
    locale, numbers = content.locale, content.source_numbers()
    if not (conditions := _conditions(content)):
        return
    yield Heading(text=locale.translate("States of gates"), level=2)
    yield Table(
        columns=tuple(map(locale.translate, ("State", "Effect", "Grade", "Sources"))),
        rows=tuple(
            (
                locale.sentence(one.text),
                locale.sentence(one.effect.text) if one.effect.text else "",
                one.state.grade,
                cited(one.state.sources, numbers),
            )
            for one in conditions
        ),
        widths=(8, 8, 1.6, 3),
    )


def _sentence(content: Content) -> str:
    """Say what pictures and pages say over a comparison."""
    comparison = content.comparison
    if comparison is None or not comparison.journeys or content.request.kind is Kind.ROUTE:
        return ""  # the remarks say what bars all
    return headline_of(content, comparison, content.opened)


def _grades(content: Content) -> Paragraph:
    translate = content.locale.translate
    return Paragraph(text=f"{translate('Grade')}: {translate(GRADE_WORDS)}", quiet=True)


def _answer(content: Content) -> Iterator[Block]:
    translate = content.locale.translate
    if content.journeys:
        yield Heading(text=translate("Compare"), level=2)
        yield _comparison(content)
    yield from _states(content)
    if content.journeys:
        yield from _pictures(content)
        yield Heading(text=translate("Itinerary"), level=2)
        yield _grades(content)
    for journey in content.journeys:
        yield from _itinerary(content, journey)
    if content.failed:
        yield Heading(text=translate("What cannot serve, and why"), level=2)
        for row in content.failed:
            name = content.name(row.corridor, row.variant)
            yield Paragraph(text=f"{name}: {translate(cause_of(row.reason))}")


def _pictures(content: Content) -> Iterator[Block]:
    translate, box, drawn = content.locale.translate, content.request.box, content.drawn
    yield Heading(text=translate("Over the distance"), level=2)
    yield Picture(content=drawn, drawing="time", caption=translate("Days from the start"))
    caption = f"{translate('From the start')}, {unit_text(Measure.USD, box, translate)}"
    yield Picture(
        content=drawn, drawing="cost", caption=caption, box=box, height_share=_CHART_SHARE
    )
    yield Heading(text=translate("Map"), level=2)
    yield Picture(content=drawn, caption=content.stamp.title, height_share=_MAP_SHARE)


def _layers(content: Content) -> Iterator[Block]:
    translate, number = content.locale.translate, content.locale.number
    yield Picture(content=content.groups, caption=content.stamp.title, height_share=_LAYERS_SHARE)
    numbers, features = content.source_numbers(), feature_layers(content)
    heads = ("Leg", "Mode", "Status", "Length, km", "Country", "Sources")
    for group in content.groups:
        legs = [one["properties"] for one in features[group.id] if "track_km" in one["properties"]]
        if not legs:
            continue
        yield Heading(text=group.name, level=2)
        yield Table(
            columns=tuple(map(translate, heads)),
            rows=tuple(
                (
                    translate(leg["name"]),
                    translate(leg["mode"]),
                    translate(leg["status"].replace("_", " ")),
                    number(leg["track_km"], 0),
                    str(leg["country"]),
                    cited(layer_sources(leg), numbers),
                )
                for leg in legs
            ),
            widths=(6, 2, 3, 2, 2, 3),
            numeric=frozenset({3}),
        )


def _days(band: Band | None, content: Content) -> str:
    if band is None:
        return ""
    number = content.locale.number
    return " – ".join(number(hours / HOURS_PER_DAY, 1) for hours in (band.p10, band.p50, band.p90))


def _comparison(content: Content) -> Table:
    """Table of one row a variant, as the first page has it; with a base case, its days too."""
    translate, number, box = content.locale.translate, content.locale.number, content.request.box
    base = content.base
    base_days = {(row.corridor, row.variant): _days(row.hours, content) for row in base}
    rows = []
    for row in sorted(content.every, key=lambda journey: journey.hours.p50):
        usd = number(row.usd.p50, 0) if row.usd else translate("no price")
        kg_co2e = translate("no total") if row.kg_co2e_p50 is None else number(row.kg_co2e_p50, 0)
        before = [base_days.pop((row.corridor, row.variant), "")] if base else []
        name, km = content.name(row.corridor, row.variant), number(row.km, 0)
        days = _days(row.hours, content)
        rows.append((name, km, days, *before, usd, kg_co2e))
    for row in base:
        if days := base_days.pop((row.corridor, row.variant), ""):
            name = content.name(row.corridor, row.variant)
            rows.append((name, "", translate("cannot serve"), days, "", ""))
    columns = [translate("Journey"), translate("km"), translate("Days, P10 – P50 – P90")]
    columns += [translate("Base case, days")] if base else []
    columns += [unit_text(measure, box, translate) for measure in Measure]
    return Table(
        columns=tuple(columns),
        rows=tuple(rows),
        widths=(6, 1.7, *([4.4] * (len(columns) - 4)), 3, 3),
        numeric=frozenset(range(1, len(columns))),
    )


def _itinerary(content: Content, journey: JourneyRow) -> Iterator[Block]:
    """Yield name, legs and stops of a journey, and its parts without a source."""
    translate, name = content.locale.translate, (journey.corridor, journey.variant)
    legs = [row for row in content.legs if (row.corridor, row.variant) == name]
    stops = [row for row in content.stops if (row.corridor, row.variant) == name]
    gaps = [row.sentence for row in content.gaps if (row.corridor, row.variant) == name]
    heads = ("Leg or stop", "Mode", "km", "Days, P10 – P50 – P90", "USD", "Grade", "Sources")
    yield Heading(text=content.name(*name), level=3)
    yield Table(
        columns=tuple(map(translate, heads)),
        rows=tuple(_part(content, row, journey.clock) for row in in_order(legs, stops)),
        widths=(5.6, 3.7, 1.6, 4.4, 1.8, 1.6, 3.4),
        numeric=frozenset({2, 3, 4}),
    )
    for lacking in lacking_of(journey):
        yield Paragraph(text=f"{content.locale.sentence(lacking.message)}.")
    for sentence in dict.fromkeys(gaps):
        yield Paragraph(text=f"{translate('no source')}: {translate(sentence)}", quiet=True)


def _part(content: Content, row: LegRow | StopRow, clock: str) -> tuple[str, ...]:
    """Cells of a leg or a stop; days only if the clock counts it."""
    translate, number = content.locale.translate, content.locale.number
    if isinstance(row, LegRow):
        kind, km, counted = row.mode, number(row.track_km, 0), True
    else:
        kind, km, counted = row.kind.replace("_", " "), "", clock in row.clocks
    unsourced = translate("no source") if row.figures else ""
    return (
        translate(row.name),
        translate(kind),
        km,
        _days(row.hours, content) if counted else "",
        number(row.usd.p50, 0) if row.usd else "",
        row.grade or "",
        cited(row.source_ids, content.source_numbers()) or unsourced,
    )
