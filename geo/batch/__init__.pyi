from .cluster import DaskExecutor, answer_partitions, dask_executor
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
    "DaskExecutor",
    "Field",
    "Layout",
    "Progress",
    "Report",
    "Solver",
    "Task",
    "answer_frame",
    "answer_partitions",
    "check_results",
    "dask_executor",
    "field_of",
    "layout_of",
    "opened",
    "read_layout",
    "run",
    "sink_of",
]
