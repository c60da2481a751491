"""The dossier: question, answer, chart, map, every leg with its sources, and what has none.

It is made of the blocks of `geo.plot.document`, and written as Markdown or as one HTML page.
"""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING, Any, Final

from geo.estimates import Measure, unit_text
from geo.export.content import cited, source_numbers
from geo.export.features import feature_layers
from geo.export.tables import tables
from geo.i18n import HOURS_A_DAY, RIGHT_TO_LEFT
from geo.model import GRADE_WORDS
from geo.plot import Block, Heading, Paragraph, Picture, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.export.content import Content

Json = dict[str, Any]
_MARKS: Final = re.compile(r"([\\`*_\[\]#|~])")
_MD_HEADING: Final = re.compile(r"^#{1,3} ", re.MULTILINE)
_HTML_HEADING: Final = re.compile(r"^<h[123]>", re.MULTILINE)
_SHARES: Final = re.compile("(?<=P[0-9]0) \u2013 (?=P[0-9]0)")
_ADDRESS: Final = "://"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LOOK: Final = """
body{font:16px/1.5 system-ui,sans-serif;color:#22262b;background:#fff;max-width:60rem;
margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.2;margin:2rem 0 .5rem}
img{max-width:100%;height:auto}figure{margin:1rem 0}
div{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid #dcd8ce;text-align:start;vertical-align:top}
th,td{overflow-wrap:normal}.u{overflow-wrap:anywhere;min-width:12rem}
th{font-weight:600}td.n,th.n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
.quiet,figcaption{color:#565d66;font-size:.875rem}
@media print{h2,h3{break-after:avoid}tr,figure{break-inside:avoid}}
"""


def blocks(content: Content) -> tuple[Block, ...]:
    """Return the dossier in neutral words."""
    translate, stamp = content.locale.translate, content.stamp
    found: list[Block] = [Heading(text=stamp.title), Paragraph(text=stamp.subtitle)]
    if content.parts:
        found.append(Paragraph(text=f"{translate('Grade')}: {translate(GRADE_WORDS)}", quiet=True))
        found += tables(content)
    else:
        found += _layers(content) if content.layers else _answer(content)
    numbers = source_numbers(content)
    rows = tuple((numbers[name], *texts) for name, texts in content.sources.items())
    found.append(Heading(text=translate("Sources"), level=2))
    columns = ("", translate("Source"), translate("Address"))
    found.append(Table(columns=columns, rows=rows, widths=(1, 10, 8)))
    found.append(Heading(text=translate("Model"), level=2))
    found += [Paragraph(text=text) for text in (stamp.data_date, stamp.credits, stamp.disclaimer)]
    found.append(Paragraph(text=f"python -m geo export --token {stamp.hash}", quiet=True))
    return tuple(found)


def _answer(content: Content) -> Iterator[Block]:
    translate = content.locale.translate
    if content.journeys:
        yield Heading(text=translate("Compare"), level=2)
        yield _comparison(content, content.journeys, base=content.base)
        yield Heading(text=translate("Over the distance"), level=2)
        yield Picture(
            content=content.found, drawing="time", caption=translate("Days from the start")
        )
        box = content.request.box
        told = f"{translate('From the start')}, {unit_text(Measure.USD, box, translate)}"
        shape: dict[str, Any] = {"drawing": "cost", "height_share": 0.36}
        yield Picture(content=content.found, caption=told, box=box, **shape)
        yield Heading(text=translate("Map"), level=2)
        yield Picture(content=content.found, caption=content.stamp.title, height_share=0.4)
        yield Heading(text=translate("The way, leg by leg"), level=2)
        yield Paragraph(text=f"{translate('Grade')}: {translate(GRADE_WORDS)}", quiet=True)
    for journey in content.journeys:
        yield Heading(text=content.name(journey), level=3)
        yield _way(content, journey)
        gaps = dict.fromkeys(gap["sentence"] for gap in journey["missing"])
        for sentence in gaps:
            yield Paragraph(text=f"{translate('no source')}: {translate(sentence)}", quiet=True)
    if len(content.every) > len(content.journeys):
        yield Heading(text=translate("All variants"), level=2)
        yield _comparison(content, content.every)
    if content.failed:
        yield Heading(text=translate("cannot serve").capitalize(), level=2)
        for row in content.failed:
            yield Paragraph(text=f"{content.name(row)}: {translate(row['reason'])}")


def _layers(content: Content) -> Iterator[Block]:
    translate, number = content.locale.translate, content.locale.number
    yield Picture(content=content.scene().groups, caption=content.stamp.title, height_share=0.6)
    places = source_numbers(content)
    told = [
        translate("Leg"),
        translate("Mode"),
        translate("Status"),
        translate("Length, km"),
        translate("Country"),
    ]
    for group in content.scene().groups:
        rows = []
        for feature in feature_layers(content)[group.id]:
            row = feature["properties"]
            if "track_km" not in row:
                continue
            ids = str(row.get("source_ids") or "").split("|")
            cells = (
                translate(row["name"]),
                translate(row["mode"]),
                translate(row["status"].replace("_", " ")),
            )
            km = number(row["track_km"], 0)
            rows.append((*cells, km, str(row["country"]), cited(ids, places)))
        if rows:
            yield Heading(text=group.name, level=2)
            yield Table(
                columns=(*told, translate("Sources")),
                rows=tuple(rows),
                widths=(6, 2, 3, 2, 2, 3),
                numeric=frozenset({3}),
            )


def _days(band: Mapping[str, float] | None, content: Content) -> str:
    if not band:
        return ""
    low, middle, high = (
        content.locale.number(band[share] / HOURS_A_DAY, 1) for share in ("p10", "p50", "p90")
    )
    return f"{low} – {middle} – {high}"


def _comparison(content: Content, journeys: Sequence[Json], *, base: Sequence[Json] = ()) -> Table:
    """Return one row a journey; of a scenario with the days of its corridor in the base case."""
    translate, number, box = (
        content.locale.translate,
        content.locale.number,
        content.request.box.lower(),
    )
    before = {row["corridor"]: _days(row["hours"], content) for row in base}
    rows = []
    for row in sorted(journeys, key=lambda journey: float(journey["hours"]["p50"])):
        cost = row["cost"][box]
        amount = number(cost["p50"], 0) if cost.get("p50") is not None else ""
        usd = amount if cost["complete"] else translate("at least {amount}").format(amount=amount)
        kilograms = row["emissions"][f"kg_co2e_per_{box}"].get("p50")
        cells = [content.name(row), number(row["km"], 0), _days(row["hours"], content)]
        cells += [before.pop(row["corridor"], "")] if base else []
        rows.append((*cells, usd, "" if kilograms is None else number(kilograms, 0)))
    for row in base:
        if row["corridor"] in before:
            days = before.pop(row["corridor"])
            rows.append((content.name(row), "", translate("cannot serve"), days, "", ""))
    head = [translate("Journey"), translate("km"), translate("Days, P10 – P50 – P90")]
    head += [translate("Base case, days")] if base else []
    head += [unit_text(measure, content.request.box, translate) for measure in Measure]
    return Table(
        columns=tuple(head),
        rows=tuple(rows),
        widths=(6, 1.7, *([4.4] * (len(head) - 4)), 3, 3),
        numeric=frozenset(range(1, len(head))),
    )


def _way(content: Content, journey: Json) -> Table:
    """Return legs and stops in order, with time, price, grade and numbers of the sources."""
    translate, number = content.locale.translate, content.locale.number
    places = source_numbers(content)
    rows = []
    for after in range(-1, len(journey["legs"])):
        parts = [journey["legs"][after]] if after >= 0 else []
        parts += [stop for stop in journey["stops"] if stop["after_leg"] == after]
        for part in parts:
            leg = "track_km" in part
            name = translate(f"{part['from']} – {part['to']}" if leg else part["place"])
            what = translate(part["mode"]) if leg else translate(part["kind"].replace("_", " "))
            usd = part["usd"]
            rows.append(
                (
                    name,
                    what,
                    number(part["track_km"], 0) if leg else "",
                    _days(part["hours"], content) if _counts(part, journey) else "",
                    number(usd["p50"], 0) if usd else "",
                    part["grade"] or "",
                    cited(part["sources"], places) or _unsourced(part, content),
                )
            )
    head = (
        translate("Leg or stop"),
        translate("Mode"),
        translate("km"),
        translate("Days, P10 – P50 – P90"),
    )
    return Table(
        columns=(*head, translate("USD"), translate("Grade"), translate("Sources")),
        rows=tuple(rows),
        widths=(5.6, 3.7, 1.6, 4.4, 1.8, 1.6, 3.4),
        numeric=frozenset({2, 3, 4}),
    )


def _unsourced(part: Json, content: Content) -> str:
    """Return words where a figure is used that no source stands behind."""
    return content.locale.translate("no source") if part["figures"] else ""


def _counts(part: Json, journey: Json) -> bool:
    return journey["clock"] in part.get("clocks", [journey["clock"]])


def md_bytes(content: Content) -> bytes:
    """Return the dossier as Markdown; its pictures stand in the other forms."""
    lines: list[str] = []
    for block in _worded(content):
        if isinstance(block, Heading):
            lines += [f"{'#' * block.level} {_marked(block.text)}", ""]
        elif isinstance(block, Paragraph):
            lines += [_marked(block.text), ""]
        elif isinstance(block, Table):
            rule = ["---:" if n in block.numeric else "---" for n in range(len(block.columns))]
            rows = [[_marked(cell) for cell in row] for row in (block.columns, *block.rows)]
            lines += [f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])]
            lines.append("")
    return "\n".join(lines).encode("utf-8", "replace")


def _marked(text: str) -> str:
    r"""Return a text that is neither mark nor tag in Markdown, on one line.

    Examples
    --------
    >>> print(_marked("a|b <i> *c*"))
    a\|b &lt;i&gt; \*c\*
    """
    line = " ".join(text.replace("\0", "").split())
    return _MARKS.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _worded(content: Content) -> list[Block]:
    """Return the dossier without pictures, and without headings that stand over pictures alone."""
    told = [block for block in blocks(content) if not isinstance(block, Picture)]
    return [
        block
        for block, after in zip(told, [*told[1:], None], strict=True)
        if not (isinstance(block, Heading) and isinstance(after, Heading))
        or after.level > block.level
    ]


def md_total(content: Content) -> int:
    """Return how many headings the Markdown of this content has to hold."""
    return sum(isinstance(block, Heading) for block in _worded(content))


def heading_count(content: Content) -> int:
    """Return how many headings a dossier of this content has to hold."""
    return sum(isinstance(block, Heading) for block in blocks(content))


def md_count(path: Path) -> int:
    """Return how many headings a file holds."""
    return len(_MD_HEADING.findall(path.read_text("utf-8")))


def dossier_count(path: Path) -> int:
    """Return how many headings a page holds; none if it is cut off."""
    text = path.read_text("utf-8")
    return len(_HTML_HEADING.findall(text)) if text.endswith("</html>\n") else 0


def dossier_bytes(content: Content) -> bytes:
    """Return the dossier as one HTML page, its pictures inside; nothing in it can run."""
    language = content.locale.language
    side = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    body = "\n".join(_html(block, content) for block in blocks(content))
    about = "".join(
        f'<meta name="atlas-{name.replace("_", "-")}" content="{html.escape(value)}">\n'
        for name, value in content.about().items()
    )
    text = (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{side}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(content.stamp.title)}</title>\n{about}<style>{_LOOK}</style>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return text.replace("\0", "").encode("utf-8", "replace")


def _html(block: Block, content: Content) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{html.escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        look = ' class="quiet"' if block.quiet else ""
        return f"<p{look}>{html.escape(block.text)}</p>"
    if isinstance(block, Table):
        kinds = [_kind(block, column) for column in range(len(block.columns))]
        right = content.locale.language in RIGHT_TO_LEFT
        heads = [_from_right(text) if right else text for text in block.columns]
        head = _cells("th", heads, kinds)
        rows = "\n".join(f"<tr>{_cells('td', row, kinds)}</tr>" for row in block.rows)
        return (
            f"<div><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
        )
    return _figure(block, content)


def _from_right(head: str) -> str:
    """Return a head whose shares P10 and P90 run from the right, as the numbers below do."""
    told = _SHARES.sub("\u200f \u2013 \u200f", head)
    return head if told == head else f"\u200f{told}"


def _kind(block: Table, column: int) -> str:
    """Return the class of a column: numbers, addresses, which break anywhere, or words."""
    if column in block.numeric:
        return ' class="n"'
    return ' class="u"' if any(_ADDRESS in row[column] for row in block.rows) else ""


def _cells(tag: str, texts: Sequence[str], kinds: Sequence[str]) -> str:
    return "".join(
        f"<{tag}{kind}>{html.escape(text)}</{tag}>" for text, kind in zip(texts, kinds, strict=True)
    )


def _figure(block: Picture, content: Content) -> str:
    from geo.plot import render_picture  # noqa: PLC0415 - slow to load, and only the page needs it

    drawn = render_picture(
        block.content,
        form="svg",
        locale=content.locale,
        stamp=content.stamp,
        drawing_of=block.drawing,
        box=block.box,
        names=content.names,
    )
    data, words = base64.b64encode(drawn).decode("ascii"), html.escape(block.caption)
    return (
        f'<figure><img alt="{words}" src="data:image/svg+xml;base64,{data}">'
        f"<figcaption>{words}</figcaption></figure>"
    )
