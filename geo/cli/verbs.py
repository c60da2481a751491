"""Verbs of the service, made of those of the command line: the same names, readers and answers."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import click

from geo.cli.evidence import figure_json, figures, matching
from geo.cli.export import export, export_request, format_for
from geo.cli.journeys import compare, places, route
from geo.cli.json_text import json_text
from geo.cli.parameters import NUMBER, WHOLE, OutFile
from geo.cli.questions import (
    comparison_of,
    journey_of,
    matching_places,
    places_json,
    state_rows,
    states_json,
)
from geo.cli.states import states
from geo.errors import AtlasError, QuestionError
from geo.message import Message, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.journeys import Atlas
    from geo.model import Place
    from geo.places import Places
    from geo.service import Answer, Parameter, Verb

    Texts = Mapping[str, tuple[str, ...]]
    Answers = Callable[..., object]

NAMES: Final = {"origin": "from", "destination": "to", "text": "filter"}
"""Names in a query of the arguments of commands, where it is another one."""
ARGUMENTS: Final = {
    "from": "Place where the journey starts: a name, a UN/LOCODE, or LAT,LON.",
    "to": "Place where it ends.",
    "query": "Name in English, Russian or Persian, UN/LOCODE, or LAT,LON.",
    "gate": "Gate, such as hormuz: all that is known of it.  [default: all gates on the date]",
    "kind": "What the file is about; route, compare and scenario need from and to.",
    "filter": "Id, place, country or quantity.  [default: all figures]",
}
"""What the arguments of commands mean."""
YES: Final = frozenset({"yes", "true", "1"})
NO: Final = frozenset({"no", "false", "0"})
BY: Final = "by"
ROUTE: Final = "route"
"""Names of the address of a page: a corridor of a comparison; a corridor with its variant."""
_AS_ON_PAGES: Final = {BY: "corridors", ROUTE: "corridor"}
OURS: Final = frozenset({"as_json", "shipments", "resume", "scheduler"})
"""Parameters of commands that a stranger does not set: form, and places of this machine."""
NO_FILES: Final = {"states_file": None, "figures_file": None}
"""A stranger names no file of the machine."""


_ONE_FILE: Final = Lock()
"""Drawing changes settings of the whole process."""


def service_verbs(atlas: Atlas) -> tuple[Verb, ...]:
    """Make the verbs that a service answers.

    Parameters
    ----------
    atlas
        What all questions are asked of.
    """
    from geo.journeys import answer_json

    def gazetteer(*, query: str, limit: int) -> object:
        return places_json(matching_places(atlas.places, query, limit))

    def one_route(**values: Any) -> object:  # noqa: ANN401 - values of options, as Click hands them on
        return answer_json(journey_of(atlas, place_of, **(values | NO_FILES)))

    def comparison(**values: Any) -> object:  # noqa: ANN401 - the same
        return answer_json(comparison_of(atlas, place_of, **(values | NO_FILES)))

    def gates(*, gate: str, as_of: str | None, stale: bool) -> object:
        return states_json(atlas, state_rows(atlas, gate=gate, as_of=as_of, stale=stale))

    def ledger(*, text: str, uncertainty: bool) -> object:
        if uncertainty:
            from geo.validation import variance_reports

            return [report.as_dict() for report in variance_reports(atlas)]
        return [figure_json(one) for one in matching(atlas.ledger.figures.values(), text)]

    either = {"anyOf": [_list_of("figure"), _list_of("uncertainty")]}
    return (
        _verb(places, gazetteer, _list_of("place")),
        _verb(route, one_route, {"$ref": "#/$defs/journey"}),
        _verb(compare, comparison, {"$ref": "#/$defs/comparison"}),
        _verb(states, gates, _list_of("condition")),
        _verb(figures, ledger, either),
        _files(atlas),
    )


def _files(atlas: Atlas) -> Verb:
    """Verb of files, each as the command line writes it."""
    from geo.export import FILE_TYPES, content_of, export_bytes, file_name, format_of
    from geo.service import Answer, Verb

    def compute(texts: Texts, language: str) -> Answer:
        values = values_of(export, texts, language)
        form = format_for(values.pop("format_name"), values.pop("csv_for"))
        request = export_request(**(values | NO_FILES))
        mime = format_of(form, request.kind).mime
        content = content_of(atlas, request)
        with _ONE_FILE:
            body = export_bytes(content, form)
        return Answer(body=body, media_type=mime, file_name=file_name(content, form))

    return Verb(
        name=str(export.name),
        text=_text(export),
        parameters=tuple(parameters_of(export)),
        compute=compute,
        schema={},
        media_types=tuple(dict.fromkeys(kind.mime for kind in FILE_TYPES.values())),
    )


def place_of(places: Places, text: str) -> Place:
    """Find the place that a text means; nothing is said beside the answer."""
    return places.find(text)


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _verb(command: click.Command, answers: Answers, schema: Mapping[str, Any]) -> Verb:
    """Verb of a command, whose answer is what the command prints as JSON."""
    from geo.service import Answer, Verb

    def compute(texts: Texts, language: str) -> Answer:
        value = answers(**values_of(command, texts, language))
        return Answer(body=f"{json_text(value)}\n".encode())

    return Verb(
        name=str(command.name),
        text=_text(command),
        parameters=tuple(parameters_of(command)),
        compute=compute,
        schema=schema,
    )


def _text(command: click.Command) -> str:
    return (command.help or "").strip()


def parameters_of(command: click.Command) -> Iterator[Parameter]:
    """Parameters of the questions of a command: its arguments and options, files left out.

    Examples
    --------
    >>> [one.name for one in parameters_of(places)]
    ['query', 'limit', 'lang']
    """
    from geo.service import Parameter

    public = _public(command)
    for name, one in public.items():
        is_option = isinstance(one, click.Option)
        yield Parameter(
            name=name,
            text=" ".join(((one.help or "") if is_option else ARGUMENTS[name]).split()),
            schema=_schema(one),
            is_required=one.required,
            is_repeated=one.multiple,
        )
    for name, own in _AS_ON_PAGES.items():
        if own in public:
            yield Parameter(
                name=name,
                text=_PAGE_TEXTS[name],
                schema={"type": "string"},
                is_repeated=name == BY,
            )


def values_of(command: click.Command, texts: Texts, language: str) -> dict[str, Any]:
    """Values of the options of a command, read as the command line reads them.

    Parameters
    ----------
    command
        One of those above.
    texts
        Values of each parameter, whose names `parameters_of` gives.
    language
        Language of sentences.

    Raises
    ------
    QuestionError
        A value is none that the parameter takes.

    Examples
    --------
    >>> values_of(places, {"query": ("Rasht",), "limit": ("۳",)}, "en")
    {'query': 'Rasht', 'limit': 3}
    """
    public = _public(command)
    texts = _without_page_names({"lang": (language,), **texts})
    options = [
        one.opts[0] if _is_flag(one) else f"{one.opts[0]}={value}"
        for name, one in public.items()
        if isinstance(one, click.Option)
        for value in texts.get(name, ())
        if not _is_flag(one) or _flag(name, value)
    ]
    arguments = [name for name, one in public.items() if isinstance(one, click.Argument)]
    given = [name for name in arguments if name in texts]
    if missing := [name for name, own in zip(arguments, given, strict=False) if name != own]:
        raise QuestionError(Message("the parameter {name} is missing", name=quoted(missing[0])))
    ends = [texts[name][0] for name in given]
    reader = click.Command(command.name, params=list(public.values()))
    context = click.Context(reader, info_name=command.name)
    try:
        with context.scope(cleanup=False):
            reader.parse_args(context, [*options, "--", *ends])
    except click.BadParameter as error:
        raise _misread(error, texts) from error
    exposed = [str(one.name) for one in public.values() if one.expose_value]
    return {name: context.params[name] for name in exposed}


def _public(command: click.Command) -> dict[str, click.Parameter]:
    """Parameters of a command by their names in a query: no file, nothing hidden, no form."""
    return {
        _name(one): one
        for one in command.params
        if not isinstance(one.type, click.Path | OutFile)
        and not getattr(one, "hidden", False)
        and one.name not in OURS
    }


def _name(one: click.Parameter) -> str:
    if isinstance(one, click.Option):
        return max(one.opts, key=len).removeprefix("--").replace("-", "_")
    return NAMES.get(str(one.name), str(one.name))


def _schema(one: click.Parameter) -> dict[str, Any]:
    """JSON Schema of a value, with its default."""
    if _is_flag(one):
        return {"type": "string", "enum": ["yes", "no"], "default": "no"}
    kind: dict[str, Any] = {"type": "string"}
    if isinstance(one.type, click.Choice):
        kind |= {"enum": list(one.type.choices)}
    elif one.type is NUMBER or one.type is WHOLE:
        kind = {"type": "number" if one.type is NUMBER else "integer"}
    default = one.default
    if isinstance(default, str | int | float) and default != "":
        kind |= {"default": default}
    return kind


def _is_flag(one: click.Parameter) -> bool:
    return isinstance(one, click.Option) and one.is_flag


def _flag(name: str, text: str) -> bool:
    word = text.strip().casefold()
    if word not in YES | NO:
        raise _no_choice(name, text, ("yes", "no"))
    return word in YES


def _without_page_names(texts: Texts) -> dict[str, tuple[str, ...]]:
    """Write the names of the address of a page as those of the command line.

    Examples
    --------
    >>> _without_page_names({"route": ("eastern:sarakhs",), "by": ("suez", "cape")})
    {'corridor': ('eastern',), 'variant': ('sarakhs',), 'corridors': ('suez,cape',)}
    """
    result: dict[str, tuple[str, ...]] = {}
    for name, values in texts.items():
        corridor, _, variant = values[0].partition(":")
        own = {
            ROUTE: {"corridor": (corridor,), "variant": (variant,)},
            BY: {"corridors": (",".join(values),)},
        }.get(name, {name: values})
        for clashing in own.keys() & (texts.keys() - {name}):
            msg = Message(
                "{name} and {other} say the same; leave one of them out",
                name=quoted(name),
                other=quoted(clashing),
            )
            raise QuestionError(msg)
        result |= own
    return result


def _misread(error: click.BadParameter, texts: Texts) -> QuestionError:
    """Error of ours for a value that an option does not take."""
    one = error.param
    name = _name(one) if one else ""
    text = ", ".join(texts.get(name, ()))
    if one and isinstance(one.type, click.Choice):
        return _no_choice(name, text, tuple(map(str, one.type.choices)))
    cause = error.__context__
    if isinstance(cause, AtlasError):
        return QuestionError(Message("{name}: {reason}", name=quoted(name), reason=cause.message))
    msg = Message("{text} is no value of {name}", text=quoted(text), name=quoted(name))
    return QuestionError(msg)


def _no_choice(name: str, text: str, choices: tuple[str, ...]) -> QuestionError:
    msg = Message(
        "{text} is no value of {name}; choose from {names}",
        text=quoted(text),
        name=quoted(name),
        names=tuple(map(quoted, choices)),
    )
    return QuestionError(msg)


_PAGE_TEXTS: Final = {
    BY: "Corridor that stands in the comparison, as in the address of a page. Repeatable.",
    ROUTE: "Corridor, and after a colon its variant, as in the address of a page.",
}
