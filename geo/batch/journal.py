"""The journal of a run: every answer as it was solved, so that a killed run can be resumed.

Solving takes nearly all of the time of a run, and writing rows little. So the journal holds
answers, not rows: a run that is resumed writes all rows again, from the answers that are known.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any, Final

from geo.batch.addresses import name_of
from geo.batch.solutions import Solution
from geo.errors import ExportError, QuestionError
from geo.message import Message, shortened
from geo.model import Band

ENDING: Final = ".batch"
_BANDS: Final = ("days", "usd", "kg_co2e")


class Journal:
    """Answers of one run, in a file beside its result.

    Parameters
    ----------
    result
        File that the run writes.
    conditions
        All that the answers depend on; a journal of other conditions is begun anew.
    is_resumed
        Whether to use what an interrupted run left.

    Raises
    ------
    ExportError
        The file cannot be written.
    """

    def __init__(self, result: Path, conditions: dict[str, Any], *, is_resumed: bool) -> None:
        self.path = journal_of(result)
        self._known: dict[str, Solution] = {}
        head = key_text(conditions)
        kept = self._read(head) if is_resumed else []
        try:
            self._file: IO[str] = self.path.open("w", encoding="utf-8")
            self._file.writelines([head, *kept])
            self._file.flush()
        except OSError as error:
            reason = error.strerror or str(error)
            msg = Message(
                "{name} was not written: {reason}", name=shortened(result.name), reason=reason
            )
            raise ExportError(msg) from error

    @property
    def resumed(self) -> int:
        """Count the answers that are known."""
        return len(self._known)

    def solution(self, key: str) -> Solution | None:
        """Give the answer to a question, by `key_text`; None where it is not known."""
        return self._known.get(key)

    def keep(self, key: str, solution: Solution) -> None:
        """Write an answer down, so that it outlives this process."""
        self._file.write(key_text({"key": key, "solution": asdict(solution)}))
        self._file.flush()

    def close(self, *, is_done: bool) -> None:
        """End the journal; that of a run that is done is removed."""
        self._file.close()
        if is_done:
            with suppress(OSError):
                self.path.unlink()

    def _read(self, head: str) -> list[str]:
        """Take the whole lines of an earlier journal of the same conditions."""
        try:
            lines = self.path.read_text("utf-8").splitlines(keepends=True)
        except (OSError, ValueError):
            return []
        if not lines or lines[0] != head:
            return []
        kept: list[str] = []
        for line in lines[1:]:
            try:
                row = json.loads(line)
                self._known[row["key"]] = _solution(row["solution"])
            except (ValueError, KeyError, TypeError):  # the line that the kill cut
                break
            kept.append(line if line.endswith("\n") else f"{line}\n")
        return kept


def check_resumable(result: Path | str) -> None:
    """Refuse to resume a result of other storage, beside which no journal is kept.

    Raises
    ------
    QuestionError
        It is one.
    """
    if not isinstance(result, Path):
        msg = Message(
            "{name}: only a result on this machine can be resumed; begin anew",
            name=name_of(result),
        )
        raise QuestionError(msg)


def journal_of(result: Path) -> Path:
    """Name of the journal of a result.

    Examples
    --------
    >>> from pathlib import Path
    >>> journal_of(Path("rates.parquet")).name
    '.rates.parquet.batch'
    """
    return result.with_name(f".{result.name}{ENDING}")


def key_text(value: object) -> str:
    """Write a value as one line of JSON, by which it is known again."""
    return f"{json.dumps(value, ensure_ascii=False, sort_keys=True)}\n"


def _solution(row: dict[str, Any]) -> Solution:
    strange = set(row) ^ {one.name for one in fields(Solution)}
    if strange:
        raise KeyError(*strange)
    return Solution(
        **{**row, "ends": tuple(row["ends"]), **{name: _band(row[name]) for name in _BANDS}}
    )


def _band(row: dict[str, float] | None) -> Band | None:
    return None if row is None else Band(**row)
