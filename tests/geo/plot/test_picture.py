"""Pictures for print: the same bytes each time, true to scale, in three languages, for any text."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from geo.attribution import CREDITS, DISCLAIMER
from geo.errors import ExportError
from geo.export import Kind, Request, content_of
from geo.export.heading import answer_of
from geo.geodesy import geod
from geo.i18n.locale import LANGUAGES, get_locale
from geo.journeys import compare
from geo.palette import GROUND
from geo.paths import BASEMAP
from geo.plot.document import Answer, Heading, Paragraph, Picture, Stamp, StateText, Table
from geo.plot.head import head_and_foot
from geo.plot.legend import legend_rows
from geo.plot.map import PaperMap
from geo.plot.picture import groups_of, render_picture
from geo.plot.projection import fitted
from geo.plot.sheet import INCH, PAPERS, drawing
from geo.plot.text import one_line, width_of, wrapped
from geo.plot.typesetting import typeset
from geo.webmap.layers import LAYER_STYLES, layer_groups
from geo.webmap.scene import Group, Symbol
from tests.atlases import dated_atlas
from tests.profiles import examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.journeys.atlas import Atlas
    from geo.journeys.comparison import Comparison
    from geo.plot.document import Block, Drawing, Form

pytestmark = pytest.mark.slow

HOSTILE = (
    "$\\frac{1}{0}$",
    "<script>alert(1)</script>",
    "</text><a xlink:href='javascript:x'>&amp;",
    "%s {0} {name} \\n",
    "\x00\x07\ud800 \u202eevil\u202c",
    "東京 😀 \U000f0000",
    "word" * 200,
    "",
    " \n\t ",
    ")>> endobj (",
)
STAMP = Stamp(
    title="Nhava Sheva to Moscow",
    subtitle="The network as it is built",
    credits=CREDITS,
    disclaimer=DISCLAIMER,
    data_date="Railways as of early 2024",
    hash="0123456789abcdef",
)
_LINES = {"line", "band"}
MARKS = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF-"}


@pytest.fixture(scope="module")
def answer(atlas: Atlas) -> Comparison:
    find = atlas.places.find
    return compare(atlas, find("Nhava Sheva"), find("Moscow"))


@pytest.fixture(scope="module")
def drawn(answer: Comparison) -> Callable[[Form, str, Drawing], bytes]:
    """Draw the answer once in each form and language, whatever the number of tests."""

    @cache
    def draw_once(form: Form, language: str, kind: Drawing) -> bytes:
        return draw(answer, form, language, kind)

    return draw_once


def draw(
    answer: Comparison, form: Form, language: str, kind: Drawing = "map", paper: str = "a4"
) -> bytes:
    locale = get_locale(language)
    return render_picture(
        answer, form=form, paper=paper, locale=locale, stamp=STAMP, drawing_of=kind
    )


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("png", "map"),
        ("svg", "time"),
        ("pdf", "time"),
        *(
            pytest.param(*one, marks=pytest.mark.deep)
            for one in (("svg", "map"), ("pdf", "map"), ("png", "time"))
        ),
    ],
)
def test_the_same_input_gives_the_same_bytes(
    answer: Comparison,
    drawn: Callable[[Form, str, Drawing], bytes],
    form: Form,
    kind: Drawing,
) -> None:
    only = draw(answer, form, "en", kind)
    assert only == drawn(form, "en", kind)
    assert only.startswith(MARKS[form])
    for word in (b"CreationDate", b"dc:date"):
        assert word not in only


@pytest.mark.deep
def test_threads_give_the_bytes_of_one_thread(
    answer: Comparison, drawn: Callable[[Form, str, Drawing], bytes]
) -> None:
    kinds: tuple[Drawing, ...] = ("map", "time", "cost", "map")
    alone = [drawn("svg", "ru", kind) for kind in kinds]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda kind: draw(answer, "svg", "ru", kind), kinds)) == alone


@pytest.mark.parametrize(("paper", "pixels"), [("a4", (1753, 1240)), ("16:9", (1919, 1080))])
def test_a_png_has_the_size_of_its_paper(
    answer: Comparison, paper: str, pixels: tuple[int, int]
) -> None:
    image = Image.open(BytesIO(draw(answer, "png", "en", "time", paper)))
    assert (image.size, image.mode) == (pixels, "RGB")
    assert image.info["Title"] == STAMP.title
    assert STAMP.hash in image.info["Comment"]
    assert image.info["dpi"] == pytest.approx((PAPERS[paper].dpi,) * 2, abs=0.1)


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.deep), "fa"])
@pytest.mark.parametrize("kind", ["map", "time", "cost"])
def test_every_language_is_drawn_in_its_letters(
    drawn: Callable[[Form, str, Drawing], bytes], language: str, kind: Drawing
) -> None:
    file = drawn("svg", language, kind).decode()
    assert (file == drawn("svg", "en", kind).decode()) == (language == "en")
    ET.fromstring(file)
    cape = {"en": "Cape of Good Hope", "ru": "Мыс Доброй Надежды", "fa": "دماغهٔ امید نیک"}
    assert cape[language] in file


def _hostile_stamp(first: int) -> Stamp:
    words = ("title", "subtitle", "credits", "disclaimer", "data_date", "hash")
    texts: dict[str, Any] = {
        word: HOSTILE[(first + i) % len(HOSTILE)] for i, word in enumerate(words)
    }
    states = tuple(StateText(mark="barred", text=text) for text in HOSTILE)
    answer = Answer(headline=HOSTILE[first], lead=HOSTILE[first - 1], states=states)
    return Stamp(**texts, answer=answer)


@pytest.mark.parametrize("kind", ["map", "time"])
@pytest.mark.parametrize("first", [0, pytest.param(5, marks=pytest.mark.deep)])
def test_any_text_is_drawn_as_text(answer: Comparison, kind: Drawing, first: int) -> None:
    corridors = sorted({journey.route.corridor for journey in answer.journeys})
    names = {name: HOSTILE[first + i % 5] for i, name in enumerate(corridors)}
    svg = render_picture(
        answer,
        form="svg",
        locale=get_locale("en"),
        stamp=_hostile_stamp(first),
        drawing_of=kind,
        names=names,
    )
    tree = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert not tags & {"script", "a", "foreignObject"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_stands_over_its_map_and_sources_and_date_below(language: str) -> None:
    request = Request(
        kind=Kind.COMPARE, origin="Moscow", destination="Nhava Sheva", language=language
    )
    content = content_of(dated_atlas(), request)
    answer, sheet = answer_of(content), PAPERS["a4"]
    assert answer is not None
    with drawing():
        figure = Figure(figsize=sheet.size(tall=False), dpi=sheet.dpi)
        room = head_and_foot(figure, replace(content.stamp, answer=answer), content.locale)
        shown = {" ".join(text.get_text().split()): text.get_position()[1] for text in figure.texts}
    height = sheet.size(tall=False)[1] * INCH
    assert answer.headline
    assert answer.lead
    head = [text for text, y in shown.items() if y * height > room[1] + room[3]]
    foot = [text for text, y in shown.items() if y * height < room[1]]
    for text in (answer.headline, answer.lead, *(one.text for one in answer.states)):
        assert " ".join(one_line(text).split()) in " ".join(head)
    assert len(answer.states) >= 5
    assert content.stamp.title in " ".join(head)
    assert answer.sources.split()[0] in " ".join(foot)
    assert content.stamp.data_date in foot
    assert room[3] > 0.6 * height


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", ["a4", "16:9"])
@pytest.mark.parametrize("length", [20, 390, 3000])
def test_words_at_the_foot_keep_to_the_margins(language: str, paper: str, length: int) -> None:
    stamp = replace(STAMP, hash="eyJib3gi0" * (length // 9), disclaimer="Not for navigation " * 60)
    sheet = PAPERS[paper]
    with drawing():
        figure = Figure(figsize=sheet.size(tall=True), dpi=sheet.dpi)
        head_and_foot(figure, stamp, get_locale(language), scale=sheet.scale)
        figure.canvas.draw()
        boxes = [text.get_window_extent() for text in figure.texts]
    margin = 36 * sheet.scale * sheet.dpi / 72
    assert min(box.x0 for box in boxes) > margin - 3
    assert max(box.x1 for box in boxes) < figure.bbox.x1 - margin + 3
    shown = [text.get_text() for text in figure.texts]
    assert any(text.endswith("…") for text in shown), "what is left out of a long text is marked"
    down = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    foot = "".join(text.get_text() for text in down)
    assert (stamp.hash in foot) == (length < 1000)
    assert "eyJ" not in foot.replace(stamp.hash, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text_is_set_on_pages(language: str) -> None:
    blocks: list[Block] = []
    for text in HOSTILE:
        blocks += [Heading(text=text), Paragraph(text=text)]
        blocks.append(Table(columns=(text, text), rows=((text, text),), numeric=frozenset({1})))
    file = typeset(blocks, locale=get_locale(language), stamp=_hostile_stamp(3))
    assert file.startswith(b"%PDF-")
    assert b"/JavaScript" not in file


@given(
    st.lists(
        st.tuples(st.floats(-179, 179), st.floats(-65, 75)), min_size=2, max_size=6, unique=True
    ),
    st.floats(0.6, 2.0),
)
@settings(max_examples=examples(60))
def test_the_scale_bar_is_as_long_as_it_says(
    points: list[tuple[float, float]], aspect: float
) -> None:
    frame = fitted([points], aspect=aspect)
    km = frame.round_bar()
    metres = frame.bar(km)
    start = frame.unproject(-metres / 2, frame.middle_y)
    end = frame.unproject(metres / 2, frame.middle_y)
    assert geod().inv(*start, *end)[2] / 1000 == pytest.approx(km, rel=1e-4)
    assert 0 < metres < 2 * frame.half_width


@given(
    st.lists(st.tuples(st.floats(-20, 80), st.floats(-35, 65)), min_size=1, max_size=6, unique=True)
)
@settings(max_examples=examples(60))
def test_what_is_drawn_lies_within_the_frame(points: list[tuple[float, float]]) -> None:
    frame = fitted([points], aspect=1.4)
    left, low, right, high = frame.metres
    x, y = frame.project(points).T
    assert ((left < x) & (x < right) & (low < y) & (y < high)).all()


def test_areas_are_true() -> None:
    frame = fitted([[(40.0, 20.0), (70.0, 60.0)]], aspect=1.0)
    for lon, lat in ((45.0, 25.0), (68.0, 58.0)):
        ring = np.array([(lon, lat), (lon + 0.1, lat), (lon + 0.1, lat + 0.1), (lon, lat + 0.1)])
        x, y = frame.project(ring).T
        area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        assert area == pytest.approx(abs(geod().polygon_area_perimeter(*ring.T)[0]), rel=2e-3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_on_a_map_do_not_overlap(answer: Comparison, language: str) -> None:
    spoken = get_locale(language)
    groups = groups_of(answer, locale=spoken)
    figure = Figure(figsize=(11.69, 8.27))
    with drawing():
        chart = PaperMap(figure, (40, 60, 560, 470), groups, spoken)
        chart.draw({})
        figure.canvas.draw()
        inside = [
            text.get_window_extent()
            for text in chart.axes.texts
            if text.get_text() and not text.get_text().endswith(("°", "E", "N", "W", "S"))
            and "°" not in text.get_text()
        ]  # fmt: skip
    assert len(inside) > 20
    for one, other in combinations(inside, 2):
        wide = min(one.x1, other.x1) - max(one.x0, other.x0)
        tall = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert wide <= 0.5 or tall <= 3.0


def test_layers_are_drawn_with_the_signs_that_occur() -> None:
    folder = BASEMAP.parent
    layers = {
        name: json.loads((folder / f"{name}.geojson").read_text("utf-8")) for name in LAYER_STYLES
    }
    file = render_picture(
        layer_groups(layers), form="svg", locale=get_locale("en"), stamp=STAMP, fit=(30, 16, 80, 61)
    ).decode()
    for words in ("Western branch", "planned", "dry port", "schematic course", DISCLAIMER):
        assert words in file
    assert "suspended" not in file


def test_the_key_explains_every_symbol_of_the_layers() -> None:
    folder = BASEMAP.parent
    layers = {
        name: json.loads((folder / f"{name}.geojson").read_text("utf-8")) for name in LAYER_STYLES
    }
    groups = layer_groups(layers)
    symbols = {
        (symbol.shape, "solid" in symbol.style.split())
        for group in groups
        for symbol in group.symbols
    }
    rows = [
        row
        for block in legend_rows(groups, get_locale("en"), numbers={}, details={})
        for row in block
    ]
    assert {(r.shape, "solid" in r.style.split()) for r in rows if r.shape not in _LINES} == symbols


def test_nothing_to_draw_is_an_error() -> None:
    empty = Group(id="x", name="x", kind="leg", colour="")
    one = replace(empty, symbols=(Symbol(id="x", point=(1, 2)),))
    for content in ((), (empty,), (replace(one, shown=False),)):
        with pytest.raises(ExportError, match="nothing to draw"):
            render_picture(content, form="png", locale=get_locale("en"), stamp=STAMP)
    with pytest.raises(ExportError, match="no journey"):
        render_picture((one,), form="png", locale=get_locale("en"), stamp=STAMP, drawing_of="time")


def test_unknown_papers_and_forms_are_errors(answer: Comparison) -> None:
    with pytest.raises(ExportError, match="a4, a3, 16:9"):
        render_picture(answer, form="png", paper="b5", locale=get_locale("en"), stamp=STAMP)
    with pytest.raises(ExportError, match="png, svg or pdf"):
        render_picture(answer, form="gif", locale=get_locale("en"), stamp=STAMP)  # type: ignore[arg-type]


def test_pages_hold_every_row_and_repeat_the_head(answer: Comparison, tmp_path: Path) -> None:
    rows = tuple((f"leg{number}", get_locale("en").number(number, 0)) for number in range(120))
    blocks: list[Block] = [
        Heading(text="Answer"),
        Paragraph(text="Six corridors can serve. " * 40),
        Picture(content=answer, caption="The corridors"),
        Heading(text="Time", level=2),
        Picture(content=answer, drawing="time"),
        Table(columns=("Legname", "Number"), rows=rows, numeric=frozenset({1})),
    ]
    file = typeset(blocks, locale=get_locale("en"), stamp=STAMP)
    assert file == typeset(blocks, locale=get_locale("en"), stamp=STAMP)
    assert b"CreationDate" not in file
    if shutil.which("pdftotext") is None:
        return
    path = tmp_path / "dossier.pdf"
    path.write_bytes(file)
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in page.replace(" ", "")
    assert all(f"leg{number}\n" in text or f"leg{number} " in text for number in range(120))
    assert all("Legname" in page for page in pages if "leg" in page.replace("Legname", ""))
    assert "Time" in next(page for page in pages if "days since the start" in page)


def test_an_uneven_table_is_an_error() -> None:
    for table in (
        Table(columns=("a", "b"), rows=(("1",),)),
        Table(columns=("a", "b"), rows=(("1", "2"),), widths=(1,)),
    ):
        with pytest.raises(ExportError, match="not even"):
            typeset([table], locale=get_locale("en"), stamp=STAMP)


@given(st.text(max_size=120), st.floats(20, 200))
def test_no_line_of_a_paragraph_is_wider_than_it_may_be(text: str, width: float) -> None:
    lines = wrapped(text, 8, width)
    assert all(width_of(line, 8) <= width or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == one_line(text).replace(" ", "")


@example(["w東w東w東w東w", "a", "東i東i東i東i東"], 130.0)
@given(st.lists(st.text("aiw東", min_size=1, max_size=9), min_size=1), st.floats(130, 300))
def test_a_line_of_a_paragraph_takes_every_word_it_can(words: list[str], width: float) -> None:
    text = one_line(" ".join(words))
    assume(all(width_of(word, 8) <= width for word in text.split(" ")))
    lines = wrapped(text, 8, width)
    assert " ".join(lines) == text
    for line, after in pairwise(lines):
        assert width_of(f"{line} {after.split(' ')[0]}", 8) > width


@pytest.mark.parametrize(
    ("lon", "lat", "ground"),
    [(51.0, 42.0, "water"), (64.0, 22.5, "water"), (58.0, 48.0, "land"), (77.0, 23.0, "land")],
)
def test_seas_and_lands_have_their_colours(lon: float, lat: float, ground: str) -> None:
    ends = tuple(Symbol(id="", point=point, size=3) for point in ((37.6, 55.8), (72.9, 18.9)))
    group = Group(id="ends", name="", kind="place", colour="neutral", symbols=ends)
    figure = Figure(figsize=(5, 5), dpi=72)
    with drawing():
        chart = PaperMap(figure, (0, 0, 360, 360), (group,), get_locale("en"))
        chart.draw({})
        out = BytesIO()
        figure.savefig(out, format="png", dpi=72)
    x, y = chart.points([(lon, lat)])[0]
    pixel = Image.open(out).convert("RGB").getpixel((int(x), int(360 - y)))
    plain = bytes.fromhex(GROUND[ground].light.removeprefix("#"))
    shade = 12 if ground == "land" else 0
    gaps = [abs(a - b) for a, b in zip(pixel, plain, strict=True)]  # type: ignore[arg-type]
    assert len(gaps) == 3
    assert max(gaps) <= shade
