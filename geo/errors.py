"""Every error the library raises on purpose.

::

    AtlasError
    ├── QuestionError (ValueError)      the question cannot be asked this way
    │   ├── UnknownPlaceError           no such place; names the nearest three
    │   │   ├── UncertainPlaceError     a place is only spelt like it; names the candidates
    │   │   └── CountryNameError        a country; names its most important places
    │   ├── AmbiguousPlaceError         several places bear the name; lists them
    │   ├── SamePlaceError              origin and destination are one
    │   ├── UnknownNameError            no such corridor, variant, gate, link, mode, clock or figure
    │   ├── FigureRangeError            a figure is set to what no service can have; gives the range
    │   ├── WrongClockError             the clock asked for does not apply to the journey
    │   └── BadDateError                not a month of the calendar the data cover
    ├── RouteError                      the question is sound, and has no answer
    │   ├── IncompletePriceError        no journey has a whole price; names what is missing
    │   ├── TooFarError                 a point lies beyond the reach of the network
    │   │   └── OutsideNetworkError     a place, or the way to it, lies where the network has ended
    │   ├── NoRouteError                nothing open joins the two ends
    │   └── NotServedError              a way exists, but not by the corridor asked for
    ├── UserFileError (ValueError)      a file of the user cannot be read; says why
    │   └── UserFileLimitError          it exceeds a limit of size, time or memory
    ├── MissingExtraError (ImportError) an optional library is not installed; names its extra
    ├── ExportError                     a file was not written; what stood there is as it was
    ├── ClusterError                    the workers of a cluster cannot be used; says why
    ├── OutputError                     the output stream takes nothing more, as on a full disk
    └── DataError                       a file of ours is missing, damaged or contradicts itself
        ├── LayerError                  a file below ``layers/``
        └── LedgerError                 a row of the ledger of figures

Each message is one sentence that says what is wrong and what to do.
"""

from __future__ import annotations


class AtlasError(Exception):
    """Root of every error raised on purpose."""

    @property
    def message(self) -> str:
        """The sentence; a `geo.message.Message` keeps its template and its parameters."""
        return self.args[0] if self.args else ""


class QuestionError(AtlasError, ValueError):
    """The question cannot be asked this way."""


class UnknownPlaceError(QuestionError):
    """No place bears the name; the message names the nearest three spellings."""


class UncertainPlaceError(UnknownPlaceError):
    """Nothing bears the name, but something is spelt like it; the message names the candidates."""


class CountryNameError(UnknownPlaceError):
    """The text names a country; the message names the most important places in it."""


class AmbiguousPlaceError(QuestionError):
    """Several places bear the name; the message lists them."""


class SamePlaceError(QuestionError):
    """Origin and destination are one place."""


class UnknownNameError(QuestionError):
    """No corridor, variant, gate, link, mode, clock or figure bears the name."""


class FigureRangeError(QuestionError):
    """A figure is set to a value outside its range, as a ship of 1,000 knots."""


class WrongClockError(QuestionError):
    """The clock asked for does not apply: a train clock wants a way wholly by rail, and so on."""


class BadDateError(QuestionError):
    """The text is not a month that the data cover."""


class RefreshError(AtlasError):
    """Newer states of gates cannot be fetched."""


class RouteError(AtlasError):
    """The question is sound and has no answer."""


class IncompletePriceError(RouteError):
    """No journey has a whole price or whole emissions, so none can be ranked by them."""


class TooFarError(RouteError):
    """A point lies further from the network than the limit; the message says how far."""


class OutsideNetworkError(TooFarError):
    """A place, or the way by land to it, lies outside; the message says where the network ends."""


class NoRouteError(RouteError):
    """Nothing open joins the two ends.

    Parameters
    ----------
    message
        One sentence for the reader.
    closed
        Names of the closed gates and unbuilt links that would have to open.
    is_by_state
        Whether the state of a gate on the date of the question closes one of them.
    """

    def __init__(
        self, message: str, closed: tuple[str, ...] = (), *, is_by_state: bool = False
    ) -> None:
        super().__init__(message)
        self.closed = closed
        self.is_by_state = is_by_state


class NotServedError(RouteError):
    """The two ends are joined, but not by the corridor asked for."""


class UserFileError(AtlasError, ValueError):
    """A file of the user cannot be read; the message names it and says what to do."""


class UserFileLimitError(UserFileError):
    """A file of the user exceeds a limit of size, time or memory; the message gives the limit."""


class MissingExtraError(AtlasError, ImportError):
    """An optional library is not installed; the message gives the command that installs it."""


class ExportError(AtlasError):
    """A file was not written: no room, no permission, no such format; the old one is untouched."""


class ClusterError(AtlasError):
    """The workers of a cluster cannot be reached, differ from this program, or were lost."""


class OutputError(AtlasError):
    """The output stream takes nothing more: the disk is full, or the device is gone."""


class DataError(AtlasError):
    """A file of the project is missing, damaged or contradicts itself."""


class LayerError(DataError):
    """A file below ``layers/`` cannot be used; the message names it."""


class LedgerError(DataError):
    """A row of the ledger breaks its schema; the message names file and row."""
