"""Maps: one Folium page, for the app and for files.

`compose` builds the page: Leaflet and the base map written into it, the layer control, and one
stage that draws scenes. What comes last decides the use: `Bridge` takes scenes as messages from
the app, `Baked` holds one scene for a file. Nothing is fetched from outside, unless the online base
map is asked for, and a content security policy that names each script by its digest sees to it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import TYPE_CHECKING, Any, Final, cast

import folium
from branca.element import Element

from geo.attribution import CREDITS, DISCLAIMER, TITLE
from geo.maps_page import Baked, Bridge, OfflineMap, Stage, ground_layers

if TYPE_CHECKING:
    from branca.element import Figure, MacroElement

    from geo.maps_scene import Scene

TILES: Final = "https://tile.openstreetmap.org"
_START: Final = (37.0, 55.0)
_RANDOM_ID: Final = re.compile(r"_([0-9a-f]{32})")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY_SEAT: Final = "<!--policy-->"
_NO_ZOOM: Final = re.compile(r",\s*maximum-scale=1\.0,\s*user-scalable=no")


def compose(
    tail: MacroElement,
    *,
    online: bool = False,
    credits_text: str = CREDITS,
    disclaimer: str = DISCLAIMER,
) -> folium.Map:
    """Compose the one map page.

    Parameters
    ----------
    tail
        `Bridge()` for the app, `Baked(scene)` for a file.
    online
        Whether the map of OpenStreetMap lies over the base map; its tiles come from the internet.
    credits_text, disclaimer
        What stands under the map, in the language of the page.

    Raises
    ------
    LayerError
        A file of the base map is missing or damaged.
    """
    page = OfflineMap(
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
    page.options |= {"min_zoom": 1.5, "max_zoom": 12}  # Folium's own arguments reach tiles alone
    page.add_child(folium.map.CustomPane("ground", z_index=150))
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
    page.add_child(Stage(page=page, control=control, layers=layers))
    page.add_child(tail)
    words = html.escape(f"{credits_text}. {disclaimer}").replace("{", "&#123;")
    figure = cast("Figure", page.get_root())
    figure.html.add_child(Element(f'<p class="credits" dir="auto">{words}</p>'), name="credits")
    return page


def page_html(
    tail: MacroElement,
    *,
    title: str = TITLE,
    online: bool = False,
    credits_text: str = CREDITS,
    disclaimer: str = DISCLAIMER,
) -> str:
    """Return the page as text, the same bytes each time.

    Parameters
    ----------
    tail
        `Bridge()` for the app, `Baked(scene)` for a file.
    title
        Title of the page.
    online
        As in `compose`.
    credits_text, disclaimer
        As in `compose`.

    Raises
    ------
    LayerError
        A file of the base map is missing or damaged.
    """
    page = compose(tail, online=online, credits_text=credits_text, disclaimer=disclaimer)
    figure = cast("Figure", page.get_root())
    figure.title = html.escape(title)
    figure.header.add_child(Element(_POLICY_SEAT), name="policy", index=0)
    text = _NO_ZOOM.sub("", _numbered(figure.render()))
    text = text.replace("<html>", '<html lang="en" data-theme="light">', 1)
    return text.replace(_POLICY_SEAT, _policy(text, tail, online=online), 1)


def app_page(*, online: bool = False) -> str:
    """Return the page the app feeds with scenes."""
    return page_html(Bridge(), online=online)


def file_page(scene: Scene, *, title: str = TITLE, online: bool = False) -> str:
    """Return a self-contained page that shows one scene."""
    say = scene.tongue.say
    return page_html(
        Baked(scene.as_dict()),
        title=title,
        online=online,
        credits_text=say(CREDITS),
        disclaimer=say(DISCLAIMER),
    )


def _numbered(text: str) -> str:
    """Replace the random names Folium gives by numbers in order of appearance."""
    numbers: dict[str, int] = {}
    return _RANDOM_ID.sub(lambda m: f"_{numbers.setdefault(m[1], len(numbers))}", text)


def _policy(text: str, tail: MacroElement, *, online: bool) -> str:
    """Return the content security policy: our scripts by their digests, and nothing else.

    Script in a name would not run even if it came to stand in the page, and no picture, font or
    request leaves the machine; the app's page may fetch geometry from where it came from.
    """
    digests = " ".join(f"'sha256-{_digest(script)}'" for script in _SCRIPT.findall(text))
    pictures = f"data: {TILES}" if online else "data:"
    requests = "'self'" if isinstance(tail, Bridge) else "'none'"
    policy: dict[str, Any] = {
        "default-src": "'none'",
        "script-src": digests,
        "style-src": "'unsafe-inline'",
        "img-src": pictures,
        "connect-src": requests,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    content = "; ".join(f"{name} {value}" for name, value in policy.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">'


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
