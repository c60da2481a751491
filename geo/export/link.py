"""Links that open an answer in the application: a base address and the question as a query."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from geo.estimates import Box
from geo.export.address import base_of
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.export.request import Request


def link_of(request: Request, *, as_of: str) -> str:
    """Link that opens the answer to a request; its base is that of the request.

    Parameters
    ----------
    request
        A question with both ends.
    as_of
        Day ``YYYY-MM-DD`` on which the answer holds, for a request without a date of its own.

    Examples
    --------
    >>> from geo.export import Kind, Request
    >>> question = Request(
    ...     kind=Kind.COMPARE, origin="moscow", destination="baku", link="https://atlas.example/"
    ... )
    >>> link_of(question, as_of="2026-10-10")
    'https://atlas.example/?from=moscow&to=baku&as_of=2026-10-10'
    """
    return f"{base_of(request.link)}?{urlencode(query_of(request, as_of=as_of))}"


def query_of(request: Request, *, as_of: str) -> list[tuple[str, str]]:
    """Question of a request as the pairs of a query, as the pages read them; as for `link_of`."""
    scenario, usual = request.scenario, Scenario()
    date = scenario.date or ("" if scenario.as_if_open else as_of)
    route = ":".join(filter(None, (request.corridor, request.variant)))
    one = (
        ("from", request.origin),
        ("to", request.destination),
        ("clock", scenario.clock.value if scenario.clock is not usual.clock else ""),
        ("as_of", date),
        ("as_if_open", "yes" if scenario.as_if_open else ""),
        ("month", str(scenario.season or "")),
        (
            "box",
            request.box.lower() if request.box is not Box.TEU else "",
        ),
        ("route", route),
        ("lang", request.language if request.language != "en" else ""),
    )
    several = (
        *(("by", corridor) for corridor in request.corridors),
        *(("close", gate) for gate in sorted(scenario.closed)),
        *(("build", link) for link in sorted(scenario.built)),
        *(("state", f"{gate}={state}") for gate, state in scenario.states),
        *(("service", service) for service in sorted(scenario.services)),
        *(("set", f"{figure}={value:g}") for figure, value in scenario.figures),
    )
    return [*((name, value) for name, value in one if value), *several]
