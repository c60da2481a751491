"""Published prices of whole journeys compared with the model, and what they show.

The model answers every price of the ledger by its places, corridor, box and time. Nothing is
fitted to these totals: the model's parts come from parts. A journey whose price is incomplete gives
no answer, and names what is missing. Published ratios ("30 percent cheaper") are claims of whoever
makes them; they are shown and scored against nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from geo.errors import RouteError, WrongClockError
from geo.estimates import Box, Incomplete
from geo.i18n import get_locale
from geo.message import Message
from geo.model import BRANCHES, SUEZ_ROUTES
from geo.scenario import Scenario
from geo.validation.results import DIGITS, ErrorScore, band_dict
from geo.validation.trials import journey_of
from geo.validation.writing import ENGLISH, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.evidence import PublishedPrice
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Band

BOX_OF_UNIT: Final[Mapping[str, Box]] = MappingProxyType(
    {
        "USD/TEU": Box.TEU,
        "USD/FEU": Box.FEU,
        "USD/container": Box.TEU,
        "USD/t": Box.TONNE,
    }
)
"""Box of each unit; where the size is not said, one of 20 feet, as most of the corridor's are."""
PAID: Final = "paid"
MID_YEAR: Final = "07"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTrial:
    """A published price compared with the model."""

    price: PublishedPrice
    corridor: str
    variant: str
    usd: Band | None
    """P10, P50 and P90 of the model; None where it has no answer."""
    reason: str = ""
    """Why it has none."""

    @property
    def observed(self) -> float:
        """Published dollars: typical, or the middle of the range."""
        return self.price.amount.p50

    @property
    def error(self) -> float | None:
        """P50 of the model over the published price, less 1."""
        return None if self.usd is None else self.usd.p50 / self.observed - 1

    @property
    def inside(self) -> bool:
        """Whether the published price lies between P10 and P90."""
        return self.usd is not None and self.usd.covers(self.observed)

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON can hold it."""
        price = self.price
        return {
            "id": price.id,
            "from": price.origin,
            "to": price.destination,
            "places": list(price.places) if price.places else None,
            "date": price.date,
            "unit": price.unit,
            "basis": price.basis,
            "grade": price.grade.value,
            "sources": list(price.sources),
            "published": band_dict(price.amount),
            "corridor": self.corridor,
            "variant": self.variant,
            "model_usd": band_dict(self.usd) if self.usd else None,
            "error": None if self.error is None else round(self.error, DIGITS),
            "inside": self.inside if self.usd else None,
            "reason": self.reason,
            "note": price.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePair:
    """Two prices of one publication for one question: by the corridor, and by Suez."""

    corridor: PublishedPrice
    suez: PublishedPrice

    @property
    def ratio(self) -> tuple[float, float]:
        """Lowest and highest price by the corridor over that by Suez."""
        corridor, suez = self.corridor.amount, self.suez.amount
        return corridor.p10 / suez.p90, corridor.p90 / suez.p10

    @property
    def paid(self) -> bool:
        """Whether both were paid: an estimate or an offer is not a price that anyone paid."""
        return self.corridor.basis == self.suez.basis == PAID


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTest:
    """Every published price of the ledger, compared with the model."""

    trials: tuple[PriceTrial, ...]
    ratios: tuple[PublishedPrice, ...]
    """Published ratios, claims of whoever makes them."""
    pairs: tuple[PricePair, ...]
    scores: tuple[ErrorScore, ...]
    """Of all with an answer, then by box, by year and by basis."""

    @property
    def answered(self) -> tuple[PriceTrial, ...]:
        """Prices that the model has an answer for."""
        return tuple(trial for trial in self.trials if trial.usd)

    def as_dict(self) -> dict[str, Any]:
        """Return the test as JSON can hold it."""
        return {
            "trials": [trial.as_dict() for trial in self.trials],
            "ratios": [
                {
                    "id": one.id,
                    "from": one.origin,
                    "to": one.destination,
                    "date": one.date,
                    "unit": one.unit,
                    "ratio": band_dict(one.amount),
                    "sources": list(one.sources),
                    "note": one.note,
                }
                for one in self.ratios
            ],
            "pairs": [
                {
                    "corridor": pair.corridor.id,
                    "suez": pair.suez.id,
                    "ratio": [round(value, DIGITS) for value in pair.ratio],
                    "paid": pair.paid,
                }
                for pair in self.pairs
            ],
            "scores": [score.as_dict() for score in self.scores],
            "verdict": verdict(self.pairs),
        }


def run_price_test(atlas: Atlas) -> PriceTest:
    """Compare every published price of the atlas's ledger with the model.

    Parameters
    ----------
    atlas
        From `geo.journeys.load_atlas`.

    Raises
    ------
    UnknownPlaceError
        A row of the ledger names a place that the gazetteer does not hold.
    """
    prices = atlas.ledger.prices
    trials = tuple(price_trial(atlas, one) for one in prices if not one.is_ratio)
    return PriceTest(
        trials=trials,
        ratios=tuple(one for one in prices if one.is_ratio),
        pairs=tuple(pairs_of(prices)),
        scores=price_scores(trials),
    )


def price_trial(atlas: Atlas, price: PublishedPrice) -> PriceTrial:
    """Compare a published price with the model.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> atlas = load_atlas()
    >>> (price,) = [one for one in atlas.ledger.prices if one.id == "cst-005"]
    >>> trial = price_trial(atlas, price)
    >>> trial.corridor, 2_000 < trial.usd.p50 < 5_000 == price.high
    ('suez', True)
    """
    if price.places is None:
        return _unanswered(price, Message("the network does not hold its two places"))
    date = price.date if "-" in price.date else f"{price.date}-{MID_YEAR}"
    try:
        journey = journey_of(
            atlas,
            price.places,
            Scenario(date=date, as_if_open=True),  # a price was paid where gates were open
            corridor=price.corridor,
            variant=price.variant,
        )
    except (RouteError, WrongClockError) as error:
        return _unanswered(price, error.message)
    usd = journey.costed(BOX_OF_UNIT[price.unit]).usd
    reason = usd.message if isinstance(usd, Incomplete) else ""
    return PriceTrial(
        price=price,
        corridor=journey.route.corridor,
        variant=journey.route.variant,
        usd=None if isinstance(usd, Incomplete) else usd,
        reason=reason,
    )


def _unanswered(price: PublishedPrice, reason: str) -> PriceTrial:
    return PriceTrial(price=price, corridor="", variant="", usd=None, reason=reason)


def pairs_of(prices: Iterable[PublishedPrice]) -> Iterable[PricePair]:
    """Yield the prices by the corridor that one publication sets beside its price by Suez."""
    paired = [one for one in prices if one.pair and not one.is_ratio]
    for first, second in combinations(paired, 2):
        if (first.pair, first.unit, first.date) != (second.pair, second.unit, second.date):
            continue
        by_suez = [one for one in (first, second) if one.corridor in SUEZ_ROUTES]
        by_branch = [one for one in (first, second) if one.corridor in {*BRANCHES, ""}]
        if len(by_suez) == len(by_branch) == 1:
            yield PricePair(corridor=by_branch[0], suez=by_suez[0])


KEYS: Final[dict[str, Callable[[PriceTrial], str]]] = {
    "box": lambda trial: trial.price.unit,
    "year": lambda trial: trial.price.date[:4],
    "basis": lambda trial: trial.price.basis,
}


def price_scores(trials: Sequence[PriceTrial]) -> tuple[ErrorScore, ...]:
    """Score the prices that the model answers: all, then by box, by year and by basis."""
    answered = [trial for trial in trials if trial.usd]
    if not answered:
        return ()
    scores = [_score("all", "all", answered)]
    for by, key in KEYS.items():
        names = sorted({key(trial) for trial in answered})
        scores += [_score(by, name, [t for t in answered if key(t) == name]) for name in names]
    return tuple(scores)


def _score(by: str, name: str, trials: Sequence[PriceTrial]) -> ErrorScore:
    errors = [trial.error for trial in trials if trial.error is not None]
    return ErrorScore(
        by=by,
        name=name,
        count=len(errors),
        median_error=median(map(abs, errors)),
        bias=median(errors),
        coverage=sum(trial.inside for trial in trials) / len(trials),
    )


def verdict(pairs: Sequence[PricePair]) -> Message:
    """Say what the published pairs establish about the corridor being the cheaper."""
    ratios = [value for pair in pairs for value in pair.ratio] or [1.0]
    low, high = (f"{value:.1f}" for value in (min(ratios), max(ratios)))
    if any(pair.paid for pair in pairs):
        return Message(
            "Published pairs of prices, corridor over Suez, have ratios of {low} to {high}; some "
            "of them were paid.",
            low=low,
            high=high,
        )
    return Message(
        "No published pair of paid prices establishes for any year that the corridor is cheaper "
        "than Suez: the pairs are estimates and offers, and their ratios run from {low} to {high}.",
        low=low,
        high=high,
    )


_ENGLISH: Final = Writing(locale=get_locale(ENGLISH))
"""Of documents."""


def price_text(test: PriceTest, locale: Locale | None = None) -> str:
    """Write published prices and those of the model for a terminal, in English by default."""
    writing = Writing(locale=locale or get_locale(ENGLISH))
    translate, share = writing.locale.translate, writing.share
    prices = [trial.price for trial in test.trials]
    units = writing.width((one.unit for one in prices), 14)
    bases = writing.width((one.basis for one in prices), 10)
    head = (
        f"{translate('price'):10}{translate('from – to'):32}{translate('date'):9}"
        f"{translate('unit'):{units}}{translate('basis'):{bases}}{translate('published'):>14}"
        f"{translate('model P10   P50   P90'):>24}{translate('error'):>7}"
    )
    scored = f"{'':24}{'n':>4}{translate('error of P50'):>14}{translate('signed'):>8}{'P10–P90':>9}"
    lines = [
        translate("Prices"),
        head,
        *(_trial_line(one, (units, bases), writing) for one in test.trials),
    ]
    lines += ["", scored]
    lines += [
        f"{'' if score.by == 'all' else translate(score.by):10}{translate(score.name):{units}}"
        f"{writing.number(score.count):>4}{share(score.median_error, 1):>14}"
        f"{share(score.bias, sign=True):>8}{share(score.coverage):>9}"
        for score in test.scores
    ]
    lines += ["", translate("Ratios, claims of whoever makes them")]
    lines += [
        f"{one.id:10}{_ends(one, writing):32}{translate(one.date):9}{translate(one.unit):18}"
        f"{writing.span(one.amount)}"
        for one in test.ratios
    ]
    return "\n".join([*lines, translate(verdict(test.pairs))])


def _ends(price: PublishedPrice, writing: Writing) -> str:
    return " – ".join(map(writing.locale.translate, (price.origin, price.destination)))[:30]


def _trial_line(trial: PriceTrial, widths: tuple[int, int], writing: Writing) -> str:
    units, bases = widths
    price, translate, number = trial.price, writing.locale.translate, writing.number
    head = (
        f"{price.id:10}{_ends(price, writing):32}{translate(price.date):9}"
        f"{translate(price.unit):{units}}{translate(price.basis):{bases}}"
        f"{writing.span(price.amount):>14}"
    )
    if trial.usd is None or trial.error is None:
        return f"{head}  {translate('no answer: {reason}').format(reason=translate(trial.reason))}"
    usd, outside = trial.usd, "" if trial.inside else f"  {translate('outside')}"
    return (
        f"{head}{number(usd.p10):>12}{number(usd.p50):>6}{number(usd.p90):>6}"
        f"{writing.share(trial.error, sign=True):>7}{outside}"
    )


def prices_markdown(test: PriceTest) -> str:
    """Write scores and prices as Markdown tables, for a document."""
    scores = [
        "| prices | rows | error of P50 | signed error | inside P10–P90 |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {'**all**' if one.by == 'all' else f'{one.by} {one.name}'} | {one.count} "
            f"| {one.median_error:.1%} | {one.bias:+.0%} | {one.coverage:.0%} |"
            for one in test.scores
        ),
    ]
    head = "| price | from – to | corridor | date | unit | basis | published | model | error |"
    rows = [head, "|---|---|---|---|---|---|--:|--:|--:|", *map(_row, test.trials)]
    ratios = [
        f"- {one.origin} – {one.destination}, {one.date}: {one.unit} {_ENGLISH.span(one.amount)}. "
        f"{one.note}"
        for one in test.ratios
    ]
    return "\n\n".join("\n".join(part) for part in (scores, rows, ratios))


def _row(trial: PriceTrial) -> str:
    price = trial.price
    head = (
        f"| {price.id} | {price.origin} – {price.destination} | {trial.corridor or price.corridor} "
        f"| {price.date} | {price.unit} | {price.basis} | {_ENGLISH.span(price.amount)} "
    )
    if trial.usd is None or trial.error is None:
        return f"{head}| no answer: {trial.reason} | |"
    usd = trial.usd
    return f"{head}| {usd.p10:,.0f} – {usd.p50:,.0f} – {usd.p90:,.0f} | {trial.error:+.0%} |"
