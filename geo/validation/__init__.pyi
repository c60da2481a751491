from .backtest import BackTest, beside_model, claims_between, run_backtest
from .emissions import EmissionCheck, emission_checks
from .prices import (
    PriceScore,
    PriceTest,
    PriceTrial,
    price_text,
    prices_markdown,
    run_price_test,
    verdict,
)
from .report import SCORE_NAMES, draw, markdown, score_words
from .results import ClaimCheck, Score, Trial
from .standard import StandardPrice, standard_markdown, standard_prices, standard_text
from .trials import DISPUTED, Own, own_answers
from .variance import Rest, rests, sentence, text

__all__ = [
    "DISPUTED",
    "SCORE_NAMES",
    "BackTest",
    "ClaimCheck",
    "EmissionCheck",
    "Own",
    "PriceScore",
    "PriceTest",
    "PriceTrial",
    "Rest",
    "Score",
    "StandardPrice",
    "Trial",
    "beside_model",
    "claims_between",
    "draw",
    "emission_checks",
    "markdown",
    "own_answers",
    "price_text",
    "prices_markdown",
    "rests",
    "run_backtest",
    "run_price_test",
    "score_words",
    "sentence",
    "standard_markdown",
    "standard_prices",
    "standard_text",
    "text",
    "verdict",
]
