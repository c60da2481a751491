"""The command ``doctor``: whether this installation is whole, and what to do where it is not."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json, chosen_locale, language
from geo.errors import AtlasError, LayerError
from geo.extras import DISTRIBUTION
from geo.message import Day, Message, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.typefaces import Face

_REQUIREMENT: Final = re.compile(r"([\w.-]+)(?:\[[^\]]*\])?\s*>=\s*([\d.]+)")
_OPTIONAL: Final = "extra =="


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that was looked at."""

    name: str
    """A file, a library, a reader or a folder."""
    is_right: bool
    text: str
    """What was seen; where it is wrong, also what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Checks of one kind."""

    id: str
    title: str
    checks: tuple[Check, ...]

    @property
    def faults(self) -> tuple[Check, ...]:
        """What is wrong."""
        return tuple(check for check in self.checks if not check.is_right)


@click.command(cls=Verb)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    metavar="FOLDER",
    help="Folder where files are to be written.  [default: this one]",
)
@language
@as_json
def doctor(folder: Path, *, as_json: bool) -> int:
    """Check that this installation is whole.

    Files are compared with their digests; data, typefaces and translations are read; versions of
    libraries and the folder for output are looked at. Each fault is one sentence that says what to
    do. The exit code is 1 if there is one.
    """
    groups = examined(folder)
    faults = [check for group in groups for check in group.faults]
    if as_json:
        write_json({"right": not faults, "groups": [asdict(group) for group in groups]})
        return int(bool(faults))
    translate, sentence = chosen_locale().translate, chosen_locale().sentence
    for group in groups:
        wrong = len(group.faults)
        state = Message("{count} wrong", count=wrong) if wrong else Message("all right")
        text = Message(
            "{title}: {count} checked, {state}",
            title=group.title,
            count=len(group.checks),
            state=state,
        )
        write(translate(text))
        for check in group.faults:
            write(f"  {check.name}: {translate(check.text)}")
    write(sentence(Message("the installation is whole") if not faults else _wrong(len(faults))))
    return int(bool(faults))


def examined(folder: Path) -> tuple[Group, ...]:
    """Look at everything that an answer or a file needs.

    Parameters
    ----------
    folder
        Where files are to be written.
    """
    return (
        Group(id="files", title=Message("Files"), checks=file_checks()),
        Group(id="data", title=Message("Data"), checks=tuple(_data())),
        Group(id="typefaces", title=Message("Typefaces"), checks=tuple(_typefaces())),
        Group(id="libraries", title=Message("Libraries"), checks=tuple(_libraries())),
        Group(id="output", title=Message("Folder for output"), checks=(_output(folder),)),
    )


def file_checks() -> tuple[Check, ...]:
    """Compare each file of the program with the digest it shipped with.

    Examples
    --------
    >>> [check.name for check in file_checks() if not check.is_right]
    []
    """
    return tuple(_files())


def _wrong(count: int) -> Message:
    return Message("the installation is not whole: {count} wrong, named above", count=count)


def _files() -> Iterator[Check]:
    """Each file of the manifest, of the ledger, and of a wheel: it exists and is as shipped."""
    from geo import paths
    from geo.evidence import read_manifest

    yield _tried(paths.MANIFEST.name, read_manifest)
    listed = [
        paths.TYPEFACES / name.removeprefix("fonts/")
        if name.startswith("fonts/")
        else paths.LAYERS / name
        for name in paths.manifest_digests()
    ]
    ledger = sorted([*paths.EVIDENCE.glob("*.csv"), *paths.EVIDENCE.glob("*.json")])
    package = Path(__file__).resolve().parents[1]
    wheel = [package.parent / name for name in paths.recorded_digests()]
    for path in dict.fromkeys([*listed, *ledger, *wheel]):
        base = paths.LAYERS if paths.LAYERS in path.parents else path.parents[1]
        yield _tried(path.relative_to(base).as_posix(), partial(_whole, path))


def _whole(path: Path) -> str:
    """Read a file of the program; what it holds has to be of its kind."""
    from geo.paths import RESTORE, shipped_bytes

    content = shipped_bytes(path)
    try:
        if path.suffix in {".json", ".geojson"}:
            json.loads(content)
        elif path.suffix == ".csv":
            content.decode("utf-8-sig")
    except ValueError as error:
        msg = Message("{file} is damaged; {remedy}", file=path.name, remedy=RESTORE)
        raise LayerError(msg) from error
    if not content and path.suffix in {".json", ".geojson", ".csv", ".npz", ".woff", ".webp"}:
        msg = Message("{file} is empty; {remedy}", file=path.name, remedy=RESTORE)
        raise LayerError(msg)
    return f"{len(content):,} B"


def _data() -> Iterator[Check]:
    """Each reader of the data, which tries what it reads."""
    from geo.evidence import load_history, load_promises
    from geo.i18n import LANGUAGES, check_catalogues
    from geo.journeys import load_atlas
    from geo.layers import layer_names, read_layer
    from geo.places import load_places
    from geo.webmap import ground, relief

    yield _tried("atlas", load_atlas)
    yield _clock(dt.datetime.now(dt.UTC).date())
    yield _tried("history", load_history)
    yield _tried("promises", load_promises)
    yield _tried("areas", lambda: load_places().find("55.7, 37.6"))
    for name in layer_names():
        yield _tried(name, partial(read_layer, name))
    for name in ("land", "lakes", "rivers", "borders", "countries", "seas", "towns"):
        yield _tried(f"base map: {name}", partial(ground, name))
    yield _tried("relief", relief)
    for code in LANGUAGES:
        yield _tried(f"translations: {code}", partial(check_catalogues, code))


def _clock(today: dt.date) -> Check:
    """Tell whether the clock of the machine stands before the newest report of the data."""
    from geo.evidence import load_states

    newest = load_states().last_word
    if newest is None or today >= newest:
        return Check(name="clock", is_right=True, text="")
    text = Message(
        "the clock says {today}, before the newest report of {date}; set it",
        today=Day(today),
        date=Day(newest),
    )
    return Check(name="clock", is_right=False, text=text)


def _font(face: Face) -> None:
    from geo.typefaces import truetype

    truetype(face.woff)


def _typefaces() -> Iterator[Check]:
    from geo.typefaces import FACES

    for face in FACES:
        yield _tried(face.name, partial(_font, face))


def _libraries() -> Iterator[Check]:
    """Each library that the program needs; of an optional one, the version if it is installed."""
    from importlib.metadata import PackageNotFoundError, version

    for name, least, is_optional in requirements():
        try:
            held = version(name)
        except PackageNotFoundError:
            text: str = Message(
                "is not installed; run `pip install {name}>={least}`", name=name, least=least
            )
            yield Check(name=name, is_right=is_optional, text=text)
            continue
        is_right = _numbers(held) >= _numbers(least)
        text = Message(
            "version {held} is older than {least}; run `pip install {name}>={least}`",
            held=held,
            least=least,
            name=name,
        )
        yield Check(name=name, is_right=is_right, text=held if is_right else text)


def requirements() -> Iterator[tuple[str, str, bool]]:
    """Libraries with their lowest versions, and whether each is optional.

    Examples
    --------
    >>> ("numpy", False) in [(name, optional) for name, _, optional in requirements()]
    True
    """
    from importlib.metadata import PackageNotFoundError, requires

    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if project.exists():
        import tomllib

        table = tomllib.loads(project.read_text("utf-8"))["project"]
        extras = [line for lines in table["optional-dependencies"].values() for line in lines]
        lines = [*table["dependencies"], *(f"{line}; {_OPTIONAL}" for line in extras)]
    else:
        try:
            lines = requires(DISTRIBUTION) or []
        except PackageNotFoundError:
            lines = []
    for line in lines:
        if match := _REQUIREMENT.match(line):
            yield match[1], match[2], _OPTIONAL in line


def _numbers(text: str) -> tuple[int, ...]:
    """Numbers of a version, without zeros at its end: 2.0 is 2."""
    match = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _output(folder: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"0")
    except OSError as error:
        text = Message(
            "cannot be written ({reason}); name another folder",
            reason=error.strerror or str(error),
        )
        return Check(name=shortened(str(folder)), is_right=False, text=text)
    return Check(name=shortened(str(folder)), is_right=True, text="")


def _tried(name: str, read: Callable[[], object]) -> Check:
    """Try to read something; what it says of itself stands beside its name."""
    try:
        result = read()
    except AtlasError as error:
        return Check(name=name, is_right=False, text=error.message)
    return Check(name=name, is_right=True, text=result if isinstance(result, str) else "")
