"""The application behind the reverse proxy that `deploy/nginx` describes, with TLS and a folder."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BASE, ROOT, serving
from tests.browser.pages import opened_page
from tests.browser.test_own import uploaded
from tests.nginx import SHIPPED, ask, proxied
from views.explore.own import most_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser

    from tests.browser.conftest import Watch
    from tests.nginx import Proxy

pytestmark = pytest.mark.slow

FOLDER: Final = "/atlas"
PAGES: Final = {
    "": True,
    "map": True,
    "surface?as_of=2025-11": False,
    "evidence": False,
    "story": True,
    "about": False,
}
"""Whether each page has a map in a frame."""
CLOSED: Final = (
    *("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"),
    *("/map/_stcore/metrics", "/_stcore/script-health-check", "/auth/login", "/_stcore"),
)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Put the proxy in front of the application, which lies in a folder of the site."""
    setting = {BASE: FOLDER.strip("/")}
    with (
        serving("app.py", tmp_path_factory.mktemp("behind"), setting) as address,
        proxied(address, tmp_path_factory.mktemp("proxy")) as one,
    ):
        yield one


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.deep)])
def test_no_page_breaks_the_policy_that_is_sent_with_it(
    browser: Browser, proxy: Proxy, watch: Watch, scheme: Literal["light", "dark"]
) -> None:
    sockets: list[str] = []
    with opened_page(browser, color_scheme=scheme) as page:
        watch.follow(page)
        page.on("websocket", lambda socket: sockets.append(socket.url))
        assert len(PAGES) == 6
        for name in PAGES:
            page.goto(f"{proxy.url}{FOLDER}/{name}")
            expect(page.locator(".stMain h1, .answers").first).to_be_visible()
            page.locator("[data-test-script-state=notRunning]").wait_for()
            for frame in page.frames[1:]:
                frame.locator("html[data-drawn]").wait_for(state="attached")
    watch.assert_quiet(is_left=True)
    assert len(sockets) == 6
    assert {one.rpartition("/_stcore")[0] for one in sockets} == {
        proxy.url.replace("https", "wss") + FOLDER
    }


def test_a_page_says_what_a_browser_may_do_with_it(proxy: Proxy) -> None:
    status, headers, body = ask(f"{proxy.url}{FOLDER}/", accept="text/html")
    assert status == 200
    assert b"</html>" in body
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["server"] == "nginx"


def test_what_is_not_the_application_is_closed_and_says_so_with_the_strictest_headers(
    proxy: Proxy,
) -> None:
    assert len(CLOSED) == 7
    for path in CLOSED:
        for folder in ("", FOLDER):
            status, headers, _ = ask(f"{proxy.url}{folder}{path}")
            assert status == 404, path
            policy = headers["content-security-policy"]
            assert policy == "default-src 'none'; frame-ancestors 'none'"
            assert headers["x-content-type-options"] == "nosniff"
    assert ask(f"{proxy.url}{FOLDER}/_stcore/health")[::2] == (200, b"ok")
    status, _, body = ask(f"{proxy.url}{FOLDER}/health")
    assert (status, json.loads(body)["status"]) == (200, "ok")


def test_scripts_go_over_the_wire_packed(proxy: Proxy) -> None:
    _, _, page = ask(f"{proxy.url}{FOLDER}/", accept="text/html")
    scripts = re.findall(r'src="\./(static/js/[^"]+)"', page.decode())
    assert len(scripts) == 1
    status, headers, body = ask(f"{proxy.url}{FOLDER}/{scripts[0]}", accept_encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(body)) > 2 * len(body)


def test_a_visitor_without_tls_is_sent_to_the_address_with_tls(proxy: Proxy) -> None:
    status, headers, _ = ask(f"{proxy.plain_url}{FOLDER}/map")
    assert status == 308
    assert headers["location"] == f"https://127.0.0.1{FOLDER}/map"


def test_a_foreign_page_cannot_show_the_application_in_a_frame(
    browser: Browser, proxy: Proxy
) -> None:
    with opened_page(browser) as page:
        page.set_content(f"<iframe src='{proxy.url}{FOLDER}/about'></iframe>")
        page.wait_for_function("() => frames[0] && document.querySelector('iframe')")
        page.wait_for_load_state("networkidle")
        assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]


def test_too_much_is_refused_before_it_reaches_the_application(proxy: Proxy) -> None:
    upload = f"{proxy.url}{FOLDER}/_stcore/upload_file/a/b"
    assert ask(upload, "PUT", bytes(22 * 1024 * 1024))[0] == 413
    assert ask(upload, "PUT", bytes(1024))[0] < 413
    assert ask(f"{proxy.url}{FOLDER}/", "POST", b"a")[0] == 403
    assert ask(f"{proxy.url}{FOLDER}/", "GET", bytes(20_000))[0] == 413


def test_the_proxy_takes_the_largest_file_that_the_application_takes() -> None:
    text = (SHIPPED / "atlas-server.conf").read_text("utf-8")
    (limit,) = (int(part.split("m;")[0]) for part in text.split("client_max_body_size ")[2:])
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxUploadSize"] < limit <= 21
    assert most_bytes() < limit * 1024 * 1024 - 16 * 1024


def test_a_layer_of_ones_own_goes_through_the_proxy(
    browser: Browser, proxy: Proxy, watch: Watch
) -> None:
    with opened_page(browser) as page:
        watch.follow(page)
        uploaded(page, f"{proxy.url}{FOLDER}")
    watch.assert_quiet(is_left=True)
    sent = [json.loads(line) for line in proxy.log.read_text("utf-8").splitlines()]
    assert 204 in [one["status"] for one in sent if one["part"] == "upload"]


def test_a_client_that_asks_without_end_is_told_to_wait(proxy: Proxy) -> None:
    addresses = [f"{proxy.url}{FOLDER}/media/{number}" for number in range(100)]
    with ThreadPoolExecutor(20) as readers:
        seen = {status for status, _, _ in readers.map(ask, addresses)}
    assert seen == {404, 429}


def test_the_log_of_the_proxy_holds_no_question_and_no_address(proxy: Proxy) -> None:
    ask(f"{proxy.url}{FOLDER}/?from=Tabriz", user_agent="Somebody/1.0")
    lines = proxy.log.read_text("utf-8").splitlines()
    assert len(lines) > 1
    names = {"time", "method", "status", "bytes", "seconds", "part"}
    assert {frozenset(json.loads(line)) for line in lines} == {frozenset(names)}
    assert not any(word in "".join(lines) for word in ("Tabriz", "Somebody", "127.0.0.1"))


def test_a_download_is_for_the_browser_that_made_it(browser: Browser, proxy: Proxy) -> None:
    with opened_page(browser, ignore_https_errors=True) as page:
        page.goto(f"{proxy.url}{FOLDER}/?from=moscow&to=nhava-sheva")
        page.locator("[data-test-script-state=notRunning]").wait_for()
        with page.expect_download() as awaited:
            page.get_by_role("button", name="PNG").click()
        assert awaited.value.path().read_bytes().startswith(b"\x89PNG")
        address = awaited.value.url
        assert "/media/" in address
        again = page.request.get(address)
        assert again.status == 200
        assert again.headers["cache-control"] == "private, no-store"
        assert ask(address)[0] == 404
        with opened_page(browser, ignore_https_errors=True) as other:
            other.goto(f"{proxy.url}{FOLDER}/about")
            other.locator("[data-test-script-state=notRunning]").wait_for()
            assert other.request.get(address).status == 404
