"""The public names: what ``geo`` promises is there, and loading it loads nothing else."""

from __future__ import annotations

import inspect
import subprocess
import sys

import geo
from geo import errors
from geo.version import __version__


def test_the_public_names_are_sorted_and_there() -> None:
    assert geo.__all__ == sorted(geo.__all__)
    assert all(hasattr(geo, name) for name in geo.__all__)
    assert {"Atlas", "Comparison", "Journey", "Scenario", "load"} <= set(geo.__all__)
    assert geo.__version__ == __version__


def test_every_error_is_public() -> None:
    known = {
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.AtlasError)
    }
    assert {name for name in geo.__all__ if name.endswith("Error")} == known


def test_importing_the_library_loads_no_part_of_it() -> None:
    code = (
        "import sys, geo\n"
        "loaded = [name for name in sys.modules if name.startswith('geo.')]\n"
        "slow = {'numpy', 'pandas', 'scipy', 'click'} & set(sys.modules)\n"
        "sys.exit(' '.join([*loaded, *slow]) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_loading_the_data_loads_no_table_and_no_map() -> None:
    code = (
        "import sys, geo\ngeo.load().compare('Moscow', 'Mumbai').fastest()\n"
        "slow = {'pandas', 'geopandas', 'folium', 'matplotlib', 'babel'} & set(sys.modules)\n"
        "sys.exit(' '.join(slow) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
