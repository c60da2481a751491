"""What a change of the conditions does: before and after, links, gates, break-evens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.estimates import Measure, unit_text
from geo.evidence import plausible_range
from geo.i18n import COMMA, NARROW_SPACE, arrow
from geo.model import Band
from geo.summary import chance_text, lacking_text, signed, three_digits
from views.compare.what_if.figures import value_text
from views.ui.cargo import whole_text
from views.ui.templates import render
from views.ui.texts import km_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geo.estimates import Box, Shipment
    from geo.evidence import Figure, Range
    from geo.i18n import Locale
    from geo.journeys import BreakEven, LinkValue
    from views.compare.what_if.answers import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One corridor before and after, in words; empty where there is nothing to say."""

    corridor: str
    name: str
    variants: str
    """The variant, or that before and that after."""
    before: Side | None
    after: Side | None
    same: bool
    """Both take the same days: a narrow page leaves one of them out."""
    reason_before: str
    """Why the corridor cannot serve."""
    reason_after: str
    difference: str
    """Of medians, days."""
    moves: bool
    """The difference does not round to nothing."""
    chance: str
    km: str
    km_difference: str
    usd: str
    usd_lines: tuple[str, ...]
    """Difference, and price of the whole shipment."""


def before_after(
    before: Mapping[str, Side],
    after: Mapping[str, Side],
    *,
    names: Mapping[str, str],
    reasons: tuple[Mapping[str, str], Mapping[str, str]],
    locale: Locale,
    shipment: Shipment,
) -> str:
    """Write the base case beside the scenario as HTML, one corridor a row.

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
        What dollars are of; of more than one, the whole stands below.
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
    rows = []
    for corridor in dict.fromkeys([*before, *after]):
        old, new = before.get(corridor), after.get(corridor)
        days = new.days.p50 - old.days.p50 if old and new else None
        rows.append(
            Row(
                corridor=corridor,
                name=names.get(corridor, corridor),
                variants=_variants(old, new, locale),
                before=old,
                after=new,
                same=bool(old and new and old.days == new.days),
                reason_before=reasons[0].get(corridor, ""),
                reason_after=reasons[1].get(corridor, ""),
                difference=_days(days, locale),
                moves=bool(days and round(days, 1)),
                chance=_chance(old, new, locale),
                km=_length(old, new, locale),
                km_difference=_length_difference(old, new, locale),
                usd=_price(old, new, locale),
                usd_lines=_price_lines(old, new, shipment, locale),
            )
        )
    longest = max((one.days.p90 for one in (*before.values(), *after.values())), default=1.0)
    return render("compare/what_if/change.html", locale, heads=heads, rows=rows, longest=longest)


def _variants(old: Side | None, new: Side | None, locale: Locale) -> str:
    """Name the variant of a corridor; one that changes with an arrow."""
    variants = [locale.translate(side.variant) for side in (old, new) if side]
    return arrow(locale).join(filter(None, dict.fromkeys(variants)))


def _days(days: float | None, locale: Locale) -> str:
    if days is None:
        return "–"
    return f"{signed(days, locale)}{NARROW_SPACE}{locale.translate('d')}"


def _chance(old: Side | None, new: Side | None, locale: Locale) -> str:
    chances = [chance_text(side.faster if side else None, locale) for side in (old, new)]
    return arrow(locale).join(dict.fromkeys(chances))


def _length(old: Side | None, new: Side | None, locale: Locale) -> str:
    side = new or old
    return km_text(side.km, locale) if side else "–"


def _length_difference(old: Side | None, new: Side | None, locale: Locale) -> str:
    if old is None or new is None or round(old.km) == round(new.km):
        return ""
    return signed(new.km - old.km, locale, 0)


def _price(old: Side | None, new: Side | None, locale: Locale) -> str:
    side = new or old
    if side is None:
        return "–"
    if isinstance(side.usd, Band):
        return locale.number(side.usd.p50, 0)
    return lacking_text(side.usd, locale)


def _price_lines(
    old: Side | None, new: Side | None, shipment: Shipment, locale: Locale
) -> tuple[str, ...]:
    side, lines = new or old, []
    before, after = (one.usd if one else None for one in (old, new))
    if isinstance(before, Band) and isinstance(after, Band):
        change = after.p50 - before.p50
        lines += [signed(change, locale, 0)] if round(before.p50) != round(after.p50) else []
    if side and isinstance(side.usd, Band) and shipment.amount != 1:
        lines.append(whole_text(side.usd, shipment, locale))
    return tuple(lines)


def link_table(
    values: Sequence[LinkValue],
    *,
    names: Mapping[str, str],
    links: Mapping[str, str],
    built: Collection[str],
    locale: Locale,
    box: Box,
) -> str:
    """Write what each missing link is worth, as HTML; those that change nothing say so.

    Parameters
    ----------
    values
        What links change.
    names
        Of corridors, and of variants as ``corridor:variant``.
    links
        Names of the links, by id.
    built
        Ids of the links that the scenario has built.
    locale
        Language of the table.
    box
        What dollars are of.
    """
    translate = locale.translate
    rows = [
        (
            title,
            [one for one in values if one.link == link],
            translate("built in this scenario" if link in built else "changes no corridor"),
        )
        for link, title in links.items()
    ]
    unit = unit_text(Measure.USD, box, translate)
    return render("compare/what_if/links.html", locale, rows=rows, names=names, unit=unit)


def failure_table(
    failures: Mapping[str, Sequence[str]],
    *,
    essential: Mapping[str, Collection[str]],
    names: Mapping[str, str],
    gates: Mapping[str, str],
    locale: Locale,
) -> str:
    """Write the gates whose closing alone stops each corridor, as HTML.

    Gates that a corridor is called by are no finding: closing one closes the corridor itself.

    Parameters
    ----------
    failures
        Gates by corridor.
    essential
        Gates that each corridor is called by.
    names, gates
        Of corridors and of gates, by id.
    locale
        Language of the table.
    """
    translate = locale.translate

    def listed(stops: Iterable[str]) -> str:
        return translate(COMMA).join(translate(gates.get(gate, gate)) for gate in stops)

    rows = [
        (
            corridor,
            listed(gate for gate in stops if gate not in essential.get(corridor, ())),
            listed(gate for gate in stops if gate in essential.get(corridor, ())),
        )
        for corridor, stops in failures.items()
    ]
    return render("compare/what_if/failures.html", locale, rows=rows, names=names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Even:
    """A value at which two corridors take the same time."""

    corridor: str
    sentence: str
    """With the name of each part in braces."""
    value: str
    parts: dict[str, str]


def break_even_list(
    evens: Sequence[BreakEven],
    *,
    names: Mapping[str, str],
    figures: Mapping[str, Figure],
    labels: Mapping[str, str],
    locale: Locale,
) -> str:
    """Write on which side of which value one corridor is the faster, as sentences in HTML.

    Parameters
    ----------
    evens
        Values at which a corridor takes as long as another.
    names
        Of corridors.
    figures
        Of the ledger, by id.
    labels
        Names of the figures, by id.
    locale
        Language of the list.
    """
    rows, cut = [], []
    for one in evens:
        band, plausible = figures[one.figure_id].band, plausible_range(figures[one.figure_id])
        if not plausible.least <= one.value <= plausible.most:
            cut.append(_cut(one, plausible, labels[one.figure_id], names, locale))
            continue
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
        parts = {
            "first": names.get(one.first, one.first),
            "second": names.get(one.second, one.second),
            "figure": labels[one.figure_id],
            "unit": locale.translate(one.unit),
            "now": value_text(band.p50, locale),
            "low": value_text(band.p10, locale),
            "high": value_text(band.p90, locale),
        }
        value = value_text(three_digits(one.value), locale)
        rows.append(Even(corridor=one.first, sentence=sentence, value=value, parts=parts))
    return render("compare/what_if/break_evens.html", locale, rows=rows, cut=cut)


def _cut(
    one: BreakEven, plausible: Range, label: str, names: Mapping[str, str], locale: Locale
) -> str:
    """Say why a value at which two corridors take the same time is none to be read."""
    return locale.translate(
        "{first}, “{figure}”: equal to {second} only at {value} {unit}; values from {least} to "
        "{most} are plausible."
    ).format(
        first=names.get(one.first, one.first),
        second=names.get(one.second, one.second),
        figure=label,
        value=value_text(three_digits(one.value), locale),
        unit=locale.translate(one.unit),
        least=value_text(three_digits(plausible.least), locale),
        most=value_text(three_digits(plausible.most), locale),
    )
