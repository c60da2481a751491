"""Rows and tables that are wrong: each gets its own sentence, and the rest is answered."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from pyarrow import parquet

from geo import QuestionError, Scenario, UserFileError
from geo.batch import Layout, Report, Task, run
from geo.batch.sources import LONGEST_RECORD
from geo.estimates import Box
from geo.i18n import get_locale
from tests.atlases import dated_atlas
from tests.geo.batch.tables import GOOD, HEAD, answered, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[list[dict[str, str]], Report]]

SIX = (*HEAD, "corridor", "scenario")
ROWS_OF_SHEET = 1 << 20
EVERY, FILLED = 32, 30_000


class Kind(NamedTuple):
    """A kind of row, and what is said of it; nothing is said of a good one."""

    id: str
    cells: tuple[str, ...]
    sentence: str = ""
    note: str = ""


def row(
    origin: str = GOOD[0],
    destination: str = GOOD[1],
    date: str = GOOD[2],
    cargo: str = GOOD[3],
    *others: str,
) -> tuple[str, ...]:
    return (origin, destination, date, cargo, *others)


KINDS = (
    # places
    Kind("unknown name", row("Nowhereville"), "No place is called 'Nowhereville'"),
    Kind("ambiguous name", row("Astara"), "2 places are called 'Astara'; write one of"),
    Kind("misspelt name", row("Novorosiysk"), "Novorossiysk"),
    Kind("country", row("Iran", "Baku"), "'Iran' is a country"),
    Kind("empty origin", row(""), "The origin is empty; fill the cell."),
    Kind("empty destination", row(destination=" "), "The destination is empty; fill the cell."),
    Kind("one place twice", row("Tehran"), "are the same place"),
    Kind("off the globe", row("95.5,200"), "is not on the globe"),
    Kind("turned off the globe", row("137.62,55.75"), "did you mean 55.75,137.62?"),
    Kind("turned round", row("37.62,55.75"), "choose a place nearer", "latitude comes first"),
    Kind("minutes of 60", row("55°75′N 37°37′E"), "reach 60"),
    Kind("three numbers", row("55.75,37.62,12"), "cannot be read as coordinates"),
    Kind("Web Mercator", row('"SRID=3857;POINT(4187591 7509137)"'), "another coordinate system"),
    Kind("beyond the network", row("0,-120"), "0.000, -120.000"),
    Kind("no letters", row("???"), "names no place"),
    Kind("long text", row("x" * 300), "a text of 300 characters is not a place".capitalize()),
    # what spreadsheets leave
    Kind("formula", row("=VLOOKUP(A2,B:C,2)"), "is a formula; save its value instead"),
    Kind("error of a spreadsheet", row("#N/A"), "is an error of the spreadsheet"),
    Kind("Russian error of a spreadsheet", row(cargo="#ССЫЛКА!"), "is an error of the spread"),
    Kind("lost letters", row("Астра\N{REPLACEMENT CHARACTER}ань"), "letters that cannot be read"),
    Kind("serial number", row(date="45964")),
    Kind("total", row("Total", "", "", "120"), "No place is called 'Total'"),
    # dates
    Kind("empty date", row(date=""), "The date is empty; fill the cell."),
    Kind("day that is none", row(date="2025-02-30"), "is not a day of the calendar"),
    Kind("month that is none", row(date="2025-13-01"), "is not a day of the calendar"),
    Kind("year of two digits", row(date="03.11.25"), "has a year of two digits"),
    Kind("Solar Hijri date", row(date="1404/08/12"), "Solar Hijri calendar"),
    Kind("Persian digits in a date", row(date="۲۰۲۵-۱۱-۰۳")),
    Kind("day or month first", row(date="03/11/2025"), "as 2025-11-03 or as 2025-03-11"),
    Kind("day first", row(date="03.11.2025")),
    Kind("time of day", row(date="2025-11-03T23:59:00+03:30")),
    Kind("words", row(date="soon"), "'soon' is not a date"),
    Kind("year before the data", row(date="1999-01-01"), "between 2000-01 and 2040-12"),
    Kind("number that is no day", row(date="99999"), "'99999' is not a date"),
    # cargo
    Kind("empty amount", row(cargo=""), "The amount is empty; fill the cell."),
    Kind("negative tonnes", row(cargo="-5 t"), "The amount is -5; give one above 0"),
    Kind("nothing", row(cargo="0"), "The amount is 0; give one above 0"),
    Kind("mixed units", row(cargo="5 t 3 TEU"), "'5 t 3' is not a number"),
    Kind("unit that is none", row(cargo="5 barrels"), "'5 barrels' is not a number"),
    Kind("decimal comma", row(cargo='"12,5 t"')),
    Kind("thousands or a decimal", row(cargo='"1,500 t"'), "as 1500 or as 1.500"),
    Kind("Persian digits", row(cargo="۱۲ تن")),
    Kind("half a box", row(cargo="1.5 TEU"), "but boxes are whole"),
    Kind("too much", row(cargo="1e9 t"), "up to 1,000,000"),
    Kind("not a number", row(cargo="nan"), "'nan' is not a number"),
    # corridor and scenario
    Kind("corridor that is none", row(*GOOD, "northern"), "There is no corridor 'northern'"),
    Kind("corridor that does not serve", row(*GOOD, "suez"), "does not serve"),
    Kind("scenario that is none", row(*GOOD, "", "mine"), "There is no scenario 'mine'"),
    Kind("scenario in pieces", row(*GOOD, "", '"{""closed"": "'), "There is no scenario"),
    Kind("scenario with a strange member", row(*GOOD, "", '"{""x"": 1}"'), "has no member 'x'"),
    Kind("scenario of a wrong kind", row(*GOOD, "", '"{""closed"": 1}"'), "wants a list"),
    Kind("gate that is none", row(*GOOD, "", '"{""closed"": [""x""]}"'), "'x'"),
    # rows
    Kind("empty row", ("", "", "", ""), "The row is empty; delete it."),
    Kind("head again", SIX, "The row repeats the head of the table; delete it."),
    Kind("usual head", ("from", "to", "day", "t"), "repeats the head of the table"),
    Kind("too many cells", (*row(*GOOD, "", ""), "x"), "The row has 7 cells and the head 6"),
    Kind("too few cells", GOOD[:2], "The date is empty; fill the cell."),
    Kind("units below the head", ("", "", "YYYY-MM-DD", "TEU"), "The origin is empty"),
    Kind(
        "quotation without end", ('"Astrakhan', *GOOD[1:]), "quotation mark of the row has no end"
    ),
)
BAD = [one for one in KINDS if one.sentence]


@pytest.fixture(scope="module")
def one_table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Rows of one table of all kinds, a good row between each two; by the id of the kind."""
    rows = [cells for kind in KINDS for cells in (GOOD, kind.cells)]
    filling = [GOOD] * LONGEST_RECORD
    result, report = answered(
        tmp_path_factory.mktemp("bad"), text(*rows, *filling, head=SIX, separator=";")
    )
    assert report.rows == len(result) == len(rows) + len(filling)
    assert report.bad == len(BAD)
    good = result[0]
    assert float(good["km"]) > 1_000
    for one in (*result[0 : len(rows) : 2], *result[len(rows) :]):
        assert one == good
    return {kind.id: row for kind, row in zip(KINDS, result[1 : len(rows) : 2], strict=True)}


def test_there_are_rows_of_forty_kinds() -> None:
    assert len(BAD) >= 40
    assert len({kind.id for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])
def test_each_kind_of_row_is_answered_by_its_own_sentence(
    kind: Kind, one_table: dict[str, dict[str, str]]
) -> None:
    held = one_table[kind.id]
    assert kind.sentence in held["error"]
    assert bool(held["error"]) == bool(kind.sentence)
    assert bool(held["km"]) != bool(kind.sentence)
    assert kind.note in held["note"]
    if kind.sentence:
        assert held["error"].endswith((".", "?"))
        assert not held["usd_p50"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path) -> None:
    (held,), _ = answered(tmp_path, text(("Nowhereville", "", "soon", "-1")))
    for part in ("'Nowhereville'", "The destination is empty", "'soon'", "The amount is -1"):
        assert part in held["error"]


@pytest.mark.parametrize(
    ("language", "sentence"), [("ru", "Пункт отправления пуст"), ("fa", "مبدأ خالی است")]
)
def test_sentences_are_in_the_language_of_the_result(
    language: str, sentence: str, tmp_path: Path
) -> None:
    (held,), _ = answered(tmp_path, text(row("")), Task(locale=get_locale(language)))
    assert sentence in held["error"]


GOOD_RUSSIAN = ("Астрахань", "Тегеран", "03.11.2025", "2 ДФЭ")
RUSSIAN = ("Откуда", "Куда", "Дата отгрузки", "Количество")
PERSIAN = ("مبدأ", "مقصد", "تاریخ", "مقدار")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(text(GOOD).encode("utf-8-sig"), id="byte order mark"),
        pytest.param(text(GOOD).encode("utf-16"), id="UTF-16"),
        pytest.param(text(GOOD_RUSSIAN, head=RUSSIAN).encode(), id="Russian head"),
        pytest.param(text(GOOD_RUSSIAN, head=RUSSIAN, separator=";").encode("cp1251"), id="cp1251"),
        pytest.param(text(GOOD_RUSSIAN, head=RUSSIAN, separator=";").encode("cp866"), id="cp866"),
        pytest.param(text(GOOD_RUSSIAN, head=RUSSIAN).encode("koi8-r"), id="koi8-r"),
        pytest.param(text(GOOD, head=PERSIAN, separator="؛").encode(), id="Persian head"),
        pytest.param(text(GOOD, separator="\t").encode(), id="tabs"),
        pytest.param(text(GOOD, separator="|").encode(), id="strokes"),
        pytest.param(b"sep=;\n" + text(GOOD, separator=";").encode(), id="sep"),
        pytest.param(text(GOOD).replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(text(GOOD).replace("\n", "\r").encode(), id="line ends of old Macintosh"),
        pytest.param(text(GOOD).rstrip("\n").encode(), id="no line end"),
        pytest.param(b"Shipments 2025,,,\n,,,\n" + text(GOOD).encode(), id="title merged over it"),
        pytest.param(text(GOOD, head=("Orgin", "Destinaton", "Date", "Qty")).encode(), id="near"),
        pytest.param(text(GOOD, head=("FROM (city)", "To:", "ETD", "Boxes")).encode(), id="signs"),
        pytest.param(text(GOOD, head=("A/Откуда", "B/Куда", "Date", "Qty")).encode(), id="both"),
        pytest.param(text(GOOD).replace("2 TEU", '"2\nTEU"').encode(), id="line end in a cell"),
    ],
)
def test_a_table_is_read_as_it_was_saved(content: bytes, tmp_path: Path) -> None:
    result, report = answered(tmp_path, content)
    assert [one["error"] for one in result] == [""]
    assert float(result[0]["km"]) > 1_000
    assert report.bad == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "it is empty", id="nothing"),
        pytest.param(b"\n\n,,\n", "it is empty", id="no cell"),
        pytest.param(text(GOOD, head=("a", "b", "c", "d")).encode(), "'a', 'b'", id="no head"),
        pytest.param(text(GOOD, head=("from", "from", "to", "t")).encode(), "both", id="twice"),
        pytest.param(
            text(GOOD, head=("from", "origin", "to", "t")).encode(), "both", id="two names"
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_one_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises((UserFileError, QuestionError), match=sentence):
        answered(tmp_path, content)
    assert [one.name for one in tmp_path.iterdir()] == ["shipments.csv"]


def test_a_column_that_comes_twice_and_is_not_read_stays(tmp_path: Path) -> None:
    rows, _ = answered(tmp_path, text((*GOOD, "x", "y"), head=(*HEAD, "ref", "ref")))
    assert (rows[0]["ref"], rows[0]["ref (2)"]) == ("x", "y")
    assert not rows[0]["error"]


@pytest.mark.parametrize(
    ("head", "box"),
    [
        ("Weight, t", Box.TONNE),
        ("Масса нетто (т)", Box.TONNE),
        ("TEU", Box.TEU),
        ("Containers, FEU", Box.FEU),
        ("cargo", Box.TEU),
    ],
)
def test_a_number_has_the_unit_of_its_head(head: str, box: Box, tmp_path: Path) -> None:
    (plain, written), _ = answered(
        tmp_path,
        text(
            (*GOOD[:3], "3"),
            (*GOOD[:3], f"3 {box.value}"),
            head=(*HEAD[:3], f'"{head}"'),
        ),
    )
    assert plain["usd_p50"] == written["usd_p50"] != ""
    assert plain["kg_co2e_p50"] == written["kg_co2e_p50"] != ""


def test_a_weight_without_a_unit_is_no_amount(tmp_path: Path) -> None:
    _, report = answered(tmp_path, text(GOOD, head=(*HEAD[:3], "Weight, kg")))
    assert "cargo" not in report.columns


def workbook(rows: list[list[Any]], **options: Any) -> bytes:
    """Write rows to a sheet; a text that begins with an equals sign is a formula."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(number, column, value, value="")
                elif value is not None:
                    sheet.write(number, column, value)
    return content.getvalue()


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_workbook_is_read_row_by_row(is_1904: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest gives it so
    day = 45964 - 1462 * is_1904
    rows: list[list[Any]] = [
        ["Shipments of November"],
        [],
        [*HEAD, "ref"],
        [*GOOD[:2], day, 2, "a"],
        [],
        [*GOOD[:2], None, 2, "merged"],
        ["=A1", GOOD[1], day, 2, "formula"],
        [*GOOD[:2], day + 0.75, "2 TEU", 7],
    ]
    result, report = answered(tmp_path, workbook(rows, date_1904=is_1904), name="s.xlsx")
    first, empty, merged, formula, last = result
    assert (first["date"], first["ref"], first["error"]) == ("2025-11-03", "a", "")
    assert empty["error"] == "The row is empty; delete it."
    assert merged["error"] == "The date is empty; fill the cell."
    assert formula["error"] == "'=A1' is a formula; save its value instead."
    assert (last["km"], last["ref"], last["error"]) == (first["km"], "7", "")
    assert report.bad == 3


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    content = workbook([[*HEAD], [*GOOD]])
    with pytest.raises(UserFileError, match="Sheet1"):
        answered(tmp_path, content, Task(sheet="no such"), name="s.xlsx")
    rows, _ = answered(tmp_path, content, Task(sheet="Sheet1"), name="s.xlsx")
    assert not rows[0]["error"]


@pytest.mark.deep
def test_the_longest_sheet_is_answered_to_its_last_row(tmp_path: Path) -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in GOOD)
    head = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in HEAD)
    empty = "<row/>" * (EVERY - 1)
    rows = f"<row>{head}</row>" + f"<row>{cells}</row>{empty}" * FILLED
    rows += "<row/>" * (ROWS_OF_SHEET - 2 - FILLED * EVERY)
    rows += "<row>" + cells.replace(GOOD[0], "Nowhereville") + "</row>"
    source = io.BytesIO(workbook([[*HEAD]]))
    with (
        zipfile.ZipFile(source) as small,
        zipfile.ZipFile(tmp_path / "s.xlsx", "w", zipfile.ZIP_DEFLATED) as large,
    ):
        for name in small.namelist():
            content = small.read(name).decode()
            if name.endswith("sheet1.xml"):
                before, _, rest = content.partition("<sheetData>")
                content = (
                    f"{before}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}"
                )
            large.writestr(name, content)
    report = run(dated_atlas(), tmp_path / "s.xlsx", tmp_path / "out.parquet")
    table = parquet.read_table(tmp_path / "out.parquet", columns=["origin", "km", "error"])
    assert report.rows == table.num_rows == ROWS_OF_SHEET - 1
    assert table["km"].null_count == report.bad == ROWS_OF_SHEET - 1 - FILLED
    assert table["km"][FILLED // 2 * EVERY].as_py() > 1_000
    assert table.slice(ROWS_OF_SHEET - 2).to_pylist()[0]["origin"] == "Nowhereville"


@pytest.mark.parametrize("name", ["s.xlsx", "s.parquet"])
def test_a_damaged_file_is_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserFileError, match=r"s\.(xlsx|parquet): "):
        answered(tmp_path, b"PK\x03\x04 damaged PAR1", name=name)


def test_conditions_hold_for_rows_without_a_date(tmp_path: Path) -> None:
    task = Task(scenario=Scenario(date="2024-02"), layout=Layout())
    (held,), report = answered(tmp_path, text(GOOD[:2], head=HEAD[:2]), task)
    assert held["as_of"] == "2024-02-29"
    assert report.columns == {"origin": "origin", "destination": "destination"}
