"""Every sentence that a reader may meet, found in the source and in the data.

``python -m tests.words`` writes what is missing into the catalogues of `geo.i18n.locale`, ready to
be
translated, and takes out what is no longer said. With a language and a JSON file of translations by
their English sentences, ``python -m tests.words ru FILE``, it writes those into both catalogues.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

from geo.attribution import CREDITS, DISCLAIMER
from geo.edition import RAILWAYS_AS_OF
from geo.estimates.pricing import PARTS
from geo.evidence.figures import UNITS, MovementKind, Quantity
from geo.evidence.history import EventKind
from geo.evidence.published import BASES
from geo.export import FILE_TYPES
from geo.i18n import locale as locales
from geo.i18n.messages import NAME_FORMS, SEPARATORS, TWO_PARTS, names
from geo.model import GRADE_WORDS, Accuracy, Clock, Mode, PlaceKind, Status, StopKind
from geo.palette import PATTERNS
from geo.paths import CATALOGS
from geo.validation.prices import KEYS as PRICE_KEYS
from geo.validation.report import SCORE_NAMES
from geo.webmap.layers import LAYER_STYLES
from views.ui.services import SERVICES
from views.ui.templates import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = (
    ROOT / "app.py",
    *sorted((ROOT / "geo").rglob("*.py")),
    *sorted((ROOT / "views").rglob("*.py")),
)
TEMPLATES: Final = tuple(sorted((ROOT / "views").rglob("*.html")))
CATALOGUES: Final = tuple(sorted(set(locales.LANGUAGES) - {"en"}))
WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    "claims.csv": ("unit", "note"),
    "contradictions.csv": ("subject", "one", "other", "note"),
    "figures.csv": ("place", "corridor", "mode", "water", "service", "unit", "note"),
    "movements.csv": ("note", "explanation"),
    "prices.csv": ("unit", "basis", "note"),
    "promises.csv": ("text",),
    "states.csv": ("note",),
    "timeline.csv": ("text",),
    "volumes.csv": ("unit", "basis", "note"),
}
"""Columns of the evidence that a reader is shown in words."""
HOLE: Final = re.compile(r"\{[^{}]*\}")
PUT_TOGETHER: Final = re.compile(r"[A-Z]{2}–[A-Z]{2} border|.+ \(.+\)")
CODE: Final = re.compile(r"\w+([-.]\w+)+|\w+(/[\w.]+)+")
ENGLISH_WORD: Final = re.compile(r"\b[a-z]{3,}\b")
NUMBER: Final = re.compile(r"\d+(?:[.,\N{NO-BREAK SPACE}٫٬]\d+)*")


@cache
def said() -> frozenset[str]:
    """Return every text that is said, by literal, by name of a constant, or from closed sets."""
    in_modules = {text for path in SOURCES for text in said_in(path.read_text("utf-8"))}
    in_templates = {text for path in TEMPLATES for text in shown_in(path.read_text("utf-8"))}
    return frozenset(in_modules | in_templates | closed_sets())


def said_in(source: str) -> set[str]:
    """Return the texts that a module says as literals, or as constants of its own.

    Constants that hold literals, and the values of dictionaries that do, are found by their names.

    Examples
    --------
    >>> sorted(said_in("A = {'k': 'one'}; translate(A['k']); me.locale.translate('two')"))
    ['one', 'two']
    """
    # Babel's extractor reads tokens, not the tree: it misses a text that a constant or a condition
    # holds, about one in nine, and takes the subscript in translate(leg["mode"]) for a text. As a
    # method of our own inside it this walk would stay, and the catalogues hold no line numbers.
    tree = ast.parse(source)
    known = dict(_constants(tree))
    found: set[str] = set()
    for node in ast.walk(tree):
        if (
            not isinstance(node, ast.Call)
            or _called(node) not in {"translate", "Message"}
            or not node.args
        ):
            continue
        found.update(_texts(node.args[0], known))
    return found


def shown_in(template: str) -> set[str]:
    """Return the texts that a template translates as literals.

    Examples
    --------
    >>> sorted(shown_in("<b>{{ translate('one') }}</b>{% set a = [translate('two')] %}"))
    ['one', 'two']
    """
    return {
        call.args[0].value
        for call in environment().parse(template).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "translate"
        if call.args and isinstance(call.args[0], nodes.Const)
    }


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


@cache
def written() -> frozenset[str]:
    """Return every text that stands in the evidence and in the record of the files made.

    What the pages say as well, and names of places, are known already.
    """
    found: set[str] = set()
    for file, columns in WRITTEN.items():
        with (ROOT / "layers" / "evidence" / file).open(encoding="utf-8", newline="") as rows:
            found.update(row[column] for row in csv.DictReader(rows) for column in columns)
    record = json.loads((ROOT / "layers" / "manifest.json").read_text("utf-8"))
    found.update(record["credits"].values())
    found.update(file["method"] for file in record["files"].values())
    found.update(one["licence"] for one in record["files"].values() if one["licence"].islower())
    found.update(unit for units in UNITS.values() for unit in units)
    found |= {
        *BASES,
        *EventKind,
        *SCORE_NAMES.values(),
        *PRICE_KEYS,
        *MovementKind,
        *names_of_stops(),
        *words_for_places(),
    }
    return frozenset(map(str, found)) - {""} - said() - names_known()


def names_known() -> set[str]:
    """Return the names of which the gazetteer has a translation in each language it has any in."""
    return set.intersection(*({*held} for held in map(names, CATALOGUES) if held))


def names_of_stops() -> Iterator[str]:
    """Return the stations in the names of stops, and the straits of the map."""
    straits = json.loads((ROOT / "layers" / "passages.geojson").read_text("utf-8"))
    yield from (feature["properties"]["name"] for feature in straits["features"])
    told = json.loads((ROOT / "layers" / "network" / "network.json").read_text("utf-8"))
    for place in {stop["place"] for stop in told["stops"]}:
        if not PUT_TOGETHER.fullmatch(place):
            yield from place.split(" – ")


def words_for_places() -> Iterator[str]:
    """Return what movements and claims call places; ids are known."""
    for file, ends in (
        ("movements", ("origin", "destination")),
        ("claims", ("from", "to")),
        ("prices", ("from", "to")),
    ):
        path = ROOT / "layers" / "evidence" / f"{file}.csv"
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield from (row[end] for end in ends if not row[end].islower())


SETS: Final[Mapping[str, Callable[[], frozenset[str]]]] = {
    locales.PAGES: said,
    locales.EVIDENCE: written,
}
"""What each catalogue of a language has to hold."""


def closed_sets() -> set[str]:
    """Return the texts that are said through variables: members of closed sets, names of data."""
    members = [
        str(m) for kind in (Mode, Status, Accuracy, PlaceKind, StopKind, Quantity) for m in kind
    ]
    spoken = {member.replace("_", " ") for member in members}
    spoken |= {clock.value for clock in Clock} | {clock.value.capitalize() for clock in Clock}
    spoken |= {look.name for look in LAYER_STYLES.values()}
    spoken |= {pattern.label for pattern in PATTERNS.values()}
    spoken |= {file.contents for file in FILE_TYPES.values() if file.contents}
    spoken |= {file.label for file in FILE_TYPES.values() if " " in file.label}
    return (
        spoken
        | {*PARTS.values(), *SERVICES.values()}
        | {*NAME_FORMS, *TWO_PARTS, *SEPARATORS, GRADE_WORDS, CREDITS, DISCLAIMER, RAILWAYS_AS_OF}
        | set(names_of_corridors())
        | set(remarks_of_layers())
    )


def remarks_of_layers() -> Iterator[str]:
    """Return what is remarked on the features of layers, and what passages mean."""
    for path in (ROOT / "layers").glob("*.geojson"):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            props = feature["properties"]
            yield from (props[key] for key in ("note", "meaning") if props.get(key))


def names_of_corridors() -> Iterator[str]:
    """Return the names of corridors, variants, gates and links, and the kinds of gates."""
    told = json.loads((ROOT / "layers" / "corridors.json").read_text("utf-8"))
    yield from (gate["kind"] for gate in told["gates"].values())
    yield from (gate["name"] for gate in told["gates"].values())
    yield from (link["name"] for link in told["links"].values())
    for corridor in told["corridors"]:
        yield corridor["name"]
        yield from (option["name"] for axis in corridor["axes"] for option in axis["options"])


def holes(text: str) -> list[str]:
    """Return the places of a sentence that are filled in later, sorted."""
    return sorted(HOLE.findall(text))


def english(text: str) -> list[str]:
    """Return the English words of a text in another language, codes and names left out.

    Examples
    --------
    >>> english("Открыто today, trn-001, layers/README.md, Baku"), english("Как rate-in-ir")
    (['today'], [])
    """
    return ENGLISH_WORD.findall(CODE.sub("", text))


def numbers(text: str) -> set[str]:
    """Return the numbers of a sentence by their digits alone, however a language writes them.

    Examples
    --------
    >>> numbers("1,500 t at 9.6") == numbers("۱٬۵۰۰ تن، ۹٫۶")
    True
    """
    found = NUMBER.findall(text)
    return {"".join(str(int(sign)) for sign in number if sign.isdecimal()) for number in found}


def catalogue(language: str, domain: str) -> Catalog:
    """Return a catalogue as it is written; an empty one where there is none yet."""
    path = CATALOGS / f"{domain}{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renew(language: str, domain: str, given: Mapping[str, str]) -> tuple[int, int]:
    """Write a catalogue anew; return how many keys are untranslated, and how many were dropped.

    Parameters
    ----------
    language
        Its code.
    domain
        One of ``SETS``.
    given
        Translations that go before those the catalogue holds, by their English sentences.
    """
    wanted, held = SETS[domain](), catalogue(language, domain)
    strings = {str(message.id): str(message.string) for message in held if message.id}
    dropped = set(strings) - wanted
    strings |= given
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
    with (CATALOGS / f"{domain}{language}.po").open("wb") as file:
        write_po(file, fresh, width=0)
    return sum(not strings.get(text) for text in wanted), len(dropped)


def main(arguments: list[str]) -> None:
    """Renew every catalogue, with the translations of a file for one language if one is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.words", description=main.__doc__)
    parser.add_argument("language", nargs="?", choices=CATALOGUES, help="of the translations")
    parser.add_argument("file", nargs="?", type=Path, help="JSON: translations by their sentences")
    asked = parser.parse_args(arguments)
    if asked.language and not asked.file:
        parser.error("a language needs a file of translations")
    given = json.loads(asked.file.read_text("utf-8")) if asked.file else {}
    for language in CATALOGUES:
        for domain in SETS:
            taken = given if language == asked.language else {}
            untranslated, dropped = renew(language, domain, taken)
            file = f"{domain}{language}.po"
            sys.stdout.write(f"{file}: {untranslated} to translate, {dropped} dropped\n")


if __name__ == "__main__":
    main(sys.argv[1:])
