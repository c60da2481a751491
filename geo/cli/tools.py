"""Tools of an assistant, made of the verbs: each result with its sentence, its date and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.cli.evidence import figure_json, figure_lines, figures, matching
from geo.cli.journeys import compare, places, route
from geo.cli.questions import (
    comparison_of,
    journey_of,
    matching_places,
    places_json,
    state_rows,
    states_json,
)
from geo.cli.readings import shipment_of
from geo.cli.states import state_lines, states
from geo.cli.text import comparison_text, journey_text, number_text, price_text
from geo.cli.verbs import BY, NO_FILES, ROUTE, place_of, service_verbs, values_of
from geo.i18n import get_locale, record_text
from geo.message import Day, Message
from geo.model import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.cli.verbs import Texts
    from geo.evidence import AsOf, Figure
    from geo.i18n import Locale
    from geo.journeys import Atlas, Journey
    from geo.service import Result, Tool

MOST_NAMED: Final = 10
"""Places, states and figures that a sentence names; the answer holds all."""
_TOOL_VERBS: Final = ("places", "compare", "route", "states", "figures")


def service_tools(atlas: Atlas) -> tuple[Tool, ...]:
    """Make the tools that an assistant is offered.

    Parameters
    ----------
    atlas
        What all questions are asked of.
    """
    from geo.service import Tool

    verbs = {verb.name: verb for verb in service_verbs(atlas)}
    left_out = frozenset({BY, ROUTE})
    own = _Answers(atlas)
    computed = (own.places, own.compare, own.route, own.states, own.figures)
    return tuple(
        Tool(verb=verbs[name], left_out=left_out, compute=compute)
        for name, compute in zip(_TOOL_VERBS, computed, strict=True)
    )


class _Answers:
    """Results of the tools, each from the values of its parameters and a language."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    def places(self, texts: Texts, language: str) -> Result:
        """Places that a text may mean."""
        values, locale = values_of(places, texts, language), get_locale(language)
        matches = matching_places(self._atlas.places, values["query"], values["limit"])
        lines = [
            f"{locale.place_name(one)} ({one.country}, {one.id}, {one.lat:.3f},{one.lon:.3f})"
            for one in matches
        ]
        return self._result(places_json(matches), lines, self._as_of(None), locale)

    def compare(self, texts: Texts, language: str) -> Result:
        """Journeys by all corridors."""
        from geo.journeys import answer_json

        values, locale = values_of(compare, texts, language), get_locale(language)
        answer = comparison_of(self._atlas, place_of, **(values | NO_FILES))
        shipment = shipment_of(values["box"], values["amount"])
        lines = self._journeys(list(answer.representatives().values()), values, locale)
        lines += [record_text(one, locale).rstrip(".") for one in answer.records]
        if not answer.journeys:
            none = "No corridor of the comparison serves these two places."
            lines = [locale.translate(none).rstrip(".")]
        text = comparison_text(self._atlas, answer, shipment, locale)
        return self._result(
            answer_json(answer, coordinates=False), lines, answer.as_of, locale, text
        )

    def route(self, texts: Texts, language: str) -> Result:
        """One journey."""
        from geo.journeys import answer_json

        values, locale = values_of(route, texts, language), get_locale(language)
        answer = journey_of(self._atlas, place_of, **(values | NO_FILES))
        shipment = shipment_of(values["box"], values["amount"])
        lines = self._journeys([answer], values, locale)
        lines.append(record_text(answer.record, locale).rstrip("."))
        text = journey_text(self._atlas, answer, shipment, locale)
        return self._result(
            answer_json(answer, coordinates=False), lines, answer.as_of, locale, text
        )

    def states(self, texts: Texts, language: str) -> Result:
        """States of gates."""
        from geo.evidence import state_text

        values, locale = values_of(states, texts, language), get_locale(language)
        rows, gates = state_rows(self._atlas, **values), self._atlas.corridors.gates
        lines = [
            locale.translate(
                Message(
                    "{state} (grade {grade})",
                    state=state_text(row, gates[row.gate].name),
                    grade=row.grade.value,
                )
            )
            for row in rows
        ]
        if not rows:
            lines = [locale.translate("no state of this gate was published; it counts as open")]
        text = "\n".join(state_lines(self._atlas, rows, locale))
        as_of = self._as_of(values["as_of"])
        return self._result(states_json(self._atlas, rows), lines, as_of, locale, text)

    def figures(self, texts: Texts, language: str) -> Result:
        """Figures of the ledger, or those that make a time uncertain."""
        values, locale = values_of(figures, texts, language), get_locale(language)
        ledger, as_of = self._atlas.ledger, self._as_of(None)
        if values["uncertainty"]:
            return self._uncertainty(as_of, locale)
        chosen = matching(ledger.figures.values(), values["text"])
        lines = [_figure_text(one, locale) for one in chosen]
        sources = ledger.sources if values["text"] else None
        text = "\n".join(line for one in chosen for line in figure_lines(one, locale, sources))
        answer = [figure_json(one) for one in chosen]
        return self._result(answer, lines, as_of, locale, text)

    def _uncertainty(self, as_of: AsOf, locale: Locale) -> Result:
        from geo.validation import variance_reports, variance_sentence, variance_text

        reports = variance_reports(self._atlas)
        lines = [variance_sentence(one).rstrip(".") for one in reports]
        text = variance_text(reports, locale)
        answer = [one.as_dict() for one in reports]
        return self._result(answer, lines, as_of, locale, text)

    def _journeys(
        self, journeys: Sequence[Journey], values: Mapping[str, Any], locale: Locale
    ) -> list[str]:
        """Say of each journey its band, its length and its price, or what the price lacks."""
        names = self._atlas.corridors.names()
        shipment = shipment_of(values["box"], values["amount"])
        texts = []
        for one in sorted(journeys, key=lambda journey: journey.hours.p50):
            low, median, high = (
                number_text(hours / HOURS_PER_DAY, locale, 1)
                for hours in (one.hours.p10, one.hours.p50, one.hours.p90)
            )
            origin, destination = one.route.origin.place, one.route.destination.place
            message = Message(
                "{origin} – {destination}, {name}: {median} days (P10 {low}, P90 {high}) by the "
                "{clock} clock, {km} km",
                origin=locale.place_name(origin),
                destination=locale.place_name(destination),
                name=names.get(one.route.corridor, "fastest route"),
                median=median,
                low=low,
                high=high,
                clock=one.scenario.clock.value,
                km=number_text(one.route.km, locale),
            )
            comma = locale.translate(", ")
            texts.append(comma.join([locale.translate(message), price_text(one, shipment, locale)]))
        return texts

    def _as_of(self, date: str | None) -> AsOf:
        from geo.scenario import Scenario

        return self._atlas.as_of(Scenario(date=date))

    def _result(
        self, answer: object, lines: Sequence[str], as_of: AsOf, locale: Locale, text: str = ""
    ) -> Result:
        """Put a result together; its sentence begins with the date."""
        from geo.evidence import as_of_text
        from geo.journeys import about_json
        from geo.service import Result

        day, semicolon = locale.sentence(as_of_text(as_of)), locale.translate("; ")
        if as_of.as_if_open:  # a world without states has no day of its own; the figures have
            day = f"{day} ({locale.translate(Day(as_of.last))})"
        named = list(lines[:MOST_NAMED])
        if more := len(lines) - len(named):
            count = number_text(more, locale)
            named.append(locale.translate(Message("and {count} more", count=count)))
        sources = {name: self._atlas.citation(name) for name in sorted(set(_sources(answer)))}
        return Result(
            sentence=f"{day}: {semicolon.join(named)}.",
            text=text,
            as_of=day,
            answer=answer,
            sources={name: {"title": one.title, "url": one.url} for name, one in sources.items()},
            about=about_json(),
        )


def _sources(value: object) -> Iterator[str]:
    """Ids of the sources that any part of an answer names."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from part if name == "sources" else _sources(part)
    elif isinstance(value, list):
        for part in value:
            yield from _sources(part)


def _figure_text(figure: Figure, locale: Locale) -> str:
    """Say a figure with its band, its grade and its sources."""
    low, median, high = (
        f"{value:g}" if locale.language == "en" else locale.number(value, _decimals(value))
        for value in (figure.band.p10, figure.band.p50, figure.band.p90)
    )
    message = Message(
        "{id}: {median} {unit} (P10 {low}, P90 {high}), grade {grade}",
        id=figure.id,
        median=median,
        unit=figure.unit,
        low=low,
        high=high,
        grade=figure.grade.value,
    )
    cited = ", ".join(figure.sources) or locale.translate("no source")
    return locale.translate(", ").join([locale.translate(message), cited])


def _decimals(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])
