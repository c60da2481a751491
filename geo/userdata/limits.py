"""How large a file of the user may be, and how long reading it may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one file; a file that reaches a limit is read, one that exceeds it is refused."""

    file_bytes: int = 20 * MEGABYTE
    features: int = 200_000
    vertices: int = 2_000_000
    unpacked_bytes: int = 100 * MEGABYTE
    """Of all members of an archive together; XLSX and KMZ are archives too."""
    ratio: int = 100
    """Of the unpacked size of an archive to its own."""
    members: int = 1_000
    """Files in an archive."""
    columns: int = 256
    seconds: float = 10.0
    """From the start of the process that reads to its end."""
    memory_bytes: int = 1_000 * MEGABYTE
    """Address space of that process."""
    text_length: int = 2_000
    """Characters of one cell; what is longer is cut, and the cut is listed."""
    listed: int = 1_000
    """Bad features that are listed one by one; all are counted."""


LIMITS: Final = Limits()
