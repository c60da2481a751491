"""Refusals: status, kind and sentence of what cannot be answered (RFC 9457)."""

from __future__ import annotations

import json
import re
import traceback
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import (
    AtlasError,
    DataError,
    ExportError,
    MissingExtraError,
    QuestionError,
    RouteError,
)
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale

MEDIA_TYPE: Final = "application/problem+json"
INTERNAL: Final = "internal"
"""Kind of what nobody foresaw."""
_PART: Final = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer."""

    status: HTTPStatus
    kind: str
    """For programs; it is the same in every language."""
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, locale: Locale) -> bytes:
        """Write it as JSON, its sentence in a language."""
        sentence = locale.sentence(self.text)
        document = {
            "status": self.status.value,
            "title": self.status.phrase,
            "kind": self.kind,
            "detail": sentence if sentence.endswith((".", "?", "؟")) else f"{sentence}.",
            "lang": locale.language,
        }
        return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


class RefusedError(AtlasError):
    """The service refuses a request: before it is a question, or for what a worker says.

    Parameters
    ----------
    refusal
        What the reader gets.
    kind
        Of the error, for the log; empty: that of the refusal.
    fault
        File and line of what nobody foresaw.
    """

    def __init__(self, refusal: Refusal, *, kind: str = "", fault: str | None = None) -> None:
        super().__init__(refusal.text)
        self.refusal, self.kind, self.fault = refusal, kind or refusal.kind, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What a reader gets in place of an answer, and what the log says of it."""

    refusal: Refusal
    kind: str
    """Kind of the error."""
    fault: str | None
    """File and line of what nobody foresaw."""


def kind_of(error: BaseException) -> str:
    """Name of a kind of error, for programs.

    Examples
    --------
    >>> from geo.errors import UnknownPlaceError
    >>> kind_of(UnknownPlaceError("…"))
    'unknown_place'
    """
    return _PART.sub("_", type(error).__name__.removesuffix("Error")).lower()


def refused_of(error: Exception) -> Refused:
    """Say of an error what a reader gets, and what the log says."""
    refusal = refusal_of(error)
    if isinstance(error, RefusedError):
        return Refused(refusal=refusal, kind=error.kind, fault=error.fault)
    fault = _place_of(error) if refusal.kind == INTERNAL else None
    return Refused(refusal=refusal, kind=kind_of(error), fault=fault)


def _place_of(error: BaseException) -> str:
    """File and line where an error arose, for who mends it; nothing of the question."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    return f"{Path(frame.f_code.co_filename).name}:{line}"


def refusal_of(error: Exception) -> Refusal:
    """Refusal for an error; what nobody foresaw is named by nothing but its kind."""
    if isinstance(error, RefusedError):
        return error.refusal
    if isinstance(error, QuestionError | RouteError | ExportError):
        return Refusal(
            status=HTTPStatus.UNPROCESSABLE_ENTITY, kind=kind_of(error), text=error.message
        )
    if isinstance(error, MissingExtraError):
        status = HTTPStatus.NOT_IMPLEMENTED
        return Refusal(status=status, kind="missing_extra", text=error.message)
    if isinstance(error, DataError):
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return Refusal(status=status, kind="data", text=error.message)
    return Refusal(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        kind=INTERNAL,
        text=Message("the service failed; the question is sound, ask again or report it"),
    )
