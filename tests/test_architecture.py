"""Imports run one way: app.py, views, geo; and inside each from the end of its list to its top."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture import CORE, SCREEN, SLOW, room_of, violations

if TYPE_CHECKING:
    from pathlib import Path

SOUND = {
    "app.py": "import streamlit\nfrom views.explore import page\n",
    "geo/__init__.py": "",
    "geo/errors.py": "from __future__ import annotations\nimport json\n",
    "geo/model.py": "from geo.errors import AtlasError\n",
    "geo/geodesy.py": "",
    "geo/layers.py": "import geopandas\n",
    "geo/places/__init__.py": "from geo.places.index import x\n",
    "geo/places/index.py": "from geo.places.tables import y\n",
    "geo/places/tables.py": "from geo.geodesy import z\n",
    "geo/estimates/timing.py": "from geo import model\n\ndef table():\n    import pandas\n",
    "geo/estimates/sums.py": "import numpy\nfrom geo.estimates.timing import band\n",
    "geo/journeys/atlas.py": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd\n"
        "from geo.estimates.sums import total\n"
    ),
    "geo/webmap/page.py": "import folium\nfrom geo.webmap.scene import x\n",
    "geo/webmap/scene.py": "from branca.element import Element\nimport geo.journeys.atlas\n",
    "layers/build/__main__.py": "import geopandas\nfrom geo.geodesy import length_km\n",
    "views/explore/page.py": (
        "import streamlit as st\nfrom geo.webmap import page\nfrom views.state.data import x\n"
        "from views.ui import theme\n"
    ),
    "views/compare/page.py": "from views.state import data\n",
    "views/state/data.py": "import pandas\n",
    "views/ui/theme.py": "from views.state import data\n",
}

BREACHES = [
    ("geo/model.py", "import streamlit", "streamlit, which only the views know"),
    ("geo/webmap/page.py", "from streamlit_folium import st_folium", "only the views know"),
    ("geo/places/index.py", "def f():\n    import streamlit", "only the views know"),
    ("layers/build/rail.py", "import streamlit.web", "only the views know"),
    ("geo/journeys/atlas.py", "import folium", "only geo.webmap knows"),
    ("geo/errors.py", "from geo.model import Leg", "geo.model, which comes later"),
    ("geo/errors.py", "from geo import model", "geo.model, which comes later"),
    ("geo/places/tables.py", "def f():\n    from geo.webmap.page import x", "comes later"),
    ("geo/places/tables.py", "import geo.journeys.atlas as a", "geo.journeys.atlas, which comes"),
    ("geo/places/tables.py", "from geo.places import index", "in a circle"),
    (
        "geo/places/tables.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from geo.places.index import X",
        "in a circle",
    ),
    ("geo/utils.py", "", "geo/utils.py has no place in the order of packages"),
    ("geo/utils/text.py", "", "geo/utils/text.py has no place in the order of packages"),
    ("geo/model.py", "from .errors import AtlasError", "by a relative name"),
    ("geo/model.py", "from views.state import x", "views.state, which geo does not know"),
    ("geo/places/index.py", "import layers.build", "layers.build, which geo does not know"),
    ("geo/places/index.py", "import app", "app, which geo does not know"),
    ("geo/places/index.py", "from tests import conftest", "which geo does not know"),
    ("views/ui/theme.py", "from layers.build import raw", "which views does not know"),
    ("views/state/data.py", "from app import main", "app, which views does not know"),
    ("views/state/data.py", "from views.ui import theme", "views.ui.theme, which comes later"),
    ("views/ui/theme.py", "from views.explore import page", "which is of another page"),
    ("views/compare/page.py", "import views.explore.page", "which is of another page"),
    ("layers/build/rail.py", "from geo.estimates.timing import b", "which is not for the build"),
    ("layers/build/rail.py", "from geo.evidence import x", "geo.evidence, which is not for"),
    ("layers/build/rail.py", "from views import state", "which layers does not know"),
    ("app.py", "import layers.build.__main__", "which app.py does not know"),
    ("geo/estimates/timing.py", "import pandas as pd", "pandas when it is loaded"),
    (
        "geo/places/index.py",
        "try:\n    import geopandas\nexcept ImportError:\n    pass",
        "geopandas when",
    ),
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
    problems = violations(plant(tree, tmp_path))
    assert says in problems[0]
    assert path in problems[0] or "circle" in problems[0]
    assert all("circle" in further or "comes later" in further for further in problems[1:])


def test_the_core_loads_nothing_slow_not_even_by_a_detour(root: Path) -> None:
    paths = sorted((root / "geo").rglob("*.py"))
    names = [".".join(p.relative_to(root).with_suffix("").parts) for p in paths]
    light = [n for n in names if room_of(n) in CORE and not n.endswith(("__init__", "__main__"))]
    assert "geo.model" in light
    slow = {*SLOW, *SCREEN, "folium"}
    code = f"import sys, {', '.join(light)}\nprint(*sorted({slow!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
