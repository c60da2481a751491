"""The promised openings: whole, in order, and refused where a row breaks the schema."""

from __future__ import annotations

import csv
import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from geo.errors import LedgerError
from geo.evidence import PROMISES_FILE, load_promises
from geo.network import missing_links
from geo.paths import EVIDENCE
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path


def broken(folder: Path, column: str, value: str) -> Path:
    with (EVIDENCE / PROMISES_FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = value
    path = folder / PROMISES_FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_missing_link_has_promises_in_the_order_in_which_they_were_made() -> None:
    promises = load_promises()
    links = missing_links(dated_atlas().network)
    assert {one.link for one in promises} == {link.id for link in links}
    assert set(dated_atlas().corridors.links) >= {one.link for one in promises}
    for link in links:
        said = [one.said_on for one in promises if one.link == link.id]
        assert said == sorted(said)
        assert len(said) > 1
        assert link.km > 30
        assert link.lines


def test_a_promise_is_kept_until_its_last_day() -> None:
    (one, *_) = [promise for promise in load_promises() if promise.promised == "2028"]
    assert one.due == dt.date(2028, 12, 31)
    assert not one.has_passed(one.due)
    assert one.has_passed(one.due + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("said", "", "said, promised, text or source is blank"),
        ("said", "last year", "said 'last year'"),
        ("promised", "2017", "promised 2017 is not later than said 2018-01-20"),
        ("earliest", "2020", "earliest 2020 is not before promised 2019-03"),
        ("link", "Rasht Astara", "link 'Rasht Astara'"),
        ("url", "javascript:alert(1)", "not a web address"),
        ("grade", "Z", "grade 'Z'"),
    ],
)
def test_a_row_that_breaks_the_schema_is_refused(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    with pytest.raises(LedgerError, match=re.escape(reason)):
        load_promises(broken(tmp_path, column, value))
