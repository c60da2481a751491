"""The back-test as text for a terminal, and its totals as a table for a document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from geo.errors import UnknownNameError
from geo.palette import GROUND, LINK, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from geo.model import Band
    from geo.validation.results import ClaimCheck, Score, Trial

_HEAD: Final = (
    f"{'movement':15}{'from – to':33}{'clock':9}{'month':8}{'basis':9} {'':2}{'km':>6}"
    f"{'days':>12}{'model P10  P50  P90':>21}{'error':>7}{'at':>6}"
)
_COLUMNS: Final = (
    *("movements", "families", "rows", "error", "signed error", "inside P10–P90"),
    *("inside, corrected", "published at", "one speed for all", "one speed per clock"),
)


def backtest_text(
    trials: Sequence[Trial],
    failed: Sequence[tuple[str, str]],
    claims: Sequence[ClaimCheck],
    scores: Sequence[Score],
) -> str:
    """Return movements, explanations, claims and scores as text."""
    blocks = [
        [_HEAD, *map(_trial_line, sorted(trials, key=_by_clock))],
        [f"{name}: {reason}" for name, reason in failed],
        ["Misses and large errors", *_explanations(trials)],
        ["Claims, shown and not scored", *map(_claim_line, claims)],
        ["Totals", *_score_lines(scores)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _by_clock(trial: Trial) -> tuple[str, str, str]:
    return (trial.movement.clock, trial.movement.group, trial.movement.date)


def _trial_line(trial: Trial) -> str:
    trip = trial.movement
    ends = f"{trial.start} – {trial.end}"
    verdict = "" if trial.inside else "  outside"
    if trial.sized_by:
        verdict += f"  not counted: {', '.join(trial.sized_by)} was set with it in sight"
    return (
        f"{trip.id:15}{ends[:32]:33}{trip.clock:9}{trip.date:8}{trip.basis:9} {trip.grade:2}"
        f"{trial.km:6,.0f}{span(trip.days):>12}"
        f"{trial.days.p10:9.1f}{trial.days.p50:6.1f}{trial.days.p90:6.1f}"
        f"{trial.error:+7.0%}{trial.quantile:6.0%}{verdict}"
    )


def span(days: Band) -> str:
    """Return published days, as a range where they are one.

    Examples
    --------
    >>> from geo.model import Band
    >>> span(Band(p10=14, p50=15, p90=16)), span(Band(p10=6, p50=6, p90=6))
    ('14–16', '6')
    """
    return f"{days.p10:g}" if days.p10 == days.p90 else f"{days.p10:g}–{days.p90:g}"


def _explanations(trials: Iterable[Trial]) -> Iterable[str]:
    for trial in trials:
        if not trial.needs_explanation:
            continue
        gap = trial.observed - trial.days.p50
        longer = "slower" if gap > 0 else "faster"
        yield (
            f"{trial.movement.id}, {abs(gap):.1f} days {longer} than P50: "
            f"{trial.movement.explanation}"
        )
        reach = "; ".join(
            f"{part.label} {part.reach_days:+.1f} ({part.figure_id}, {part.grade})"
            for part in trial.gap_parts
        )
        yield f"    parts that reach furthest that way: {reach}"


def _claim_line(check: ClaimCheck) -> str:
    claim = check.claim
    low, high = claim.low, claim.high
    given = [value for value in (low, claim.typical, high) if value is not None]
    published = f"{given[0]:g}–{given[-1]:g}" if given[0] != given[-1] else f"{given[0]:g}"
    clock = f" {claim.clock}" if claim.clock else ""
    head = (
        f"{claim.id:10}{f'{claim.origin} – {claim.destination}'[:34]:36}"
        f"{published:>12} {claim.unit}{clock}, {claim.year or 'no year'}"
    )
    if check.reason:
        return f"{head}: no answer, {check.reason}"
    name = f"{check.corridor} {check.variant}".strip()
    if check.days:
        model = "; ".join(
            f"{clock} {days.p50:.1f} ({days.p10:.1f}–{days.p90:.1f})"
            for clock, days in check.days.items()
        )
    else:
        model = f"{check.km:,.0f} km"
    return f"{head}: model {model}, {name}"


def _score_lines(scores: Iterable[Score]) -> Iterable[str]:
    yield (
        f"{'families counted once':32}{'n':>4}{'rows':>6}{'error':>8}{'signed':>8}{'P10–P90':>9}"
        f"{'corrected':>11}{'at level':>10}{'one speed':>11}{'by clock':>10}"
    )
    for score in scores:
        name = ", ".join(score_words(score))
        yield (
            f"{name:32}{score.count:>4}{score.rows:>6}{score.median_error:>8.1%}"
            f"{score.bias:>+8.1%}{score.coverage:>9.0%}{score.corrected:>11.0%}"
            f"{score.quantile:>10.0%}{score.one_speed:>11.1%}{score.speed_by_clock:>10.1%}"
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
        msg = f"a picture cannot be named {path.name}; let it end in {', '.join(KINDS)}"
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
    labels = [
        f"{trial.start} – {trial.end}, {trial.movement.date} "
        f"({trial.movement.basis}, {span(trial.movement.days)} d)"
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
