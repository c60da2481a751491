"""Every sentence that a reader may meet, found in the source and in the data.

``python -m tests.words`` writes what is missing into the catalogues of `geo.tongues`, ready to be
translated, and takes out what is no longer said.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from geo import tongues
from geo.figures import Quantity
from geo.maps_layers import LOOKS
from geo.model import Accuracy, Clock, Mode, PlaceKind, Status, StopKind
from geo.palette import PATTERNS
from geo.tongues_told import JOINED, TOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = (
    ROOT / "app.py",
    *sorted((ROOT / "geo").glob("*.py")),
    *sorted((ROOT / "views").glob("*.py")),
)
CATALOGUES: Final = tuple(sorted(set(tongues.LANGUAGES) - {"en"}))
HOLE: Final = re.compile(r"\{[^{}]*\}")
WIDTH: Final = 96


def said() -> set[str]:
    """Return every text that is said, by literal, by name of a constant, or from closed sets."""
    return {text for path in SOURCES for text in said_in(path.read_text("utf-8"))} | closed_sets()


def said_in(source: str) -> set[str]:
    """Return the texts that a module says as literals, or as constants of its own.

    Constants that hold literals, and the values of dictionaries that do, are found by their names.

    Examples
    --------
    >>> sorted(said_in("A = {'k': 'one'}; say(A['k']); me.tongue.say('two')"))
    ['one', 'two']
    """
    tree = ast.parse(source)
    known = dict(_constants(tree))
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node) != "say" or not node.args:
            continue
        found.update(_texts(node.args[0], known))
    return found


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _texts(node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, known)
        yield from _texts(node.orelse, known)
    elif isinstance(node, ast.Name) and node.id in known:
        yield from _texts(known[node.id], {})
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        held = known.get(node.value.id)
        if isinstance(held, ast.Dict):
            for value in held.values:
                yield from _texts(value, {})


def closed_sets() -> set[str]:
    """Return the texts that are said through variables: members of closed sets, names of data."""
    members = [
        str(m) for kind in (Mode, Status, Accuracy, PlaceKind, StopKind, Quantity) for m in kind
    ]
    spoken = {member.replace("_", " ") for member in members}
    spoken |= {clock.value for clock in Clock} | {clock.value.capitalize() for clock in Clock}
    spoken |= {look.name for look in LOOKS.values()}
    spoken |= {pattern.label for pattern in PATTERNS.values()}
    return spoken | {*TOLD, *JOINED} | set(names_of_corridors())


def names_of_corridors() -> Iterator[str]:
    """Return the names of corridors, variants, gates and links."""
    told = json.loads((ROOT / "layers" / "corridors.json").read_text("utf-8"))
    yield from (gate["name"] for gate in told["gates"].values())
    yield from (link["name"] for link in told["links"].values())
    for corridor in told["corridors"]:
        yield corridor["name"]
        yield from (option["name"] for axis in corridor["axes"] for option in axis["options"])


def holes(text: str) -> list[str]:
    """Return the places of a sentence that are filled in later, sorted."""
    return sorted(HOLE.findall(text))


def catalogue(language: str) -> Catalog:
    """Return a catalogue as it is written."""
    with (tongues.FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def renew(language: str) -> tuple[int, int]:
    """Write a catalogue anew; return how many keys are untranslated, and how many were dropped."""
    wanted, held = said(), catalogue(language)
    strings = {str(message.id): str(message.string) for message in held if message.id}
    fresh = Catalog(
        locale=language,
        header_comment="# Sentences of the INSTC Atlas; the keys are the English ones.",
        project="INSTC Atlas",
        version="1",
        msgid_bugs_address="none",
        last_translator="INSTC Atlas",
        language_team=language,
        fuzzy=False,
        creation_date=held.creation_date,
        revision_date=held.creation_date,
    )
    for text in sorted(wanted):
        fresh.add(text, strings.get(text, ""))
    with (tongues.FOLDER / f"{language}.po").open("wb") as file:
        write_po(file, fresh, width=WIDTH)
    return sum(not strings.get(text) for text in wanted), len(set(strings) - wanted)


if __name__ == "__main__":
    for name in CATALOGUES:
        untranslated, dropped = renew(name)
        print(f"{name}: {untranslated} to translate, {dropped} dropped")  # noqa: T201 - its answer
