"""The service and its tools behind the proxy, with the blocks that the documents give for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import ROOT
from tests.nginx import Proxy, ask, proxied

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

_BLOCK: Final = re.compile(r"^```nginx\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOOLS: Final = {
    "accept": "application/json, text/event-stream",
    "content_type": "application/json",
    "mcp_protocol_version": "2025-06-18",
}
_STOP_S: Final = 40


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Start the service with its tools, and the proxy before it."""
    documents = [ROOT / "docs" / f"{name}.md" for name in ("service", "assistants")]
    blocks = [_BLOCK.findall(path.read_text("utf-8")) for path in documents]
    assert [len(own) for own in blocks] == [1, 1]
    command = [sys.executable, "-m", "geo", "serve", "--port", "0", "--mcp"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        service = process.stderr.readline().strip().removesuffix("/openapi.json")
        assert service.startswith("http://127.0.0.1:")
        folder, locations = tmp_path_factory.mktemp("proxy"), "".join(own for (own,) in blocks)
        try:
            with proxied(service, folder, locations=locations, service=service) as one:
                yield one
        finally:
            process.terminate()
            process.wait(_STOP_S)


def test_the_service_answers_below_its_folder_and_is_only_read(proxy: Proxy) -> None:
    status, _, body = ask(f"{proxy.url}/api/places?query=Rasht&limit=1")
    assert (status, json.loads(body)[0]["id"]) == (200, "rasht")
    status, headers, _ = ask(f"{proxy.url}/api/places")
    assert (status, headers["content-type"]) == (422, "application/problem+json")
    assert ask(f"{proxy.url}/api/places?query=Rasht", "POST", b"{}")[0] == 403
    assert b"openapi" in ask(f"{proxy.url}/api/openapi.json")[2]


def test_the_tools_answer_below_the_same_folder(proxy: Proxy) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    address = f"{proxy.url}/api/mcp"
    status, _, body = ask(address, "POST", json.dumps(call).encode(), **_TOOLS)
    assert status == 200, body
    tools = [one["name"] for one in json.loads(body)["result"]["tools"]]
    assert sorted(tools) == ["compare", "figures", "places", "route", "states"]
    assert ask(address, "GET", b"", **_TOOLS)[0] == 403
    large = json.dumps({**call, "id": "x" * 70_000}).encode()
    assert ask(address, "POST", large, **_TOOLS)[0] == 413
