"""Ask an installation for everything once, without the tools of the tests.

``python -m deploy.smoke`` asks a comparison, and writes a file of every format of every kind into a
folder that is removed afterwards.

Continuous integration runs it on the lowest versions of all libraries that are allowed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import geo
from geo.export import FORMATS, Kind, Request, content_of, export, formats_of
from geo.journeys import load_atlas

ENDS = ("Moscow", "Mundra")


def main() -> int:
    """Ask; write what was asked, and return the exit code."""
    answer = geo.load().compare(*ENDS)
    sys.stdout.write(f"{len(answer)} journeys\n")
    atlas, written = load_atlas(), set[str]()
    with tempfile.TemporaryDirectory(prefix="atlas-smoke-") as folder:
        for kind in (Kind.ROUTE, Kind.LAYERS, Kind.EVIDENCE):
            ends = ENDS if kind is Kind.ROUTE else ("", "")
            content = content_of(atlas, Request(kind=kind, origin=ends[0], destination=ends[1]))
            for name in formats_of(kind):
                path = Path(folder) / f"{kind}-{name}{FORMATS[name].suffix}"
                export(content, name, path)
                written.add(name)
                sys.stdout.write(f"{kind} {name}: {path.stat().st_size:,} bytes\n")
    missing = sorted(set(FORMATS) - written)
    sys.stdout.write(f"missing: {', '.join(missing)}\n" if missing else "every format\n")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
