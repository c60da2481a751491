from .content import Content, content_of, edition
from .features import feature_layers
from .formats import (
    FORMATS,
    PAPERED,
    export,
    export_bytes,
    file_name,
    format_by_suffix,
    format_of,
    formats_of,
    named,
)
from .request import PAPERS, Kind, Request, request_of

__all__ = [
    "FORMATS",
    "PAPERED",
    "PAPERS",
    "Content",
    "Kind",
    "Request",
    "content_of",
    "edition",
    "export",
    "export_bytes",
    "feature_layers",
    "file_name",
    "format_by_suffix",
    "format_of",
    "formats_of",
    "named",
    "request_of",
]
