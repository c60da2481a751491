"""The row that takes a page's answer away: what, in which format, on which paper."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st

from geo.edition import DIGEST_DIGITS
from geo.errors import AtlasError
from geo.evidence import OwnFile
from geo.export import (
    FILE_TYPES,
    FORMATS,
    PAGES,
    PAPERED,
    PAPERS,
    Kind,
    Request,
    base_of,
    content_of,
    export_bytes,
    formats_of,
    is_base,
    query_of,
    requested_name,
)
from geo.scenario import Scenario
from views.state import choices, data, journal
from views.state.choices import translate
from views.ui import faults
from views.ui.links import copy_link

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from geo.journeys import Atlas
    from geo.userdata import MeasuredLayer
    from views.state.question import Question

PICTURE: Final = "png"
PAGE: Final = "page"
"""Formats that stand in the bar: what one sends along with the link."""
WITH_LAYER: Final = frozenset({"html", "geojson", "gpkg", "parquet", "fgb", "kml"})
"""Formats in which a layer of the reader stands beside the answer."""
_MAKER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="file")
"""One file at a time: drawing changes settings of the whole process."""


class FileJob:
    """A file that is made when the first one asks for it.

    Parameters
    ----------
    what
        What tells the file from every other.
    make
        Gives its bytes; it runs in a thread of its own and may not use Streamlit.

    Examples
    --------
    >>> job = FileJob("greeting", lambda: b"hello")
    >>> job.started, job.result(), job.started
    (False, b'hello', True)
    """

    def __init__(self, what: Hashable, make: Callable[[], bytes]) -> None:
        self.what = what
        self._make = make
        self._lock = Lock()
        self._future: Future[bytes] | None = None

    @property
    def started(self) -> bool:
        """Whether somebody has asked for it."""
        return self._future is not None

    def start(self) -> None:
        """Begin, unless it has begun."""
        self._begun()

    def _begun(self) -> Future[bytes]:
        with self._lock:
            if self._future is None:
                self._future = _MAKER.submit(self._make)
            return self._future

    def waits(self, seconds: float) -> bool:
        """Return whether it is still not made after so many seconds."""
        return not wait([self._begun()], timeout=seconds).done

    def result(self) -> bytes:
        """Return the bytes once they are made; raises what making them raised."""
        return self._begun().result()


LOOK_S: Final = 0.2
"""How often the row looks whether its file is made, seconds."""


@faults.fragment
def downloads(offered: Mapping[str, Request], ends: Sequence[str] = ()) -> None:
    """Show the row.

    Parameters
    ----------
    offered
        What can be taken away, by the words of the reader; one alone is not asked for.
    ends
        Names of origin and destination for the name of the file.
    """
    kind = next(iter(offered.values())).kind
    row = st.container(horizontal=True, vertical_alignment="bottom", key=f"downloads-{kind}")
    with row:
        request = next(iter(offered.values()))
        if len(offered) > 1:
            contents = st.selectbox(
                translate("File contents"), list(offered), key=f"download-what-{kind}", width=300
            )
            request = offered[contents]
        name = st.selectbox(
            translate("File format"),
            formats_of(kind),
            format_func=label_of,
            key=f"download-format-{kind}",
            width=220,
        )
        if name in PAPERED:
            paper = st.selectbox(
                translate("Paper"),
                PAPERS,
                format_func=str.upper,
                key=f"download-paper-{kind}",
                width=110,
            )
            request = replace(request, paper=paper)
        request = linked(request, name)
    file = watched(job_of(request, name))
    row.download_button(
        translate("Download"),
        data=job_of(request, name).result if file is None else file,
        file_name=requested_name(request, name, " ".join(ends)),
        mime=FORMATS[name].mime,
        on_click=job_of(request, name).start,
        key=f"download-{kind}",
    )


def download_file(title: str, request: Request, name: str, ends: Sequence[str] = ()) -> FileJob:
    """Show a button that gives one file, and return its job.

    Parameters
    ----------
    title
        On the button, in the language of the page.
    request, name
        What is asked of the export, and the format.
    ends
        Names of origin and destination for the name of the file.
    """
    request = linked(request, name)
    job = job_of(request, name, f"{request.kind}-{name}")
    st.download_button(
        title,
        data=job.result,
        file_name=requested_name(request, name, " ".join(ends)),
        mime=FORMATS[name].mime,
        on_click=job.start,
        key=f"download-{request.kind}-{name}",
    )
    return job


def linked(request: Request, name: str) -> Request:
    """Return the request of a file, for a page with the address that its code opens."""
    return replace(request, link=base_address()) if name in PAGES else request


def base_address() -> str:
    """Address at which the application is read, for links in files; empty where none is known."""
    address = st.context.url or ""
    if not is_base(address):
        return ""
    path = urlsplit(address).path
    folder = "" if path.endswith("/") else path.rpartition("/")[2]
    return base_of(address.partition("?")[0].removesuffix(folder))


def job_of(request: Request, name: str, row: str = "") -> FileJob:
    """Return the job of a row: the one that runs or is done, or a new one."""
    key = f"file-{row or request.kind}"
    own, beside = choices.own_layer() if name in WITH_LAYER else None, {}
    if own:
        beside = {"own": own}
        layer = OwnFile(name=own.layer.name, digest=own.layer.digest[:DIGEST_DIGITS])
        request = replace(request, layer=layer)
    held: FileJob | None = st.session_state.get(key)
    if held is None or held.what != (request, name):
        atlas = data.atlas_with(request.links.digest if request.links else "")
        held = FileJob((request, name), partial(file_bytes, atlas, request, name, **beside))
        st.session_state[key] = held
    return held


def forget(job: FileJob) -> None:
    """Let a job go."""
    for key in [key for key, held in st.session_state.items() if held is job]:
        del st.session_state[key]


def watched(job: FileJob) -> bytes | None:
    """Return the file of a job that was asked for; say how long it takes, or why it failed.

    The loop gives way to any other run of the page; the file is made all the same.
    """
    place, start = st.empty(), time.monotonic()
    if not job.started:
        return None
    while job.waits(LOOK_S):
        seconds = choices.locale().number(time.monotonic() - start, 0)
        place.info(translate("Writing the file: {seconds} s").format(seconds=seconds))
    place.empty()
    try:
        return job.result()
    except AtlasError as error:
        place.error(choices.sentence_of(error))
        forget(job)  # the next click tries again
    return None


def label_of(name: str) -> str:
    """Return what a format is called."""
    kind = FILE_TYPES[name]
    return ", ".join(translate(text) for text in (kind.contents, kind.label) if text)


def take_layers(month: str | None = None) -> None:
    """Show the row of the layers, as they stood in a month; None: as built today."""
    downloads({"": as_of(Kind.LAYERS, month)})


@faults.fragment
def share_answer(kind: Kind, question: Question, journeys: Mapping[str, tuple[str, str]]) -> None:
    """Show the bar that shares an answer: its link, a picture, a page, and all files.

    Parameters
    ----------
    kind
        Comparison or scenario.
    question, journeys
        As in `take_answer`.
    """
    whole = request_of(kind, question)
    ends = [data.place(text).name for text in (whole.origin, whole.destination)]
    with st.container(key="share"):
        with st.container(horizontal=True, key="share-bar", gap="small"):
            query = query_of(whole, as_of=data.atlas().as_of(whole.scenario).last.isoformat())
            copy_link(translate("Copy link"), translate("Copied"), query)
            jobs = [
                download_file(title, whole, name, ends)
                for title, name in (("PNG", PICTURE), (translate("A4 PDF"), PAGE))
            ]
            with st.popover(translate("All files"), key="all files", on_change="rerun") as opened:
                if opened.open:
                    take_answer(kind, question, journeys)
        for job in jobs:
            watched(job)


def take_answer(kind: Kind, question: Question, journeys: Mapping[str, tuple[str, str]]) -> None:
    """Show the row of all files of a page that answers a question.

    Parameters
    ----------
    kind
        Comparison or scenario.
    question
        What is asked.
    journeys
        Corridor and variant of journeys that can be taken alone, by their names.
    """
    whole = request_of(kind, question)
    alone = {
        name: request_of(Kind.ROUTE, question, corridor=corridor, variant=variant)
        for name, (corridor, variant) in journeys.items()
    }
    ends = [data.place(text).name for text in (whole.origin, whole.destination)]
    downloads({translate("All corridors"): whole} | alone, ends)


def request_of(kind: Kind, question: Question, corridor: str = "", variant: str = "") -> Request:
    """Return what a page's question asks of the export, in the language of the page."""
    own = choices.own_links() if question.links else None
    return Request(
        kind=kind,
        links=OwnFile(name=own.name, digest=own.digest) if own else None,
        origin=question.origin,
        destination=question.destination,
        corridor=corridor,
        variant=variant,
        corridors=question.corridors if kind is not Kind.ROUTE else (),
        scenario=question.scenario(),
        box=choices.shipment().box,
        language=choices.text(choices.LANGUAGE),
    )


def take_evidence(part: str, name: str) -> None:
    """Show the row of the evidence: the part that is open, under its name, or all of it."""
    open_part = Request(kind=Kind.EVIDENCE, part=part, language=choices.text(choices.LANGUAGE))
    whole = Request(kind=Kind.EVIDENCE, language=open_part.language)
    downloads({name: open_part, translate("All"): whole})


def take_story(month: str | None) -> None:
    """Show the row of the story, its branches as they stood in a month; None: as built today."""
    downloads({"": as_of(Kind.STORY, month)})


def as_of(kind: Kind, month: str | None) -> Request:
    """Return what is asked of the export by a page that shows a month."""
    language = choices.text(choices.LANGUAGE)
    return Request(kind=kind, scenario=Scenario(date=month or None), language=language)


def file_bytes(
    atlas: Atlas, request: Request, name: str, own: MeasuredLayer | None = None
) -> bytes:
    """Return a file; it runs outside the run of the page."""
    with journal.noted(journal.FILE):
        journal.note_computed()
        return export_bytes(content_of(atlas, request, own=own), name)
