"""Parts of libraries that a command has no use for, and that would be loaded with the others."""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Final

_UNUSED: Final = ("numpy.f2py", "numpy.testing")
"""NumPy loads them when they are asked for; SciPy copies every name of NumPy, and so asks."""


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
