"""The reverse proxy of `deploy/nginx` as shipped, started for tests on a free port."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.programs import give_up

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED: Final = Path(__file__).resolve().parents[1] / "deploy" / "nginx"
NAME: Final = "atlas.example.org"
START_S: Final = 20
_MAIN: Final = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    types {{ text/html html; application/json json; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy that runs."""

    url: str
    """Its address, with TLS."""
    plain_url: str
    """Its address without TLS."""
    log: Path
    """What it notes of each request."""


def require_nginx() -> str:
    """Return the path of nginx; without it skip, and in the automatic check fail."""
    path = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if path is None:
        give_up("no nginx found; install the package nginx-light")
    return path


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def proxied(
    application: str, folder: Path, *, locations: str = "", service: str = ""
) -> Iterator[Proxy]:
    """Put the proxy in front of an application.

    Parameters
    ----------
    application
        Its address, without TLS.
    folder
        For certificate, log and what the proxy keeps.
    locations
        Blocks that the documents add to the server.
    service
        Address of the service that these name, without TLS.
    """
    nginx, (secure, plain) = require_nginx(), (free_port(), free_port())
    certify(folder)
    own = {
        "127.0.0.1:8501": application.removeprefix("http://"),
        "127.0.0.1:8600": service.removeprefix("http://"),
        "/etc/nginx/atlas/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "listen 443": f"listen 127.0.0.1:{secure}",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "    listen [::]:443 ssl http2;\n": "",
        "    listen [::]:80;\n": "",
    }
    for path in SHIPPED.glob("*.conf"):
        text = path.read_text("utf-8") + (locations if path.name == "atlas-server.conf" else "")
        for shipped, here in own.items():
            text = text.replace(shipped, here)
        (folder / path.name).write_text(text, "utf-8")
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder), "utf-8")
    command = [nginx, "-p", str(folder), "-c", str(main), "-g", "daemon off;"]
    with (folder / "nginx.out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            wait_for(secure, process, folder / "nginx.out")
            yield Proxy(
                url=f"https://127.0.0.1:{secure}",
                plain_url=f"http://127.0.0.1:{plain}",
                log=folder / "atlas.json",
            )
        finally:
            process.terminate()
            process.wait(10)


def ask(
    url: str, method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers by their small names, and content of an answer."""
    site = urlsplit(url)
    connection: http.client.HTTPConnection
    if site.scheme == "https":
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(site.netloc, timeout=30, context=trusting)
    else:
        connection = http.client.HTTPConnection(site.netloc, timeout=30)
    try:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        path = f"{site.path or '/'}{'?' if site.query else ''}{site.query}"
        connection.request(method, path, body or None, named)
        answer = connection.getresponse()
        held = {name.lower(): text for name, text in answer.getheaders()}
        return answer.status, held, answer.read()
    finally:
        connection.close()


def certify(folder: Path) -> None:
    """Write a certificate that the machine itself has signed."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={NAME}", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def wait_for(port: int, process: subprocess.Popen[bytes], out: Path) -> None:
    """Wait until somebody listens at a port."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, out.read_text("utf-8")
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    pytest.fail(f"the proxy did not answer within {START_S} s")
