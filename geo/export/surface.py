"""A surface with its cells, and the words of its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from geo.attribution import CREDITS, DISCLAIMER, TITLE
from geo.edition import LICENCE, edition
from geo.surface import (
    STANDINGS,
    SurfaceMeasure,
    as_of_line,
    best_value,
    break_even_lines,
    grid_of,
    headline,
    isochrones,
    shares,
    surface,
    title,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.estimates import Box
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Place
    from geo.plot import SurfacePicture
    from geo.scenario import Scenario
    from geo.surface import Field, Grid, Surface

UNIT_COLUMNS: Final = {
    SurfaceMeasure.DAYS: "days",
    SurfaceMeasure.PRICE: "usd",
    SurfaceMeasure.CO2E: "kg_co2e",
}
_DIGITS: Final = 2
CHANCE_DIGITS: Final = 3
COORDINATE_DIGITS: Final = 5

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SurfaceContent:
    """A surface with its cells, and the words of its files."""

    answer: Surface
    grid: Grid
    values: Field
    locale: Locale

    def about(self) -> dict[str, str]:
        """Describe the file, as every file does."""
        return about_surface(
            self.answer,
            self.grid,
            self.locale,
            title=title(self.answer, self.locale),
            sentence=headline(self.answer, self.values, self.locale),
        )

    @property
    def name_words(self) -> tuple[str, ...]:
        """Words of the name of a file."""
        answer = self.answer
        return answer.end.name, "corridors", answer.measure.value, answer.scenario.date or ""

    def shares(self) -> dict[str, float]:
        """Share of the land at which each corridor is likely the best, by id."""
        return shares(self.answer, self.values)

    def shown_shares(self) -> list[tuple[str, float]]:
        """Shares of the corridors in words, in the order of their file."""
        own, translate = self.shares(), self.locale.translate
        pairs = zip(self.answer.corridors, self.answer.names, strict=True)
        return [(translate(text), own[name]) for name, text in pairs]

    def bands(self) -> dict[str, NDArray[np.float64]]:
        """Values of the cells by the name of their band in a raster; NaN for none."""
        answer, values = self.answer, self.values
        served = values.best >= 0
        return {
            f"best corridor: {numbered(answer.corridors)}": np.where(
                served, values.best + 1.0, np.nan
            ),
            f"how sure: {numbered(STANDINGS)}": values.standing + 1.0,
            f"median of the best, {UNIT_COLUMNS[answer.measure]}": best_value(values),
            "probability of being the best": np.where(served, values.chance.max(axis=0), np.nan),
        }

    def svg(
        self, theme: Literal["light", "both"], *, with_tips: bool, with_title: bool = True
    ) -> str:
        """Draw the map; with its title, sentence, date and credits, or without any of them."""
        from geo.plot import surface_svg

        return surface_svg(
            self.picture(),
            locale=self.locale,
            theme=theme,
            credits_text=self.caption() if with_title else "",
            with_tips=with_tips,
            with_title=with_title,
        )

    def caption(self) -> str:
        """Write licence, data and credits as the line under a map."""
        return caption_of(self.about())

    def picture(self) -> SurfacePicture:
        """Content of a map."""
        from geo.plot import SurfacePicture

        return SurfacePicture(answer=self.answer, grid=self.grid, values=self.values)

    def rows(self) -> Iterator[Row]:
        """Yield a row for each cell."""
        grid, values, answer = self.grid, self.values, self.answer
        best, standing = values.best.tolist(), values.standing.tolist()
        unit = UNIT_COLUMNS[answer.measure]
        for cell, name in enumerate(grid.cell):
            row: Row = {
                "h3": name,
                "lon": round(float(grid.lon[cell]), COORDINATE_DIGITS),
                "lat": round(float(grid.lat[cell]), COORDINATE_DIGITS),
                "best": answer.corridors[best[cell]] if best[cell] >= 0 else "",
                "standing": STANDINGS[standing[cell]].value,
                "chance": rounded(values.chance[:, cell].max(), CHANCE_DIGITS),
                "access_km": rounded(grid.access_km[cell], 1),
            }
            for number, corridor in enumerate(answer.corridors):
                key = corridor.replace("-", "_")
                row |= {
                    f"{key}_{unit}_p10": rounded(values.p10[number, cell]),
                    f"{key}_{unit}_p50": rounded(values.p50[number, cell]),
                    f"{key}_{unit}_p90": rounded(values.p90[number, cell]),
                    f"{key}_km": rounded(values.km[number, cell], 0),
                    f"{key}_chance": rounded(values.chance[number, cell], CHANCE_DIGITS)
                    if np.isfinite(values.p50[number, cell])
                    else None,
                }
            yield row

    def lines(self) -> Iterator[tuple[Row, list[tuple[float, float]]]]:
        """Yield isochrones and break-even lines, with their attributes."""
        unit = UNIT_COLUMNS[self.answer.measure]
        for line in isochrones(self.grid, self.values):
            yield {"kind": "isochrone", unit: line.value, "corridors": ""}, list(line.points)
        for line in break_even_lines(self.answer, self.grid, self.values):
            names = " = ".join(line.corridors)
            yield {"kind": "break-even", unit: None, "corridors": names}, list(line.points)


def surface_content(
    atlas: Atlas,
    end: Place,
    *,
    locale: Locale,
    is_origin: bool = True,
    measure: SurfaceMeasure | str = SurfaceMeasure.DAYS,
    box: Box,
    scenario: Scenario,
    resolution: int,
) -> SurfaceContent:
    """Ask for a surface and lay the grid over it; raises as `surface` and `grid_of` do."""
    answer = surface(atlas, end, is_origin=is_origin, measure=measure, box=box, scenario=scenario)
    grid = grid_of(answer, atlas, resolution=resolution)
    return SurfaceContent(answer=answer, grid=grid, values=values_of(answer, grid), locale=locale)


def about_surface(
    answer: Surface, grid: Grid, locale: Locale, *, title: str, sentence: str
) -> dict[str, str]:
    """Describe a file of a surface, as every file does."""
    scenario = answer.scenario
    usual = type(scenario)().as_dict()
    changed = {k: v for k, v in scenario.as_dict().items() if v != usual[k]}
    return {
        "title": title,
        "answer": sentence,
        "as_of": as_of_line(answer, locale),
        "scenario": json.dumps(changed, ensure_ascii=False, sort_keys=True),
        "measure": f"{answer.measure}, {answer.box}",
        "clock": scenario.clock.value,
        "grid": f"H3, {grid.resolution}",
        "date_of_data": edition(locale.translate),
        "licence": LICENCE,
        "credits": f"{locale.translate(CREDITS)} · H3, Apache 2.0",
        "disclaimer": locale.translate(DISCLAIMER),
    }


def caption_of(about: Mapping[str, str]) -> str:
    """Write licence, data and credits as the line under a map."""
    parts = (TITLE, *(about[name] for name in ("date_of_data", "licence", "credits")))
    return " · ".join((*parts, about["disclaimer"]))


def numbered(names: Sequence[str]) -> str:
    """Say which number of a band stands for which name, from 1."""
    return " ".join(f"{number}={name}" for number, name in enumerate(names, start=1))


def rounded(value: float, digits: int = _DIGITS) -> float | None:
    """Round a value; None where there is none."""
    return round(float(value), digits) if np.isfinite(value) else None
