"""XML as a stream of elements; a document type, an entity or a processing of either is refused."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from geo.userdata.problems import Refusal, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_CHUNK: Final = 65_536
_DEEPEST: Final = 200


class _Elements:
    """Gathers the elements of some names with all that they hold, and forgets the rest."""

    def __init__(self, wanted: Collection[str], root: str) -> None:
        self.ready: list[Element] = []
        self._wanted, self._root = wanted, root
        self._builder: TreeBuilder | None = None
        self._depth = self._inside = 0
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RefusedError(Refusal.DAMAGED)
        if self._depth == 1 and self._root and local != self._root:
            raise RefusedError(Refusal.NOT_THE_FORMAT)
        if self._builder is None and local in self._wanted:
            self._builder, self._inside = TreeBuilder(), 0
        if self._builder is not None:
            self._builder.start(local, {_local(key): text for key, text in attributes.items()})
            self._inside += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        self._builder.end(_local(name))
        self._inside -= 1
        if not self._inside:
            self.ready.append(self._builder.close())
            self._builder = None

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)


def elements(stream: IO[bytes], wanted: Collection[str], *, root: str = "") -> Iterator[Element]:
    """Yield each element of some names, once it is complete.

    Parameters
    ----------
    stream
        The document.
    wanted
        Names without namespace; an element inside another wanted one comes with that.
    root
        Name that the outermost element must have; empty: any.

    Raises
    ------
    RefusedError
        The document is not well formed, nests too deeply, has another root or declares entities.

    Examples
    --------
    >>> import io
    >>> [one.text for one in elements(io.BytesIO(b"<a><b>1</b><b>2</b></a>"), {"b"})]
    ['1', '2']
    """
    gathered = _Elements(wanted, root)
    try:
        while chunk := stream.read(_CHUNK):
            gathered.parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
            yield from _taken(gathered.ready)
        gathered.parser.Parse(b"", True)  # noqa: FBT003 - as above
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    yield from _taken(gathered.ready)


def _taken(ready: list[Element]) -> list[Element]:
    taken = ready.copy()
    ready.clear()
    return taken


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> NoReturn:
    raise RefusedError(Refusal.ENTITIES)
