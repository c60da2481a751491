"""What a change of the conditions does to all corridors, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.i18n import COMMA, SEMICOLON
from geo.model import BRANCHES, HOURS_PER_DAY, Mode
from geo.summary import signed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.i18n import Locale
    from geo.journeys import Journey

ALL_BRANCHES: Final[Mapping[int, str]] = {
    2: "both branches {change}",
    3: "all three branches {change}",
}
"""By the number of branches that serve before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One corridor before and after."""

    corridor: str
    before: Journey | None
    after: Journey | None

    @property
    def days(self) -> float:
        """Difference of medians, days to one decimal; 0 where there is nothing to compare."""
        if self.before is None or self.after is None:
            return 0.0
        return round((self.after.hours.p50 - self.before.hours.p50) / HOURS_PER_DAY, 1)

    @property
    def is_lost(self) -> bool:
        """Whether the corridor serves before and not after."""
        return self.before is not None and self.after is None

    @property
    def is_won(self) -> bool:
        """Whether the corridor serves after and not before."""
        return self.before is None and self.after is not None

    @property
    def has_changed(self) -> bool:
        """Whether days or the route differ."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return bool(self.days) or self.before.route.legs != self.after.route.legs


def shifts_of(before: Mapping[str, Journey], after: Mapping[str, Journey]) -> tuple[Shift, ...]:
    """Set each corridor before a change beside the same after it.

    Parameters
    ----------
    before, after
        Journeys by their corridors.
    """
    return tuple(
        Shift(corridor=name, before=before.get(name), after=after.get(name))
        for name in dict.fromkeys([*before, *after])
    )


def change_headline(
    shifts: Sequence[Shift],
    *,
    changes: Sequence[str],
    closed_themselves: Collection[str],
    names: Mapping[str, str],
    locale: Locale,
) -> str:
    """Say what some changes do: the branches first, then the rivals.

    Parameters
    ----------
    shifts
        Of every corridor.
    changes
        What is changed, in words.
    closed_themselves
        Corridors of which the closing itself is among the changes.
    names
        Of corridors, by id.
    locale
        Language of the sentence.
    """
    translate = locale.translate
    branches = [one for one in shifts if one.corridor in BRANCHES]
    rivals = [one for one in shifts if one.corridor not in BRANCHES]
    clauses = []
    for group in (branches, rivals):
        clauses += _of_all(group, locale) or [
            _of_one(one, closed_themselves, names, locale) for one in group if one.has_changed
        ]
    clauses = clauses or [translate("no corridor changes")]
    changed = translate(COMMA).join(changes)
    return translate("{changes}: {effects}.").format(
        changes=f"{changed[:1].upper()}{changed[1:]}",
        effects=translate(SEMICOLON).join(dict.fromkeys(clauses)),
    )


def _of_all(group: Sequence[Shift], locale: Locale) -> list[str]:
    """Say of all branches at once what happens to them, where it is the same in kind."""
    if len(group) not in ALL_BRANCHES or any(one.corridor not in BRANCHES for one in group):
        return []
    if all(one.is_lost for one in group):
        return [locale.translate("no branch of the corridor serves")]
    days = [one.days for one in group]
    if not (all(day > 0 for day in days) or all(day < 0 for day in days)):
        return []
    low, high = sorted((min(days), max(days)), key=abs)
    change = days_text(low, high, locale)
    clause = locale.translate(ALL_BRANCHES[len(group)]).format(change=change)
    return [locale.translate(COMMA).join(filter(None, (clause, _by(group, locale))))]


def days_text(low: float, high: float, locale: Locale) -> str:
    """Write a difference in days with its sign, or two as a range.

    Examples
    --------
    >>> from geo.i18n import ENGLISH
    >>> days_text(1.8, 1.8, ENGLISH), days_text(-0.4, -1.25, ENGLISH)
    ('+1.8 days', '−0.4 to −1.2 days')
    """
    if low == high:
        return locale.translate("{number} days").format(number=signed(low, locale))
    return locale.translate("{low} to {high} days").format(
        low=signed(low, locale), high=signed(high, locale)
    )


def _of_one(
    one: Shift, closed_themselves: Collection[str], names: Mapping[str, str], locale: Locale
) -> str:
    translate, name = locale.translate, names.get(one.corridor, one.corridor)
    if one.is_lost:
        if one.corridor in closed_themselves:
            return translate("that closes {corridor} itself").format(corridor=name)
        return translate("{corridor} cannot serve").format(corridor=name)
    if one.is_won:
        return translate("{corridor} serves now").format(corridor=name)
    if not one.days:
        return translate("{corridor} takes another route").format(corridor=name)
    change = f"{name} {days_text(one.days, one.days, locale)}"
    return translate(COMMA).join(filter(None, (change, _by([one], locale))))


def _by(group: Sequence[Shift], locale: Locale) -> str:
    """Say what is new on the routes of all corridors of a group; empty where nothing is."""
    roads = [_road_ends(one.after) - _road_ends(one.before) for one in group]
    if shared := set.intersection(*roads):
        return locale.translate("by truck to {place}").format(
            place=locale.translate(COMMA).join(map(locale.translate, sorted(shared)))
        )
    first, *others = map(_new_options, group)
    options = [option for option in first if all(option in other for other in others)]
    return locale.translate(COMMA).join(map(locale.translate, options))


def _road_ends(journey: Journey | None) -> set[str]:
    legs = journey.route.legs if journey else ()
    return {leg.end for leg in legs if leg.mode is Mode.ROAD}


def _new_options(one: Shift) -> list[str]:
    """List the options of the journey after, in English words, that the one before has not."""
    before, after = (
        journey.variant_name.split(COMMA) if journey else [] for journey in (one.before, one.after)
    )
    return [option for option in after if option and option not in before]
