"""The token every file carries: what was asked, and of which data; the command line rebuilds it.

A token is three texts joined by dots: the question as compact JSON in base64url, the first digits
of the digest of the data, and digits that tell a slip of the pen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from geo.edition import DIGEST_DIGITS, data_digest
from geo.errors import ExportError
from geo.estimates import Box
from geo.export.choices import LANGUAGES, PAPERS, Kind
from geo.scenario import Scenario

MODEL: Final = "0.1.0"
"""Version of the model: raised when an answer changes, not with every release of the program.

A token of another model is refused, because its file could not be made again.
"""
LONGEST: Final = 8_000
_CHECK: Final = 6
_PARTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What shall be exported; with the data it decides every byte of a file."""

    kind: Kind
    origin: str = ""
    destination: str = ""
    corridor: str = ""
    variant: str = ""
    scenario: Scenario = field(default_factory=Scenario)
    box: Box = Box.TEU
    language: str = "en"
    part: str = ""
    """Of evidence and story: the only part wanted; empty: all of them."""
    paper: str = PAPERS[0]
    """Of pictures and of the pages of a dossier."""

    def as_dict(self) -> dict[str, Any]:
        """Return what differs from the default, as JSON can hold it."""
        usual = Scenario().as_dict()
        plain = {name: getattr(self, name) for name in _TEXTS}
        told = {name: value for name, value in plain.items() if value}
        told |= {"kind": self.kind.value, "box": self.box.value, "language": self.language}
        told |= {"paper": self.paper} if self.paper != PAPERS[0] else {}
        asked = {k: v for k, v in self.scenario.as_dict().items() if v != usual[k]}
        return told | ({"scenario": asked} if asked else {})


_TEXTS: Final = ("origin", "destination", "corridor", "variant", "part")


def token_of(request: Request, *, data: str = "") -> str:
    """Return the token of a request.

    Parameters
    ----------
    request
        What is asked.
    data
        Digest of the data; empty: those that are here.

    Examples
    --------
    >>> request = Request(kind=Kind.COMPARE, origin="moscow", destination="nhava-sheva")
    >>> request_of(token_of(request)) == request
    True
    """
    compact = json.dumps(
        {"model": MODEL, **request.as_dict()},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    text = base64.urlsafe_b64encode(compact.encode()).decode().rstrip("=")
    head = f"{text}.{data or data_digest()}"
    return f"{head}.{_check(head)}"


def request_of(token: str) -> Request:
    """Return the request a token holds.

    Raises
    ------
    ExportError
        The token is damaged, or of other data or another version of the model.
    QuestionError
        Its scenario cannot be asked.
    """
    token = "".join(token[: 2 * LONGEST].split())
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != _PARTS or _check(".".join(parts[:2])) != parts[2]:
        msg = "the token is damaged; copy it whole, with its two dots, from the file"
        raise ExportError(msg)
    told = _told(parts[0])
    model = str(told.pop("model", ""))
    if parts[1] != data_digest() or model != MODEL:
        msg = (
            f"the token is of data {parts[1][:DIGEST_DIGITS]} and model {model[:DIGEST_DIGITS]}, "
            f"here are data {data_digest()} and model {MODEL}; use the version that made the file"
        )
        raise ExportError(msg)
    return _request(told)


def _told(text: str) -> dict[str, Any]:
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        told = json.loads(plain)
    except (binascii.Error, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        msg = "the token holds no question; copy it whole from the file"
        raise ExportError(msg)
    return told


def _request(told: dict[str, Any]) -> Request:
    scenario = told.pop("scenario", {})
    texts = {k: told.get(k, "") for k in (*_TEXTS, "language", "kind", "box")}
    texts["paper"] = told.get("paper", PAPERS[0])
    strange = set(told) - set(texts) or any(not isinstance(v, str) for v in texts.values())
    if strange or not isinstance(scenario, dict) or texts["language"] not in LANGUAGES:
        msg = "the token holds no question of this program; copy it whole from the file"
        raise ExportError(msg)
    kind, box = texts.pop("kind"), texts.pop("box")
    known = kind in set(Kind) and box in set(Box) and texts["paper"] in PAPERS
    if not known:
        asked = ", ".join(repr(one[:DIGEST_DIGITS]) for one in (kind, box, texts["paper"]))
        msg = f"the token asks for {asked}, of which one does not exist"
        raise ExportError(msg)
    plain = Request(kind=Kind(kind), box=Box(box), **texts)
    return replace(plain, scenario=Scenario.from_dict(scenario))


def _check(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_CHECK]
