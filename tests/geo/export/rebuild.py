"""Rebuild exported files from their tokens, in another process with another hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_RUN: Final = """
import json, sys
from geo.cli.main import main
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


def rebuild(token: str, files: Mapping[str, Path]) -> str:
    """Rebuild files by their format from one token; give what the program reports meanwhile."""
    commands = [
        ["export", "--token", token, "--format", name, "--out", str(path)]
        for name, path in files.items()
    ]
    return run_commands(commands)
