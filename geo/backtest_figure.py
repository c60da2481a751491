"""The back-test as a picture: bands of the model as bars, published days as marks, by clock."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from geo.backtest_text import span
from geo.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.backtest_rows import Trial

KINDS: Final = {".svg": "svg", ".png": "png", ".pdf": "pdf"}
ROW_INCHES: Final = 0.22
WIDTH_INCHES: Final = 9.0
_BAR, _MIDDLE, _INSIDE, _OUTSIDE, _PALE = "#9db8d9", "#0d3b94", "#222222", "#c22f1e", "#d9d9d9"


def draw(trials: Sequence[Trial], path: Path) -> None:
    """Write the picture; the same trials give the same bytes.

    Bars run from P10 to P90 with a line at P50, pale where the movement does not count. Marks are
    the published days, with a line over their range; red where they lie outside the bar.

    Parameters
    ----------
    trials
        From `geo.backtest.run_backtest`.
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


def _panel(axis: Any, group: Sequence[Trial]) -> None:  # noqa: ANN401 - an axis of Matplotlib
    for row, trial in enumerate(group):
        days, seen = trial.days, trial.movement.days
        fill = _BAR if trial.counts else _PALE
        axis.barh(row, days.p90 - days.p10, left=days.p10, height=0.7, color=fill)
        axis.vlines(days.p50, row - 0.35, row + 0.35, color=_MIDDLE, linewidth=1.5)
        colour = _INSIDE if trial.inside else _OUTSIDE
        axis.hlines(row, seen.p10, seen.p90, color=colour, linewidth=1.2)
        axis.plot([seen.p50], [row], marker="o", markersize=4.5, color=colour)
    labels = [
        f"{trial.start} – {trial.end}, {trial.movement.date} "
        f"({trial.movement.basis}, {span(trial.movement.days)} d)"
        for trial in group
    ]
    axis.set_yticks(range(len(group)), labels=labels, fontsize=6.5, parse_math=False)
    axis.set_ylim(len(group) - 0.4, -0.6)
    axis.set_xlim(left=0)
    axis.grid(axis="x", linewidth=0.4, color="#cccccc")
    axis.set_axisbelow(True)
    axis.tick_params(axis="x", labelsize=7)
    axis.set_title(f"{group[0].movement.clock} clock", loc="left", fontsize=9)


def _about(kind: str) -> dict[str, str | None]:
    title = "INSTC Atlas: published journeys beside the model"
    if kind == "pdf":
        return {"Title": title, "CreationDate": None}
    return {"Title": title, "Date": None} if kind == "svg" else {"Title": title}
