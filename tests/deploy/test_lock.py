"""The lock file: every library by version and digest, and none missing."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from itertools import pairwise
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from deploy.sbom import canonical, pins

ROOT: Final = Path(__file__).resolve().parents[2]
LOCK: Final = (ROOT / "requirements.lock").read_text("utf-8")
DIGEST: Final = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
PIN: Final = re.compile(r"^[a-z0-9-]+==[\w.]+(?: ; [\w. '!=<>]+)? \\$")


def test_the_lock_has_the_versions_of_the_requirements() -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert len(asked) > 20
    locked = pins(LOCK)
    wrong = [
        one.name for one in asked if f"=={locked.get(canonical(one.name))}" != str(one.specifier)
    ]
    assert wrong == [], "run `make lock`"


def test_every_library_has_digests_and_nothing_else_stands_in_the_lock() -> None:
    lines = LOCK.splitlines()
    assert len(lines) > 500
    assert [line for line in lines if not DIGEST.match(line) and not PIN.match(line)] == []
    pairs = [pair for pair in pairwise(lines) if PIN.match(pair[0])]
    followed = [bool(DIGEST.match(after)) for _, after in pairs]
    assert len(followed) == len(pins(LOCK)) > 40
    assert all(followed)


def test_the_lock_lacks_no_library_that_another_needs_here() -> None:
    locked, missing, looked = pins(LOCK), [], 0
    assert len(locked) > 40
    for name in locked:
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue
        for one in map(Requirement, lines):
            looked += 1
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                held = locked.get(canonical(one.name), "")
                missing += [] if held and held in one.specifier else [f"{name}: {one} ({held})"]
    assert looked > 100
    assert missing == []


def test_service_and_container_install_from_the_lock() -> None:
    for name in ("README.md", "Containerfile"):
        text = (ROOT / "deploy" / name).read_text("utf-8")
        assert "--require-hashes -r requirements.lock" in text
        assert "pip install -r requirements.txt" not in text
