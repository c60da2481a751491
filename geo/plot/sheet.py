"""Sheets of paper: sizes, and files that are the same bytes each time.

Pictures are drawn by `matplotlib.figure.Figure`, never by pyplot, whose one current figure is
shared by all threads. The settings of Matplotlib are shared too, so they are set under a lock.
"""

from __future__ import annotations

import io
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import matplotlib as mpl
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.errors import ExportError
from geo.message import quoted
from geo.plot.apart import settle_letters
from geo.plot.compact import compact_svg
from geo.plot.faces import families, register
from geo.plot.letters import with_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.figure import Figure

    from geo.plot.document import Form, Stamp

INCH: Final = 72.0
"""Points in an inch."""
RIGHT_TO_LEFT: Final = frozenset({"fa"})
MAKER: Final = "INSTC Atlas"
_SETTINGS: Final = {
    "font.family": families(),
    "text.parse_math": False,
    "text.hinting": "none",
    "axes.unicode_minus": True,
    "svg.hashsalt": "instc-atlas",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "path.simplify": True,
    "path.snap": False,
    "agg.path.chunksize": 0,
    "savefig.facecolor": "white",
}
"""The typefaces come with the atlas, so letters are alike everywhere; a dollar in a name is no
formula."""
_SQUEEZE: Final = 3
"""Level of a PNG's compression: the usual 6 takes half as long again and saves 3 %."""
_LOCK: Final = threading.Lock()
_HELD: Final = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A size of sheet, inches, its longer side first."""

    name: str
    long: float
    short: float
    dpi: int
    """Pixels an inch of its PNG."""
    scale: float = 1.0
    """How much larger type and lines are than on A4."""
    turns: bool = True
    """Whether a tall picture may stand upright on it."""

    def size(self, *, tall: bool) -> tuple[float, float]:
        """Width and height, inches."""
        return (self.short, self.long) if tall and self.turns else (self.long, self.short)


PAPERS: Final[Mapping[str, Paper]] = {
    "a4": Paper(name="A4", long=11.69, short=8.27, dpi=150),
    "a3": Paper(name="A3", long=16.54, short=11.69, dpi=150, scale=1.4),
    "16:9": Paper(name="16:9", long=13.333, short=7.5, dpi=144, scale=1.15, turns=False),
}


def paper_of(name: str) -> Paper:
    """Find a size of sheet by its name.

    Raises
    ------
    ExportError
        There is none of that name.

    Examples
    --------
    >>> paper_of("A4").size(tall=True)
    (8.27, 11.69)
    """
    paper = PAPERS.get(name.casefold())
    if paper is None:
        msg = f"there is no paper {quoted(name)}; choose one of {', '.join(PAPERS)}"
        raise ExportError(msg)
    return paper


@contextmanager
def drawing() -> Iterator[None]:
    """Hold Matplotlib's settings while a picture is drawn or written; within itself it is free."""
    if getattr(_HELD, "held", False):
        yield
        return
    register()
    with _LOCK, mpl.rc_context(cast("Any", _SETTINGS)):
        _HELD.held = True
        try:
            yield
        finally:
            _HELD.held = False


def file_bytes(figure: Figure, *, form: Form, stamp: Stamp, dpi: int) -> bytes:
    """Write a figure as a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        Drawn within `drawing`.
    form
        Of the file.
    stamp
        What the file says of itself, beside what is drawn.
    dpi
        Pixels an inch of a PNG.

    Raises
    ------
    ExportError
        There is no such form.
    """
    if form not in {"png", "svg", "pdf"}:
        msg = f"there is no picture format {quoted(form)}; choose png, svg or pdf"
        raise ExportError(msg)
    out = io.BytesIO()
    with drawing():
        if form == "png":
            _save_png(figure, out, dpi=dpi, texts=metadata(form, stamp))
        else:
            if form == "pdf":
                settle_letters(figure)
            figure.savefig(out, format=form, metadata=metadata(form, stamp))
        if form == "svg":
            return with_letters(compact_svg(out.getvalue()), figure)
    return out.getvalue()


def _save_png(figure: Figure, out: io.BytesIO, *, dpi: int, texts: Mapping[str, str]) -> None:
    """Write a figure as PNG without the channel of opacity, which paper does not have.

    It takes half the time that Matplotlib takes for it, and a tenth fewer bytes.
    """
    raw = io.BytesIO()
    figure.savefig(raw, format="rgba", dpi=dpi)
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    words = PngInfo()
    for name, text in texts.items():
        words.add_text(name, text)
    Image.frombuffer("RGBA", (width, height), raw.getvalue()).convert("RGB").save(
        out, format="png", dpi=(dpi, dpi), pnginfo=words, compress_level=_SQUEEZE
    )


def metadata(form: Form, stamp: Stamp) -> dict[str, Any]:
    """Metadata of a file, under the names of its format, without a time."""
    title = _plain(stamp.title)
    text = _plain(" · ".join(filter(None, (stamp.subtitle, stamp.credits, stamp.disclaimer))))
    mark = _plain(" ".join(filter(None, (stamp.data_date, stamp.hash))))
    if form == "pdf":
        texts = {"Title": title, "Subject": text, "Keywords": mark, "Creator": MAKER}
        return {**texts, "CreationDate": None}
    if form == "svg":
        texts = {"Title": title, "Description": text, "Identifier": mark, "Creator": MAKER}
        return {**texts, "Date": None}
    return {"Title": title, "Description": text, "Comment": mark, "Software": MAKER}


def _plain(text: str) -> str:
    """Text without the characters that XML and PDF strings cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)
