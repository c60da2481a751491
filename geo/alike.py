"""Names that are written like one which nothing bears, for the end of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LIKENESS: Final = 0.6
"""Share of letters that two names have in common, in order, to be written alike."""
MOST: Final = 3
"""Names that a sentence offers."""


def alike(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names written most like a text, the likest first; case is no difference.

    Parameters
    ----------
    text
        What somebody wrote.
    names
        What could have been meant.

    Examples
    --------
    >>> alike(" Hormus", ["suez", "hormuz", "Hormuz-in", "cape"])
    ('hormuz', 'Hormuz-in')
    >>> alike("Atlantis", ["suez", "hormuz"])
    ()
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only errors need it

    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    near = get_close_matches(text.strip().casefold(), folded, n=MOST, cutoff=LIKENESS)
    return tuple(folded[name] for name in near)
