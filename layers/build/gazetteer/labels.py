"""The curated places with names that tell two of one name apart."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Final

from geo.paths import GAZETTEER
from layers.build.tables import read_rows

COUNTRIES: Final = GAZETTEER / "countries.csv"


def labelled_places() -> list[dict[str, str]]:
    """Return the rows of ``places.csv``; where a name occurs twice, its country is added.

    The gazetteer must have been built.
    """
    rows = list(read_rows("places.csv"))
    twice = {name for name, count in Counter(row["name"] for row in rows).items() if count > 1}
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        countries = {row["code"]: row["name"] for row in csv.DictReader(file)}
    for row in rows:
        if row["name"] in twice:
            row["name"] = f"{row['name']} ({countries[row['country']]})"
    return rows
