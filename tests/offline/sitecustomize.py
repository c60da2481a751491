"""Forbid every socket that leaves this machine, from the moment this module is imported.

Python imports a module of this name at each start, so a folder on ``PYTHONPATH`` carries the rule
into the processes a test starts. An audit hook cannot be patched away, nor taken back.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

_NAMED = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_ADDRESSED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


class OutsideError(RuntimeError):
    """Something reached for another machine; no handler of network failures swallows this."""


def is_here(host: object) -> bool:
    """Return whether a host is this machine."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if text in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def forbid_outside(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise OutsideError if an audited event names another machine."""
    if event in _NAMED:
        host = arguments[0]
    elif event in _ADDRESSED and arguments[0].family in {socket.AF_INET, socket.AF_INET6}:
        host = arguments[1][0] if arguments[1] else None
    else:
        return
    if not is_here(host):
        msg = f"a test reached for {host!r}; tests work without a network"
        raise OutsideError(msg)


sys.addaudithook(forbid_outside)
