"""The curated places with names that tell two of one name apart."""

from __future__ import annotations

from geo.places import load_places
from layers.build.tables import read_rows


def labelled_places() -> list[dict[str, str]]:
    """Rows of ``places.csv``; where a name occurs twice, its country is added.

    The gazetteer must have been built.
    """
    names = {place.id: place.name for place in load_places().labelled()}
    return [row | {"name": names[row["id"]]} for row in read_rows("places.csv")]
