"""Names near to a misspelt one: edit distance to all keys of the gazetteer at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WIDTH: Final = 24
"""Letters of a key that are compared; few names are longer, and none by mistake."""


class Nearness:
    """Search keys as a matrix of letters.

    Parameters
    ----------
    keys
        At least one.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        text = np.asarray(keys, dtype=f"<U{WIDTH}")
        letters = text.view(np.uint32).reshape(len(text), WIDTH)
        self._letters: Final = np.ascontiguousarray(letters.T)
        self._lengths: Final = np.count_nonzero(letters, axis=1)

    def edits(self, key: str) -> NDArray[np.int8]:
        """Return how many edits lead from a key to each.

        An edit adds, drops or changes a letter, or swaps two neighbours.

        Returns
        -------
        numpy.ndarray
            Shape (n,); Damerau's distance (1964), by rows of its table for all keys at once.

        Examples
        --------
        >>> Nearness(["tehran", "rasht", "rast"]).edits("rash").tolist()
        [5, 1, 1]
        >>> Nearness(["moscow"]).edits("mosocw").tolist()
        [1]
        """
        return self._table(key[:WIDTH], np.arange(len(self._lengths)))

    def within(self, key: str, most: int) -> tuple[NDArray[np.intp], NDArray[np.int8]]:
        """Return the numbers of the keys at most so many edits away, and their edits.

        Examples
        --------
        >>> [part.tolist() for part in Nearness(["tehran", "rasht", "rast"]).within("rash", 1)]
        [[1, 2], [1, 1]]
        """
        key = key[:WIDTH]
        candidates = np.flatnonzero(np.abs(self._lengths - len(key)) <= most)
        edits = self._table(key, candidates)
        near = edits <= most
        return candidates[near], edits[near]

    def _table(self, key: str, numbers: NDArray[np.intp]) -> NDArray[np.int8]:
        letters = self._letters[:, numbers]
        step = np.arange(WIDTH + 1, dtype=np.int8)[:, None]
        row = np.repeat(step, len(numbers), axis=1)
        before, last = row, ""
        for letter in key:
            same = letters == ord(letter)
            new = row + np.int8(1)
            np.minimum(new[1:], row[:-1] + ~same, out=new[1:])
            if last:
                swapped = same[:-1] & (letters[1:] == ord(last))
                np.minimum(new[2:], before[:-2] + np.where(swapped, 1, 9), out=new[2:])
            # a gap costs one edit a letter: the running minimum of what is left of the slope
            before, last = row, letter
            row = np.minimum.accumulate(new - step, axis=0) + step
        found: NDArray[np.int8] = row[self._lengths[numbers], np.arange(len(numbers))]
        return found
