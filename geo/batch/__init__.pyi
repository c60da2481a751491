from .columns import Field, Layout, field_of, layout_of, read_layout
from .frames import answer_frame
from .results import RESULTS, Answers
from .run import Progress, Report, Task, run
from .sinks import sink_of
from .solving import Solver
from .sources import opened

__all__ = [
    "RESULTS",
    "Answers",
    "Field",
    "Layout",
    "Progress",
    "Report",
    "Solver",
    "Task",
    "answer_frame",
    "field_of",
    "layout_of",
    "opened",
    "read_layout",
    "run",
    "sink_of",
]
