"""Ligatures of the Persian face, each set as two glyphs: one for every letter that was written.

A PDF says of each glyph which text it stands for. Of a glyph that stands for two letters, readers
such as Poppler take the first for the left one, and so turn لا round. Here the first letter gets
the whole outline of the ligature, the second a blank glyph beside it; what is seen stays the same.
In the same way the joiner between two words, which most typesetters drop, gets a blank glyph of
its own; and for a mark at the end of a word there are glyphs that stand over the letter before them
although they are set apart from it, beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fontTools.otlLib.builder import buildCoverage
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fontTools.ttLib import TTFont

NON_JOINER: Final = 0x200C
MARKED: Final = {0x654: 0x647, 0x64B: 0x627, 0x64C: 0x631, 0x64D: 0x631, 0x64E: 0x631, 0x64F: 0x631,
    0x650: 0x631, 0x651: 0x631}  # fmt: skip
"""Marks that are set apart, and the letter over which each stands: hamza over heh, fathatan over
alef, the others over reh."""
ASIDE: Final = 20
"""Width of a mark that is set apart, thousandths of the size of type: readers see it beside."""
JOINER: Final = 4
"""Width of a joiner, in the same unit: what has none is put beside another letter."""
WIDEST_GAP: Final = 90
"""Widest gap between letters of one word, in the same unit: from 100 on it is read as a space."""
_CHAIN, _SINGLE = 6, 1
_MARK_TO_BASE, _MARK_TO_LIGATURE, _PAIR = 4, 5, 2
_BASE: Final = 1
"""Class of a glyph that is neither ligature nor mark."""
_USE_METRICS: Final = 0x200
"""Flag of a part of a glyph whose width is that of the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A ligature of two letters: the glyphs of the letters, and that of both."""

    first: str
    second: str
    both: str


def part_ligatures(font: TTFont) -> None:
    """Set each ligature of two letters as two glyphs that look the same, in place.

    Parameters
    ----------
    font
        With TrueType outlines; its ligatures belong to the feature ``rlig``.
    """
    number, pairs = _ligatures(font)
    short = _variants(font, {pair.both for pair in pairs})
    tails = _add_tails(font, pairs)
    tail_of = {pair.both: tails[pair.second] for pair in pairs}
    tail_of |= {variant: tail_of[both] for both, variant in short.items()}
    _make_room(font, tail_of)
    flag = font["GSUB"].table.LookupList.Lookup[number].LookupFlag
    _replace_ligatures(font, number, flag, pairs, tails)
    _mend_contexts(font, tail_of)
    _mend_kerning(font, tail_of)
    _mend_marks(font, tail_of)
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    classes.update(dict.fromkeys((*tail_of, *tails.values()), _BASE))
    font["GDEF"].table.LigCaretList = None


def keep_joiner(font: TTFont) -> None:
    """Give the zero-width non-joiner a blank glyph that stays in the text, in place."""
    _add_glyph(font, "nonjoiner", 0)
    _add_glyph(font, "nonjoiner.kept", _thousandths(font, JOINER))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[NON_JOINER] = "nonjoiner"
    kept = _add_lookup(font, _SINGLE, 0, [_single({"nonjoiner": "nonjoiner.kept"})])
    _feature(font, "calt").LookupListIndex.append(kept)
    _feature(font, "calt").LookupCount += 1


def set_marks_apart(font: TTFont) -> None:
    """Add glyphs of marks that stand beside a letter and are seen over it, in place.

    The feature ``ss01`` gives those over a letter that is joined to the one before it, ``ss02``
    those over a letter of its own, ``ss03`` those over the alef of لا.
    """
    letters = font.getBestCmap()
    (final,) = _feature(font, "fina").LookupListIndex
    joined = font["GSUB"].table.LookupList.Lookup[final].SubTable[0].mapping
    for tag in ("ss01", "ss02", "ss03"):
        mapping = {}
        for mark, letter in MARKED.items():
            own, base = letters[mark], letters[letter]
            base = {"ss01": joined[base], "ss02": base, "ss03": f"{joined[base]}.tail"}[tag]
            anchor = _anchor(font, base, own)
            if anchor:
                mapping[own] = f"{own}.{tag}"
                _add_shifted(font, mapping[own], own, anchor)
        _add_feature(font, tag, _add_lookup(font, _SINGLE, 0, [_single(mapping)]))


def _anchor(font: TTFont, base: str, mark: str) -> tuple[int, int] | None:
    """Distance by which a mark is moved to stand over a glyph, in units of the font."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable if lookup.LookupType == _MARK_TO_BASE else ():
            bases, marks = table.BaseCoverage.glyphs, table.MarkCoverage.glyphs
            if base in bases and mark in marks:
                record = table.MarkArray.MarkRecord[marks.index(mark)]
                there = table.BaseArray.BaseRecord[bases.index(base)].BaseAnchor[record.Class]
                if there:
                    here = record.MarkAnchor
                    return (
                        there.XCoordinate - here.XCoordinate,
                        there.YCoordinate - here.YCoordinate,
                    )
    return None


def close_gaps(font: TTFont) -> None:
    """Keep letters of one word so near that readers of a PDF see no space there, in place."""
    most = _thousandths(font, WIDEST_GAP)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable if lookup.LookupType == _PAIR else ():
            values = [
                record.Value1
                for records in _pair_records(table)
                for record in records
                if record.Value1
            ]
            for value in values:
                for axis in ("XAdvance", "XPlacement"):
                    if getattr(value, axis, 0) > most:
                        setattr(value, axis, most)


def _pair_records(table: Any) -> list[Any]:  # noqa: ANN401
    if table.Format == 1:
        return [pairs.PairValueRecord for pairs in table.PairSet]
    return [record.Class2Record for record in table.Class1Record]


def _thousandths(font: TTFont, width: int) -> int:
    """Units of a font for thousandths of the size of type."""
    units: int = font["head"].unitsPerEm
    return round(width * units / 1000)


def _add_shifted(font: TTFont, name: str, original: str, by: tuple[int, int]) -> None:
    glyf, width = font["glyf"], _thousandths(font, ASIDE)
    part = GlyphComponent()
    part.glyphName, part.flags = original, 0x0004  # rounded to whole units
    part.x, part.y = by[0] + width, by[1]
    glyph = Glyph()
    glyph.numberOfContours, glyph.components = -1, [part]
    glyf[name] = glyph
    glyph.recalcBounds(glyf)
    font["hmtx"].metrics[name] = (width, glyph.xMin)
    font["GDEF"].table.GlyphClassDef.classDefs[name] = _BASE


def _add_feature(font: TTFont, tag: str, lookup: int) -> None:
    """Add a feature of one lookup to every script and language."""
    table = font["GSUB"].table
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, otTables.Feature()
    record.Feature.LookupListIndex, record.Feature.LookupCount = [lookup], 1
    record.Feature.FeatureParams = None
    table.FeatureList.FeatureRecord.append(record)
    table.FeatureList.FeatureCount = len(table.FeatureList.FeatureRecord)
    for script in table.ScriptList.ScriptRecord:
        languages = [language.LangSys for language in script.Script.LangSysRecord]
        for language in filter(None, (script.Script.DefaultLangSys, *languages)):
            language.FeatureIndex.append(len(table.FeatureList.FeatureRecord) - 1)
            language.FeatureCount = len(language.FeatureIndex)


def _ligatures(font: TTFont) -> tuple[int, list[Pair]]:
    (number,) = _feature(font, "rlig").LookupListIndex
    pairs = [
        Pair(first=first, second=ligature.Component[0], both=ligature.LigGlyph)
        for table in font["GSUB"].table.LookupList.Lookup[number].SubTable
        for first, ligatures in table.ligatures.items()
        for ligature in ligatures
        if len(ligature.Component) == 1
    ]
    return number, pairs


def _variants(font: TTFont, glyphs: set[str]) -> dict[str, str]:
    """Glyphs by which contexts replace some glyphs."""
    return {
        glyph: variant
        for lookup in font["GSUB"].table.LookupList.Lookup
        if lookup.LookupType == _SINGLE
        for table in lookup.SubTable
        for glyph, variant in table.mapping.items()
        if glyph in glyphs
    }


def _add_tails(font: TTFont, pairs: Sequence[Pair]) -> dict[str, str]:
    """Add a blank glyph for each second letter, as wide as its share of the narrowest ligature."""
    width = {glyph: advance for glyph, (advance, _) in font["hmtx"].metrics.items()}
    tails = {}
    for second in dict.fromkeys(pair.second for pair in pairs):
        shares = [
            width[pair.both] * width[second] / (width[second] + width[pair.first])
            for pair in pairs
            if pair.second == second
        ]
        tails[second] = f"{second}.tail"
        _add_glyph(font, tails[second], round(min(shares)))
    return tails


def _make_room(font: TTFont, tail_of: Mapping[str, str]) -> None:
    """Narrow each ligature by its tail, and move its outline to the left by as much."""
    glyf, metrics = font["glyf"], font["hmtx"].metrics
    moved = {glyph: metrics[tail][0] for glyph, tail in tail_of.items()}
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x += moved.get(part.glyphName, 0) - moved.get(name, 0)
                part.flags &= ~_USE_METRICS
        elif name in moved:
            glyph.coordinates.translate((-moved[name], 0))
    for name, by in moved.items():
        glyf[name].recalcBounds(glyf)
        metrics[name] = (metrics[name][0] - by, glyf[name].xMin)


def _replace_ligatures(
    font: TTFont, number: int, flag: int, pairs: Sequence[Pair], tails: Mapping[str, str]
) -> None:
    """Write a rule for each second letter in place of the ligatures."""
    second = _add_lookup(font, _SINGLE, 0, [_single(dict(tails))])
    rules = []
    for tailed in tails:
        own = {pair.first: pair.both for pair in pairs if pair.second == tailed}
        first = _add_lookup(font, _SINGLE, 0, [_single(own)])
        rules.append(_context(font, inputs=(own, [tailed]), records=((0, first), (1, second))))
    lookup = font["GSUB"].table.LookupList.Lookup[number]
    lookup.LookupType, lookup.LookupFlag = _CHAIN, flag
    lookup.SubTable, lookup.SubTableCount = rules, len(rules)


def _mend_contexts(font: TTFont, tail_of: Mapping[str, str]) -> None:
    """See the tails that stand behind ligatures in the rules that look at what is beside them."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        if lookup.LookupType != _CHAIN:
            continue
        more = []
        for table in lookup.SubTable:
            for coverage in table.BacktrackCoverage:
                tails = {tail_of[glyph] for glyph in coverage.glyphs if glyph in tail_of}
                coverage.glyphs = _in_order(font, {*coverage.glyphs, *tails})
            inputs = [glyph for glyph in table.InputCoverage[-1].glyphs if glyph in tail_of]
            if table.LookAheadCoverage and inputs:
                ahead = [coverage.glyphs for coverage in table.LookAheadCoverage]
                behind = {tail_of[glyph] for glyph in inputs}
                records = [
                    (record.SequenceIndex, record.LookupListIndex)
                    for record in table.SubstLookupRecord
                ]
                more.append(
                    _context(font, inputs=(inputs,), ahead=(behind, *ahead), records=records)
                )
        lookup.SubTable = [*more, *lookup.SubTable]
        lookup.SubTableCount = len(lookup.SubTable)


def _mend_kerning(font: TTFont, tail_of: Mapping[str, str]) -> None:
    """Let the tail keep the distance that its ligature kept to what follows."""
    tables = [
        table
        for lookup in font["GPOS"].table.LookupList.Lookup
        if lookup.LookupType == _PAIR
        for table in lookup.SubTable
        if table.Format == _PAIR
    ]
    tables.sort(key=lambda table: -len(set(table.Coverage.glyphs) & tail_of.keys()))
    done: set[str] = set()
    for table in tables:
        first, classes = set(table.Coverage.glyphs), table.ClassDef1.classDefs
        votes: defaultdict[str, list[int]] = defaultdict(list)
        for glyph in sorted(first & tail_of.keys()):
            votes[tail_of[glyph]].append(classes.get(glyph, 0))
        for tail, own in votes.items():
            if tail not in done:
                classes[tail] = max(sorted(own), key=own.count)
                first.add(tail)
        done |= votes.keys()
        first = {glyph for glyph in first if glyph not in tail_of} or first
        table.Coverage = _coverage(font, first)
        for glyph in classes.keys() & tail_of.keys() - first:
            del classes[glyph]


def _mend_marks(font: TTFont, tail_of: Mapping[str, str]) -> None:
    """Put the marks of the first letter over the ligature, those of the second over its tail."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        if lookup.LookupType != _MARK_TO_LIGATURE:
            continue
        lookup.LookupType = _MARK_TO_BASE
        lookup.SubTable = [_over_bases(font, table, tail_of) for table in lookup.SubTable]


def _over_bases(font: TTFont, table: Any, tail_of: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Turn a table of marks over ligatures into one of marks over their two glyphs."""
    metrics = font["hmtx"].metrics
    anchors: dict[str, list[Any]] = {}
    attached = table.LigatureArray.LigatureAttach
    for glyph, attach in zip(table.LigatureCoverage.glyphs, attached, strict=True):
        first, *rest = (record.LigatureAnchor for record in attach.ComponentRecord)
        tail = tail_of.get(glyph)
        for anchor in filter(None, first):
            anchor.XCoordinate -= metrics[tail][0] if tail else 0
        anchors[glyph] = first
        if tail and rest:
            anchors.setdefault(tail, rest[0])
    order = _in_order(font, anchors)
    base = otTables.MarkBasePos()
    base.Format, base.ClassCount = 1, table.ClassCount
    base.MarkCoverage, base.MarkArray = table.MarkCoverage, table.MarkArray
    base.BaseCoverage = _coverage(font, order)
    base.BaseArray = otTables.BaseArray()
    base.BaseArray.BaseRecord = []
    for glyph in order:
        record = otTables.BaseRecord()
        record.BaseAnchor = anchors[glyph]
        base.BaseArray.BaseRecord.append(record)
    base.BaseArray.BaseCount = len(order)
    return base


def _add_glyph(font: TTFont, name: str, width: int) -> None:
    """Add a blank glyph."""
    font["glyf"][name] = Glyph()
    font["hmtx"].metrics[name] = (width, 0)


def _feature(font: TTFont, tag: str) -> Any:  # noqa: ANN401
    records = font["GSUB"].table.FeatureList.FeatureRecord
    return next(record.Feature for record in records if record.FeatureTag == tag)


def _add_lookup(font: TTFont, kind: int, flag: int, tables: list[Any]) -> int:
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = kind, flag
    lookup.SubTable, lookup.SubTableCount = tables, len(tables)
    lookups = font["GSUB"].table.LookupList
    lookups.Lookup.append(lookup)
    lookups.LookupCount = len(lookups.Lookup)
    return len(lookups.Lookup) - 1


def _single(mapping: dict[str, str]) -> Any:  # noqa: ANN401
    table = otTables.SingleSubst()
    table.mapping = mapping
    return table


def _context(
    font: TTFont,
    *,
    inputs: Sequence[Iterable[str]],
    ahead: Sequence[Iterable[str]] = (),
    records: Iterable[tuple[int, int]],
) -> Any:  # noqa: ANN401
    """Write a rule of glyphs that are replaced where they stand together."""
    table = otTables.ChainContextSubst()
    table.Format = 3
    table.BacktrackCoverage, table.BacktrackGlyphCount = [], 0
    table.InputCoverage = [_coverage(font, glyphs) for glyphs in inputs]
    table.InputGlyphCount = len(table.InputCoverage)
    table.LookAheadCoverage = [_coverage(font, glyphs) for glyphs in ahead]
    table.LookAheadGlyphCount = len(table.LookAheadCoverage)
    table.SubstLookupRecord = []
    for place, lookup in records:
        record = otTables.SubstLookupRecord()
        record.SequenceIndex, record.LookupListIndex = place, lookup
        table.SubstLookupRecord.append(record)
    table.SubstCount = len(table.SubstLookupRecord)
    return table


def _coverage(font: TTFont, glyphs: Iterable[str]) -> Any:  # noqa: ANN401
    return buildCoverage(glyphs, font.getReverseGlyphMap())


def _in_order(font: TTFont, glyphs: Iterable[str]) -> list[str]:
    return sorted(glyphs, key=font.getGlyphID)
