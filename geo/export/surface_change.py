"""A change between two surfaces with its cells, and the words of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from geo.export.surface import (
    CHANCE_DIGITS,
    COORDINATE_DIGITS,
    UNIT_COLUMNS,
    Row,
    SurfaceContent,
    about_surface,
    caption_of,
    numbered,
    rounded,
    surface_content,
)
from geo.surface import (
    SHIFT_NAMES,
    SHIFTS,
    Assumption,
    Shift,
    assumption_of,
    change_between,
    change_headline,
    change_title,
    least_median,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from geo.estimates import Box
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Place
    from geo.plot import ChangePicture
    from geo.scenario import Scenario
    from geo.surface import Change, Grid, SurfaceMeasure


@dataclass(frozen=True, kw_only=True)
class ChangeContent:
    """What an assumption changes, cell by cell."""

    before: SurfaceContent
    after: SurfaceContent
    moved: Change
    assumed: str
    """What is assumed, for readers."""

    @property
    def grid(self) -> Grid:
        """The cells, which both surfaces share."""
        return self.after.grid

    @property
    def locale(self) -> Locale:
        """Language of the words."""
        return self.after.locale

    @property
    def name_words(self) -> tuple[str, ...]:
        """Words of the name of a file."""
        return (*self.before.name_words, "change")

    @property
    def names(self) -> dict[str, str]:
        """Names of the corridors of both surfaces in English, by id."""
        both = self.before.answer, self.after.answer
        pairs = [zip(one.corridors, one.names, strict=True) for one in both]
        return {name: text for own in pairs for name, text in own}

    def shares(self) -> dict[str, float]:
        """Share of the land served before or after, by what becomes of its best corridor."""
        return {one.value: self.moved.share(one) for one in SHIFTS if one is not Shift.NONE}

    def shown_shares(self) -> list[tuple[str, float]]:
        """Shares of the land that go from one corridor to another in words, the largest first."""
        translate, names = self.locale.translate, {**self.names, "": str(SHIFT_NAMES[Shift.NONE])}
        form = translate("{before} → {after}")
        return [
            (form.format(before=translate(names[one]), after=translate(names[other])), share)
            for one, other, share in self.moved.moves()
        ]

    def about(self) -> dict[str, str]:
        """Describe the file, as every file does; its scenario is that of the second surface."""
        answer, locale = self.after.answer, self.locale
        about = about_surface(
            answer,
            self.grid,
            locale,
            title=change_title(answer, locale),
            sentence=change_headline(self.moved, locale),
        )
        return {**about, "assumed": self.assumed, "against": self.before.about()["scenario"]}

    def caption(self) -> str:
        """Write licence, data and credits as the line under a map."""
        return caption_of(self.about())

    def picture(self) -> ChangePicture:
        """Content of a map."""
        from geo.plot import ChangePicture

        return ChangePicture(
            answer=self.after.answer,
            grid=self.grid,
            moved=self.moved,
            names=self.names,
            assumed=self.assumed,
        )

    def svg(
        self, theme: Literal["light", "both"], *, with_tips: bool, with_title: bool = True
    ) -> str:
        """Draw the map; with its title, sentence, date and credits, or without any of them."""
        from geo.plot import change_svg

        return change_svg(
            self.picture(),
            locale=self.locale,
            theme=theme,
            credits_text=self.caption() if with_title else "",
            with_tips=with_tips,
            with_title=with_title,
        )

    def rows(self) -> Iterator[Row]:
        """Yield a row for each cell."""
        grid, moved = self.grid, self.moved
        unit = UNIT_COLUMNS[moved.measure]
        shift = moved.shift.tolist()
        sides = {"before": self.before.values, "after": self.after.values}
        medians = {name: least_median(values) for name, values in sides.items()}
        chances = {name: values.chance.max(axis=0) for name, values in sides.items()}
        for cell, name in enumerate(grid.cell):
            row: Row = {
                "h3": name,
                "lon": round(float(grid.lon[cell]), COORDINATE_DIGITS),
                "lat": round(float(grid.lat[cell]), COORDINATE_DIGITS),
                "shift": SHIFTS[shift[cell]].value,
                "best_before": moved.before[cell],
                "best_after": moved.after[cell],
                f"saved_{unit}": rounded(moved.saved[cell]),
            }
            for side in sides:
                row[f"{unit}_p50_{side}"] = rounded(medians[side][cell])
                row[f"chance_{side}"] = rounded(chances[side][cell], CHANCE_DIGITS)
            yield row

    def lines(self) -> Iterator[tuple[Row, list[tuple[float, float]]]]:
        """Yield no line: a change has none."""
        yield from ()

    def bands(self) -> dict[str, NDArray[np.float64]]:
        """Values of the cells by the name of their band in a raster; NaN for none."""
        moved, names = self.moved, [*self.names]
        numbers = {name: number for number, name in enumerate(names, start=1)}
        best = {
            side: np.array([numbers.get(one, np.nan) for one in own])
            for side, own in (("before", moved.before), ("after", moved.after))
        }
        served = moved.shift != SHIFTS.index(Shift.NONE)
        return {
            f"saved, {UNIT_COLUMNS[moved.measure]}": moved.saved,
            f"what becomes of the best: {numbered(SHIFTS)}": np.where(
                served, moved.shift + 1.0, np.nan
            ),
            **{f"best corridor {side}: {numbered(names)}": own for side, own in best.items()},
        }


def change_content(
    atlas: Atlas,
    end: Place,
    *,
    against: Assumption | Iterable[str],
    locale: Locale,
    is_origin: bool = True,
    measure: SurfaceMeasure | str = "days",
    box: Box,
    scenario: Scenario,
    resolution: int,
) -> ChangeContent:
    """Ask for a surface without and with an assumption.

    Parameters
    ----------
    atlas, end, locale, is_origin, measure, box, scenario, resolution
        As for `surface_content`; the scenario is that without the assumption.
    against
        The assumption, or texts that `assumption_of` reads.

    Raises
    ------
    QuestionError, RouteError
        As of either surface; or the assumption is none.
    """
    assumed = against if isinstance(against, Assumption) else assumption_of(against)
    before, after = (
        surface_content(
            atlas,
            end,
            locale=locale,
            is_origin=is_origin,
            measure=measure,
            box=box,
            scenario=under,
            resolution=resolution,
        )
        for under in (scenario, assumed.applied(scenario, atlas))
    )
    return change_of(before, after, assumed.text(atlas, locale))


def change_of(before: SurfaceContent, after: SurfaceContent, assumed: str) -> ChangeContent:
    """Set two surfaces of one question side by side; raises as `change_between` does.

    Parameters
    ----------
    before, after
        Without and with what is assumed, over the same cells.
    assumed
        What is assumed, for readers.
    """
    moved = change_between((before.answer, before.values), (after.answer, after.values))
    return ChangeContent(before=before, after=after, moved=moved, assumed=assumed)
