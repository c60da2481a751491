"""Imports run one way: app.py, views, geo; and in geo from the end of the list to its top."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture import CORE, SCREEN, SLOW, room_of, violations

if TYPE_CHECKING:
    from pathlib import Path

SOUND = {
    "app.py": "import streamlit\nfrom views import explore\n",
    "geo/__init__.py": "",
    "geo/errors.py": "from __future__ import annotations\nimport json\n",
    "geo/model.py": "from geo.errors import AtlasError\n",
    "geo/geodesy.py": "",
    "geo/timing.py": "from geo import model\n\ndef table():\n    import pandas\n",
    "geo/timing_sum.py": "import numpy\nfrom geo.timing import band\n",
    "geo/compare.py": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd\n"
        "from geo.timing_sum import total\n"
    ),
    "geo/layers.py": "import geopandas\n",
    "geo/maps.py": "import folium\nfrom geo.maps_page import page\nimport geo.compare\n",
    "geo/maps_page.py": "from branca.element import Element\n",
    "layers/build/__main__.py": "import geopandas\nfrom geo.geodesy import length_km\n",
    "views/explore.py": "import streamlit as st\nfrom geo import maps\nfrom views.state import x\n",
    "views/state.py": "import pandas\n",
}

BREACHES = [
    ("geo/model.py", "import streamlit", "streamlit, which only the views know"),
    ("geo/maps.py", "from streamlit_folium import st_folium", "only the views know"),
    ("geo/timing.py", "def f():\n    import streamlit", "only the views know"),
    ("layers/build/rail.py", "import streamlit.web", "only the views know"),
    ("geo/compare.py", "import folium", "only geo.maps knows"),
    ("views/explore.py", "def f():\n    from folium import Map", "only geo.maps knows"),
    ("app.py", "import branca", "only geo.maps knows"),
    ("geo/errors.py", "from geo.model import Leg", "geo.model, which comes later"),
    ("geo/errors.py", "from geo import model", "geo.model, which comes later"),
    ("geo/timing.py", "def f():\n    from geo.maps_page import x", "comes later"),
    ("geo/timing.py", "import geo.compare as c", "geo.compare, which comes later"),
    ("geo/utils.py", "", "geo/utils.py has no place in the order of rooms"),
    ("geo/model.py", "from .errors import AtlasError", "by a relative name"),
    ("geo/model.py", "from views.state import x", "views.state, which geo does not know"),
    ("geo/places.py", "import layers.build", "layers.build, which geo does not know"),
    ("geo/places.py", "import app", "app, which geo does not know"),
    ("geo/places.py", "from tests import conftest", "which geo does not know"),
    ("views/state.py", "from layers.build import raw", "layers.build, which views does not know"),
    ("views/state.py", "from app import main", "app, which views does not know"),
    ("layers/build/rail.py", "from geo.timing import band", "geo.timing, which is not for"),
    ("layers/build/rail.py", "from views import state", "which layers does not know"),
    ("app.py", "import layers.build.__main__", "which app.py does not know"),
    ("geo/timing.py", "import pandas as pd", "pandas when it is loaded"),
    (
        "geo/places.py",
        "try:\n    import geopandas\nexcept ImportError:\n    pass",
        "geopandas when",
    ),
    ("geo/maps_page.py", "from geo.maps import compose", "in a circle"),
    ("views/state.py", "import views.explore", "in a circle"),
]


def plant(tree: dict[str, str], root: Path) -> Path:
    for name, text in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_imports_run_one_way(root: Path) -> None:
    assert violations(root) == []


def test_a_sound_tree_passes(tmp_path: Path) -> None:
    assert violations(plant(SOUND, tmp_path)) == []


@pytest.mark.parametrize(("path", "code", "says"), BREACHES)
def test_each_breach_is_named(tmp_path: Path, path: str, code: str, says: str) -> None:
    tree = SOUND | {path: f"{SOUND.get(path, '')}\n{code}\n"}
    found = violations(plant(tree, tmp_path))
    assert says in found[0]
    assert path in found[0] or "circle" in found[0]
    assert all("circle" in further for further in found[1:])


def test_the_core_loads_nothing_slow_not_even_by_a_detour(root: Path) -> None:
    names = [f"geo.{path.stem}" for path in sorted((root / "geo").glob("*.py"))]
    light = [name for name in names if room_of(name) in {*CORE, "answer", "cli"}]
    assert "geo.model" in light
    slow = {*SLOW, *SCREEN, "folium"}
    code = f"import sys, {', '.join(light)}\nprint(*sorted({slow!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
