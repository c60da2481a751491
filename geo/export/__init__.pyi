from .collect import content_of, edition
from .formats import (
    FORMATS,
    PAPERED,
    export,
    export_bytes,
    file_name,
    format_of,
    formats_of,
    named,
)
from .request import PAPERS, Kind, Request, request_of

__all__ = [
    "FORMATS",
    "PAPERED",
    "PAPERS",
    "Kind",
    "Request",
    "content_of",
    "edition",
    "export",
    "export_bytes",
    "file_name",
    "format_of",
    "formats_of",
    "named",
    "request_of",
]
