"""Evidence and story as files: every row of the data, the same bytes, hostile texts as texts."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from geo.cli.main import main
from geo.errors import ExportError
from geo.evidence.history import BRANCH_LAYERS, load_history
from geo.evidence.ledger import conflicting_figures
from geo.evidence.states import load_states
from geo.export.answering import PARTS, content_of
from geo.export.choices import Kind
from geo.export.evidence import ContradictionRow
from geo.export.formats import FORMATS, export, export_bytes, formats_of
from geo.export.maps import picture_count
from geo.export.request import Request, token_of
from geo.export.rows import sources_of
from geo.export.spreadsheet import FORMULA, sheets
from geo.journeys import compare
from geo.scenario import Scenario
from tests.atlases import back_test, dated_atlas, price_test
from tests.exports import TEXTS, hostile_cells, poisoned
from tests.geo.export.rebuild import rebuild
from tests.geo.export.test_strings import Tags

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

Rows = list[dict[str, str]]
MONTH = "2013-06"


@pytest.fixture(scope="module", params=list(PARTS))
def content(request: pytest.FixtureRequest, atlas: Atlas) -> Content:
    return content_of(atlas, Request(kind=request.param))


@pytest.fixture(scope="module")
def hostile(content: Content) -> Content:
    return poisoned(content)


def rows_of(content: Content) -> dict[str, Rows]:
    """Return the rows of a file in CSV by their part."""
    text = export_bytes(content, "csv").decode("utf-8-sig")
    rows: dict[str, Rows] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        rows.setdefault(row["part"], []).append(row)
    return rows


def test_the_evidence_is_all_there_and_is_the_librarys(atlas: Atlas) -> None:
    rows = rows_of(content_of(atlas, Request(kind=Kind.EVIDENCE)))
    tested, ledger = back_test(atlas), atlas.ledger
    assert [r["id"] for r in rows["figures"]] == list(ledger.figures)
    assert [float(r["p50"]) for r in rows["figures"]] == [
        f.band.p50 for f in ledger.figures.values()
    ]
    for row, trial in zip(rows["movements"], tested.trials, strict=True):
        assert float(row["model_days_p50"]) == pytest.approx(trial.days.p50, abs=1e-4)
        assert float(row["error"]) == pytest.approx(trial.error, abs=1e-4)
        assert row["counts"] == str(trial.used_for_validation)
        assert row["sources"]
    for row, claim in zip(rows["claims"], tested.claims, strict=True):
        medians = {clock: float(row[f"model_{clock}_p50"]) for clock in claim.days}
        wanted = {clock: band.p50 for clock, band in claim.days.items()}
        assert medians == pytest.approx(wanted, abs=1e-4)
    priced = price_test(atlas)
    assert [r["id"] for r in rows["prices"]] == [p.price.id for p in priced.trials] + [
        ratio.id for ratio in priced.ratios
    ]
    for row, one in zip(rows["prices"], priced.trials, strict=False):
        if one.usd is None or one.error is None:
            assert row["model_usd_p50"] == row["error"] == ""
            assert row["reason"]
            continue
        assert float(row["model_usd_p50"]) == pytest.approx(one.usd.p50, abs=0.05)
        assert float(row["error"]) == pytest.approx(one.error, abs=1e-4)
    assert len(rows["contradictions"]) == len(ledger.contradictions)
    assert len(rows["rivals"]) == sum(map(len, conflicting_figures(ledger.figures.values())))
    assert {r["file"] for r in rows["files"]} >= {"western.geojson", "eastern.geojson"}


def test_every_state_of_a_gate_is_there_with_its_sources() -> None:
    states = load_states().rows
    content = content_of(dated_atlas(), Request(kind=Kind.EVIDENCE, part="states"))
    rows = rows_of(content)["states"]
    assert [row["id"] for row in rows] == [state.id for state in states]
    for row, state in zip(rows, states, strict=True):
        assert (row["state"], row["note"]) == (state.status, state.note)
        assert row["confirmed"] == (state.confirmed.isoformat() if state.confirmed else "")
        assert row["sources"]
    assert b"Strait of Hormuz" in export_bytes(content, "md")


def test_the_story_is_that_of_its_month(atlas: Atlas) -> None:
    month = Scenario(date=MONTH)
    rows = rows_of(content_of(atlas, Request(kind=Kind.STORY, scenario=month)))
    history = load_history()
    assert {r["id"] for r in rows["events"]} == {one.id for one in history.events}
    assert len(rows["cargo"]) + len(rows["trade"]) == len(history.volumes)
    comparison = compare(
        atlas, atlas.places.find("moscow"), atlas.places.find("nhava-sheva"), month
    )
    for row, branch in zip(rows["branches"], BRANCH_LAYERS, strict=True):
        first = next((j for j in comparison.journeys if j.route.corridor == branch), None)
        assert row["km"] == ("" if first is None else str(round(first.route.km, 1)))
    opened = {r["id"]: r["open"] for r in rows["links"]}
    today = rows_of(content_of(atlas, Request(kind=Kind.STORY, part="branches")))["links"]
    assert {r["id"] for r in today if opened[r["id"]] == "False" and r["open"] == "True"}


def test_a_part_is_the_same_as_in_the_whole(atlas: Atlas, content: Content) -> None:
    kind, whole = content.request.kind, sheets(content)
    assert len(PARTS[kind]) > 1
    for part in PARTS[kind]:
        alone = sheets(content_of(atlas, Request(kind=kind, part=part)))
        names = set(alone) - {"About", "Sources"}
        assert names
        assert all(alone[name] == whole[name] for name in names)
        assert {row["id"] for row in alone["Sources"]} <= {row["id"] for row in whole["Sources"]}


def test_every_source_of_a_row_stands_in_the_list(content: Content) -> None:
    ids = [name for part in content.sections for row in part.rows for name in sources_of(row)]
    assert len(ids) > 20
    assert all(content.sources[name][0] for name in ids)


def test_a_second_reader_finds_every_cell_of_the_workbook(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(content, "xlsx", path)
    workbook = openpyxl.load_workbook(path)
    assert len(workbook.sheetnames) == len(content.sections) + 2
    for name, rows in sheets(content).items():
        head, *lines = list(workbook[name].values) if rows else [[]]
        assert len(lines) == len(rows)
        for row, cells in zip(rows, lines, strict=True):
            values = {k: v for k, v in zip(head, cells, strict=True) if v is not None}
            assert values == {k: v for k, v in row.items() if v not in (None, "")}


@pytest.mark.parametrize("name", ["csv", "md", "dossier"])
def test_every_file_says_what_it_rests_on(content: Content, name: str) -> None:
    text = export_bytes(content, name).decode("utf-8-sig").replace("\\", "")
    for credit in ("OpenStreetMap", "ODbL", "Natural Earth", "searoute", "GeoNames", "de facto"):
        assert credit in text
    assert content.stamp.hash in text
    assert content.stamp.data_date in text


@pytest.mark.deep
@pytest.mark.parametrize("kind", [Kind.STORY, Kind.EVIDENCE])
def test_the_token_gives_the_same_bytes_in_another_process(
    atlas: Atlas, kind: Kind, tmp_path: Path
) -> None:
    options: dict[str, Any] = {"kind": kind, "language": "fa", "paper": "a3"}
    options |= {"part": "claims"} if kind is Kind.EVIDENCE else {"scenario": Scenario(date=MONTH)}
    content = content_of(atlas, Request(**options))
    names = formats_of(kind)
    first = {name: tmp_path / f"{name}{FORMATS[name].suffix}" for name in names}
    for name, path in first.items():
        export(content, name, path)
    again = {name: tmp_path / f"again-{path.name}" for name, path in first.items()}
    rebuild(content.stamp.hash, again)
    assert len(names) > 3
    assert [n for n in names if first[n].read_bytes() != again[n].read_bytes()] == []


def test_what_a_part_does_not_depend_on_is_not_in_its_token(atlas: Atlas) -> None:
    month = Scenario(date=MONTH)
    content = content_of(
        atlas, Request(kind=Kind.EVIDENCE, part="data", origin="moscow", scenario=month)
    )
    assert content.stamp.hash == token_of(Request(kind=Kind.EVIDENCE, part="data"))


@pytest.mark.parametrize("language", ["ru", "fa"])
@pytest.mark.parametrize("kind", list(PARTS))
def test_a_dossier_is_told_in_its_language(atlas: Atlas, kind: Kind, language: str) -> None:
    content = content_of(atlas, Request(kind=kind, part="contradictions", language=language))
    page = export_bytes(content, "dossier").decode()
    translate = content.locale.translate
    assert f'lang="{language}"' in page
    rows = [row for row in content.sections[0].rows if isinstance(row, ContradictionRow)]
    assert rows
    for row in rows:
        assert translate(row.subject) in page
        assert translate(row.subject) != row.subject
    assert translate("Where sources differ") in page


@pytest.mark.parametrize("kind", list(PARTS))
def test_a_format_that_a_kind_does_not_have_is_an_error_that_names_the_others(
    kind: Kind, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.kml"
    assert main(["export", kind, "--format", "kml", "--out", str(out)]) == 1
    known = "csv, csv-excel-ru, csv-excel-fa, xlsx, md, dossier, dossier-pdf"
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == f"there is no format 'kml' for {kind}; choose from {known}."
    assert not out.exists()


@pytest.mark.parametrize(
    ("kind", "sentence"), [(Kind.STORY, "branches, events"), (Kind.LAYERS, "evidence or story")]
)
def test_a_part_that_does_not_exist_is_an_error(atlas: Atlas, kind: Kind, sentence: str) -> None:
    with pytest.raises(ExportError, match=sentence):
        content_of(atlas, Request(kind=kind, part="nonsense"))


def test_no_cell_of_hostile_tables_is_a_formula(hostile: Content, tmp_path: Path) -> None:
    cells_of_csv = [c for rows in rows_of(hostile).values() for row in rows for c in row.values()]
    assert sum("=1+1" in cell for cell in cells_of_csv) > 10
    for cell in cells_of_csv:
        plain = cell.lstrip(" ")
        assert not plain.startswith(FORMULA) or _is_number(plain), cell
    path = tmp_path / "a.xlsx"
    export(hostile, "xlsx", path)
    assert hostile_cells(path) > 10


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_hostile_texts_stay_texts_in_dossier_and_markdown(hostile: Content) -> None:
    page = export_bytes(hostile, "dossier").decode()
    finder = Tags()
    finder.feed(page)
    ours = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "table"}
    assert finder.seen <= ours | {"thead", "tbody", "tr", "th", "td"}
    assert not any(name.startswith("on") for name in finder.attributes)
    assert sum(f"alert({n})" in page for n in range(len(TEXTS))) > 25
    for line in export_bytes(hostile, "md").decode().split("\n"):
        assert "<" not in line
        assert "](" not in line.replace("\\](", "")


def test_hostile_pages_are_taken(hostile: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    export(hostile, "dossier-pdf", path)
    assert picture_count(path) > 3
