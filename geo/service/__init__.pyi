from .application import LONGEST_QUERY, Settings, application, etag_of, preferred_language
from .jobs import FORMAT, MEDIA_TYPES, TOO_MUCH, BatchVerb, JobLimits
from .openapi import definitions, document
from .refusals import Refusal, RefusedError, kind_of, refusal_of
from .server import address_of, listening, serve, server_of
from .tools import (
    INSTRUCTIONS,
    Result,
    Tool,
    input_schema,
    output_schema,
    serve_over_stdio,
    texts_of,
)
from .verbs import JSON, Answer, Parameter, Verb, unknown_parameter
from .workers import Workers

__all__ = [
    "FORMAT",
    "INSTRUCTIONS",
    "JSON",
    "LONGEST_QUERY",
    "MEDIA_TYPES",
    "TOO_MUCH",
    "Answer",
    "BatchVerb",
    "JobLimits",
    "Parameter",
    "Refusal",
    "RefusedError",
    "Result",
    "Settings",
    "Tool",
    "Verb",
    "Workers",
    "address_of",
    "application",
    "definitions",
    "document",
    "etag_of",
    "input_schema",
    "kind_of",
    "listening",
    "output_schema",
    "preferred_language",
    "refusal_of",
    "serve",
    "serve_over_stdio",
    "server_of",
    "texts_of",
    "unknown_parameter",
]
