"""Compare two records: every number must be the same; words may be new, and are reported.

Numbers are also those that a text or a page shows. Names that a program may rest on (one word, as
``western`` or ``K``) and addresses must be the same too; only sentences may change.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.yardstick.names import ADDED_FIELDS, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.yardstick.record import Record

NUMBER: Final = re.compile("\\d+(?:[.,\u066b\u066c\u202f\u00a0]\\d+)*")
"""Digits of any script, with marks for thousands and decimals."""
DIGEST: Final = re.compile(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12,64}\b")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*")
NOTICE: Final = re.compile(r"^.* is now .*; the old name works until .*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What differs between a record and the answers of today."""

    faults: list[str] = field(default_factory=list)
    """Numbers, exit codes, fields, names and addresses that differ."""
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Texts that differ, old and new, and how often."""


def differences(before: Record, after: Record, where: str) -> Differences:
    """Compare the answers to one question or link.

    Parameters
    ----------
    before, after
        From `tests.yardstick.record`.
    where
        What was asked, for the report.

    Examples
    --------
    >>> differences({"km": 1.0, "note": "a b"}, {"km": 2.0, "note": "b c"}, "question").faults
    ['question.km: 1.0 is now 2.0']
    >>> differences({"address": {"from": ["a b"]}}, {"address": {"from": ["b c"]}}, "link").faults
    ["link.address.from[0]: 'a b' is now 'b c'"]
    """
    result = Differences()
    for path, old, new in _leaves(before, after, where):
        if old == new and type(old) is type(new):
            continue
        if isinstance(old, str) and isinstance(new, str):
            part = path[len(where) :]
            if _is_strict(part, old, new):
                result.faults.append(f"{path}: {old[:200]!r} is now {new[:200]!r}")
                continue
            result.words[old, new] += 1
            if gap := "" if part.startswith(".words") else _gap(old, new):
                result.faults.append(f"{path}: numbers of the text, {gap}")
        else:
            result.faults.append(f"{path}: {old!r} is now {new!r}"[:400])
    return result


def numbers_of(texts: Iterable[str]) -> list[str]:
    """List the numbers that texts show, without digests of data, which are no numbers.

    Examples
    --------
    >>> numbers_of(["data 8cb955020ab1; 10.2 days, 1,500 km."])
    ['1,500', '10.2']
    """
    return sorted(number for text in texts for number in NUMBER.findall(DIGEST.sub("", text)))


def _is_strict(part: str, old: str, new: str) -> bool:
    """Tell whether a text must not change, by the part of the answer it stands in."""
    if part.startswith((".address", ".understood")):
        return True
    named = part.startswith((".answer.", ".answer["))
    return named and bool(NAME.fullmatch(old) or NAME.fullmatch(new))


def _gap(old: str, new: str) -> str:
    """Tell which numbers came or went; those of a notice about old names count for nothing."""
    return _came_and_went(*(numbers_of([NOTICE.sub("", text)]) for text in (old, new)))


def _came_and_went(old: list[str], new: list[str]) -> str:
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if not gone and not come:
        return ""
    told = (", ".join(list(counter.elements())[:8]) or "none" for counter in (gone, come))
    return "gone: {}; new: {}".format(*told)


def _leaves(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        renamed = {FIELDS.get(name, name): value for name, value in before.items()}
        for name in {**renamed, **after}:
            if name == "numbers" and "words" in renamed:
                gap = _came_and_went(renamed[name], after.get(name, []))
                yield f"{path}.{name}", None, gap or None
            elif name == "words" and isinstance(after.get(name), list):
                yield from _texts(renamed[name], after[name], f"{path}.{name}")
            elif name in renamed and name in after:
                yield from _leaves(renamed[name], after[name], f"{path}.{name}")
            elif name not in ADDED_FIELDS:
                yield f"{path} has {name}", name in renamed, name in after
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{path} length", len(before), len(after)
        for number, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from _leaves(old, new, f"{path}[{number}]")
    else:
        yield path, before, after


def _texts(before: list[str], after: list[str], path: str) -> Iterator[tuple[str, Any, Any]]:
    """Pair the texts of a page: those that went with those that came, in order."""
    gone = list((Counter(before) - Counter(after)).elements())
    come = list((Counter(after) - Counter(before)).elements())
    for number in range(max(len(gone), len(come))):
        old, new = (texts[number] if number < len(texts) else "" for texts in (gone, come))
        yield f"{path}[{number}]", old, new
