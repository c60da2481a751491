"""The record of past errors: read whole or refused, and always that of the shipped back-test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.errors import LedgerError
from geo.evidence import ALL_JOURNEYS, RECORD_FILE, group_of, load_records
from geo.model import BRANCHES, OFFERED, RIVALS
from geo.paths import EVIDENCE
from tests.atlases import back_test, dated_atlas

if TYPE_CHECKING:
    from pathlib import Path


def test_every_corridor_has_a_record() -> None:
    records = load_records()
    for corridor in (*BRANCHES, *RIVALS, *OFFERED, "any", "direct"):
        record = records.of(corridor)
        assert record.families >= 5
        assert sum(weight for _, weight in record.levels) == pytest.approx(record.families, abs=0.1)
        assert record.measured + record.promised == record.journeys
    assert group_of("direct") == ALL_JOURNEYS


@pytest.mark.slow
def test_the_file_is_what_the_back_test_says() -> None:
    tested = back_test(dated_atlas(), with_claims=False)
    rows = {group: record.as_dict() for group, record in tested.records().items()}
    kept = json.loads((EVIDENCE / RECORD_FILE).read_text("utf-8"))["records"]
    assert kept == json.loads(json.dumps(rows)), "run python -m docs.generate"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"records": {"eastern": {}}}', '{"records": {}}', '{"records": {"x": 1}}']
)
def test_a_damaged_record_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / RECORD_FILE
    path.write_text(text, "utf-8")
    with pytest.raises(LedgerError, match=RECORD_FILE):
        load_records(path)
