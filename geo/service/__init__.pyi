from .application import LONGEST_QUERY, Settings, application, etag_of, preferred_language
from .openapi import definitions, document
from .refusals import Refusal, RefusedError, kind_of, refusal_of
from .server import address_of, listening, serve, server_of
from .verbs import JSON, Answer, Parameter, Verb, unknown_parameter

__all__ = [
    "JSON",
    "LONGEST_QUERY",
    "Answer",
    "Parameter",
    "Refusal",
    "RefusedError",
    "Settings",
    "Verb",
    "address_of",
    "application",
    "definitions",
    "document",
    "etag_of",
    "kind_of",
    "listening",
    "preferred_language",
    "refusal_of",
    "serve",
    "server_of",
    "unknown_parameter",
]
