"""Maps: one Folium page, for the app and for files.

`compose` builds the page: Leaflet, the base map, the layer control, and one renderer that draws
scenes. The last element decides the use: `Bridge` receives scenes as messages from the
application, `StaticScene` holds one scene for a file. The page fetches nothing from outside unless
the user switches the online base map on; a content security policy that names each script by its
digest enforces it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import folium
from branca.element import Element, MacroElement
from folium.template import Template
from xstatic.pkg import leaflet

from geo.attribution import CREDITS, DISCLAIMER, TITLE
from geo.errors import LayerError
from geo.i18n import RIGHT_TO_LEFT
from geo.message import Message
from geo.palette import stylesheet
from geo.paths import ASSETS, BASEMAP, REBUILD, shipped_text
from geo.typefaces import ARABIC, FACES, NARROW, SERIF, as_data
from geo.typefaces import stylesheet as typefaces_stylesheet
from geo.webmap.hillshade import RELIEF_FILE, relief

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from branca.element import Figure

    from geo.webmap.scene import Scene

_LEAFLET: Final = Path(leaflet.BASE_DIR)
_SCRIPTS: Final = (
    *("dom.js", "lines.js", "labels.js", "geodesic.js", "measure.js"),
    *("relief.js", "packed.js", "renderer.js", "link.js"),
)
_FACES: Final = tuple(face for face in FACES if face.family != SERIF)
"""A map has no headline."""
_NARROW_TOO: Final = ":root,:root:lang(fa){--sans:var(--narrow)}"
"""Sets the panels of a file in the family of its names: it holds no other."""
_LEAST_WEIGHT: Final = 500
"""Of the faces in a file: names are set in medium, and so is the rest there."""
_STATIC: Final = "../../app/static/"
"""Where Streamlit serves typefaces, seen from the page of a component."""
_GROUND: Final = ("land", "lakes", "rivers", "borders")
_CLASSES: Final = {"land": "land", "lakes": "lake", "rivers": "river", "borders": "border"}


@cache
def leaflet_script() -> str:
    """Script of Leaflet, safe inside a script element."""
    return (_LEAFLET / "leaflet.js").read_text("utf-8").replace("</script", "<\\/script")


@cache
def leaflet_style() -> str:
    """Style sheet of Leaflet without remarks, and pictures, of which the map uses none."""
    text = (_LEAFLET / "leaflet.css").read_text("utf-8")
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"url\(images/[\w.-]+\)", "none", plain))


@cache
def _asset(name: str) -> str:
    """One of our own scripts or style sheets, without indents and lines that only explain."""
    return _REMARK.sub("", shipped_text(ASSETS / name))


@cache
def ground(name: str, language: str = "") -> str:
    """One file of the base map as text, without licence and disclaimer.

    A page states those once, in its own language.

    Parameters
    ----------
    name
        ``land``, ``lakes``, ``rivers``, ``borders``, ``countries``, ``seas`` or ``towns``.
    language
        Of the names, for a page in one language; empty: names in all of them.

    Raises
    ------
    LayerError
        The file is missing or damaged; the message names it.
    """
    path = BASEMAP / f"{name}.geojson"
    try:
        features = json.loads(shipped_text(path, remedy=REBUILD))["features"]
    except (ValueError, KeyError, TypeError) as error:
        msg = Message("{file} is damaged; {remedy}", file=path.name, remedy=REBUILD)
        raise LayerError(msg) from error
    if language:
        features = [_in_language(feature, language) for feature in features]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


_DRAWN: Final = frozenset({"zoom", "last_zoom", "size_px", "angle_deg"})
"""Attributes of a name that the renderer reads."""


def _in_language(feature: dict[str, Any], language: str) -> dict[str, Any]:
    """Feature with one name, that of a language."""
    given = feature["properties"]
    own = {key: value for key, value in given.items() if key in _DRAWN}
    own["name"] = given.get(f"name_{language}") or given["name"]
    return {**feature, "properties": own}


class OfflineMap(folium.Map):
    """A Folium map that carries Leaflet with it.

    Parameters
    ----------
    typefaces
        Style sheet of the typefaces.
    end
        Script that the page ends with: ``bridge.js`` or ``static.js``.
    options
        Whatever Folium takes.
    """

    def __init__(self, typefaces: str, end: str, **options: Any) -> None:  # noqa: ANN401 - see above
        super().__init__(tiles=None, **options)
        self.default_js = []
        self.default_css = []
        header = cast("Figure", self.get_root()).header
        header.add_child(Element(f"<style>{leaflet_style()}</style>"), name="leaflet_style")
        own = f"{typefaces}\n{stylesheet()}\n{_asset('map.css')}"
        header.add_child(Element(f"<style>{own}</style>"), name="style")
        header.add_child(Element(f"<script>{leaflet_script()}</script>"), name="leaflet")
        scripts = "\n".join(_asset(name) for name in (*_SCRIPTS, end))
        header.add_child(Element(f"<script>\n{scripts}</script>"), name="renderer")


@cache
def _typefaces(language: str) -> str:
    """Style sheet of the typefaces; in a file of some language, their files too."""
    if not language:
        return typefaces_stylesheet(_FACES, lambda face: _STATIC + face.address)
    if language in RIGHT_TO_LEFT:
        own = [one for one in _FACES if one.family in {NARROW, ARABIC} and not one.italic]
        own = [one for one in own if one.weight >= _LEAST_WEIGHT]
    else:
        own = [one for one in _FACES if one.family == NARROW]
    return f"{typefaces_stylesheet(own, as_data)}\n{_NARROW_TOO}"


def ground_layers() -> list[folium.GeoJson]:
    """Land, lakes, rivers and borders as Folium layers, styled by the style sheet."""
    return [
        folium.GeoJson(
            json.loads(ground(name)),
            name=name,
            control=False,
            interactive=False,
            style_function=_class_name(_CLASSES[name]),
            pane="ground" if name == "land" else "water",
        )
        for name in _GROUND
    ]


def _class_name(kind: str) -> Callable[[dict[str, Any]], dict[str, str]]:
    def style(feature: dict[str, Any]) -> dict[str, str]:
        disputed = " disputed" if feature["properties"].get("kind") == "disputed" else ""
        return {"className": kind + disputed}

    return style


class Renderer(MacroElement):
    """Draws scenes on a map; the only renderer of legs, stops, places, names and the key.

    Parameters
    ----------
    page, control, layers
        The map, its layer control and its ground.
    language
        Of a file, which holds names in it alone, and the relief; empty for the app.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const RENDERER = buildRenderer({map: {{ this.map }}, control: {{ this.control }}, "
        "ground: [{{ this.ground|join(', ') }}], countries: {{ this.countries }}, "
        "seas: {{ this.seas }}, towns: {{ this.towns }}, relief: {{ this.relief }}});"
        "{% endmacro %}"
    )

    def __init__(
        self,
        *,
        page: folium.Map,
        control: folium.LayerControl,
        layers: list[folium.GeoJson],
        language: str,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is untyped
        self._name = "Renderer"
        self.map = page.get_name()
        self.control = control.get_name()
        self.ground = [layer.get_name() for layer in layers]
        self.countries, self.seas, self.towns = (
            ground(name, language) for name in ("countries", "seas", "towns")
        )
        picture = relief()
        self.relief = json.dumps(
            {
                "url": picture.address if language else RELIEF_FILE,
                "bounds": picture.bounds,
                "level": picture.level,
            }
        )


class Bridge(MacroElement):
    """Ends a page for the app: scenes arrive as messages, chosen events are sent back."""

    _template = Template("{% macro script(this, kwargs) %}bridge(RENDERER);{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is untyped
        self._name = "Bridge"


class StaticScene(MacroElement):
    """Ends a page for a file: the scene lies in it, as data that no browser executes."""

    _template = Template(
        '{% macro html(this, kwargs) %}<script type="application/json" id="scene">'
        "{{ this.scene }}</script>{% endmacro %}"
        "{% macro script(this, kwargs) %}drawStatic(RENDERER);{% endmacro %}"
    )

    def __init__(self, scene: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is untyped
        self._name = "StaticScene"
        self.language = str(scene["language"])
        self.scene = _inert(
            json.dumps(scene, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        )


def _inert(text: str) -> str:
    r"""JSON in which nothing opens a tag, or a command of Folium's templates.

    What Folium has rendered is rendered once more; outside a text, JSON has none of these pairs.

    Examples
    --------
    >>> print(_inert('["{{1+1}}", "</script>", {"a": {}}]'))
    ["\u007b\u007b1+1}}", "\u003c/script>", {"a": {}}]
    """
    for pair in ("{{", "{%", "{#"):
        text = text.replace(pair, pair.replace("{", "\\u007b"))
    return text.replace("<", "\\u003c")


LAST_ZOOM: Final = 8.5
"""Where the base map ends: its coast, kept to a kilometre, is three pixels off at most."""
ONLINE_ZOOM: Final = 12.0
CLOSE_ZOOM: Final = 5.5
"""From here on, the application draws lines with all their points."""
TILES: Final = "https://tile.openstreetmap.org"
_START: Final = (37.0, 55.0)
_RANDOM_ID: Final = re.compile(r"_([0-9a-f]{32})")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY_SEAT: Final = "<!--policy-->"
_REMARK: Final = re.compile(r"^ *(?://.*\n)?", re.MULTILINE)
"""Indents, and lines that only explain."""
_INDENT: Final = re.compile(r"\n\s+")
_ADDED: Final = re.compile(r"(geo_json_\d+_add\()(\{.*\})(\);)")
_NO_ZOOM: Final = re.compile(r",\s*maximum-scale=1\.0,\s*user-scalable=no")


def compose(
    tail: MacroElement,
    *,
    online: bool = False,
    heading: Sequence[str] = (),
    credits_text: str = CREDITS,
    disclaimer: str = DISCLAIMER,
) -> OfflineMap:
    """Compose the one map page.

    Parameters
    ----------
    tail
        `Bridge()` for the app, `StaticScene(scene)` for a file.
    online
        Whether the map of OpenStreetMap lies over the base map; its tiles come from the internet.
    heading
        What stands above the map: a title, and lines below it.
    credits_text, disclaimer
        What stands under the map, in the language of the page.

    Raises
    ------
    LayerError
        A file of the base map is missing or damaged.
    """
    language = tail.language if isinstance(tail, StaticScene) else ""
    page = OfflineMap(
        _typefaces(language),
        "static.js" if language else "bridge.js",
        location=_START,
        zoom_start=4,
        zoom_snap=0.25,
        zoom_delta=0.5,
        max_bounds=True,
        min_lat=-68,
        max_lat=86,
        min_lon=-230,
        max_lon=420,
        wheel_px_per_zoom_level=90,
        prefer_canvas=False,
    )
    # Folium's own arguments reach tiles alone. Without a zoom the map draws nothing
    # until its scene has set a view.
    page.options |= {"min_zoom": 1.5, "max_zoom": ONLINE_ZOOM if online else LAST_ZOOM}
    page.options["start_zoom"] = page.options.pop("zoom")
    page.options["close_zoom"] = CLOSE_ZOOM
    page.add_child(folium.map.CustomPane("ground", z_index=150))
    page.add_child(folium.map.CustomPane("water", z_index=160))
    layers = ground_layers()
    for layer in layers:
        page.add_child(layer)
    if online:
        tiles = folium.TileLayer(
            f"{TILES}/{{z}}/{{x}}/{{y}}.png",
            attr="© OpenStreetMap contributors",
            name="OpenStreetMap, online",
            overlay=True,
            max_native_zoom=19,
            max_zoom=19,
        )
        page.add_child(tiles)
    control = folium.LayerControl(collapsed=False, auto_z_index=False)
    page.add_child(control)
    page.add_child(Renderer(page=page, control=control, layers=layers, language=language))
    page.add_child(tail)
    words = _plain(f"{credits_text}. {disclaimer}")
    figure = cast("Figure", page.get_root())
    if heading:
        title, *lines = map(_plain, heading)
        paragraphs = "".join(f"<p>{line}</p>" for line in lines)
        text = f'<header class="heading" dir="auto"><h1>{title}</h1>{paragraphs}</header>'
        figure.html.add_child(Element(text), name="heading", index=0)
    figure.html.add_child(Element(f'<p class="credits" dir="auto">{words}</p>'), name="credits")
    return page


def _plain(text: str) -> str:
    """Text in which nothing opens a tag, or a command of Folium's templates."""
    return html.escape(text).replace("{", "&#123;")


def page_html(
    tail: MacroElement,
    *,
    title: str = TITLE,
    online: bool = False,
    heading: Sequence[str] = (),
    credits_text: str = CREDITS,
    disclaimer: str = DISCLAIMER,
) -> str:
    """Render the page as text, the same bytes each time.

    Parameters
    ----------
    tail
        `Bridge()` for the app, `StaticScene(scene)` for a file.
    title
        Title of the page.
    online, heading, credits_text, disclaimer
        As in `compose`.

    Raises
    ------
    LayerError
        A file of the base map is missing or damaged.
    """
    page = compose(
        tail,
        online=online,
        heading=heading,
        credits_text=credits_text,
        disclaimer=disclaimer,
    )
    figure = cast("Figure", page.get_root())
    figure.title = html.escape(title)
    figure.header.add_child(Element(_POLICY_SEAT), name="policy", index=0)
    text = _NO_ZOOM.sub("", _compact(_numbered(figure.render())))
    text = text.replace("<html>", '<html lang="en" data-theme="light">', 1)
    return text.replace(_POLICY_SEAT, _policy(text, tail, online=online), 1)


def app_page(*, online: bool = False) -> str:
    """Page of the app, which sends it scenes; the picture of `relief` lies beside it."""
    return page_html(Bridge(), online=online)


def file_page(scene: Scene, *, title: str = TITLE, online: bool = False) -> str:
    """Self-contained page that shows one scene."""
    translate = scene.locale.translate
    return page_html(
        StaticScene(scene.as_dict()),
        title=title,
        online=online,
        credits_text=translate(CREDITS),
        disclaimer=translate(DISCLAIMER),
    )


def _numbered(text: str) -> str:
    """Replace the random names Folium gives by numbers in order of appearance."""
    numbers: dict[str, int] = {}
    return _RANDOM_ID.sub(lambda m: f"_{numbers.setdefault(m[1], len(numbers))}", text)


def _compact(text: str) -> str:
    """Page without the blanks that Folium puts between all numbers, and before its lines."""
    short = _ADDED.sub(lambda match: match[1] + _short(match[2]) + match[3], text)
    return _INDENT.sub("\n", short)


def _short(text: str) -> str:
    return json.dumps(json.loads(text), separators=(",", ":"))


def _policy(text: str, tail: MacroElement, *, online: bool) -> str:
    """Content security policy: the page's scripts by their digests, and nothing else.

    Script in a name would not run even if it came to stand in the page, and no picture, font or
    request leaves the machine; the app's page may fetch geometry, relief and
    typefaces from where it came from.
    """
    digests = " ".join(f"'sha256-{_digest(script)}'" for script in _SCRIPT.findall(text))
    is_app = isinstance(tail, Bridge)
    pictures = " ".join(["data:", *(["'self'"] if is_app else []), *([TILES] if online else [])])
    requests = "'self'" if is_app else "'none'"
    policy: dict[str, Any] = {
        "default-src": "'none'",
        "script-src": digests,
        "style-src": "'unsafe-inline'",
        "img-src": pictures,
        "font-src": "'self'" if is_app else "data:",
        "connect-src": requests,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    content = "; ".join(f"{name} {value}" for name, value in policy.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">'


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
