"""The verbs as tools of an assistant (Model Context Protocol): no number without what it rests on.

Every result holds a sentence with band and date, the whole answer in its published form, the titles
of its sources, and the program, data and licence behind it.
"""

from __future__ import annotations

import json
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, ListToolsResult, TextContent, ToolAnnotations
from mcp.types import Tool as Description

from geo.errors import QuestionError, UnknownNameError
from geo.i18n import get_locale
from geo.journal import write_log
from geo.message import Message, quoted
from geo.service.openapi import definitions
from geo.service.pool import Pool
from geo.service.refusals import refused_of
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from mcp.server import ServerRequestContext
    from mcp.types import CallToolRequestParams, PaginatedRequestParams
    from starlette.types import ASGIApp

    from geo.service.verbs import Parameter, Texts, Verb

INSTRUCTIONS: Final = (
    "Times and prices of this server are estimates with a band. Give P10 and P90 beside every "
    "median, name the date as of which it holds, say what is missing where a price is not whole, "
    "and cite the sources of the result."
)
"""What an assistant is asked to do with results."""
_YES_NO: Final = ("yes", "no")
_DEFINITIONS: Final = "#/$defs/"
_LOCAL: Final = ("127.0.0.1:*", "localhost:*", "[::1]:*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a tool answers."""

    sentence: str
    """The answer in short, with band and date."""
    text: str
    """The answer as the command line prints it; empty: nothing more than the sentence."""
    as_of: str
    answer: object
    """As the verb answers it, lines of maps left out."""
    sources: Mapping[str, Mapping[str, str]]
    """Title and address of each source of the answer, by its id."""
    about: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Write what an assistant gets as data."""
        return {
            "sentence": self.sentence,
            "as_of": self.as_of,
            "answer": self.answer,
            "sources": {name: dict(one) for name, one in self.sources.items()},
            "about": dict(self.about),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A verb as a tool."""

    verb: Verb
    left_out: frozenset[str]
    """Parameters of the verb that the tool does not need."""
    compute: Callable[[Texts, str], Result] = field(repr=False)
    """Computes the result from the values of parameters and the language of its sentences."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Parameters of the tool."""
        return tuple(one for one in self.verb.parameters if one.name not in self.left_out)

    def description(self) -> Description:
        """Describe the tool to an assistant, with the forms of its question and its result."""
        return Description(
            name=self.verb.name,
            title=self.verb.text.partition("\n")[0].rstrip("."),
            description=f"{' '.join(self.verb.text.split())} {INSTRUCTIONS}",
            input_schema=input_schema(self.parameters),
            output_schema=output_schema(self.verb.schema),
            annotations=ToolAnnotations(
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )


def input_schema(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Write the form of a question as JSON Schema."""
    properties: dict[str, Any] = {}
    for one in parameters:
        schema = dict(one.schema)
        if schema.get("enum") == list(_YES_NO):
            schema = {"type": "boolean", "default": False}
        if one.is_repeated:
            schema = {"type": "array", "items": schema}
        properties[one.name] = {**schema, "description": one.text}
    return {
        "type": "object",
        "properties": properties,
        "required": [one.name for one in parameters if one.is_required],
        "additionalProperties": False,
    }


def output_schema(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Write the form of a result as JSON Schema: that of its answer is the published one."""
    text = {"type": "string", "minLength": 1}
    source = {
        "type": "object",
        "properties": {"title": text, "url": {"type": "string"}},
        "required": ["title", "url"],
        "additionalProperties": False,
    }
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "sentence": {**text, "description": "The answer in short, with band and date"},
            "as_of": {**text, "description": "The time as of which it holds"},
            "answer": {**answer, "description": "The whole answer"},
            "sources": {
                "type": "object",
                "additionalProperties": source,
                "description": "Title and address of each source, by its id",
            },
            "about": {"$ref": f"{_DEFINITIONS}about"},
        },
        "required": ["sentence", "as_of", "answer", "sources", "about"],
        "additionalProperties": False,
    }
    return {**schema, "$defs": _reached(schema)}


def _reached(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Definitions that a schema refers to, and those that they refer to."""
    known, reached = definitions(), dict[str, Any]()
    waiting = [schema]
    while waiting:
        text = json.dumps(waiting.pop())
        for name, own in known.items():
            if name not in reached and f'"{_DEFINITIONS}{name}"' in text:
                reached[name] = own
                waiting.append(own)
    return {name: reached[name] for name in sorted(reached)}


def texts_of(arguments: Mapping[str, Any]) -> Texts:
    """Write the arguments of a tool as the values of parameters.

    Raises
    ------
    QuestionError
        A value is neither a text nor a number, nor yes or no.

    Examples
    --------
    >>> texts_of({"month": 3, "stale": True, "close": ["suez"]})
    {'month': ('3',), 'stale': ('yes',), 'close': ('suez',)}
    """
    return {name: _texts(name, value) for name, value in arguments.items() if value is not None}


def _texts(name: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float) for one in values):
        msg = Message("{text} is no value of {name}", text=quoted(str(value)), name=quoted(name))
        raise QuestionError(msg)
    return tuple(_YES_NO[not one] if isinstance(one, bool) else str(one) for one in values)


class Toolbox:
    """Tools, and the server that offers them.

    Parameters
    ----------
    tools
        What is offered.
    pool
        Where they are computed.
    """

    def __init__(self, tools: Sequence[Tool], pool: Pool) -> None:
        self._tools = {tool.verb.name: tool for tool in tools}
        self._pool = pool

    def server(self) -> Server[dict[str, Any]]:
        """Make a server of the protocol."""
        return Server(
            "instc-atlas",
            version=__version__,
            title="INSTC Atlas",
            instructions=INSTRUCTIONS,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )

    async def _list(
        self,
        context: ServerRequestContext[dict[str, Any]],
        params: PaginatedRequestParams | None,
    ) -> ListToolsResult:
        del context, params
        return ListToolsResult(tools=[tool.description() for tool in self._tools.values()])

    async def _call(
        self, context: ServerRequestContext[dict[str, Any]], params: CallToolRequestParams
    ) -> CallToolResult:
        del context
        start, error = time.perf_counter(), None
        arguments = params.arguments or {}
        try:
            result = await self._answered(params.name, arguments)
        except Exception as failure:  # noqa: BLE001 - an assistant gets a sentence, never a traceback
            refused = refused_of(failure)
            error = refused.kind
            locale = get_locale(str(arguments.get("lang", "")))
            text = TextContent(type="text", text=refused.refusal.body(locale).decode())
            result = CallToolResult(content=[text], is_error=True)
        seconds = round(time.perf_counter() - start, 3)
        name = params.name if params.name in self._tools else None
        write_log({"tool": name, "seconds": seconds, "error": error})
        return result

    async def _answered(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        tool = self._tools.get(name)
        if tool is None:
            msg = Message(
                "there is no tool {name}; choose from {names}",
                name=quoted(name),
                names=tuple(map(quoted, self._tools)),
            )
            raise UnknownNameError(msg)
        texts = texts_of(arguments)
        tool.verb.check(texts)
        language = (*texts.get("lang", ()), "en")[0]
        result = await self._pool.run(lambda: tool.compute(texts, language))
        texts_shown = [text for text in (result.sentence, result.text) if text]
        return CallToolResult(
            content=[TextContent(type="text", text=text) for text in texts_shown],
            structured_content=result.as_dict(),
        )


def serve_over_stdio(tools: Sequence[Tool], *, seconds: float) -> None:
    """Offer tools on the standard streams until the assistant closes them."""
    pool = Pool(at_once=1, waiting=8, seconds=seconds)
    server = Toolbox(tools, pool).server()

    async def run() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    try:
        anyio.run(run)
    finally:
        pool.close()


class ToolsOverHttp:
    """Tools over streamable HTTP: an application of ASGI, and what has to run around it.

    Parameters
    ----------
    tools, pool
        As of `Toolbox`.
    origins
        Origins of pages that may call them; those of this machine always may.
    """

    def __init__(self, tools: Sequence[Tool], pool: Pool, origins: Sequence[str]) -> None:
        security = TransportSecuritySettings(
            allowed_hosts=list(_LOCAL),
            allowed_origins=[*(f"http://{host}" for host in _LOCAL), *origins],
        )
        self._manager = StreamableHTTPSessionManager(
            Toolbox(tools, pool).server(),
            json_response=True,
            stateless=True,
            security_settings=security,
        )
        self.app: ASGIApp = StreamableHTTPASGIApp(self._manager)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take calls as long as this lasts."""
        async with self._manager.run():
            yield
