"""The back-test as text for a terminal, and its totals as a table for a document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from geo.errors import UnknownNameError
from geo.i18n import get_locale
from geo.message import shortened
from geo.palette import GROUND, LINK, STATES
from geo.validation.writing import ENGLISH, Writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from geo.i18n import Locale
    from geo.validation.results import ClaimCheck, Score, Trial

_COLUMNS: Final = (
    *("movements", "families", "rows", "error", "signed error", "inside P10–P90"),
    *("inside, corrected", "published at", "one speed for all", "one speed per clock"),
)


def backtest_text(
    trials: Sequence[Trial],
    failed: Sequence[tuple[str, str]],
    claims: Sequence[ClaimCheck],
    scores: Sequence[Score],
    locale: Locale | None = None,
) -> str:
    """Return movements, explanations, claims and scores as text, in English by default."""
    writing = Writing(locale=locale or get_locale(ENGLISH))
    translate = writing.locale.translate
    ordered = sorted(trials, key=_by_clock)
    blocks = [
        _trial_lines(ordered, writing),
        [f"{name}: {translate(reason)}" for name, reason in failed],
        [translate("Misses and large errors"), *_explanations(trials, writing)],
        [translate("Claims, shown and not scored"), *(_claim_line(one, writing) for one in claims)],
        [translate("Totals"), *_score_lines(scores, writing)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _by_clock(trial: Trial) -> tuple[str, str, str]:
    return (trial.movement.clock, trial.movement.group, trial.movement.date)


def _trial_lines(trials: Sequence[Trial], writing: Writing) -> list[str]:
    translate = writing.locale.translate
    trips = [trial.movement for trial in trials]
    names = writing.width((trip.id for trip in trips), 15)
    clocks = writing.width(("clock", *(trip.clock for trip in trips)), 9)
    bases = writing.width(("basis", *(trip.basis for trip in trips)), 9)
    head = (
        f"{translate('movement'):{names}}{translate('from – to'):33}{translate('clock'):{clocks}}"
        f"{translate('month'):8}{translate('basis'):{bases}} {'':2}{translate('km'):>6}"
        f"{translate('days'):>12}{translate('model P10  P50  P90'):>21}{translate('error'):>7}"
        f"{translate('at'):>6}"
    )
    return [head, *(_trial_line(one, (names, clocks, bases), writing) for one in trials)]


def _trial_line(trial: Trial, widths: tuple[int, int, int], writing: Writing) -> str:
    names, clocks, bases = widths
    trip, translate, number = trial.movement, writing.locale.translate, writing.number
    ends = " – ".join(map(translate, (trial.start, trial.end)))
    verdict = "" if trial.inside else f"  {translate('outside')}"
    if trial.sized_by:
        sentence = translate("not counted: {figures} was set with it in sight")
        verdict += f"  {sentence.format(figures=', '.join(trial.sized_by))}"
    days = trial.days
    return (
        f"{trip.id:{names}}{ends[:32]:33}{translate(trip.clock):{clocks}}{translate(trip.date):8}"
        f"{translate(trip.basis):{bases}} {trip.grade:2}"
        f"{number(trial.km):>6}{writing.span(trip.days):>12}"
        f"{number(days.p10, 1):>9}{number(days.p50, 1):>6}{number(days.p90, 1):>6}"
        f"{writing.share(trial.error, sign=True):>7}{writing.share(trial.quantile):>6}{verdict}"
    )


def _explanations(trials: Iterable[Trial], writing: Writing) -> Iterable[str]:
    translate = writing.locale.translate
    for trial in trials:
        if not trial.needs_explanation:
            continue
        gap = trial.observed - trial.days.p50
        sentence = translate(
            "{days} days slower than P50" if gap > 0 else "{days} days faster than P50"
        ).format(days=writing.number(abs(gap), 1))
        yield f"{trial.movement.id}, {sentence}: {translate(trial.movement.explanation)}"
        reach = "; ".join(
            f"{translate(part.label)} {writing.number(part.reach_days, 1, sign=True)} "
            f"({part.figure_id}, {part.grade})"
            for part in trial.gap_parts
        )
        yield f"    {translate('parts that reach furthest that way: {parts}').format(parts=reach)}"


def _claim_line(check: ClaimCheck, writing: Writing) -> str:
    claim, translate, number = check.claim, writing.locale.translate, writing.number
    low, high = claim.low, claim.high
    given = [value for value in (low, claim.typical, high) if value is not None]
    first, last = writing.plain(given[0]), writing.plain(given[-1])
    published = f"{first}–{last}" if given[0] != given[-1] else first
    clock = f" {translate(claim.clock)}" if claim.clock else ""
    ends = " – ".join(map(translate, (claim.origin, claim.destination)))
    year = translate(str(claim.year)) if claim.year else translate("no year")
    head = f"{claim.id:10}{ends[:34]:36}{published:>12} {translate(claim.unit)}{clock}, {year}"
    if check.reason:
        sentence = translate("no answer, {reason}").format(reason=translate(check.reason))
        return f"{head}: {sentence}"
    name = ", ".join(filter(None, (check.corridor, check.variant)))
    name = name if not writing.is_english else name.replace(", ", " ")
    if check.days:
        model = "; ".join(
            f"{translate(clock)} {number(days.p50, 1)} "
            f"({number(days.p10, 1)}–{number(days.p90, 1)})"
            for clock, days in check.days.items()
        )
    else:
        model = f"{number(check.km or 0)} {translate('km')}"
    return f"{head}: {translate('model {days}, {name}').format(days=model, name=name)}"


def _score_lines(scores: Iterable[Score], writing: Writing) -> Iterable[str]:
    translate, share = writing.locale.translate, writing.share
    yield (
        f"{translate('families counted once'):32}{'n':>4}{translate('rows'):>6}"
        f"{translate('error'):>8}{translate('signed'):>8}{'P10–P90':>9}"
        f"{translate('corrected'):>11}{translate('at level'):>10}{translate('one speed'):>11}"
        f"{translate('by clock'):>10}"
    )
    for score in scores:
        name = ", ".join(map(translate, score_words(score)))
        yield (
            f"{name:32}{writing.number(score.count):>4}{writing.number(score.rows):>6}"
            f"{share(score.median_error, 1):>8}{share(score.bias, 1, sign=True):>8}"
            f"{share(score.coverage):>9}{share(score.corrected):>11}{share(score.quantile):>10}"
            f"{share(score.one_speed, 1):>11}{share(score.speed_by_clock, 1):>10}"
        )


SCORE_NAMES: Final = {
    "all": "all",
    "train": "train clock",
    "vessel": "vessel clock",
    "shipment": "shipment clock",
    "door": "door clock",
    "branches": "the three branches",
    "western": "western branch",
    "trans-caspian": "trans-Caspian branch",
    "eastern": "eastern branch",
    "rival-sea": "rivals by sea",
    "rival-land": "rivals by land",
    "shared": "legs of every branch",
    "suez": "Suez to the Baltic",
    "suez-black-sea": "Suez to the Black Sea",
    "cape": "Cape of Good Hope",
    "middle": "Middle Corridor",
    "turkiye": "Türkiye",
    "makran": "Makran",
    "afghanistan": "Afghanistan",
    "northern-sea-route": "Northern Sea Route",
    "eastern-maritime": "Eastern Maritime",
    "china": "China by land",
}
"""What rows of the scores are called."""


def score_words(score: Score) -> tuple[str, ...]:
    """Name of a row of the scores, and the kind of movements if it is of one kind.

    Examples
    --------
    >>> from geo.validation.results import Score
    >>> numbers = dict.fromkeys(
    ...     ("median_error", "bias", "coverage", "corrected", "quantile", "one_speed"), 0.1
    ... )
    >>> score_words(
    ...     Score(by="branch", name="western", kind="measured", count=2, rows=2,
    ...           speed_by_clock=0.1, **numbers)
    ... )
    ('western branch', 'measured')
    """
    return tuple(filter(None, (SCORE_NAMES[score.name], score.kind)))


def scores_markdown(scores: Sequence[Score]) -> str:
    """Return the totals as a Markdown table, families of repeats counted once."""
    lines = [f"| {' | '.join(_COLUMNS)} |", f"|---{'|--:' * (len(_COLUMNS) - 1)}|"]
    for score in scores:
        name = ", ".join(score_words(score))
        lines.append(
            f"| {f'**{name}**' if score.by == 'all' else name} | {score.count} | {score.rows} "
            f"| {score.median_error:.1%} | {score.bias:+.1%} | {score.coverage:.0%} "
            f"| {score.corrected:.0%} | {score.quantile:.0%} "
            f"| {score.one_speed:.1%} | {score.speed_by_clock:.1%} |"
        )
    return "\n".join(lines)


KINDS: Final = {".svg": "svg", ".png": "png", ".pdf": "pdf"}
ROW_INCHES: Final = 0.22
WIDTH_INCHES: Final = 9.0
_BAR, _PALE = GROUND["coast"].light, GROUND["rule"].light
_MIDDLE, _INSIDE, _OUTSIDE = LINK.light, GROUND["text"].light, STATES["barred"].light


def draw_trials(trials: Sequence[Trial], path: Path) -> None:
    """Write the picture; the same trials give the same bytes.

    Bars run from P10 to P90 with a line at P50, pale where the movement is excluded. Marks are
    the published days, with a line over their range; red where they lie outside the bar.

    Parameters
    ----------
    trials
        From `geo.validation.backtest.run_backtest`.
    path
        Ends in ``.svg``, ``.png`` or ``.pdf``.

    Raises
    ------
    UnknownNameError
        The path ends otherwise.
    """
    import matplotlib as mpl  # noqa: PLC0415 - slow to load, and only pictures need it
    from matplotlib.figure import Figure  # noqa: PLC0415

    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        msg = f"a picture cannot be named {shortened(path.name)}; let it end in {', '.join(KINDS)}"
        raise UnknownNameError(msg)
    ordered = sorted(trials, key=lambda one: (one.movement.clock, one.observed, one.movement.id))
    clocks = [list(group) for _, group in groupby(ordered, key=lambda one: one.movement.clock)]
    with mpl.rc_context({"svg.hashsalt": "instc-atlas", "svg.fonttype": "path"}):
        figure = Figure(
            figsize=(WIDTH_INCHES, ROW_INCHES * (len(ordered) + 3 * len(clocks))),
            layout="constrained",
        )
        axes = figure.subplots(
            len(clocks), 1, squeeze=False, height_ratios=[len(group) + 1 for group in clocks]
        )
        for axis, group in zip(axes[:, 0], clocks, strict=True):
            _panel(axis, group)
        axes[-1, 0].set_xlabel(
            "days: bar P10–P90 of the model, line P50, mark as published", fontsize=8
        )
        figure.savefig(path, format=kind, dpi=150, metadata=_about(kind))


def _panel(axis: Axes, group: Sequence[Trial]) -> None:
    for row, trial in enumerate(group):
        days, published = trial.days, trial.movement.days
        fill = _BAR if trial.used_for_validation else _PALE
        axis.barh(row, days.p90 - days.p10, left=days.p10, height=0.7, color=fill)
        axis.vlines(days.p50, row - 0.35, row + 0.35, color=_MIDDLE, linewidth=1.5)
        colour = _INSIDE if trial.inside else _OUTSIDE
        axis.hlines(row, published.p10, published.p90, color=colour, linewidth=1.2)
        axis.plot([published.p50], [row], marker="o", markersize=4.5, color=colour)
    english = Writing(locale=get_locale(ENGLISH))
    labels = [
        f"{trial.start} – {trial.end}, {trial.movement.date} "
        f"({trial.movement.basis}, {english.span(trial.movement.days)} d)"
        for trial in group
    ]
    axis.set_yticks(range(len(group)), labels=labels, fontsize=6.5, parse_math=False)
    axis.set_ylim(len(group) - 0.4, -0.6)
    axis.set_xlim(left=0)
    axis.grid(axis="x", linewidth=0.4, color=_PALE)
    axis.set_axisbelow(True)
    axis.tick_params(axis="x", labelsize=7)
    axis.set_title(f"{group[0].movement.clock} clock", loc="left", fontsize=9)


def _about(kind: str) -> dict[str, str | None]:
    title = "INSTC Atlas: published journeys beside the model"
    if kind == "pdf":
        return {"Title": title, "CreationDate": None}
    return {"Title": title, "Date": None} if kind == "svg" else {"Title": title}
