"""The Folium elements a map page is composed of; none of them fetches anything.

Folium's own page loads ten files from elsewhere. Here Leaflet is written into the page from the
data package XStatic-Leaflet, the ground from ``layers/basemap``, and our own script from
``geo/assets``.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import folium
from branca.element import Element, MacroElement
from folium.template import Template
from xstatic.pkg import leaflet

from geo.errors import LayerError
from geo.palette import stylesheet
from geo.paths import ASSETS, BASEMAP

if TYPE_CHECKING:
    from collections.abc import Callable

    from branca.element import Figure

_LEAFLET: Final = Path(leaflet.BASE_DIR)
_SCRIPTS: Final = (
    *("dom.js", "lines.js", "labels.js", "geodesic.js", "measure.js"),
    *("stage.js", "link.js", "bridge.js", "baked.js"),
)
_GROUND: Final = ("land", "lakes", "rivers", "borders")
_CLASSES: Final = {"land": "land", "lakes": "lake", "rivers": "river", "borders": "border"}


@cache
def leaflet_script() -> str:
    """Return Leaflet, fit to stand inside a script element."""
    return (_LEAFLET / "leaflet.js").read_text("utf-8").replace("</script", "<\\/script")


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet with its pictures written into it."""
    text = (_LEAFLET / "leaflet.css").read_text("utf-8")
    return re.sub(r"url\((images/[\w.-]+)\)", _picture, text)


def _picture(match: re.Match[str]) -> str:
    data = base64.b64encode((_LEAFLET / match[1]).read_bytes()).decode("ascii")
    return f"url(data:image/png;base64,{data})"


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


@cache
def ground(name: str) -> str:
    """Return one file of the base map as text.

    Raises
    ------
    LayerError
        The file is missing or damaged; the message names it.
    """
    path = BASEMAP / f"{name}.geojson"
    try:
        text = path.read_text("utf-8")
        json.loads(text)
    except (OSError, ValueError) as error:
        msg = f"basemap/{path.name} is missing or damaged; restore it or run `make layers`"
        raise LayerError(msg) from error
    return text


class OfflineMap(folium.Map):
    """A Folium map that carries Leaflet with it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever Folium takes
        super().__init__(tiles=None, **options)
        self.default_js = []
        self.default_css = []
        header = cast("Figure", self.get_root()).header
        header.add_child(Element(f"<style>{leaflet_style()}</style>"), name="leaflet_style")
        header.add_child(
            Element(f"<style>{stylesheet()}\n{_asset('stage.css')}</style>"), name="style"
        )
        header.add_child(Element(f"<script>{leaflet_script()}</script>"), name="leaflet")
        own = "\n".join(_asset(name) for name in _SCRIPTS)
        header.add_child(Element(f"<script>\n{own}</script>"), name="stage")


def ground_layers() -> list[folium.GeoJson]:
    """Return land, lakes, rivers and borders as Folium layers whose look is in the style sheet."""
    return [
        folium.GeoJson(
            json.loads(ground(name)),
            name=name,
            control=False,
            interactive=False,
            style_function=_class_name(_CLASSES[name]),
            pane="ground",
        )
        for name in _GROUND
    ]


def _class_name(kind: str) -> Callable[[dict[str, Any]], dict[str, str]]:
    def style(feature: dict[str, Any]) -> dict[str, str]:
        disputed = " disputed" if feature["properties"].get("kind") == "disputed" else ""
        return {"className": kind + disputed}

    return style


class Stage(MacroElement):
    """Draws scenes on a map; the only renderer of legs, stops, places, names and the key."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const STAGE = buildStage({map: {{ this.map }}, control: {{ this.control }}, "
        "ground: [{{ this.ground|join(', ') }}], countries: {{ this.countries }}});"
        "{% endmacro %}"
    )

    def __init__(
        self, *, page: folium.Map, control: folium.LayerControl, layers: list[folium.GeoJson]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is untyped
        self._name = "Stage"
        self.map = page.get_name()
        self.control = control.get_name()
        self.ground = [layer.get_name() for layer in layers]
        self.countries = ground("countries")


class Bridge(MacroElement):
    """Ends a page for the app: scenes arrive as messages, chosen events are sent back."""

    _template = Template("{% macro script(this, kwargs) %}bridge(STAGE);{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is untyped
        self._name = "Bridge"


class Baked(MacroElement):
    """Ends a page for a file: the scene lies in it, as data that no browser executes."""

    _template = Template(
        '{% macro html(this, kwargs) %}<script type="application/json" id="scene">'
        "{{ this.scene }}</script>{% endmacro %}"
        "{% macro script(this, kwargs) %}baked(STAGE);{% endmacro %}"
    )

    def __init__(self, scene: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is untyped
        self._name = "Baked"
        self.scene = _inert(json.dumps(scene, sort_keys=True))


def _inert(text: str) -> str:
    r"""Return JSON in which nothing opens a tag, or a command of Folium's templates.

    What Folium has rendered is rendered once more; outside a text, JSON has none of these pairs.

    Examples
    --------
    >>> print(_inert('["{{1+1}}", "</script>", {"a": {}}]'))
    ["\u007b\u007b1+1}}", "\u003c/script>", {"a": {}}]
    """
    for pair in ("{{", "{%", "{#"):
        text = text.replace(pair, pair.replace("{", "\\u007b"))
    return text.replace("<", "\\u003c")
