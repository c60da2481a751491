"""A file that ships with the program and cannot be read is one sentence that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import LayerError
from geo.paths import RESTORE, shipped_bytes, shipped_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Рашт\n".encode())
    assert shipped_text(path) == shipped_bytes(path).decode() == "Рашт\n"


def test_a_file_that_is_missing_is_named_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        shipped_text(tmp_path / "a.csv")
    assert str(caught.value) == f"a.csv is missing from {tmp_path.name}/; {RESTORE}"


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(LayerError) as caught:
        shipped_bytes(tmp_path / "a.csv")
    assert str(caught.value) == f"a.csv cannot be read (Is a directory); {RESTORE}"


def test_a_file_that_is_no_text_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LayerError) as caught:
        shipped_text(tmp_path / "a.csv")
    assert str(caught.value) == f"a.csv is damaged; {RESTORE}"
