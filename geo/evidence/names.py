"""Ids that a row of the ledger may name: places, gates, corridors with their options, links."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.alike import alike
from geo.errors import LayerError, UnknownPlaceError
from geo.message import quoted
from geo.paths import CORRIDORS, RESTORE, shipped_text
from geo.places import Places, load_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.evidence.rows import CsvRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the ids of a row are checked against; each check names file and row."""

    places: Places = field(repr=False)
    gates: frozenset[str]
    corridors: Mapping[str, frozenset[str]]
    """Options of each corridor, by its id."""
    links: frozenset[str]
    """Lines that are not built yet."""

    def check_places(self, row: CsvRow, ids: Iterable[str]) -> None:
        """Refuse a row with an id that is no place of the gazetteer."""
        for name in ids:
            if not self._is_place(name):
                row.refuse(f"place {quoted(name)} is not in the gazetteer{self._near(name)}")

    def check_places_or_gates(self, row: CsvRow, ids: Iterable[str]) -> None:
        """Refuse a row with an id that is neither a gate nor a place, such as a border station."""
        for name in ids:
            if name not in self.gates and not self._is_place(name):
                near = self._near(name)
                row.refuse(f"place {quoted(name)} is neither in the gazetteer nor a gate{near}")

    def check_corridors(self, row: CsvRow, ids: Iterable[str]) -> None:
        """Refuse a row with an id, blank ones apart, that is no corridor."""
        for name in filter(None, ids):
            if name not in self.corridors:
                known = ", ".join(sorted(self.corridors))
                row.refuse(f"corridor {quoted(name)} should be one of {known}")

    def check_variant(self, row: CsvRow, corridor: str, variant: str) -> None:
        """Refuse a row with an option that its corridor does not have."""
        self.check_corridors(row, [corridor])
        if variant and not corridor:
            row.refuse(f"variant {quoted(variant)} needs a corridor")
        for option in filter(None, variant.split("+")):
            if option not in self.corridors[corridor]:
                row.refuse(f"corridor {quoted(corridor)} has no option {quoted(option)}")

    def check_links(self, row: CsvRow, ids: Iterable[str]) -> None:
        """Refuse a row with an id that is no link."""
        for name in ids:
            if name not in self.links:
                row.refuse(f"{quoted(name)} is no link of corridors.json")

    def _near(self, name: str) -> str:
        """Name the ids that are written alike, for the end of a sentence."""
        ids = [place.id for place in self.places]
        near = alike(name, [*ids, *self.gates])
        return f"; did you mean {', '.join(near)}?" if near else ""

    def _is_place(self, name: str) -> bool:
        try:
            return self.places.by_id(name).id == name
        except UnknownPlaceError:
            return False


def load_names(places: Places | None = None) -> Names:
    """Read the ids of the layers.

    Parameters
    ----------
    places
        The gazetteer, where it has been read already.

    Raises
    ------
    LayerError
        A file is missing or damaged.

    Examples
    --------
    >>> names = load_names()
    >>> "hormuz" in names.gates, "sarakhs" in names.corridors["eastern"]
    (True, True)
    """
    try:
        tables: dict[str, Any] = json.loads(shipped_text(CORRIDORS))
        corridors = {
            row["id"]: frozenset(o["id"] for axis in row["axes"] for o in axis["options"])
            for row in tables["corridors"]
        }
        gates, links = frozenset(tables["gates"]), frozenset(tables["links"])
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{CORRIDORS.name} is damaged; {RESTORE}"
        raise LayerError(msg) from error
    return Names(places=places or load_places(), gates=gates, corridors=corridors, links=links)
