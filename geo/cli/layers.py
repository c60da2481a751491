"""The command ``layers``: files of the user, read within limits, measured, and written again."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json, chosen_locale, language
from geo.cli.parameters import OUT_FILE
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.i18n import Locale
    from geo.userdata import Measures, Nearest, UserLayer

SHOWN: Final = 20
"""Features and problems that are shown one by one; JSON has all."""
_COORDINATE_DIGITS: Final = 5


@click.group(no_args_is_help=False)
def layers() -> None:
    """Read layers of your own."""


@layers.command(cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    default="",
    metavar="FORMAT",
    help="geojson, gpkg, kml, kmz, csv, xlsx, shapefile (zipped), geoparquet or flatgeobuf.  "
    "[default: by the ending]",
)
@click.option("--layer", default="", help="Layer, sheet or shapefile to read.  [default: first]")
@click.option(
    "--crs",
    default="",
    metavar="EPSG:CODE",
    help="Coordinate reference system.  [default: that of the file]",
)
@click.option(
    "--out",
    metavar="PATH",
    type=OUT_FILE,
    help="Write what can be used, with lengths and terminals: .geojson or .gpkg.",
)
@language
@as_json
def read(
    file: Path, *, format_name: str, layer: str, crs: str, out: Path | None, as_json: bool
) -> None:
    """Read a layer, measure it, list what is wrong with it.

    FILE is read by a process that may open no other file and no connection, within limits: 20 MB,
    200,000 features, 2 million points, 100 MB unpacked and 100 times the packed size, 10 s. What
    can be used is kept; every bad feature is listed with its row and what to do.
    """
    from geo.userdata import Terminals, measured, read_user_layer

    if out:
        from geo.export import check_user_suffix

        check_user_suffix(out)
    own = read_user_layer(file, format=format_name, layer=layer, crs=crs)
    from geo.network import load_network
    from geo.places import load_places

    measures = measured(own)
    nearest = Terminals(load_network(), load_places()).near(own)
    if out:
        from geo.export import export_user_layer

        export_user_layer(own, measures, nearest, out)
    if as_json:
        write_json(layer_json(own, measures, nearest))
    else:
        write("\n".join(layer_lines(own, measures, nearest, chosen_locale())))


def layer_json(
    layer: UserLayer, measures: Measures, nearest: Sequence[Sequence[Nearest]]
) -> dict[str, Any]:
    """Layer as JSON: what was read, what was measured, and what is wrong."""
    from geo.userdata import KINDS

    kinds = layer.kinds()
    return {
        "file": layer.name,
        "format": layer.format,
        "layer": layer.layer,
        "crs": layer.crs,
        "sha256": layer.digest,
        "confined": list(layer.confined),
        "bounds": [round(one, _COORDINATE_DIGITS) for one in layer.bounds()],
        "kept": len(layer),
        "left_out": layer.left_out,
        "length_km": round(measures.length_km, 3),
        "area_km2": round(measures.area_km2, 3),
        "counts": {str(flaw): count for flaw, count in layer.counts.items()},
        "problems": [
            {
                "row": one.row or None,
                "label": one.label,
                "flaw": one.flaw,
                "kept": one.is_kept,
                "text": str(one.text),
            }
            for one in layer.problems
        ],
        "features": [
            {
                "row": int(layer.rows[number]),
                "label": layer.labels[number],
                "kind": KINDS[kinds[number]],
                "length_km": round(float(measures.lengths_km[number]), 3),
                "area_km2": round(float(measures.areas_km2[number]), 3),
                "terminals": [
                    {"id": one.place.id, "name": one.place.name, "km": round(one.km, 3)}
                    for one in nearest[number]
                ],
            }
            for number in range(len(layer))
        ],
    }


def layer_lines(
    layer: UserLayer,
    measures: Measures,
    nearest: Sequence[Sequence[Nearest]],
    locale: Locale,
) -> list[str]:
    """Lines about a layer: its size, its problems, its features."""
    translate = locale.translate
    count = locale.number
    lines = [
        translate(
            Message(
                "{name}: {kept} features kept, {left} left out",
                name=layer.name,
                kept=count(len(layer), 0),
                left=count(layer.left_out, 0),
            )
        )
    ]
    sizes = {"km": measures.length_km, "km²": measures.area_km2}
    lines += [f"  {count(size, 1)} {translate(unit)}" for unit, size in sizes.items() if size]
    lines += [f"  {locale.sentence(one.text)}" for one in layer.problems if not one.row]
    bad = [one for one in layer.problems if one.row]
    for one in islice(bad, SHOWN):
        head = Message("row {row}", row=one.row)
        label = f" ({one.label})" if one.label else ""
        lines.append(f"  {translate(head)}{label}: {translate(one.text)}")
    rest = sum(layer.counts.values()) - sum(not one.row for one in layer.problems) - SHOWN
    lines += _more(rest, locale)
    lines.append(translate("Nearest terminals:"))
    for number in range(min(SHOWN, len(layer))):
        name = layer.labels[number] or translate(Message("row {row}", row=int(layer.rows[number])))
        ends = [
            f"{locale.place_name(one.place)} {count(one.km, 1)} {translate('km')}"
            for one in nearest[number]
        ]
        size = measures.lengths_km[number]
        own = f", {count(float(size), 1)} {translate('km')}" if size else ""
        lines.append(f"  {name}{own}: {' – '.join(ends)}")
    return lines + _more(len(layer) - SHOWN, locale)


def _more(count: int, locale: Locale) -> list[str]:
    if count <= 0:
        return []
    text = Message("and {count} more; --json lists them", count=locale.number(count, 0))
    return [f"  {locale.translate(text)}"]
