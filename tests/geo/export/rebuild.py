"""Rebuild exported files from their tokens, in another process with another hash seed.

The process reads the atlas once and answers a question once for all its files, as the export
that is rebuilt did; it writes them in the opposite order, so that none may rest on another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_RUN: Final = """
import functools, json, sys
from geo import export, journeys
from geo.cli.main import main
from tests.atlases import open_atlas
atlas, answer = open_atlas(), export.content_of
by_request = functools.cache(lambda request: answer(atlas, request))
journeys.load_atlas = lambda _: atlas
export.content_of = lambda _, request: by_request(request)
for command in json.load(sys.stdin):
    if code := main(command):
        sys.exit(code)
"""


def run_commands(commands: Sequence[Sequence[str]]) -> str:
    """Run commands of ``instc`` one after the other in one new process; give their stderr."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN],
        input=json.dumps(commands),
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def rebuild(token: str, files: dict[str, Path]) -> str:
    """Rebuild files by their format from one token; give what the program reports meanwhile."""
    commands = [
        ["export", "--token", token, "--format", name, "--out", str(path)]
        for name, path in reversed(files.items())
    ]
    return run_commands(commands)
