"""The command line: ``python -m geo places | route | compare | export | backtest | figures``."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from geo.cli_evidence import add_verbs
from geo.cli_export import add_cargo, add_export
from geo.errors import AtlasError, QuestionError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.estimates.cargo import Shipment
    from geo.journeys.atlas import Atlas, Comparison, Journey
    from geo.model import Band, Mode
    from geo.scenario import Scenario

HOURS_PER_DAY: Final = 24
RIVALS: Final = ("suez", "suez-black-sea", "cape")
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
    from geo.journeys.schema import place_json  # noqa: PLC0415 - `--help` needs none of this
    from geo.places.gazetteer import load_places  # noqa: PLC0415

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
    from geo.journeys.atlas import journey, load_atlas  # noqa: PLC0415
    from geo.journeys.schema import journey_json  # noqa: PLC0415 - `--help` needs none of this

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
    from geo.journeys.atlas import compare, load_atlas  # noqa: PLC0415
    from geo.journeys.schema import analysis_json, comparison_json  # noqa: PLC0415 - `--help` needs none of this

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
    from geo.estimates.cargo import Box, Shipment  # noqa: PLC0415 - `--help` needs none of this

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


def days_text(hours: Band) -> str:
    """Return a band of hours as days.

    Examples
    --------
    >>> from geo.model import Band
    >>> days_text(Band(p10=240, p50=480, p90=960))
    '20.0 days (10.0–40.0)'
    """
    low, middle, high = (value / HOURS_PER_DAY for value in (hours.p10, hours.p50, hours.p90))
    return f"{middle:.1f} days ({low:.1f}–{high:.1f})"


def journey_text(found: Journey, shipment: Shipment) -> str:
    """Return a journey as lines of text: a heading and the price, then legs and stops in order."""
    route, timed = found.route, found.timed
    name = f"{route.corridor} {route.variant}".strip()
    lines = [
        f"{route.origin.place.name} – {route.destination.place.name}, {name}",
        f"{route.km:,.0f} km, {days_text(found.hours)} by the {found.scenario.clock} clock",
        price_text(found, shipment),
    ]
    lines += [
        f"plus {end.access_km:.0f} km from {end.place.name} to the network"
        for end in (route.origin, route.destination)
        if end.access_km >= 1
    ]
    stops = list(timed.stops)
    for number in range(-1, len(route.legs)):
        if number >= 0:
            leg = route.legs[number]
            status = "" if leg.status == "operating" else f", {leg.status.replace('_', ' ')}"
            gauge = f" {leg.gauge_mm} mm" if leg.gauge_mm else ""
            lines.append(
                f"  {leg.start} – {leg.end}: {leg.mode}{gauge}, {leg.country}, "
                f"{leg.track_km:,.0f} km, {days_text(timed.legs[number])}{status}",
            )
        for stop in [s for s in stops if s.stop.after_leg == number]:
            if stop.hours and found.scenario.clock in stop.clocks:
                grade = stop.grade.value if stop.grade else "-"
                kind = stop.stop.kind.replace("_", " ")
                lines.append(f"    {stop.stop.place}: {kind}, {days_text(stop.hours)} [{grade}]")
    return "\n".join(lines)


def comparison_text(atlas: Atlas, found: Comparison, shipment: Shipment) -> str:
    """Return a comparison as a table, quickest first, and the reasons of what failed."""
    rows = sorted(found.journeys, key=lambda j: j.hours.p50)
    lines = [
        f"{row.route.km:8,.0f} km  {days_text(row.hours):24}  {price_text(row, shipment):44}  "
        f"{atlas.corridors.corridors[row.route.corridor].name} {row.route.variant}".rstrip()
        for row in rows
    ]
    lines += chances_text(found)
    lines += [f"no answer: {f.corridor} {f.variant}: {f.reason}" for f in found.failed]
    return "\n".join(lines)


def price_text(found: Journey, shipment: Shipment) -> str:
    """Return dollars and emissions of one and of all; "at least" where a part has no source."""
    from geo.estimates.cargo import SIGNS  # noqa: PLC0415 - `--help` needs none of this

    costed = found.costed(shipment.box)
    one, whole = [], []
    for measure, sign in SIGNS.items():
        least, band = "" if costed.complete(measure) else "at least ", costed.band(measure)
        one.append(f"{least}{band.p50:,.0f} {sign}")
        whole.append(f"{least}{shipment.total(band).p50:,.0f} {sign}")
    text = f"{' and '.join(one)} a {shipment.box}"
    if shipment.amount == 1:
        return text
    return f"{text}, {' and '.join(whole)} for {shipment.amount:g} {shipment.box}"


def chances_text(found: Comparison) -> list[str]:
    """Return, for each corridor but the rivals, the chance that it beats each rival."""
    from geo.journeys.analysis import probability_faster, representatives  # noqa: PLC0415 - slow to load

    chosen = representatives(found)
    rivals = [name for name in RIVALS if name in chosen]
    return [
        f"{name} is faster than "
        + ", ".join(f"{rival} with a chance of {row[rival]:.0%}" for rival in rivals)
        for name, row in probability_faster(chosen).items()
        if rivals and name not in RIVALS
    ]


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
