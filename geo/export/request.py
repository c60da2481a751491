"""The token of every file: its question and the digest of the data; a command makes it again.

A token is three texts joined by dots: the question as compact JSON in base64url, the first digits
of the digest of the data, and digits that show a typing error.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from geo.edition import DIGEST_DIGITS, MODEL, data_digest
from geo.errors import ExportError
from geo.estimates import Box
from geo.evidence import OwnFile
from geo.export.address import is_base
from geo.export.choices import LANGUAGES, PAPERS, Kind
from geo.message import Message, quoted
from geo.scenario import Scenario

LONGEST: Final = 8_000
_CHECK: Final = 6
_LONGEST_NAME: Final = 255
"""Characters of the name of a file of the user's own; file systems allow no more."""
_PARTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Question, language and paper of a file; with the data they decide every byte of it."""

    kind: Kind
    origin: str = ""
    destination: str = ""
    corridor: str = ""
    variant: str = ""
    corridors: tuple[str, ...] = ()
    """Ids of those that stand in a comparison; empty: those of `geo.journeys.compare`."""
    scenario: Scenario = field(default_factory=Scenario)
    box: Box = Box.TEU
    language: str = "en"
    part: str = ""
    """Of evidence and story: the only part; empty: all parts."""
    paper: str = PAPERS[0]
    """Of pictures and of the pages of a dossier."""
    states: OwnFile | None = None
    """The user's own file of states that the answer rests on."""
    links: OwnFile | None = None
    """The user's own links that the answer could use."""
    layer: OwnFile | None = None
    """The user's own layer that stands beside the answer in maps and files of features."""
    link: str = ""
    """Base address of an application that opens the answer, for the code of a page."""
    day: str = ""
    """Day ``YYYY-MM-DD`` on which it was asked, where the answer depends on it."""

    def as_dict(self) -> dict[str, Any]:
        """JSON of what differs from the default."""
        usual = Scenario().as_dict()
        plain = {name: getattr(self, name) for name in _TEXTS}
        question = {name: value for name, value in plain.items() if value}
        question |= {"corridors": list(self.corridors)} if self.corridors else {}
        question |= {"kind": self.kind.value, "box": self.box.value, "language": self.language}
        question |= {"paper": self.paper} if self.paper != PAPERS[0] else {}
        question |= {"states": asdict(self.states)} if self.states else {}
        question |= {"links": asdict(self.links)} if self.links else {}
        question |= {"layer": asdict(self.layer)} if self.layer else {}
        scenario = {k: v for k, v in self.scenario.as_dict().items() if v != usual[k]}
        return question | ({"scenario": scenario} if scenario else {})


_TEXTS: Final = ("origin", "destination", "corridor", "variant", "part", "day", "link")


def token_of(request: Request, *, data: str = "") -> str:
    """Write the token of a request.

    Parameters
    ----------
    request
        Question, language and paper.
    data
        Digest of the data; empty: that of the installed data.

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
    """Read the request of a token.

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
        raise ExportError(
            Message("the token is damaged; copy it whole, with its two dots, from the file")
        )
    question = _question(parts[0])
    model = str(question.pop("model", ""))
    if parts[1] != data_digest() or model != MODEL:
        msg = Message(
            "the token is of data {data} and model {model}, here are data {own_data} and model "
            "{own_model}; use the version that made the file",
            data=parts[1][:DIGEST_DIGITS],
            model=model[:DIGEST_DIGITS],
            own_data=data_digest(),
            own_model=MODEL,
        )
        raise ExportError(msg)
    return _request(question)


def check_states(request: Request, own: OwnFile | None) -> None:
    """Refuse states of gates that are not those a request was asked with.

    Parameters
    ----------
    request
        From `request_of`. One without a file of states goes with every one.
    own
        The user's file that was given now.

    Raises
    ------
    ExportError
        The file is missing, or it is another one.

    Examples
    --------
    >>> ours = OwnFile(name="ours.csv", digest="0123456789ab")
    >>> check_states(Request(kind=Kind.COMPARE, states=ours), ours)
    """
    _check_own(request.states, own, Message("states of gates"), "--states")


def check_links(request: Request, own: OwnFile | None) -> None:
    """Refuse links of the user's own that are not those a request was asked with.

    Raises
    ------
    ExportError
        The file is missing or is another one, or the request was asked without any.

    Examples
    --------
    >>> ours = OwnFile(name="ours.kml", digest="0123456789ab")
    >>> check_links(Request(kind=Kind.COMPARE, links=ours), ours)
    """
    _check_own(request.links, own, Message("links of your own"), "--links")


def check_layer(request: Request, own: OwnFile | None) -> None:
    """Refuse a layer of the user's own that is not the one a request was asked with.

    Raises
    ------
    ExportError
        The file is missing, or it is another one.

    Examples
    --------
    >>> ours = OwnFile(name="depots.csv", digest="0123456789ab")
    >>> check_layer(Request(kind=Kind.COMPARE, layer=ours), ours)
    """
    asked = request.layer
    if asked is None or (own and own.digest == asked.digest):
        return
    raise ExportError(
        Message(
            "the answer was made with the layer {file} (digest {digest}); give that file with "
            "--layer",
            file=asked.name,
            digest=asked.digest,
        )
    )


def _check_own(asked: OwnFile | None, own: OwnFile | None, what: Message, option: str) -> None:
    """Refuse any file but the one that a request was asked with."""
    if asked is None or (own and own.digest == asked.digest):
        return
    if own is None:
        msg = Message(
            "the answer was made with {what} from {file} (digest {digest}); give that file with "
            "{option}",
            what=what,
            file=asked.name,
            digest=asked.digest,
            option=option,
        )
    else:
        msg = Message(
            "the answer was made with {what} from {file} (digest {digest}), and {other} has the "
            "digest {own}; give the same file with {option}",
            what=what,
            file=asked.name,
            digest=asked.digest,
            other=own.name,
            own=own.digest,
            option=option,
        )
    raise ExportError(msg)


def _question(text: str) -> dict[str, Any]:
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        question = json.loads(plain)
        json.dumps(question, ensure_ascii=False).encode()  # half a letter is a ValueError
    except (binascii.Error, ValueError, RecursionError):
        question = None
    if not isinstance(question, dict):
        raise ExportError(Message("the token holds no question; copy it whole from the file"))
    return question


def _request(question: dict[str, Any]) -> Request:
    scenario, states = question.pop("scenario", {}), question.pop("states", None)
    links, layer = question.pop("links", None), question.pop("layer", None)
    corridors = question.pop("corridors", [])
    texts = {k: question.get(k, "") for k in (*_TEXTS, "language", "kind", "box")}
    texts["paper"] = question.get("paper", PAPERS[0])
    strange = set(question) - set(texts) or any(not isinstance(v, str) for v in texts.values())
    strange = (
        strange or not _is_list(corridors) or not (texts["link"] == "" or is_base(texts["link"]))
    )
    strange = strange or not _is_day(texts["day"])
    strange = strange or not all(one is None or _is_file(one) for one in (states, links, layer))
    if strange or not isinstance(scenario, dict) or texts["language"] not in LANGUAGES:
        raise ExportError(
            Message("the token holds no question of this program; copy it whole from the file")
        )
    kind, box = texts.pop("kind"), texts.pop("box")
    known = kind in set(Kind) and box in set(Box) and texts["paper"] in PAPERS
    if not known:
        values = ", ".join(quoted(one[:DIGEST_DIGITS]) for one in (kind, box, texts["paper"]))
        msg = Message("the token asks for {values}, of which one does not exist", values=values)
        raise ExportError(msg)
    plain = Request(kind=Kind(kind), box=Box(box), corridors=tuple(corridors), **texts)
    own = [OwnFile(**file) if file else None for file in (states, links, layer)]
    under = Scenario.from_dict(scenario)
    return replace(plain, scenario=under, states=own[0], links=own[1], layer=own[2])


def _is_list(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _is_day(text: object) -> bool:
    try:
        return text == "" or dt.date.fromisoformat(str(text)).isoformat() == text
    except ValueError:
        return False


def _is_file(file: object) -> bool:
    """Say whether a part of a token names a file of the user's own."""
    return (
        isinstance(file, dict)
        and set(file) == {"name", "digest"}
        and all(isinstance(text, str) for text in file.values())
        and re.fullmatch(f"[0-9a-f]{{{DIGEST_DIGITS}}}", file["digest"]) is not None
        and 0 < len(file["name"]) <= _LONGEST_NAME
    )


def _check(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_CHECK]
