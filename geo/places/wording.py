"""Words that say what a place is, beside its name: port, city, station, in three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


class Sort(StrEnum):
    """What a word beside a name says the place is."""

    PORT = "port"
    DRY_PORT = "dry_port"
    STATION = "station"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Bare:
    """A name without the word beside it, and what the word said."""

    name: str
    sort: Sort


_BEFORE: Final = {
    Sort.PORT: (
        "the port of|port of|sea port of|seaport of|sea port|seaport|port city of|harbour of|"
        "harbor of|port|container terminal|terminal|морской порт|торговый порт|морпорт|порт|"
        "بندر شهر|بندر|بندرگاه"
    ),
    Sort.DRY_PORT: (
        "dry port of|dry port|inland port of|inland container depot|icd|сухой порт|"
        "грузовой терминал|بندر خشک"
    ),
    Sort.STATION: (
        "railway station of|railway station|train station|rail station|station of|station|"
        "железнодорожная станция|железнодорожный вокзал|ж/д станция|ж/д ст|ж.д. станция|"
        "ж.-д. станция|станция|ст|вокзал|"
        "ایستگاه راه‌آهن|ایستگاه راه آهن|ایستگاه قطار|راه‌آهن|راه آهن|ایستگاه"
    ),
    Sort.TOWN: (
        "the city of|city of|the town of|town of|village of|city|town|"
        "город|гор|г|посёлок|поселок|пос|пгт|село|с|деревня|д|аул|"
        "شهرستان|شهر|روستای|روستا"
    ),
}
_AFTER: Final = {
    Sort.PORT: (
        "sea port|seaport|port|harbour|harbor|container terminal|port terminal|"
        "морской порт|торговый порт|порт|بندر|بندرگاه"
    ),
    Sort.DRY_PORT: "dry port|inland port|inland container depot|icd|сухой порт|بندر خشک",
    Sort.STATION: (
        "railway station|train station|rail station|railroad station|rly stn|rly station|station|"
        "stn|железнодорожная станция|железнодорожный вокзал|ж/д станция|станция|ст|вокзал|"
        "товарная|сортировочная|ایستگاه راه‌آهن|ایستگاه راه آهن|ایستگاه"
    ),
    Sort.TOWN: "city|town|город|гор|г|посёлок|поселок|пос|شهر",
}
_TAIL: Final = re.compile(r"(.*?)(\s*[,،(].*)?", re.DOTALL)
_JOINED: Final = re.compile(r"(?<!\w)(г|гор|ст|пос|пгт|д|с)\.\s*(?=[^\W\d])", re.IGNORECASE)
_NON_JOINER: Final = "\N{ZERO WIDTH NON-JOINER}"
_LESS: Final = 2
"""A name has at least so many letters."""
_MOST: Final = 9
"""Most readings of a text; a name with two such words on either side has nine."""


def _forms(words: dict[Sort, str]) -> list[tuple[str, Sort]]:
    """Return words and their sorts, the longest first; invisible characters may be missing."""
    forms = {form: sort for sort, text in words.items() for form in text.split("|")}
    forms |= {form.replace(_NON_JOINER, ""): sort for form, sort in forms.items()}
    return sorted(forms.items(), key=lambda item: -len(item[0]))


_PREFIXES: Final = _forms(_BEFORE)
_SUFFIXES: Final = _forms(_AFTER)
_KNOWN: Final = dict(_PREFIXES) | dict(_SUFFIXES)


def bare_names(text: str) -> Iterator[Bare]:
    """Yield the readings of a text without a word that says what the place is.

    A country behind the name stays there.

    Examples
    --------
    >>> next(bare_names("Port of Mumbai, India")).name
    'Mumbai, India'
    >>> [(bare.name, bare.sort.value) for bare in bare_names("г.Москва")]
    [('Москва', 'town')]
    >>> list(bare_names("Baku airport"))
    []
    """
    match = _TAIL.fullmatch(text)
    head, tail = (match[1], match[2] or "") if match else (text, "")
    head = _JOINED.sub(r"\1. ", head)
    seen: set[str] = set()
    waiting: list[tuple[str, Sort | None]] = [(head, None)]
    if (sort := _KNOWN.get(tail.strip(" ,،().").casefold())) and len(head.strip()) >= _LESS:
        tail = ""
        waiting = [(head.strip(), sort)]
        yield Bare(head.strip(), sort)
    while waiting:
        name, sort = waiting.pop(0)
        for shorter, own in _stripped(name):
            if shorter.casefold() not in seen and len(seen) < _MOST:
                seen.add(shorter.casefold())
                waiting.append((shorter, sort or own))
                yield Bare(f"{shorter}{tail}", sort or own)


def _stripped(name: str) -> Iterator[tuple[str, Sort]]:
    folded = name.casefold()
    if len(folded) != len(name):
        return
    for form, sort in _PREFIXES:
        if folded.startswith(form) and _parts(rest := name[len(form) :], at_start=True):
            shorter = rest.lstrip(" .-–\N{ZERO WIDTH NON-JOINER}")
            if len(shorter) >= _LESS:
                yield shorter, sort
    for form, sort in _SUFFIXES:
        end = folded.rstrip(" .")
        if end.endswith(form):
            rest = name[: len(end) - len(form)]
            shorter = rest.rstrip(" .-–\N{ZERO WIDTH NON-JOINER}")
            if _parts(rest, at_start=False) and len(shorter) >= _LESS:
                yield shorter, sort


def _parts(rest: str, *, at_start: bool) -> bool:
    """Say whether a word ends where the rest begins, or begins where it ends."""
    sign = rest[:1] if at_start else rest[-1:]
    return bool(sign) and not sign.isalnum()
