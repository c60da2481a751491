"""How many examples the laws are tried on: few in every check, many once a week."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import settings

from tests.programs import is_ci

SCALES: Final = {"quick": 0.3, "deep": 3.0}
"""Examples of a profile, as a multiple of what a law names; HYPOTHESIS_PROFILE chooses another."""
USUAL_EXAMPLES: Final = 100
PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE") or "quick"


def examples(count: int) -> int:
    """Scale the number of examples of a law by the profile.

    Examples
    --------
    >>> examples(100) == round(100 * SCALES[PROFILE])
    True
    """
    return max(1, round(count * SCALES[PROFILE]))


def tries(quick: int, deep: int) -> int:
    """Choose how often a generated question is asked, by the profile.

    Examples
    --------
    >>> tries(40, 4_000) == (40 if PROFILE == "quick" else 4_000)
    True
    """
    return quick if PROFILE == "quick" else deep


def load() -> None:
    """Register both profiles and load the one that the environment asks for.

    The quick check of CI tries the same examples each time, so that it fails for the change and
    not by chance; a developer's machine, and the deep profile, try others each time.
    """
    for name, scale in SCALES.items():
        settings.register_profile(
            name,
            max_examples=round(USUAL_EXAMPLES * scale),
            derandomize=is_ci() and name == "quick",
            database=None,
            deadline=None,
            print_blob=True,
        )
    settings.load_profile(PROFILE)
