"""What a change of the conditions does: before and after, links, gates, break-evens."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.estimates import Measure, unit_text
from geo.i18n import COMMA, HOURS_A_DAY, NARROW_SPACE, arrow
from geo.webmap import colour_name
from views.ui.cargo import three_digits, whole_text
from views.ui.html import at_least, band_cell, chance_text, signed, table
from views.what_if.figures import value_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geo.estimates import Box, Shipment
    from geo.evidence import Figure
    from geo.i18n import Locale
    from geo.journeys import BreakEven, LinkValue
    from views.what_if.answers import Side


def before_after(
    before: Mapping[str, Side],
    after: Mapping[str, Side],
    *,
    names: Mapping[str, str],
    reasons: tuple[Mapping[str, str], Mapping[str, str]],
    locale: Locale,
    shipment: Shipment,
) -> str:
    """Return the base case beside the scenario as HTML, one corridor a row.

    Parameters
    ----------
    before, after
        What each corridor that can serve takes and costs.
    names
        Of corridors, and of variants as ``corridor:variant``.
    reasons
        Why a corridor cannot serve, before and after.
    locale
        Language of the table.
    shipment
        What dollars are of; of more than one, the whole is told below.
    """
    translate = locale.translate
    heads = [
        translate("Corridor"),
        translate("Base case, days"),
        translate("Scenario, days"),
        translate("Difference"),
        translate("Faster than Suez"),
        translate("Length"),
        unit_text(Measure.USD, shipment.box, translate),
    ]
    longest = max((one.days.p90 for one in (*before.values(), *after.values())), default=1.0)
    rows = []
    for corridor in dict.fromkeys([*before, *after]):
        old, new = before.get(corridor), after.get(corridor)
        why = tuple(told.get(corridor, "") for told in reasons)
        cells = (
            _corridor(corridor, old, new, names, locale),
            _band(old, corridor, longest, heads[1], locale, why[0], same=_alike(old, new)),
            _band(new, corridor, longest, heads[2], locale, why[1]),
            cell("number", heads[3], _difference(old, new, locale)),
            cell("number", heads[4], _chance(old, new, locale)),
            cell("number", heads[5], _kilometres(old, new, locale)),
            cell("number", heads[6], _dollars(old, new, shipment, locale)),
        )
        rows.append("".join(cells))
    return table(heads, rows, "answers main what-if")


def cell(style: str, label: str, content: str) -> str:
    """Return a cell of HTML, with its head for where the table stands upright."""
    return f'<td class="{style}" data-label="{escape(label)}">{content}</td>'


def _corridor(
    corridor: str, old: Side | None, new: Side | None, names: Mapping[str, str], locale: Locale
) -> str:
    """Return the name of a corridor, and its variant; a variant that changes with an arrow."""
    shown = [names.get(f"{corridor}:{side.variant}", "") for side in (old, new) if side is not None]
    told = arrow(locale).join(filter(None, dict.fromkeys(shown)))
    small = f"<small>{escape(told)}</small>" if told else ""
    name = escape(names.get(corridor, corridor))
    return f'<th scope="row" class="colour-{colour_name(corridor)}">{name}{small}</th>'


def _alike(old: Side | None, new: Side | None) -> bool:
    return old is not None and new is not None and old.days == new.days


def _band(
    found: Side | None,
    corridor: str,
    longest: float,
    label: str,
    locale: Locale,
    reason: str,
    *,
    same: bool = False,
) -> str:
    """Return the cell of one side; where both are the same, a narrow page leaves one out."""
    kind = f"days{' same' if same else ''} colour-{colour_name(corridor)}"
    style = f'class="{kind}" data-label="{escape(label)}"'
    if found is None:
        told = f"<small>{escape(locale.sentence(reason))}</small>" if reason else ""
        return f"<td {style}><b>{escape(locale.translate('cannot serve'))}</b>{told}</td>"
    return f"<td {style}>{band_cell(found.days, longest, locale)}</td>"


def _difference(old: Side | None, new: Side | None, locale: Locale) -> str:
    if old is None or new is None:
        return "–"
    days = new.days.p50 - old.days.p50
    text = f"{signed(days, locale)}{NARROW_SPACE}{escape(locale.translate('d'))}"
    return f"<b>{text}</b>" if round(days, 1) else text


def _chance(old: Side | None, new: Side | None, locale: Locale) -> str:
    told = [chance_text(side.faster if side else None, locale) for side in (old, new)]
    return arrow(locale).join(dict.fromkeys(told))


def _kilometres(old: Side | None, new: Side | None, locale: Locale) -> str:
    shown = new or old
    if shown is None:
        return "–"
    text = f"{locale.number(shown.km, 0)}{NARROW_SPACE}{escape(locale.translate('km'))}"
    if old is None or new is None or round(old.km) == round(new.km):
        return text
    return f"{text}<small>{signed(new.km - old.km, locale, 0)}</small>"


def _dollars(old: Side | None, new: Side | None, shipment: Shipment, locale: Locale) -> str:
    shown = new or old
    if shown is None:
        return "–"
    least, lines = not shown.complete, []
    if old and new and round(old.usd.p50) != round(new.usd.p50):
        lines.append(signed(new.usd.p50 - old.usd.p50, locale, 0))
    if shipment.amount != 1:
        lines.append(whole_text(shown.usd, shipment, locale, least=least))
    text = at_least(locale.number(shown.usd.p50, 0), locale, least=least)
    return text + "".join(f"<small>{line}</small>" for line in lines)


def link_table(
    values: Sequence[LinkValue],
    *,
    names: Mapping[str, str],
    links: Mapping[str, str],
    built: Collection[str],
    locale: Locale,
    box: Box,
) -> str:
    """Return what each missing link is worth, as HTML; those that change nothing are told too."""
    translate = locale.translate
    heads = [
        translate("Missing link"),
        translate("Corridor"),
        translate("Length"),
        translate("Days"),
    ]
    heads.append(unit_text(Measure.USD, box, translate))
    rows = []
    for link, title in links.items():
        head = f'<th scope="row">{escape(title)}</th>'
        worth = [one for one in values if one.link == link]
        if not worth:
            told = (
                translate("built in this scenario")
                if link in built
                else translate("changes no corridor")
            )
            rows.append(f'{head}<td colspan="4">{escape(told)}</td>')
        for one in worth:
            name = escape(names.get(one.corridor, one.corridor))
            variant = escape(names.get(f"{one.corridor}:{one.variant}", ""))
            km = f"{signed(one.km, locale, 0)}{NARROW_SPACE}{escape(translate('km'))}"
            days = one.hours.p10, one.hours.p50, one.hours.p90
            usd = one.usd.p10, one.usd.p50, one.usd.p90
            rows.append(
                head
                + cell("", heads[1], f"{name}<small>{variant}</small>")
                + cell("number", heads[2], km)
                + cell("number", heads[3], _three([d / HOURS_A_DAY for d in days], locale, 1))
                + cell("number", heads[4], _three(usd, locale, 0))
            )
    return table(heads, rows, "answers beside plain")


def _three(values: Iterable[float], locale: Locale, decimals: int) -> str:
    low, middle, high = (signed(value, locale, decimals) for value in values)
    return f"<b>{middle}</b><small>{low} … {high}</small>"


def failure_table(
    failures: Mapping[str, Sequence[str]],
    *,
    names: Mapping[str, str],
    gates: Mapping[str, str],
    locale: Locale,
) -> str:
    """Return the gates whose closing alone stops each corridor, as HTML."""
    translate = locale.translate
    heads = [translate("Corridor"), translate("Stopped by closing any one of")]
    rows = []
    for corridor, stops in failures.items():
        told = translate(COMMA).join(translate(gates.get(gate, gate)) for gate in stops)
        rows.append(
            f'<th scope="row" class="colour-{colour_name(corridor)}">'
            f"{escape(names.get(corridor, corridor))}</th>"
            f'<td data-label="{escape(heads[1])}">'
            f"{escape(told or translate('No single closure stops it'))}</td>"
        )
    return table(heads, rows, "answers beside")


def break_even_list(
    found: Sequence[BreakEven],
    *,
    names: Mapping[str, str],
    figures: Mapping[str, Figure],
    labels: Mapping[str, str],
    locale: Locale,
) -> str:
    """Return on which side of which value one corridor is the faster, as sentences in HTML."""
    items = []
    for one in found:
        band = figures[one.figure_id].band
        sentence = (
            locale.translate(
                "{first} is faster than {second} while “{figure}” is below {value} {unit} "
                "(P50 {now}, P10–P90 {low}–{high})."
            )
            if one.faster_below
            else locale.translate(
                "{first} is faster than {second} while “{figure}” is above {value} {unit} "
                "(P50 {now}, P10–P90 {low}–{high})."
            )
        )
        text = escape(sentence).format(
            first=escape(names.get(one.first, one.first)),
            second=escape(names.get(one.second, one.second)),
            figure=escape(labels[one.figure_id]),
            value=f"<b>{value_text(three_digits(one.value), locale)}</b>",
            unit=escape(locale.translate(one.unit)),
            now=value_text(band.p50, locale),
            low=value_text(band.p10, locale),
            high=value_text(band.p90, locale),
        )
        items.append(f'<li class="colour-{colour_name(one.first)}">{text}</li>')
    return f'<ul class="misses evens">{"".join(items)}</ul>'
