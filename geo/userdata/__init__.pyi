from .figures import read_own_figures
from .formats import ENDINGS, UserFormat, format_of
from .layer import KINDS, Measures, UserLayer, measured
from .limits import LIMITS, MEGABYTE, Limits
from .links import own_links
from .nearest import MeasuredLayer, Nearest, Terminals
from .problems import Flaw, Problem, Refusal, refusal_error
from .reading import read_user_layer
from .tables import Sheet, sheet_of

__all__ = [
    "ENDINGS",
    "KINDS",
    "LIMITS",
    "MEGABYTE",
    "Flaw",
    "Limits",
    "MeasuredLayer",
    "Measures",
    "Nearest",
    "Problem",
    "Refusal",
    "Sheet",
    "Terminals",
    "UserFormat",
    "UserLayer",
    "format_of",
    "measured",
    "own_links",
    "read_own_figures",
    "read_user_layer",
    "refusal_error",
    "sheet_of",
]
