"""The steps of the story: sentences with their sources, and the view of the map beside each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.evidence import BRANCH_LAYERS
from geo.i18n import COMMA, NARROW_SPACE, SEMICOLON, date_text
from geo.layers import CORRIDOR_BOX
from geo.model import HOURS_PER_DAY
from views.story.scene import MISSING, TRIAL, trial_journey
from views.ui.measures import km_of
from views.ui.templates import render
from views.ui.trips import trip_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Event, Promise
    from geo.i18n import Locale
    from geo.journeys import Comparison, Journey
    from geo.network import MissingLink
    from geo.validation import Trial
    from geo.webmap import SourceLookup
    from views.story.scene import Views

Source = tuple[str, str]
"""Title and address."""
BEGINNING: Final = ("2000-09-agreement", "2002-05-16-agreement")
"""Events of the first step, by their ids in the timeline."""
SHIPMENT: Final = ("2023-08-27-trial",)
TRIP: Final = "trn-041"
"""Movement of the ledger that was measured on the shipment of 2023."""
YEAR: Final = (
    *("2026-02-28-disruption", "2026-03-05-disruption", "2026-04-13-disruption"),
    *("2026-06-15-opening", "2026-07-14-disruption", "2026-10-04-decision"),
)
"""Events of the last step: what opened and closed gates in 2026."""
OWN: Final = "evidence"
"""Page of the application on which the model's own figures rest."""


class Sentence(NamedTuple):
    """A sentence and its sources."""

    text: str
    sources: tuple[Source, ...]
    lead: str = ""
    """What stands before it, such as a date or a name."""
    see: str = ""
    """JSON of the view that its lead shows when it is pressed; then the lead is a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the story."""

    id: str
    title: str
    sentences: tuple[Sentence, ...]
    view: Mapping[str, Any]
    events: tuple[str, ...] = ()
    """Ids of the dots on the line of time that belong to it."""

    @property
    def json(self) -> str:
        """The view as JSON."""
        return json.dumps(self.view)


def step_list(steps: Sequence[Step], locale: Locale) -> str:
    """Write the steps as HTML."""
    return render("story/steps.html", locale, steps=steps)


def corridor_step(events: Mapping[str, Event], views: Views, locale: Locale) -> Step:
    """Say what the corridor is."""
    return Step(
        id="corridor",
        title=locale.translate("What the corridor is"),
        sentences=tuple(_event(events[name], locale) for name in BEGINNING),
        view=views.of(CORRIDOR_BOX),
        events=BEGINNING,
    )


def branch_step(
    opened: Comparison,
    today: Comparison,
    *,
    names: Mapping[str, str],
    views: Views,
    locale: Locale,
) -> Step:
    """Say how long the three branches are, and how long they take.

    Parameters
    ----------
    opened
        The question as if every gate were open.
    today
        The question as of today.
    names
        Of corridors, and of variants as ``corridor:variant``.
    views
        Of the map.
    locale
        Language of the step.
    """
    serving = today.representatives()
    sentences = []
    for branch, layer in BRANCH_LAYERS.items():
        journey = opened.representatives().get(branch)
        if journey is None:
            continue
        texts = [
            locale.translate("{km} km, {days} days as if every gate were open").format(
                km=locale.number(km_of(journey), 0), days=_days(journey, locale)
            ),
            locale.translate("today {days} days").format(days=_days(serving[branch], locale))
            if branch in serving
            else locale.translate("today no route"),
        ]
        sentences.append(
            Sentence(
                text=locale.translate(COMMA).join(texts),
                sources=((locale.translate("model and back-test"), OWN),),
                lead=names[branch],
                see=json.dumps(views.of(CORRIDOR_BOX, highlight=layer)),
            )
        )
    return Step(
        id="branches",
        title=locale.translate("Three branches"),
        sentences=tuple(sentences),
        view=views.of(CORRIDOR_BOX),
    )


def link_step(
    links: Iterable[MissingLink],
    *,
    link_names: Mapping[str, str],
    source_of: SourceLookup,
    views: Views,
    locale: Locale,
) -> Step:
    """Say which links are missing, and how long they are."""
    return Step(
        id="missing-links",
        title=locale.translate("Missing links"),
        sentences=tuple(
            Sentence(
                text=locale.translate(COMMA).join(
                    (
                        f"{locale.number(link.km, 0)}{NARROW_SPACE}{locale.translate('km')}",
                        *map(locale.country, link.countries),
                        locale.translate(link.status.replace("_", " ")),
                    )
                ),
                sources=tuple(source_of(name) for name in link.sources),
                lead=locale.translate(link_names[link.id]),
                see=json.dumps(views.of(views.links, highlight=MISSING)),
            )
            for link in links
        ),
        view=views.of(views.links, highlight=MISSING),
    )


def trial_step(
    events: Mapping[str, Event],
    trial: Trial,
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    views: Views,
    locale: Locale,
) -> Step:
    """Put the real result of the shipment of 2023 beside the model's answer."""
    whole = trial_journey()
    sources = tuple(source_of(name) for name in trial.movement.sources)
    texts = (
        trip_text(trial, names, locale),
        locale.translate(trial.movement.note),
        locale.translate(trial.movement.explanation),
    )
    model = locale.translate(
        "No arrival at Jeddah was published. For the whole way, {km} km from {start} to {end} in "
        "{month}, the model says {days} days."
    ).format(
        km=locale.number(km_of(whole), 0),
        start=locale.translate(whole.route.origin.place.name),
        end=locale.translate(whole.route.destination.place.name),
        month=date_text(whole.scenario.date or "", locale),
        days=_days(whole, locale),
    )
    return Step(
        id=TRIAL,
        title=locale.translate("The containers for Jeddah, 2023"),
        sentences=(
            *(_event(events[name], locale) for name in SHIPMENT),
            *(Sentence(text=text, sources=sources) for text in filter(None, texts)),
            Sentence(text=model, sources=((locale.translate("model and back-test"), OWN),)),
        ),
        view=views.of(views.trial, highlight=views.trial_groups[0], with_trial=True),
        events=SHIPMENT,
    )


def year_step(events: Mapping[str, Event], views: Views, locale: Locale) -> Step:
    """Say what opened and closed gates in 2026."""
    return Step(
        id="gates-2026",
        title=locale.translate("2026: the gates close"),
        sentences=tuple(_event(events[name], locale) for name in YEAR),
        view=views.of(views.barred),
        events=YEAR,
    )


def brief_list(
    trial: Trial,
    promises: Sequence[Promise],
    *,
    names: Mapping[str, str],
    link_names: Mapping[str, str],
    as_of: str,
    barred: Sequence[str],
    locale: Locale,
) -> str:
    """Write what the story says in short, each with a link to its place, as HTML.

    Parameters
    ----------
    trial
        The shipment of 2023 beside the model.
    promises
        Promised openings of all links.
    names
        Names of corridors in the language of the list, by their ids.
    link_names
        English names of links, by id.
    as_of
        As of when the gates are barred that are.
    barred
        What is said of each of them.
    locale
        Language of the list.
    """
    links = dict.fromkeys(one.link for one in promises)
    text = locale.translate("promised for {years}; not open")
    rows = [
        (TRIAL, locale.translate("The trial of 2023"), trip_text(trial, names, locale)),
        *(
            (
                f"link-{link}",
                locale.translate(link_names[link]),
                text.format(
                    years=locale.translate(COMMA).join(
                        dict.fromkeys(
                            locale.translate(str(one.due.year))
                            for one in sorted(promises, key=lambda one: one.due)
                            if one.link == link
                        )
                    )
                ),
            )
            for link in links
        ),
        (
            "gates-2026",
            locale.translate(as_of),
            locale.translate(SEMICOLON).join(barred) or locale.translate("no gate is closed"),
        ),
    ]
    return render("story/brief.html", locale, rows=rows)


def _event(event: Event, locale: Locale) -> Sentence:
    return Sentence(
        text=locale.translate(event.text),
        sources=((event.source, event.url),) if event.source else (),
        lead=date_text(event.date, locale),
    )


def _days(journey: Journey, locale: Locale) -> str:
    days = journey.hours.scaled(1 / HOURS_PER_DAY)
    ends = (locale.number(days.p10, 0), locale.number(days.p90, 0))
    return f"{locale.number(days.p50, 1)} ({ends[0]}–{ends[1]})"
