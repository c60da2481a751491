"""Compare two records: every number must be the same; words may be new, and are reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.yardstick.names import ADDED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.yardstick.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What differs between a record and the answers of today."""

    faults: list[str] = field(default_factory=list)
    """Numbers, exit codes, fields and addresses that differ."""
    words: dict[tuple[str, str], int] = field(default_factory=dict)
    """Texts that differ, old and new, and how often."""


def differences(before: Record, after: Record, where: str) -> Differences:
    """Compare the answers to one question or link.

    Examples
    --------
    >>> differences({"km": 1.0, "name": "a"}, {"km": 2.0, "name": "b"}, "question").faults
    ['question.km: 1.0 is now 2.0']
    """
    result = Differences()
    for path, old, new in _leaves(before, after, where):
        if old == new and type(old) is type(new):
            continue
        if isinstance(old, str) and isinstance(new, str):
            result.words[old, new] = result.words.get((old, new), 0) + 1
        else:
            result.faults.append(f"{path}: {old!r} is now {new!r}"[:400])
    return result


def _leaves(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            if name in before or name not in ADDED_FIELDS:
                yield from _leaves(
                    before.get(name, "no such field"), after.get(name, None), f"{path}.{name}"
                )
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _leaves(old, new, f"{path}[{number}]")
    else:
        yield path, before, after
