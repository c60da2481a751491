from .cluster import Workers, answer_partitions, workers
from .columns import Field, Layout, field_of, layout_of, read_layout
from .frames import answer_frame
from .results import RESULTS, Answers
from .run import run
from .sinks import sink_of
from .solving import Solver
from .sources import opened
from .task import Progress, Report, Task, check_results

__all__ = [
    "RESULTS",
    "Answers",
    "Field",
    "Layout",
    "Progress",
    "Report",
    "Solver",
    "Task",
    "Workers",
    "answer_frame",
    "answer_partitions",
    "check_results",
    "field_of",
    "layout_of",
    "opened",
    "read_layout",
    "run",
    "sink_of",
    "workers",
]
