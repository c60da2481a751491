"""What a service answers: verbs with their parameters, whatever reads and computes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from geo.errors import QuestionError, UnknownNameError
from geo.message import Message, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Texts = Mapping[str, tuple[str, ...]]
    """Values of each parameter of a question, as they were written."""

JSON: Final = "application/json"
_NEAR: Final = 0.6
_MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a question."""

    name: str
    text: str
    """What it means, in English."""
    schema: Mapping[str, Any]
    """JSON Schema of one value."""
    is_required: bool = False
    is_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back."""

    body: bytes = field(repr=False)
    media_type: str = JSON
    file_name: str = ""
    """Name of a file that a reader keeps; empty: it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A kind of question."""

    name: str
    text: str
    """What it answers, in English: one line, and more after an empty one."""
    parameters: tuple[Parameter, ...]
    compute: Callable[[Texts, str], Answer] = field(repr=False)
    """Computes the answer from the values of parameters and the language of its sentences."""
    schema: Mapping[str, Any] = field(repr=False)
    """JSON Schema of the answer; it may refer to ``#/$defs/…`` of the published schema."""
    media_types: tuple[str, ...] = (JSON,)

    def check(self, texts: Texts) -> None:
        """Refuse parameters that there are not, that stand twice, or that are missing.

        Raises
        ------
        UnknownNameError
            There is no such parameter; the message names the nearest.
        QuestionError
            One stands twice, or is missing.
        """
        known = {one.name: one for one in self.parameters}
        for name, values in texts.items():
            if name not in known:
                raise unknown_parameter(name, tuple(known))
            if len(values) > 1 and not known[name].is_repeated:
                msg = Message("the parameter {name} stands twice; write it once", name=quoted(name))
                raise QuestionError(msg)
        for one in self.parameters:
            if one.is_required and one.name not in texts:
                raise QuestionError(
                    Message("the parameter {name} is missing", name=quoted(one.name))
                )


def unknown_parameter(name: str, known: tuple[str, ...]) -> UnknownNameError:
    """Error for a parameter that there is not, with the nearest names or with all.

    Examples
    --------
    >>> print(unknown_parameter("clocks", ("from", "to", "clock")))
    there is no parameter 'clocks'; did you mean 'clock'?
    >>> print(unknown_parameter("x", ("from", "to")))
    there is no parameter 'x'; choose from 'from', 'to'
    """
    near = get_close_matches(name.casefold(), known, n=_MOST_NAMES, cutoff=_NEAR)
    names = tuple(map(quoted, near or known))
    msg = Message(
        "there is no parameter {name}; did you mean {names}?"
        if near
        else "there is no parameter {name}; choose from {names}",
        name=quoted(name),
        names=names,
    )
    return UnknownNameError(msg)
