"""The application in Chromium, on this machine alone: no other host can be resolved."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.pages import forget, patient
from tests.nginx import free_port, proxied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Dialog,
        Page,
        Playwright,
        Request,
        Response,
        ViewportSize,
    )

ROOT: Final = Path(__file__).resolve().parents[2]
START_S: Final = 60
BASE: Final = "STREAMLIT_SERVER_BASE_URL_PATH"
BEHIND_PROXY: Final = "INSTC_TEST_PROXY"
"""Variable that puts the proxy of `deploy/nginx` in front of the pages of all browser tests."""
NONE: Final = MappingProxyType[str, str]({})
PROBED: Final = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit looks for its server below the address of a page first; no setting turns that off."""
FETCHED_LATE: Final = re.compile(r"/component/|/app/static/[^/]*\.woff|/static/js/")
"""Maps, typefaces and scripts of single elements, which a page that is left may still fetch."""
OWN: Final = (
    *("http://127.0.0.1:", "https://127.0.0.1:"),
    *("data:", "blob:", "file:", "about:"),
)
"""Beginnings of addresses that do not leave this machine."""
DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--ignore-certificate-errors",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@dataclass
class Watch:
    """What a page did that a quiet page does not do."""

    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """What the browser stopped fetching when the reader left its page."""
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: int = 0

    def follow(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("dialog", self._dialog)

    def assert_quiet(self, *, is_left: bool = False) -> None:
        """Fail if anything happened that should not.

        Parameters
        ----------
        is_left
            The reader leaves a page that may still fetch files.
        """
        assert self.outside == []
        assert is_left or self.left == []
        assert self.failed == []
        assert self.errors == []
        assert self.dialogs == []

    def _failed(self, request: Request) -> None:
        stopped = request.failure == "net::ERR_ABORTED" and FETCHED_LATE.search(request.url)
        (self.left if stopped else self.failed).append(f"{request.failure} {request.url}")

    def _request(self, request: Request) -> None:
        self.requests += 1
        if not request.url.startswith(OWN):
            self.outside.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith(PROBED):
            self.failed.append(f"{response.status} {response.url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not str(message.location.get("url")).endswith(PROBED):
            self.errors.append(message.text)


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the application as if every gate were open, started for these tests."""
    with reached("tests/browser/open_app.py", tmp_path_factory) as address:
        yield address


@pytest.fixture(scope="session")
def dated_app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the application itself, which answers with the states of gates."""
    with reached("app.py", tmp_path_factory) as address:
        yield address


@contextmanager
def reached(script: str, folders: pytest.TempPathFactory) -> Iterator[str]:
    """Start a script of Streamlit; its address is that of the shipped proxy where one is wanted."""
    with serving(script, folders.mktemp("app")) as address:
        if not os.environ.get(BEHIND_PROXY):
            yield address
            return
        with proxied(address, folders.mktemp("proxy")) as proxy:
            yield proxy.url


@contextmanager
def serving(script: str, folder: Path, settings: Mapping[str, str] = NONE) -> Iterator[str]:
    """Start a script of Streamlit, and give the address at which it answers.

    Parameters
    ----------
    script
        Path below the root of the repository.
    folder
        For its log.
    settings
        Further variables of its environment.
    """
    with started(script, folder, settings) as (address, _):
        yield address


@contextmanager
def started(
    script: str, folder: Path, settings: Mapping[str, str] = NONE
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a script of Streamlit, and give its address and its process; as `serving`."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    modules = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, **settings, "PYTHONPATH": modules}
    with (folder / "streamlit.log").open("wb+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=env)
        try:
            base = f"/{settings.get(BASE, '')}".rstrip("/")
            _wait(f"http://127.0.0.1:{port}{base}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start what drives the browsers: once in a process."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """Chromium without a screen, for pages that need a context of their own."""
    found = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
    yield found
    found.close()


@pytest.fixture(scope="session")
def reader(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Chromium that keeps the files of the application, and what it compiled of them."""
    found = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=chromium,
        args=list(ARGUMENTS),
        viewport=DESKTOP,
        color_scheme="light",
    )
    yield found
    found.close()


@pytest.fixture
def watch() -> Watch:
    """Give the record of what the page of this test does."""
    return Watch()


@pytest.fixture
def page(reader: BrowserContext, watch: Watch) -> Iterator[Page]:
    """Open a page of desktop size that remembers nothing of others; every waiting has an end."""
    found = patient(reader.new_page())
    watch.follow(found)
    yield found
    forget(reader)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, "the application ended while it started"
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the application did not answer within {START_S} s")
