"""What a reader hands on: features as they stand in the file, before they are judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.userdata.problems import Flaw, Refusal, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo.userdata.limits import Limits

Cell = str | int | float | bool | None
LABEL_LENGTH: Final = 80
LABEL_COLUMNS: Final = ("name", "title", "label", "id", "название", "имя", "نام")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A flaw of a feature, by its row; row 0 is the layer."""

    flaw: Flaw
    row: int = 0
    label: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class RawLayer:
    """Features of a file."""

    geometries: NDArray[np.object_]
    """Shapely geometries in the reference system of the file; None where there is none."""
    rows: Sequence[int]
    columns: dict[str, Sequence[Any]]
    labels: Sequence[str] = ()
    """Ids in the file; where there are none, a column of names stands in."""
    crs: CRS | None = None
    """None: the file names none."""
    name: str = ""
    """Name of the layer in the file, where it has one."""
    findings: list[Finding] = field(default_factory=list)
    named: list[Sequence[Any]] | None = None
    """Columns that hold names, once they were looked for."""

    def label(self, number: int) -> str:
        """Id or name of a feature, for the list of problems."""
        named = [self.labels] if self.labels else self._named()
        held = (str(values[number]) for values in named if values[number] is not None)
        return next(held, "")[:LABEL_LENGTH]

    def _named(self) -> list[Sequence[Any]]:
        """Columns that hold names, the likeliest first; looked for once."""
        if self.named is None:
            names = {name.casefold(): values for name, values in reversed(self.columns.items())}
            self.named = [names[one] for one in LABEL_COLUMNS if one in names]
        return self.named


def objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """Array of objects of one dimension, whatever they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def with_points(shapes: list[Any]) -> NDArray[np.object_]:
    """Array of geometries in which pairs of numbers became points, all at once."""
    array = objects(shapes)
    pairs = np.array([isinstance(shape, tuple) for shape in shapes], dtype=bool)
    if pairs.any():
        at = np.array([shape for shape in shapes if isinstance(shape, tuple)])
        array[pairs] = shapely.points(at)
    return array


def check_features(count: int, limits: Limits) -> None:
    """Refuse more features than are read."""
    if count > limits.features:
        raise RefusedError(Refusal.FEATURES, limit=limits.features)


def check_columns(count: int, limits: Limits) -> None:
    """Refuse more columns than are read."""
    if count > limits.columns:
        raise RefusedError(Refusal.COLUMNS, limit=limits.columns)
