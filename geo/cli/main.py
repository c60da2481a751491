"""The command line: ``python -m geo places | route | compare | export | backtest | figures``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Final

from geo.cli.evidence import add_verbs
from geo.cli.export import add_cargo, add_export
from geo.cli.text import _print, _print_json, comparison_text, journey_text
from geo.errors import AtlasError, QuestionError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.estimates import Shipment
    from geo.model import Mode
    from geo.scenario import Scenario

FAILED: Final = 1
MISUSED: Final = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage text."""

    def error(self, message: str) -> Any:  # noqa: ANN401 - argparse declares it so
        """End with the message on the error stream."""
        self.exit(MISUSED, f"{message[0].upper()}{message[1:]}; see `{self.prog} --help`.\n")


def build_parser() -> Parser:
    """Return the parser of all verbs."""
    parser = Parser(prog="python -m geo", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
    places = verbs.add_parser("places", help="find places by name, UN/LOCODE or LAT,LON")
    places.add_argument("query")
    places.add_argument("--limit", type=int, default=8, help="most places to show (default 8)")
    places.add_argument("--json", action="store_true", help="print JSON")
    places.set_defaults(run=run_places)
    route = verbs.add_parser("route", help="one journey, with kilometres and hours")
    route.add_argument("--corridor", default="", help="corridor; without it, the quickest way")
    route.add_argument("--variant", default="", help="options joined by +")
    route.set_defaults(run=run_route)
    compare = verbs.add_parser("compare", help="all corridors beside Suez and the Cape")
    compare.set_defaults(run=run_compare)
    for verb in (route, compare):
        verb.add_argument("origin", metavar="FROM", help="name, UN/LOCODE or LAT,LON")
        verb.add_argument("destination", metavar="TO", help="name, UN/LOCODE or LAT,LON")
        verb.add_argument("--json", action="store_true", help="print JSON, for one of each cargo")
        add_cargo(verb)
        verb.add_argument("--amount", type=float, default=1.0, help="boxes or tonnes (default 1)")
        _add_conditions(verb)
    add_verbs(verbs)
    _add_conditions(add_export(verbs, scenario_of))
    return parser


def _add_conditions(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--close", action="append", default=[], metavar="GATE", help="repeatable")
    verb.add_argument("--build", action="append", default=[], metavar="LINK", help="repeatable")
    verb.add_argument("--date", metavar="YYYY-MM", help="the network as it was or will be then")
    verb.add_argument("--clock", default="shipment", help="train, vessel, shipment or door")
    verb.add_argument("--modes", default="sea,rail,road", help="only these, joined by commas")
    verb.add_argument("--month", type=int, help="month of dispatch, 1 to 12")
    verb.add_argument(
        "--service",
        action="append",
        default=[],
        help="block or wagon, direct, transshipped or tramp, alone or convoy; repeatable",
    )
    verb.add_argument("--set", action="append", default=[], metavar="FIGURE=VALUE")
    verb.add_argument("--rho", type=float, default=0.3, help="correlation of parts (default 0.3)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Examples
    --------
    >>> main(["places", "IRBND", "--limit", "1"])
    bandar-abbas  Bandar Abbas  IR  IRBND  27.105, 56.063
    0
    """
    options = build_parser().parse_args(_negatives(arguments))
    try:
        options.run(options)
    except AtlasError as error:
        text = str(error)
        sys.stderr.write(text if text.endswith((".", "?")) else f"{text}.")
        sys.stderr.write("\n")
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    return 0


def _negatives(arguments: Sequence[str] | None) -> list[str]:
    """Let a coordinate pair begin with a minus sign, which argparse takes for an option."""
    given = sys.argv[1:] if arguments is None else arguments
    return [f" {a}" if a.startswith("-") and a[1:2].isdigit() and "," in a else a for a in given]


def run_places(options: argparse.Namespace) -> None:
    """Print the places that match a query, best first."""
    from geo.journeys import place_json  # noqa: PLC0415 - `--help` needs none of this
    from geo.places import load_places  # noqa: PLC0415

    places = load_places()
    found = places.search(options.query, limit=options.limit)
    if not found:
        places.find(options.query)
    if options.json:
        _print_json([place_json(place) for place in found])
        return
    for place in found:
        code = place.unlocode or "-"
        position = f"{place.lat:.3f}, {place.lon:.3f}"
        _print(f"{place.id}  {place.name}  {place.country}  {code}  {position}")


def run_route(options: argparse.Namespace) -> None:
    """Print one journey."""
    from geo.journeys import (  # noqa: PLC0415
        journey,
        journey_json,
        load_atlas,
    )

    scenario, shipment = scenario_of(options), shipment_of(options)
    atlas = load_atlas()
    find = atlas.places.find
    found = journey(
        atlas,
        find(options.origin),
        find(options.destination),
        corridor=options.corridor,
        variant=options.variant,
        scenario=scenario,
    )
    if options.json:
        _print_json(journey_json(found))
    else:
        _print(journey_text(found, shipment))


def run_compare(options: argparse.Namespace) -> None:
    """Print journeys by all corridors that can serve, and the reasons of the others."""
    from geo.journeys import analysis_json, compare, comparison_json, load_atlas  # noqa: PLC0415  # noqa: PLC0415 - `--help` needs none of this

    scenario, shipment = scenario_of(options), shipment_of(options)
    atlas = load_atlas()
    find = atlas.places.find
    found = compare(atlas, find(options.origin), find(options.destination), scenario)
    if options.json:
        _print_json({**comparison_json(found), **analysis_json(found)})
    else:
        _print(comparison_text(atlas, found, shipment))


def scenario_of(options: argparse.Namespace) -> Scenario:
    """Return the scenario that the options describe.

    Raises
    ------
    UnknownNameError
        A mode or the clock does not exist.
    BadDateError
        The date is no month.
    """
    from geo.model import Clock, Mode  # noqa: PLC0415 - `--help` needs none of this
    from geo.scenario import Scenario  # noqa: PLC0415

    modes = [part.strip() for part in options.modes.split(",") if part.strip()]
    return Scenario(
        date=options.date,
        closed=frozenset(options.close),
        built=frozenset(options.build),
        modes=frozenset(_member(Mode, mode, "mode") for mode in modes) or _no_mode(),
        clock=_member(Clock, options.clock, "clock"),
        season=options.month,
        services=frozenset(options.service),
        rho=options.rho,
        figures=tuple(sorted(_setting(text) for text in options.set)),
    )


def shipment_of(options: argparse.Namespace) -> Shipment:
    """Return what the options say is carried.

    Raises
    ------
    QuestionError
        The amount is none that can be shipped.
    """
    from geo.estimates import Box, Shipment  # noqa: PLC0415 - `--help` needs none of this

    return Shipment(box=Box(options.box), amount=options.amount)


def _setting(text: str) -> tuple[str, float]:
    """Return the figure and the value of ``FIGURE=VALUE``."""
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError as error:
        msg = f"{text!r} sets nothing; write FIGURE=VALUE with a number in the figure's unit"
        raise QuestionError(msg) from error


def _no_mode() -> frozenset[Mode]:
    msg = "--modes names no mode; write some of sea, rail, road"
    raise UnknownNameError(msg)


def _member(kind: Any, value: str, noun: str) -> Any:  # noqa: ANN401 - any enumeration
    try:
        return kind(value)
    except ValueError as error:
        msg = f"there is no {noun} {value!r}; choose from {', '.join(kind)}"
        raise UnknownNameError(msg) from error
