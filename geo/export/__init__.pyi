from .address import base_of, is_base
from .answering import content_of
from .choices import (
    EXCEL_CSV,
    FILE_TYPES,
    LANGUAGES,
    PAGES,
    PAPERED,
    PAPERS,
    WITHOUT_ENDS,
    FileType,
    Kind,
)
from .content import Content
from .features import feature_layers
from .formats import (
    FORMATS,
    check_suffix,
    export,
    export_bytes,
    file_name,
    format_by_suffix,
    format_of,
    formats_of,
    requested_name,
)
from .link import query_of
from .request import Request, request_of
from .surface import SurfaceContent, surface_content
from .surface_change import ChangeContent, change_content, change_of
from .surface_files import (
    SURFACE_TYPES,
    CellMap,
    export_surface,
    surface_bytes,
    surface_file_name,
    surface_format,
)
from .userdata import (
    USER_SUFFIXES,
    check_user_suffix,
    export_user_layer,
    user_layer_bytes,
    user_rows,
)

__all__ = [
    "EXCEL_CSV",
    "FILE_TYPES",
    "FORMATS",
    "LANGUAGES",
    "PAGES",
    "PAPERED",
    "PAPERS",
    "SURFACE_TYPES",
    "USER_SUFFIXES",
    "WITHOUT_ENDS",
    "CellMap",
    "ChangeContent",
    "Content",
    "FileType",
    "Kind",
    "Request",
    "SurfaceContent",
    "base_of",
    "change_content",
    "change_of",
    "check_suffix",
    "check_user_suffix",
    "content_of",
    "export",
    "export_bytes",
    "export_surface",
    "export_user_layer",
    "feature_layers",
    "file_name",
    "format_by_suffix",
    "format_of",
    "formats_of",
    "is_base",
    "query_of",
    "request_of",
    "requested_name",
    "surface_bytes",
    "surface_content",
    "surface_file_name",
    "surface_format",
    "user_layer_bytes",
    "user_rows",
]
