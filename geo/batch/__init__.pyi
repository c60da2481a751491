from .columns import Field, Layout, field_of, layout_of, read_layout
from .frames import answer_frame
from .results import RESULTS
from .run import Progress, Report, Task, run

__all__ = [
    "RESULTS",
    "Field",
    "Layout",
    "Progress",
    "Report",
    "Task",
    "answer_frame",
    "field_of",
    "layout_of",
    "read_layout",
    "run",
]
