"""The document of the interface: OpenAPI 3.1, written from the verbs and the published schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo.attribution import DISCLAIMER
from geo.edition import LICENCE
from geo.journeys import SCHEMA_FILE, SCHEMA_VERSION
from geo.service.jobs import MEDIA_TYPES
from geo.service.refusals import MEDIA_TYPE
from geo.service.verbs import JSON
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.service.jobs import BatchVerb
    from geo.service.verbs import Parameter, Verb

_DEFINITIONS: Final = "#/$defs/"
_COMPONENTS: Final = "#/components/schemas/"
_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_NUMBER: Final = {"type": "number"}
_MONTH: Final = {"type": ["string", "null"]}
FIGURE: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A figure of the ledger: P10, P50 and P90 in its unit, with grade and sources",
    "required": ["id", "quantity", "unit", "p10", "p50", "p90", "grade", "sources", "note"],
    "properties": {
        **dict.fromkeys(("id", "quantity", "unit", "place", "countries", "country"), _TEXT),
        **dict.fromkeys(("corridor", "mode", "water", "from_mode", "to_mode", "service"), _TEXT),
        **dict.fromkeys(("p10", "p50", "p90"), _NUMBER),
        "grade": {"enum": ["A", "B", "C", "K"]},
        "months": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 12}},
        **dict.fromkeys(("valid_from", "valid_to"), _MONTH),
        "year": {"type": ["integer", "null"]},
        **dict.fromkeys(("includes", "sized_on", "sources"), _TEXTS),
        "note": _TEXT,
    },
    "additionalProperties": False,
}
UNCERTAINTY: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Which figures make the time Nhava Sheva – Moscow uncertain, by a clock",
    "required": ["clock", "unsourced", "mean_unsourced", "figures"],
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Why there is no answer (RFC 9457)",
    "required": ["status", "title", "kind", "detail", "lang"],
    "properties": {
        "status": {"type": "integer", "description": "Status of HTTP"},
        "title": {"type": "string", "description": "Phrase of the status"},
        "kind": {"type": "string", "description": "Kind for programs, the same in every language"},
        "detail": {"type": "string", "description": "One sentence: what is wrong, what to do"},
        "lang": {"enum": ["en", "ru", "fa"], "description": "Language of the sentence"},
    },
    "additionalProperties": False,
}
HEALTH: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["status", "version", "model", "files", "damaged"],
    "properties": {
        "status": {"enum": ["ok", "damaged"]},
        "version": _TEXT,
        "model": _TEXT,
        "files": {"type": "integer"},
        "damaged": {"type": "array", "items": _TEXT},
    },
}


_COUNT: Final = {"type": "integer", "minimum": 0}
JOB: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A table that is answered, or was",
    "required": [
        *("id", "status", "rows", "all_rows", "solved", "unsolved"),
        *("report", "error", "result", "expires"),
    ],
    "properties": {
        "id": {"type": "string", "description": "Who knows it may fetch the result"},
        "status": {"enum": ["waiting", "running", "done", "failed"]},
        "rows": {**_COUNT, "description": "Rows that are written"},
        "all_rows": {"type": ["integer", "null"], "description": "Of the table, where known"},
        "solved": {**_COUNT, "description": "Questions of the next rows that are solved"},
        "unsolved": {**_COUNT, "description": "Those that are not"},
        "report": {"type": ["object", "null"], "description": "What `instc batch --json` prints"},
        "error": {
            "type": ["object", "null"],
            "required": ["kind", "detail"],
            "properties": {"kind": _TEXT, "detail": _TEXT},
        },
        "result": {"type": ["string", "null"], "description": "Address of the file"},
        "expires": {"type": ["string", "null"], "description": "When the files are removed (UTC)"},
    },
    "additionalProperties": False,
}


def definitions() -> dict[str, Any]:
    """JSON Schemas by name: those of the published schema, of figures and of refusals."""
    published: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))["$defs"]
    return published | {"figure": FIGURE, "uncertainty": UNCERTAINTY, "problem": PROBLEM}


def document(
    verbs: Iterable[Verb], *, has_key: bool, batch: BatchVerb | None = None
) -> dict[str, Any]:
    """Write the document of the interface.

    Parameters
    ----------
    verbs
        What is answered, each below its name.
    has_key
        Whether questions need a key.
    batch
        How tables are answered; None: they are not.
    """
    own = {"health": HEALTH, **({"job": JOB} if batch else {})}
    schemas: dict[str, Any] = _moved({**definitions(), **own})
    paths: dict[str, dict[str, Any]] = {
        f"/{verb.name}": {"get": _operation(verb)} for verb in verbs
    }
    if batch:
        paths |= _tables(batch)
    paths["/health"] = {"get": _HEALTH_OPERATION}
    result: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "INSTC Atlas",
            "version": __version__,
            "description": f"Schema of answers {SCHEMA_VERSION}. {DISCLAIMER}",
            "license": {"name": LICENCE, "identifier": LICENCE},
        },
        "servers": [{"url": "./"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if has_key:
        result["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for path in paths.values():
            for operation in path.values():
                if operation is not _HEALTH_OPERATION:
                    operation["security"] = [{"key": []}]
    return result


def _operation(verb: Verb) -> dict[str, Any]:
    summary, _, rest = verb.text.partition("\n\n")
    schema = _moved(verb.schema)
    return {
        "operationId": verb.name,
        "summary": summary,
        "description": " ".join(rest.split()) or summary,
        "parameters": [*map(_parameter, verb.parameters), *_CONDITIONS],
        "responses": {
            "200": {
                "description": "The answer",
                "headers": {
                    "ETag": {
                        "description": "Stands for question, data, program and day",
                        "schema": _TEXT,
                    }
                },
                "content": {
                    media: {"schema": schema if media == JSON else {}} for media in verb.media_types
                },
            },
            "304": {"description": "The answer is the one whose ETag was sent"},
            **{str(status): _refusal(text) for status, text in _REFUSALS.items()},
        },
    }


def _tables(batch: BatchVerb) -> dict[str, dict[str, Any]]:
    """Addresses of tables: begin a job, look at it, fetch its file, stop it."""
    summary, _, rest = batch.text.partition("\n\n")
    table: dict[str, Any] = {media: {} for media in MEDIA_TYPES.values()}
    job = {JSON: {"schema": {"$ref": f"{_COMPONENTS}job"}}}
    name = {"name": "job", "in": "path", "required": True, "description": "Its id", "schema": _TEXT}
    lost = {"401": _refusal(_REFUSALS[401]), "404": _refusal("There is no such job")}
    refused = {401: _REFUSALS[401], **_TABLE_REFUSALS}
    return {
        "/batch": {
            "post": {
                "operationId": "batch",
                "summary": summary,
                "description": " ".join(rest.split()),
                "parameters": [*map(_parameter, batch.parameters), _CONDITIONS[0]],
                "requestBody": {"required": True, "content": table},
                "responses": {
                    "202": {
                        "description": "The job has begun, or waits",
                        "headers": {"Location": {"description": "Its address", "schema": _TEXT}},
                        "content": job,
                    },
                    **{str(status): _refusal(text) for status, text in refused.items()},
                },
            }
        },
        "/batch/{job}": {
            "get": {
                "operationId": "job",
                "summary": "Say how far a job is",
                "parameters": [name],
                "responses": {"200": {"description": "How far it is", "content": job}, **lost},
            },
            "delete": {
                "operationId": "stop",
                "summary": "Stop a job and remove its files",
                "parameters": [name],
                "responses": {"204": {"description": "It is gone"}, **lost},
            },
        },
        "/batch/{job}/result": {
            "get": {
                "operationId": "result",
                "summary": "Fetch the file of a job that is done",
                "parameters": [name],
                "responses": {
                    "200": {"description": "The rows with their answers", "content": table},
                    **lost,
                    "409": _refusal("The job is not done"),
                    "422": _refusal("The table could not be answered"),
                },
            }
        },
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = {"type": "array", "items": dict(one.schema)} if one.is_repeated else dict(one.schema)
    return {
        "name": one.name,
        "in": "query",
        "description": one.text,
        "required": one.is_required,
        "schema": schema,
        **({"style": "form", "explode": True} if one.is_repeated else {}),
    }


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": f"{_COMPONENTS}problem"}
    return {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}


def _moved(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Let the references of a schema lead to the components of the document."""
    text = json.dumps(schema).replace(f'"{_DEFINITIONS}', f'"{_COMPONENTS}')
    moved: dict[str, Any] = json.loads(text)
    return moved


_REFUSALS: Final = {
    401: "The key is missing or wrong, where the service wants one",
    414: "The question is too long",
    422: "The question cannot be answered",
    503: "Too many questions wait, or a file of the program is damaged",
    504: "The answer takes too long",
}
_TABLE_REFUSALS: Final = {
    408: "The upload takes too long",
    413: "The table is too large",
    414: "The question is too long",
    415: "Tables of this type are not read",
    422: "A parameter has no such value",
    429: "There are too many jobs",
}
_CONDITIONS: Final = (
    {
        "name": "Accept-Language",
        "in": "header",
        "description": "Language of sentences, if lang names none: en, ru or fa",
        "schema": _TEXT,
    },
    {
        "name": "If-None-Match",
        "in": "header",
        "description": "ETag of an answer that is there already",
        "schema": _TEXT,
    },
)
_HEALTH_OPERATION: Final[dict[str, Any]] = {
    "operationId": "health",
    "summary": "Say whether every file of the program is the one that was shipped",
    "responses": {
        status: {
            "description": text,
            "content": {JSON: {"schema": {"$ref": f"{_COMPONENTS}health"}}},
        }
        for status, text in (("200", "It is whole"), ("503", "Files are lost or damaged"))
    },
}
