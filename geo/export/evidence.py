"""Evidence as rows: back-test, claims, ledger, contradictions, data files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.evidence import read_manifest, same_case
from geo.export.content import Parts, Section, banded, joined
from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n import applies_to
from geo.validation import own_answers, run_backtest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.evidence import Contradiction, Figure
    from geo.export.content import Row
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.validation import BackTest, ClaimCheck, Own, Trial

PARTS: Final = ("back-test", "claims", "ledger", "contradictions", "data")
_TESTED: Final = frozenset({"back-test", "claims"})


def evidence_parts(
    atlas: Atlas, asked: frozenset[str], names: Mapping[str, str], locale: Locale
) -> Parts:
    """Return the rows of what is asked, and all sources where the data are asked for.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    asked
        Some of ``PARTS``.
    names
        What corridors are called.
    locale
        Language of the model's own answers to contradictions.
    """
    tested = run_backtest(atlas) if asked & _TESTED else None
    ledger, found = atlas.ledger, []
    if tested and "back-test" in asked:
        found += [_scores(tested), _movements(tested)]
    if tested and "claims" in asked:
        found.append(Section(id="claims", rows=tuple(map(_claim, tested.claims))))
    if "ledger" in asked:
        found.append(Section(id="figures", rows=tuple(map(_figure, ledger.figures.values()))))
    if "contradictions" in asked:
        found.append(contradictions(atlas, ledger.contradictions, names, locale))
        found.append(_rivals(ledger.figures.values()))
    if "data" in asked:
        found.append(_files())
    every = frozenset(ledger.sources if "data" in asked else ())
    return Parts(parts=tuple(found), read=every)


def _scores(tested: BackTest) -> Section:
    rows = tuple(
        {
            "by": one.by,
            "name": one.name,
            "repeats": "once each" if one.grouped else "every row",
            "rows": one.count,
            "median_error": round(one.median_error, 4),
            "bias": round(one.bias, 4),
            "inside": round(one.coverage, 4),
            "one_speed_error": round(one.one_speed, 4),
            "speed_by_clock_error": round(one.speed_by_clock, 4),
        }
        for one in tested.scores
    )
    return Section(id="scores", rows=rows)


def _movements(tested: BackTest) -> Section:
    failed = [{"id": name, "reason": reason} for name, reason in tested.failed]
    return Section(id="movements", rows=(*map(_movement, tested.trials), *failed))


def _movement(one: Trial) -> Row:
    trip = one.movement
    return {
        "id": trip.id,
        "group": trip.group,
        "from": one.start,
        "to": one.end,
        "date": trip.date,
        "clock": trip.clock.value,
        "corridor": one.corridor,
        "variant": one.variant,
        "basis": trip.basis,
        "grade": trip.grade.value,
        "km": round(one.km, 1),
        **banded("published_days", trip.days),
        **banded("model_days", one.days),
        "error": round(one.error, 4),
        "inside": one.inside,
        "counts": one.counts,
        "figures_set_with_it": joined(one.sized_by),
        "explanation": trip.explanation,
        "note": trip.note,
        "source_ids": joined(trip.sources),
    }


def _claim(one: ClaimCheck) -> Row:
    claim = one.claim
    days = {clock.value: band for clock, band in one.days.items()}
    return {
        "id": claim.id,
        "from": claim.origin,
        "to": claim.destination,
        "year": claim.year,
        "low": claim.low,
        "typical": claim.typical,
        "high": claim.high,
        "unit": claim.unit,
        "clock": claim.clock.value if claim.clock else "",
        "grade": claim.grade.value,
        "corridor": one.corridor,
        "variant": one.variant,
        "model_km": None if one.km is None else round(one.km, 1),
        **{k: v for name, band in days.items() for k, v in banded(f"model_{name}", band).items()},
        "reason": one.reason,
        "note": claim.note,
        "source_ids": joined(claim.sources),
    }


def _figure(one: Figure) -> Row:
    return {
        "id": one.id,
        "quantity": one.quantity.value,
        "p10": one.band.p10,
        "p50": one.band.p50,
        "p90": one.band.p90,
        "unit": one.unit,
        "grade": one.grade.value,
        "year": one.year,
        "applies_to": applies_to(one),
        "months": " ".join(map(str, sorted(one.months))),
        "valid_from": one.valid_from or None,
        "valid_to": one.valid_to or None,
        "includes": " ".join(sorted(one.includes)),
        "movements_in_sight": joined(one.sized_on),
        "note": one.note,
        "source_ids": joined(one.sources),
    }


def _rivals(figures: Iterable[Figure]) -> Section:
    """Return figures that answer one question differently; the one that is taken first."""
    rows = [
        {"question": number, "taken": not place} | _figure(figure)
        for number, group in enumerate(same_case(figures), start=1)
        for place, figure in enumerate(group)
    ]
    return Section(id="rivals", rows=tuple(rows))


def _files() -> Section:
    rows = tuple(
        {
            "file": name,
            "licence": row.get("licence", ""),
            "made_from": ", ".join(row.get("sources", [])),
            "method": row.get("method", ""),
            "sha256": row.get("sha256", ""),
        }
        for name, row in sorted(read_manifest().get("files", {}).items())
    )
    return Section(id="files", rows=rows)


def contradictions(
    atlas: Atlas, asked: Iterable[Contradiction], names: Mapping[str, str], locale: Locale
) -> Section:
    """Return statements that cannot both hold, with what the model itself says in words."""
    rows = tuple(
        {
            "id": one.id,
            "subject": one.subject,
            "one": one.one,
            "one_sources": joined(one.one_sources),
            "other": one.other,
            "other_sources": joined(one.other_sources),
            "model": _own(own_answers(atlas, one), one.unit, names, locale),
            "note": one.note,
            "source_ids": joined(dict.fromkeys(one.sources)),
        }
        for one in asked
    )
    return Section(id="contradictions", rows=rows)


def _own(own: Iterable[Own], unit: str, names: Mapping[str, str], locale: Locale) -> str:
    told = []
    for one in own:
        if unit == "d":
            shares = (one.days.p10, one.days.p50, one.days.p90)
            text = f"{' – '.join(locale.number(v, 1) for v in shares)} {locale.translate('days')}"
        else:
            length = one.km / KM_PER_NAUTICAL_MILE if unit == "nmi" else one.km
            text = f"{locale.number(length, 0)} {locale.translate(unit)}"
        by = names.get(one.corridor, one.corridor)
        told.append(f"{by}: {text}" if by else text)
    return "; ".join(told)
