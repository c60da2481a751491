"""What a process that answers one question and ends can do without."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNUSED: Final = ("numpy.f2py", "numpy.testing")
"""NumPy loads them when they are asked for; SciPy copies every name of NumPy, and so asks."""

_BLAS_THREADS: Final = "OPENBLAS_NUM_THREADS"


@contextmanager
def one_answer() -> Iterator[None]:
    """Spare what does not pay for one answer, as long as this lasts.

    - OpenBLAS, of which NumPy and SciPy load one each, starts no threads: they would wait for work
      in a loop, which takes more time than the small products of an answer.
    - Nothing is searched for garbage: what an atlas is made of stays until the end.
    - Parts of NumPy are not loaded, see `postpone_unused`.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault(_BLAS_THREADS, "1")
    postpone_unused()
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def postpone_unused() -> None:
    """Have parts of NumPy loaded on their first use, even if something takes their name before.

    It is for a process that answers one question and ends, before SciPy is loaded.
    """
    import numpy as np

    for name in _UNUSED:
        spec = None if name in sys.modules else find_spec(name)
        if spec is None or spec.loader is None:
            continue
        spec.loader = LazyLoader(spec.loader)
        module = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(module)
        setattr(np, name.rpartition(".")[2], module)
