from .backtest import BackTest, beside_model, claims_between, run_backtest
from .report import SCORE_NAMES, draw, markdown, score_words
from .results import ClaimCheck, Score, Trial
from .trials import DISPUTED, TIMES_AND_LENGTHS, Own, own_answers
from .variance import Rest, rests, sentence, text

__all__ = [
    "DISPUTED",
    "SCORE_NAMES",
    "TIMES_AND_LENGTHS",
    "BackTest",
    "ClaimCheck",
    "Own",
    "Rest",
    "Score",
    "Trial",
    "beside_model",
    "claims_between",
    "draw",
    "markdown",
    "own_answers",
    "rests",
    "run_backtest",
    "score_words",
    "sentence",
    "text",
]
