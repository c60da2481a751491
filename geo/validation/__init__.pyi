from .along import movements_along
from .backtest import BackTest, check_claims, claims_between, run_backtest, time_movement
from .emissions import EmissionCheck, emission_checks
from .headline import CloserRule, SignedError, closer_rules, signed_errors
from .prices import (
    PriceTest,
    PriceTrial,
    price_text,
    prices_markdown,
    run_price_test,
    verdict,
)
from .report import SCORE_NAMES, draw_trials, score_words, scores_markdown
from .results import ClaimCheck, ErrorScore, Score, Trial
from .standard import StandardPrice, standard_markdown, standard_prices, standard_text
from .trials import DISPUTED, ModelAnswer, model_answers
from .variance import VarianceReport, variance_reports, variance_sentence, variance_text

__all__ = [
    "DISPUTED",
    "SCORE_NAMES",
    "BackTest",
    "ClaimCheck",
    "CloserRule",
    "EmissionCheck",
    "ErrorScore",
    "ModelAnswer",
    "PriceTest",
    "PriceTrial",
    "Score",
    "SignedError",
    "StandardPrice",
    "Trial",
    "VarianceReport",
    "check_claims",
    "claims_between",
    "closer_rules",
    "draw_trials",
    "emission_checks",
    "model_answers",
    "movements_along",
    "price_text",
    "prices_markdown",
    "run_backtest",
    "run_price_test",
    "score_words",
    "scores_markdown",
    "signed_errors",
    "standard_markdown",
    "standard_prices",
    "standard_text",
    "time_movement",
    "variance_reports",
    "variance_sentence",
    "variance_text",
    "verdict",
]
