"""Rows of evidence: back-test, claims, ledger, contradictions, data files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.evidence import conflicting_figures, read_manifest
from geo.export.rows import BAND_DIGITS, Section, column
from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n import applies_to
from geo.journeys import AMOUNT_DIGITS
from geo.validation import check_claims, model_answers, run_backtest, run_price_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.evidence import Contradiction, Figure, PublishedPrice
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Band
    from geo.validation import BackTest, ClaimCheck, ModelAnswer, PriceTest, Trial

PARTS: Final = ("back-test", "claims", "ledger", "states", "contradictions", "data")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """Errors of the model on some movements."""

    by: str
    name: str
    kind: str
    """Measured or promised; blank for both."""
    families: int
    """Rows that repeat each other count as one."""
    rows: int
    median_error: float
    bias: float
    inside: float
    inside_corrected: float
    published_at: float
    """Share of the model's distribution below the published days, in the median."""
    one_speed_error: float
    speed_by_clock_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """A published movement and the model's answer."""

    id: str
    group: str
    start: str = field(metadata=column("from"))
    end: str = field(metadata=column("to"))
    date: str
    clock: str
    corridor: str
    variant: str
    basis: str
    grade: str
    km: float
    published_days: Band
    model_days: Band
    error: float
    inside: bool
    counts: bool
    """Whether the movement validates the model: no figure was set with it."""
    figures_set_with_it: tuple[str, ...]
    explanation: str
    note: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredRow:
    """A published movement that the model cannot time."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A published claim and the model's answer."""

    id: str
    start: str = field(metadata=column("from"))
    end: str = field(metadata=column("to"))
    year: str
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    clock: str
    grade: str
    corridor: str
    variant: str
    model_km: float | None
    model: Mapping[str, Band]
    """Days by clock."""
    reason: str
    note: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """A published price of a whole journey, or a ratio of two, and the model's price."""

    id: str
    start: str = field(metadata=column("from"))
    end: str = field(metadata=column("to"))
    corridor: str
    variant: str
    date: str
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    basis: str
    grade: str
    model_usd: Band | None = field(metadata=column(band=True))
    """None for a ratio, and where the model has no answer."""
    error: float | None
    reason: str
    note: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure of the ledger."""

    id: str
    quantity: str
    p10: float
    p50: float
    p90: float
    unit: str
    grade: str
    year: int | None
    applies_to: str
    months: tuple[str, ...] = field(metadata=column(joined_by=" "))
    valid_from: int | None
    valid_to: int | None
    includes: tuple[str, ...] = field(metadata=column(joined_by=" "))
    movements_in_sight: tuple[str, ...]
    note: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """The state of a gate in one period."""

    id: str
    gate: str
    name: str
    state: str
    first_day: str
    last_day: str
    """Blank where no end was published."""
    months: tuple[str, ...] = field(metadata=column(joined_by=" "))
    """Months of the year in which it returns; blank for what does not."""
    traffic_share: float | None
    service_share: float | None
    confirmed: str
    """Day of the last word on a state without an end."""
    grade: str
    against: str
    """Id of the row that this one contradicts, and that is used in its place."""
    note: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalRow:
    """A figure beside others that answer the same question; the first of them is used."""

    question: int
    taken: bool
    figure: FigureRow

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources of the figure."""
        return self.figure.source_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionRow:
    """Two published statements that cannot both hold, and the model's answer."""

    id: str
    subject: str
    one: str
    one_sources: tuple[str, ...]
    other: str
    other_sources: tuple[str, ...]
    model: str
    note: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A data file and its origin."""

    file: str
    licence: str
    made_from: str
    method: str
    sha256: str


def evidence_sections(
    atlas: Atlas, parts: frozenset[str], names: Mapping[str, str], locale: Locale
) -> Iterator[Section]:
    """Yield the rows of some parts of the evidence.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    parts
        Some of ``PARTS``.
    names
        Names of the corridors.
    locale
        Language of the model's answers to contradictions.
    """
    ledger = atlas.ledger
    if "back-test" in parts:
        backtest = run_backtest(atlas, with_claims=False)
        yield _scores(backtest)
        yield _movements(backtest)
        yield _prices(run_price_test(atlas))
    if "claims" in parts:
        yield Section(id="claims", rows=tuple(map(_claim, check_claims(atlas, ledger.claims))))
    if "ledger" in parts:
        yield Section(id="figures", rows=tuple(map(figure_row, ledger.figures.values())))
    if "states" in parts:
        yield _states(atlas)
    if "contradictions" in parts:
        yield contradictions(atlas, ledger.contradictions, names, locale)
        yield _rivals(ledger.figures.values())
    if "data" in parts:
        yield _files()


def _scores(backtest: BackTest) -> Section:
    rows = tuple(
        ScoreRow(
            by=score.by,
            name=score.name,
            kind=score.kind,
            families=score.count,
            rows=score.rows,
            median_error=round(score.median_error, 4),
            bias=round(score.bias, 4),
            inside=round(score.coverage, 4),
            inside_corrected=round(score.corrected, 4),
            published_at=round(score.quantile, 4),
            one_speed_error=round(score.one_speed, 4),
            speed_by_clock_error=round(score.speed_by_clock, 4),
        )
        for score in backtest.scores
    )
    return Section(id="scores", rows=rows)


def _movements(backtest: BackTest) -> Section:
    unanswered = (UnansweredRow(id=name, reason=reason) for name, reason in backtest.failed)
    return Section(id="movements", rows=(*map(_movement, backtest.trials), *unanswered))


def _prices(test: PriceTest) -> Section:
    beside = (
        _price(
            trial.price,
            corridor=trial.corridor or trial.price.corridor,
            variant=trial.variant,
            usd=trial.usd,
            error=trial.error,
            reason=trial.reason,
        )
        for trial in test.trials
    )
    ratios = (_price(one, corridor=one.corridor) for one in test.ratios)
    return Section(id="prices", rows=(*beside, *ratios))


def _price(
    price: PublishedPrice,
    *,
    corridor: str,
    variant: str = "",
    usd: Band | None = None,
    error: float | None = None,
    reason: str = "",
) -> PriceRow:
    return PriceRow(
        id=price.id,
        start=price.origin,
        end=price.destination,
        corridor=corridor,
        variant=variant,
        date=price.date,
        low=price.low,
        typical=price.typical,
        high=price.high,
        unit=price.unit,
        basis=price.basis,
        grade=price.grade.value,
        model_usd=usd.rounded(AMOUNT_DIGITS) if usd else None,
        error=None if error is None else round(error, 4),
        reason=reason,
        note=price.note,
        source_ids=price.sources,
    )


def _movement(trial: Trial) -> MovementRow:
    trip = trial.movement
    return MovementRow(
        id=trip.id,
        group=trip.group,
        start=trial.start,
        end=trial.end,
        date=trip.date,
        clock=trip.clock.value,
        corridor=trial.corridor,
        variant=trial.variant,
        basis=trip.basis,
        grade=trip.grade.value,
        km=round(trial.km, 1),
        published_days=trip.days.rounded(BAND_DIGITS),
        model_days=trial.days.rounded(BAND_DIGITS),
        error=round(trial.error, 4),
        inside=trial.inside,
        counts=trial.used_for_validation,
        figures_set_with_it=trial.sized_by,
        explanation=trip.explanation,
        note=trip.note,
        source_ids=trip.sources,
    )


def _claim(check: ClaimCheck) -> ClaimRow:
    claim = check.claim
    return ClaimRow(
        id=claim.id,
        start=claim.origin,
        end=claim.destination,
        year=claim.year,
        low=claim.low,
        typical=claim.typical,
        high=claim.high,
        unit=claim.unit,
        clock=claim.clock.value if claim.clock else "",
        grade=claim.grade.value,
        corridor=check.corridor,
        variant=check.variant,
        model_km=None if check.km is None else round(check.km, 1),
        model={clock.value: band.rounded(BAND_DIGITS) for clock, band in check.days.items()},
        reason=check.reason,
        note=claim.note,
        source_ids=claim.sources,
    )


def figure_row(figure: Figure) -> FigureRow:
    """Make the row of a figure."""
    return FigureRow(
        id=figure.id,
        quantity=figure.quantity.value,
        p10=figure.band.p10,
        p50=figure.band.p50,
        p90=figure.band.p90,
        unit=figure.unit,
        grade=figure.grade.value,
        year=figure.year,
        applies_to=applies_to(figure),
        months=tuple(map(str, sorted(figure.months))),
        valid_from=figure.valid_from or None,
        valid_to=figure.valid_to or None,
        includes=tuple(sorted(figure.includes)),
        movements_in_sight=figure.sized_on,
        note=figure.note,
        source_ids=figure.sources,
    )


def _rivals(figures: Iterable[Figure]) -> Section:
    rows = tuple(
        RivalRow(question=number, taken=not place, figure=figure_row(figure))
        for number, group in enumerate(conflicting_figures(figures), start=1)
        for place, figure in enumerate(group)
    )
    return Section(id="rivals", rows=rows)


def _files() -> Section:
    rows = tuple(
        FileRow(
            file=one.name,
            licence=one.licence,
            made_from=", ".join(one.sources),
            method=one.method,
            sha256=one.sha256,
        )
        for one in read_manifest().files
    )
    return Section(id="files", rows=rows)


def _states(atlas: Atlas) -> Section:
    gates = atlas.corridors.gates
    rows = tuple(
        StateRow(
            id=row.id,
            gate=row.gate,
            name=gates[row.gate].name,
            state=row.status.value,
            first_day=row.first.isoformat() if row.first else "",
            last_day=row.last.isoformat() if row.last else "",
            months=tuple(map(str, sorted(row.months))),
            traffic_share=row.traffic_share,
            service_share=row.service_share,
            confirmed=row.confirmed.isoformat() if row.confirmed else "",
            grade=row.grade.value,
            against=row.against,
            note=row.note,
            source_ids=row.sources,
        )
        for row in atlas.states.rows
    )
    return Section(id="states", rows=rows)


def contradictions(
    atlas: Atlas, listed: Iterable[Contradiction], names: Mapping[str, str], locale: Locale
) -> Section:
    """Make the rows of statements that cannot both hold; parameters as above."""
    rows = tuple(
        ContradictionRow(
            id=one.id,
            subject=one.subject,
            one=one.one,
            one_sources=one.one_sources,
            other=one.other,
            other_sources=one.other_sources,
            model=_model_text(model_answers(atlas, one), one.unit, names, locale),
            note=one.note,
            source_ids=tuple(dict.fromkeys(one.sources)),
        )
        for one in listed
    )
    return Section(id="contradictions", rows=rows)


def _model_text(
    answers: Iterable[ModelAnswer], unit: str, names: Mapping[str, str], locale: Locale
) -> str:
    """Write the model's answers, each with its corridor."""
    texts = []
    for one in answers:
        if unit == "d":
            shares = (one.days.p10, one.days.p50, one.days.p90)
            text = f"{' – '.join(locale.number(v, 1) for v in shares)} {locale.translate('days')}"
        else:
            length = one.km / KM_PER_NAUTICAL_MILE if unit == "nmi" else one.km
            text = f"{locale.number(length, 0)} {locale.translate(unit)}"
        corridor = names.get(one.corridor, one.corridor)
        texts.append(f"{corridor}: {text}" if corridor else text)
    return "; ".join(texts)
