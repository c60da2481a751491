"""What every file says beside its rows: names, title, conditions, as of when, and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.attribution import CREDITS, DISCLAIMER
from geo.edition import edition
from geo.export.choices import Kind
from geo.export.request import Request, token_of
from geo.i18n import SEMICOLON, month_text, record_text
from geo.journeys import ANY, Comparison, link_text
from geo.plot import Stamp
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.journeys import Atlas


def names_of(atlas: Atlas, locale: Locale) -> dict[str, str]:
    """Name of each ``corridor`` and ``corridor:variant`` in a language."""
    translate, names = locale.translate, atlas.corridors.names()
    return {ANY: translate("Fastest route")} | {id_: translate(names[id_]) for id_ in names}


def stamp_of(request: Request, title: str, subtitle: str, locale: Locale) -> Stamp:
    """Stamp of a file: what it is, of which data, and the token that makes it again."""
    return Stamp(
        title=title,
        subtitle=subtitle,
        credits=locale.translate(CREDITS),
        disclaimer=locale.translate(DISCLAIMER),
        data_date=edition(locale.translate),
        hash=token_of(request),
    )


def section_titles(request: Request, locale: Locale) -> tuple[str, str]:
    """Title and subtitle of evidence or story; the story names the month of its branches."""
    translate, month = locale.translate, request.scenario.date
    if request.kind is Kind.EVIDENCE:
        return translate("Evidence"), translate(
            "What the figures rest on, and how the model stood up to what really happened"
        )
    date = month_text(month, locale) if month else translate("The network as it is built today")
    title = translate("The corridor and its story")
    return title, translate("Three branches: {month}").format(month=date)


def conditions_text(atlas: Atlas, request: Request, locale: Locale, day: str = "") -> str:
    """Scenario in one sentence."""
    translate, scenario = locale.translate, request.scenario
    if request.kind is Kind.LAYERS:
        if not scenario.date:
            return translate("The network as it is built today, all layers")
        month = month_text(scenario.date, locale)
        return translate("All layers, as of {month}").format(month=month)
    gates, links = atlas.corridors.gates, atlas.corridors.links
    conditions = [
        day,
        f"{translate('clock')}: {translate(scenario.clock)}",
    ]
    closed = [translate(gates[g].name) if g in gates else g for g in sorted(scenario.closed)]
    conditions += [translate("{name} closed").format(name=name) for name in closed]
    built = [translate(links.get(link, link)) for link in sorted(scenario.built)]
    conditions += [translate("{name} built").format(name=name) for name in built]
    if scenario.modes != Scenario().modes:
        modes = translate(", ").join(translate(mode) for mode in sorted(scenario.modes))
        conditions.append(f"{translate('Mode')}: {modes}")
    if scenario.season:
        month = locale.number(scenario.season, 0)
        conditions.append(f"{translate('Departure month')}: {month}")
    conditions += [translate(service) for service in sorted(scenario.services)]
    conditions += [f"{figure} = {value:g}" for figure, value in scenario.figures]
    if scenario.rho != Scenario().rho:
        conditions.append(f"rho = {scenario.rho:g}")
    return translate(", ").join([*conditions, translate(request.box.value)])


def as_of_line(atlas: Atlas, comparison: Comparison, day: str, locale: Locale) -> str:
    """Write as of when journeys hold, and each gate that is not simply open with its sources."""
    grade = locale.translate("grade {grade}")
    texts = []
    for one in dict.fromkeys([*comparison.gates, *comparison.changes]):
        titles = [atlas.citation(source).title for source in one.state.sources]
        words = locale.translate("; ").join([*titles, grade.format(grade=one.state.grade)])
        stated = [locale.translate(text) for text in (one.text, one.effect.text) if text]
        texts.append(f"{locale.translate('; ').join(stated)} ({words})")
    return f"{day}: {locale.translate('; ').join(texts)}." if texts else f"{day}."


def remarks_of(comparison: Comparison, names: Mapping[str, str], locale: Locale) -> tuple[str, ...]:
    """Say that no branch can be used, if so, and how wrong the model was about past journeys."""
    texts = [record_text(record, locale) for record in comparison.records]
    if comparison.is_barred:
        left = [names.get(name, name) for name in comparison.representatives()]
        sentence = locale.translate("No branch of the corridor can be used. What is left: {names}.")
        found = locale.translate(SEMICOLON).join(left) or locale.translate("nothing")
        texts.insert(0, sentence.format(names=found))
    return tuple(texts)


def link_remarks(atlas: Atlas, locale: Locale) -> tuple[str, ...]:
    """Say where each link of the user's own meets the network, and how far away."""
    links = atlas.links.links if atlas.links else ()
    return tuple(f"{locale.sentence(link_text(one))}." for one in links)
