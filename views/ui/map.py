"""The map in a page: the Folium page of `geo.webmap.page`, fed with scenes.

The page is written once into a folder of this process and served by Streamlit as a component; a
rerun sends it the names of the parts of a scene, which lie beside the page under the digests of
their contents. So nothing is sent or drawn anew that has not changed, and the view stays where the
reader left it. The rows of a chart lie there too.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import streamlit as st
from streamlit.components.v1 import declare_component

from geo.webmap import (
    RELIEF_FILE,
    app_page,
    decimals_of,
    own_of,
    packed,
    relief,
    setting_of,
    sheets_of,
)

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from streamlit.components.v1.custom_component import CustomComponent

    from geo.webmap import Group, Scene, Sheet

MOST_FILES: Final = 400
"""Files of geometry and rows kept; the one that was not asked for longest goes first."""
MOST_PACKS: Final = 8
"""Packs of lines that a page fetches for one scene; where there were more, they become one."""
MOST_SCENES: Final = 32
"""Scenes whose parts are kept."""
SENT: Final = "lines that were sent"
_DIGITS: Final = 16

Pack = tuple[str, str]
"""Files of some lines: with the points that a small scale can show, and with all points."""


class Kept(Protocol):
    """What has data to fetch: the drawing of a chart."""

    def data(self) -> object:
        """Return the data, which JSON can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The folder from which the browser fetches the page and the geometry of scenes."""

    folder: Path
    known: dict[int, tuple[Kept, str]] = field(default_factory=dict, repr=False)
    """What was written, by its identity; each is held, so that no other can take its number."""
    sheets: dict[tuple[int, ...], tuple[tuple[Group, ...], Sheet, tuple[str, str]]] = field(
        default_factory=dict, repr=False
    )
    """Groups that were taken apart, by their identities, and the files of their parts."""
    settings: dict[object, str] = field(default_factory=dict, repr=False)
    """Files of legend and words, by both."""

    def publish(self, kept: Kept) -> str:
        """Put data where the page can fetch them, and return the name of their file.

        The name is the digest of the content. Only what the atlas itself has computed is put here.
        What is kept by the caller is written once, and known again without a look inside.
        """
        known = self.known.get(id(kept))
        if known and known[0] is kept and (self.folder / known[1]).exists():
            return known[1]
        name = self._publish(kept.data())
        self.known[id(kept)] = kept, name
        while len(self.known) > MOST_FILES:
            self.known.pop(next(iter(self.known)), None)
        return name

    def send(
        self, scene: Scene, sent: MutableMapping[str, Pack], *, finest: bool = False
    ) -> dict[str, Any]:
        """Put the parts of a scene where the page can fetch them, and return their names.

        Parameters
        ----------
        scene
            What the page draws.
        sent
            For each line that a visitor was sent, the files that hold it; new ones are added.
        finest
            As for `geo.webmap.packed`.
        """
        sheets = [self._sheet(groups, finest=finest) for groups in sheets_of(scene)]
        lines = {name: line for sheet, _ in sheets for name, line in sheet.lines.items()}
        coarse = {name: line for sheet, _ in sheets for name, line in sheet.coarse.items()}
        packs = {sent[line] for line in lines if line in sent}
        kept = {pack for pack in packs if all(map(self._keep, pack))}
        missing = [line for line in lines if sent.get(line) not in kept]
        if len(kept) >= MOST_PACKS:
            missing = list(lines)
        if missing:
            first, close = ({one: kind[one] for one in missing} for kind in (coarse, lines))
            sent.update(dict.fromkeys(missing, (self._publish(first), self._publish(close))))
        return {
            "setting": self._setting(scene),
            "sheets": [
                [
                    self._again(files[0], sheet.groups),
                    self._again(files[1], sheet.cards),
                ]
                for sheet, files in sheets
            ],
            "packs": sorted({sent[line] for line in lines}),
            "decimals": list(decimals_of(finest=finest)),
            **({"own": own_of(scene, finest=finest)} if scene.own else {}),
            **scene.view(),
        }

    def _sheet(self, groups: tuple[Group, ...], *, finest: bool) -> tuple[Sheet, tuple[str, str]]:
        """Take groups apart, and put what is drawn and the texts of cards into files."""
        key = tuple(map(id, groups))
        if key not in self.sheets:
            sheet = packed(groups, finest=finest)
            files = self._publish(sheet.groups), self._publish(sheet.cards)
            self.sheets[key] = groups, sheet, files
            while len(self.sheets) > MOST_SCENES:
                self.sheets.pop(next(iter(self.sheets)), None)
        return self.sheets[key][1:]

    def _setting(self, scene: Scene) -> str:
        """Put legend and words into a file."""
        key = scene.locale.language, scene.legend
        if not self._keep(self.settings.get(key, "")):
            self.settings[key] = self._publish(setting_of(scene))
        return self.settings[key]

    def _again(self, name: str, data: object) -> str:
        return name if self._keep(name) else self._publish(data)

    def _keep(self, name: str) -> bool:
        """Note that a file is wanted; return whether it is still there."""
        try:
            os.utime(self.folder / name)
        except OSError:
            return False
        return bool(name)

    def _publish(self, data: object) -> str:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        name = f"g-{hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]}.json"
        path = self.folder / name
        if path.exists():
            path.touch()
        else:
            _write(path, text)
            self._tidy()
        return name

    def _tidy(self) -> None:
        files = sorted(self.folder.glob("g-*.json"), key=lambda path: path.stat().st_mtime)
        for path in files[:-MOST_FILES]:
            path.unlink(missing_ok=True)


@st.cache_resource(show_spinner=False)
def shelf(*, online: bool) -> Shelf:
    """Return the folder of the page, its name the digest of the page, made anew by each process."""
    page = app_page(online=online)
    digest = hashlib.sha256(page.encode()).hexdigest()[:_DIGITS]
    folder = Path(tempfile.mkdtemp(prefix="instc-atlas-")) / digest
    folder.mkdir()
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    _write(folder / "index.html", page)
    (folder / RELIEF_FILE).write_bytes(relief().data)
    return Shelf(folder=folder)


def show_map(
    scene: Scene,
    *,
    key: str,
    height: int,
    online: bool = False,
    events: Sequence[str] = (),
) -> dict[str, Any] | None:
    """Show a scene, and return the last event of the kinds asked for.

    Parameters
    ----------
    scene
        What to draw.
    key
        Name of the map in the session; the same key keeps the same frame.
    height
        Pixels.
    online
        Whether the map of OpenStreetMap is drawn over the base map.
    events
        Of ``map``, ``leg``, ``stop`` and ``place``: clicks that shall run the page again.

    Returns
    -------
    dict or None
        The last event, None before the first. ``kind`` is the one of `events` it belongs to,
        ``lat`` and ``lon`` say where, degrees with four decimals, and ``n`` grows from event to
        event: remember it, for an event stays until the next. ``id`` is that of the place whose
        symbol was clicked or lies within 14 pixels; without such a place there is no ``id``. Where
        ``map`` is asked for and ``leg`` or ``place`` is not, a click on one of those is a click on
        the map. For ``leg``, ``stop`` and ``place``, ``group`` and ``feature`` name what was
        clicked as the scene does.
    """
    event: dict[str, Any] | None = _component(online=online)(
        scene=shelf(online=online).send(
            scene, st.session_state.setdefault(SENT, {}), finest=online
        ),
        height=height,
        events=list(events),
        key=key,
        default=None,
        tab_index=0,
    )
    return event


def address_of(kept: Kept) -> str:
    """Put data beside the map, and return where a page of the application can fetch them."""
    return f"component/{_component(online=False).name}/{shelf(online=False).publish(kept)}"


def _component(*, online: bool) -> CustomComponent:
    name = "online_map" if online else "map"
    return declare_component(name, path=shelf(online=online).folder)


def _write(path: Path, text: str) -> None:
    """Write a file so that no reader ever sees half of it."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, encoding="utf-8", delete=False, suffix=".part"
    ) as file:
        file.write(text)
    Path(file.name).replace(path)
