"""Hostile files by name: each is one sentence or an honest layer; nothing else is read or left."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from geo.errors import UserFileError, UserFileLimitError
from geo.userdata import LIMITS, UserFormat, read_user_layer, reading
from geo.userdata.drivers import QUIET
from tests.geo.userdata.files import (
    archive,
    feature,
    frame,
    geojson,
    honest,
    kml,
    members_of,
    point,
    without,
    workbook,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.userdata import UserLayer

SECRET: Final = "CANARY-7f3a"
SHOWN: Final = 400
"""Characters of the longest sentence."""
VRT: Final = """<OGRVRTDataSource><OGRVRTLayer name="secret">
<SrcDataSource>{path}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""
ENTITY: Final = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{path}">]>'
BOMB: Final = (
    '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
ONE: Final = (
    "<Placemark><name>{name}</name><Point><coordinates>51,35</coordinates></Point></Placemark>"
)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a layer that no other file may bring to light."""
    path = tmp_path_factory.mktemp("secret") / "secret.geojson"
    path.write_bytes(geojson([feature(point(51, 35), name=SECRET)]))
    return path


def bare_kml(head: str, body: str) -> bytes:
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2">{body}</kml>'.encode()


def xlsx(**members: bytes | str) -> bytes:
    """Workbook with some members replaced or added; two underlines stand for a slash."""
    held: dict[str, bytes | str] = dict(members_of(workbook([("lon", "lat"), (51, 35)])))
    return archive({**held, **{name.replace("__", "/"): one for name, one in members.items()}})


def shapefile(**members: bytes | str) -> bytes:
    """Shapefile with some members replaced or added, by their endings."""
    held: dict[str, bytes | str] = dict(members_of(honest(UserFormat.SHAPEFILE)))
    return archive({**held, **{f"own.{ending}": one for ending, one in members.items()}})


def linked(target: str) -> bytes:
    """Archive with a symbolic link in place of a shapefile."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in members_of(honest(UserFormat.SHAPEFILE)).items():
            file.writestr(name, content)
        link = zipfile.ZipInfo("other.shp")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, target)
    return stream.getvalue()


def device() -> bytes:
    """Archive with a device."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        node = zipfile.ZipInfo("own.shp")
        node.external_attr = (stat.S_IFCHR | 0o666) << 16
        file.writestr(node, "")
    return stream.getvalue()


def locked() -> bytes:
    """Archive that says it is encrypted."""
    content = bytearray(honest(UserFormat.SHAPEFILE))
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(head, start)) >= 0:
            content[start + at] |= 1
            start += 4
    return bytes(content)


def lying(size: int) -> bytes:
    """Archive whose directory says that a member is smaller than it is."""
    content = bytearray(archive({"doc.kml": kml(ONE.format(name="x") * 2000)}))
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(content)


def geopackage(*statements: str) -> bytes:
    """GeoPackage after some statements of SQL."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.gpkg"
        path.write_bytes(honest(UserFormat.GPKG))
        base = sqlite3.connect(path)
        base.execute("PRAGMA trusted_schema = ON")
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0)
        for statement in statements:
            base.execute(statement)
        base.commit()
        base.close()
        return path.read_bytes()


def shape_head(**fields: int) -> bytes:
    """Shape file whose head has some fields replaced, by their place in it."""
    content = bytearray(members_of(honest(UserFormat.SHAPEFILE))["own.shp"])
    for place, value in fields.items():
        at = int(place.removeprefix("at"))
        content[at : at + 4] = struct.pack(">i" if at < 28 or at >= 100 else "<i", value)
    return bytes(content)


def parquet(geo: object) -> bytes:
    """Parquet file with other metadata ``geo``."""
    import pyarrow as pa  # noqa: PLC0415 - slow to load
    from pyarrow import parquet as pq  # noqa: PLC0415 - as above

    text = geo if isinstance(geo, bytes) else json.dumps(geo).encode()
    table = pa.table({"geometry": [b"\x01\x01"], "name": ["a"]})
    stream = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({b"geo": text} if text else {}), stream)
    return stream.getvalue()


def wkb_of(count: int) -> bytes:
    """Line of WKB that says it has more points than it holds."""
    return struct.pack("<BII", 1, 2, count) + struct.pack("<dd", 51, 35)


def column(**more: object) -> dict[str, object]:
    return {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", **more}}}


HOSTILE: Final[dict[str, tuple[str, Callable[[Path], bytes]]]] = {
    # a virtual layer under another name
    "vrt as geojson": ("a.geojson", lambda path: VRT.format(path=path).encode()),
    "vrt as gpkg": ("a.gpkg", lambda path: VRT.format(path=path).encode()),
    "vrt as kml": ("a.kml", lambda path: VRT.format(path=path).encode()),
    "vrt as fgb": ("a.fgb", lambda path: VRT.format(path=path).encode()),
    "vrt as csv": ("a.csv", lambda path: VRT.format(path=path).encode()),
    "vrt as shapefile": ("a.zip", lambda path: archive(
        {"own.shp": VRT.format(path=path), "own.shx": VRT.format(path=path)})),
    "vrt within a kmz": ("a.kmz", lambda path: archive({"doc.kml": VRT.format(path=path)})),
    "vrt beside a shapefile": ("a.zip", lambda path: shapefile(vrt=VRT.format(path=path))),
    "path as geojson": ("a.geojson", lambda path: str(path).encode()),
    "path of vsicurl": ("a.gpkg", lambda _: b"/vsicurl/http://192.0.2.1/a.gpkg"),
    "pipeline as geojson": ("a.json", lambda path: json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {path}"}
    ).encode()),
    "esri json": ("a.json", lambda _: json.dumps(
        {"geometryType": "esriGeometryPoint", "features": []}).encode()),
    "topojson": ("a.json", lambda _: json.dumps({"type": "Topology", "objects": {}}).encode()),
    # geojson
    "geojson with a link as crs": ("a.geojson", lambda path: geojson(
        [feature(point(51, 35))], crs={"type": "link", "properties": {"href": f"file://{path}"}})),
    "geojson nested 100,000 deep": ("a.geojson", lambda _: b"[" * 100_000),
    "geojson of nested collections": ("a.geojson", lambda _: _nested(400)),
    "geojson with a number of 5,000 digits": ("a.geojson", lambda _: geojson(
        [feature(point(51, 35))]).replace(b"51", b"5" * 5000)),
    "geojson with a number of 300 digits": ("a.geojson", lambda _: geojson(
        [feature(point(51, 35))]).replace(b"51", b"5" * 300)),
    "geojson in utf-16": ("a.geojson", lambda _: geojson([]).decode().encode("utf-16")),
    "geojson with a script as name": ("a.geojson", lambda _: geojson(
        [feature(point(51, 35), name="<img src=x onerror=alert(1)>")])),
    "geojson with braces": ("a.geojson", lambda _: geojson(
        [{**feature(None, name="{0.__class__}"), "id": "{limit} %s {x"}])),
    "geojson with keys of the object": ("a.geojson", lambda _: geojson(
        [feature(point(51, 35), __proto__={"a": 1}, constructor="x")])),
    "geojson with columns that differ by case": ("a.geojson", lambda _: geojson(
        [feature(point(51, 35), FID=1, fid=2, Fid=3, geom="x")])),
    # kml
    "kml with an outer entity": ("a.kml", lambda path: bare_kml(
        ENTITY.format(path=path), ONE.format(name="&x;"))),
    "kml with an entity bomb": ("a.kml", lambda _: bare_kml(BOMB, ONE.format(name="&d;"))),
    "kml with a parameter entity": ("a.kml", lambda path: bare_kml(
        f'<!DOCTYPE kml [<!ENTITY % x SYSTEM "file://{path}"> %x;]>', ONE.format(name="a"))),
    "kml with an outer document type": ("a.kml", lambda _: bare_kml(
        '<!DOCTYPE kml SYSTEM "http://192.0.2.1/kml.dtd">', ONE.format(name="a"))),
    "kml in utf-16 with a document type": ("a.kml", lambda _: bare_kml(
        BOMB, ONE.format(name="&d;")).decode().encode("utf-16")),
    "kml with xinclude": ("a.kml", lambda path: kml(
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{path}"/>')),
    "kml with a network link": ("a.kml", lambda path: kml(
        f"<NetworkLink><Link><href>{path}</href></Link></NetworkLink>" + ONE.format(name="a"))),
    "kml with links alone": ("a.kml", lambda path: kml(
        f"<NetworkLink><Link><href>{path}</href></Link></NetworkLink>")),
    "kml nested 5,000 deep": ("a.kml", lambda _: kml("<Folder>" * 5000 + "</Folder>" * 5000)),
    "kml of geometries nested deep": ("a.kml", lambda _: kml(
        f"<Placemark>{'<MultiGeometry>' * 100}{'</MultiGeometry>' * 100}</Placemark>")),
    "kml with a schema elsewhere": ("a.kml", lambda _: kml(
        '<Schema name="s" href="http://192.0.2.1/s"/>' + ONE.format(name="a"))),
    "kml without an end": ("a.kml", lambda _: kml(ONE.format(name="a"))[:-30]),
    "html as kml": ("a.kml", lambda _: b"<html><script>alert(1)</script></html>"),
    "svg as kml": ("a.kml", lambda _: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    # kmz and archives
    "kmz with a path that leads out": ("a.kmz", lambda _: archive({"../doc.kml": kml("")})),
    "kmz with a path from the root": ("a.kmz", lambda _: archive({"/etc/doc.kml": kml("")})),
    "kmz with a backslash": ("a.kmz", lambda _: archive({"a\\..\\..\\doc.kml": kml("")})),
    "kmz with a drive": ("a.kmz", lambda _: archive({"C:doc.kml": kml("")})),
    "kmz bomb": ("a.kmz", lambda _: archive({"doc.kml": b" " * 30_000_000})),
    "kmz of 2,000 members": ("a.kmz", lambda _: archive({f"{n}.kml": "" for n in range(2000)})),
    "kmz whose directory lies": ("a.kmz", lambda _: lying(10)),
    "kmz whose directory boasts": ("a.kmz", lambda _: lying(4_000_000_000)),
    "archive within a kmz": ("a.kmz", lambda _: archive({"doc.kml": archive({"a": "b"})})),
    "kmz without a document": ("a.kmz", lambda _: archive({"readme.txt": "a"})),
    "archive with a link": ("a.zip", lambda path: linked(str(path))),
    "archive with a device": ("a.zip", lambda _: device()),
    "archive that is locked": ("a.zip", lambda _: locked()),
    "archive cut short": ("a.zip", lambda _: honest(UserFormat.SHAPEFILE)[:-40]),
    "archive with an unknown method": ("a.zip", lambda _: _method(99)),
    "archive of an archive": ("a.zip", lambda _: archive({"own.zip": b"PK"})),
    # shapefile
    "shapefile with an index of its own": ("a.zip", lambda _: shapefile(
        qix=b"SQT\1" * 9000, sbn=b"\0" * 99, sbx=b"\0" * 9)),
    "shapefile with a code page that is a path": ("a.zip", lambda _: shapefile(
        cpg="../../../etc/passwd")),
    "shapefile with a code page that runs code": ("a.zip", lambda _: shapefile(cpg="zlib_codec")),
    "shapefile whose system names a grid": ("a.zip", lambda path: shapefile(
        prj=f'PROJCS["x",EXTENSION["PROJ4","+proj=merc +nadgrids={path}"]]')),
    "shapefile whose system is noise": ("a.zip", lambda _: shapefile(prj="A" * 100_000)),
    "shapefile with metadata beside": ("a.zip", lambda path: shapefile(
        **{"shp.xml": f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{path}">]><x>&x;</x>'})),
    "shapefile with a huge length": ("a.zip", lambda _: shapefile(shp=shape_head(at24=2**31 - 1))),
    "shapefile of a strange kind": ("a.zip", lambda _: shapefile(shp=shape_head(at32=77))),
    "shapefile with a huge record": ("a.zip", lambda _: shapefile(
        shp=shape_head(at104=2**30))),
    "shapefile with a huge index": ("a.zip", lambda _: shapefile(shx=shape_head(at24=2**31 - 1))),
    "shapefile without an index": ("a.zip", lambda _: without(
        honest(UserFormat.SHAPEFILE), ".shx")),
    "shapefile without a table": ("a.zip", lambda _: without(
        honest(UserFormat.SHAPEFILE), ".dbf")),
    "shapefile with a table of noise": ("a.zip", lambda _: shapefile(dbf=b"\xff" * 4000)),
    # geopackage
    "geopackage with an attached base": ("a.gpkg", lambda path: geopackage(
        "DELETE FROM gpkg_contents",
        f"INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        f"VALUES ('ATTACH ''{path}'' AS x', 'features', 'x')")),
    "geopackage whose view loads code": ("a.gpkg", lambda _: geopackage(
        "ALTER TABLE own RENAME TO held",
        "CREATE VIEW own AS SELECT fid, geom, load_extension('x.so') AS name FROM held")),
    "geopackage whose view reads a file": ("a.gpkg", lambda path: geopackage(
        "ALTER TABLE own RENAME TO held",
        f"CREATE VIEW own AS SELECT fid, geom, readfile('{path}') AS name FROM held")),
    "geopackage whose view never ends": ("a.gpkg", lambda _: geopackage(
        "ALTER TABLE own RENAME TO held",
        "CREATE VIEW own AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT x AS fid, geom, name FROM n, held")),
    "geopackage with a trigger": ("a.gpkg", lambda _: geopackage(
        "CREATE TRIGGER x AFTER INSERT ON own BEGIN DELETE FROM own; END")),
    "geopackage with geometries of noise": ("a.gpkg", lambda _: geopackage(
        "UPDATE own SET geom = x'4750000100000000DEADBEEF'")),
    "geopackage with raster tables": ("a.gpkg", lambda _: geopackage(
        "UPDATE gpkg_contents SET data_type = 'tiles'")),
    "geopackage in wal mode": ("a.gpkg", lambda _: _wal()),
    "sqlite without layers": ("a.gpkg", lambda _: _bare_sqlite()),
    # flatgeobuf and geoparquet
    "flatgeobuf with a huge head": ("a.fgb", lambda _: _fgb(2**31 - 1)),
    "flatgeobuf with a negative head": ("a.fgb", lambda _: _fgb(2**32 - 1)),
    "flatgeobuf of a head alone": ("a.fgb", lambda _: honest(UserFormat.FLATGEOBUF)[:12]),
    "geoparquet without metadata": ("a.parquet", lambda _: parquet(b"")),
    "geoparquet with metadata of noise": ("a.parquet", lambda _: parquet(b"\xff{")),
    "geoparquet with metadata nested deep": ("a.parquet", lambda _: parquet(b"[" * 90_000)),
    "geoparquet whose system is a path": ("a.parquet", lambda _: parquet(
        column(crs="/etc/passwd"))),
    "geoparquet whose system is a list": ("a.parquet", lambda _: parquet(column(crs=[1]))),
    "geoparquet whose column is not there": ("a.parquet", lambda _: parquet(
        {"primary_column": "x", "columns": {"x": {"encoding": "WKB"}}})),
    "geoparquet stored otherwise": ("a.parquet", lambda _: parquet(
        {"primary_column": "geometry", "columns": {"geometry": {"encoding": "point"}}})),
    "geoparquet with a foot that boasts": ("a.parquet", lambda _: b"PAR1" + struct.pack(
        "<I", 2**31 - 1) + b"PAR1"),
    # tables
    "csv with a formula": ("a.csv", lambda _: b"lon,lat,name\n51,35,\"=cmd|' /C calc'!A0\"\n"),
    "csv with an open quote": ("a.csv", lambda _: b'lon,lat,name\n51,35,"never\n' * 5),
    "csv with nulls": ("a.csv", lambda _: b"lon,lat\n51,35\0\n\0\0\n"),
    "csv of one long line": ("a.csv", lambda _: b"lon," * 100_000),
    "csv with a wkt that boasts": ("a.csv", lambda _: (
        b'wkt\n"LINESTRING (' + b"(" * 50_000 + b'"\nPOINT (51 35)\n')),
    "csv with a source as wkt": ("a.csv", lambda path: f"wkt\n{path}\n".encode()),
    "xlsx with an outer entity": ("a.xlsx", lambda path: xlsx(
        xl__sharedStrings="", **{"xl__worksheets__sheet1.xml":
        ENTITY.format(path=path).replace("kml", "worksheet") + "<worksheet>&x;</worksheet>"})),
    "xlsx with an entity bomb": ("a.xlsx", lambda _: xlsx(**{
        "xl__workbook.xml": BOMB.replace("kml", "workbook") + "<workbook>&d;</workbook>"})),
    "xlsx whose sheet is elsewhere": ("a.xlsx", lambda path: xlsx(**{
        "xl___rels__workbook.xml.rels": "<Relationships><Relationship Id='rId1' "
        f"TargetMode='External' Target='file://{path}'/></Relationships>"})),
    "xlsx whose sheet leads out": ("a.xlsx", lambda path: xlsx(**{
        "xl___rels__workbook.xml.rels": "<Relationships><Relationship Id='rId1' "
        f"Target='../../../..{path}'/></Relationships>"})),
    "xlsx with links to others": ("a.xlsx", lambda path: xlsx(**{
        "xl__externalLinks__externalLink1.xml": f"<externalLink href='file://{path}'/>"})),
    "xlsx with a far cell": ("a.xlsx", lambda _: xlsx(**{
        "xl__worksheets__sheet1.xml": "<worksheet><sheetData><row r='1048576'>"
        "<c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"})),
    "xlsx with a cell beyond all columns": ("a.xlsx", lambda _: xlsx(**{
        "xl__worksheets__sheet1.xml": "<worksheet><sheetData><row r='1'>"
        "<c r='ZZZ1'><v>1</v></c></row></sheetData></worksheet>"})),
    "xlsx bomb": ("a.xlsx", lambda _: xlsx(**{"xl__media__a.xml": "<a>" * 20_000_000})),
    "old excel as xlsx": ("a.xlsx", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900),
    "word as xlsx": ("a.xlsx", lambda _: archive({"word/document.xml": "<a/>"})),
    # sizes
    "noise": ("a.gpkg", lambda _: zlib.compress(bytes(range(256)) * 99) * 40),
    "one byte": ("a.fgb", lambda _: b"f"),
}  # fmt: skip
"""Name of the file and its content, which may name a file that nobody may read."""
SLOW: Final = frozenset({"geopackage whose view never ends"})
HONEST: Final = frozenset(
    {
        *("csv with a wkt that boasts", "shapefile of a strange kind"),
        *("shapefile with a huge length", "shapefile with a huge record"),
        "shapefile with a table of noise",
        *("vrt beside a shapefile", "geojson with a script as name", "kml with a network link"),
        *("geojson with keys of the object", "geojson with columns that differ by case"),
        *("kml with a schema elsewhere", "shapefile with an index of its own"),
        *("shapefile with a code page that is a path", "shapefile with a code page that runs code"),
        *("shapefile with metadata beside", "geopackage with a trigger", "csv with a formula"),
        *("xlsx with links to others", "shapefile without a table", "geopackage in wal mode"),
    }
)
"""Files that have a part which can be used; the hostile part is left out."""


def _nested(depth: int) -> bytes:
    geometry: dict[str, Any] = point(51, 35)
    for _ in range(depth):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    return geojson([feature(geometry)])


def _method(number: int) -> bytes:
    content = bytearray(honest(UserFormat.SHAPEFILE))
    for head, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = 0
        while (start := content.find(head, start)) >= 0:
            content[start + at] = number
            start += 4
    return bytes(content)


def _wal() -> bytes:
    content = bytearray(honest(UserFormat.GPKG))
    content[18:20] = b"\2\2"
    return bytes(content)


def _bare_sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE a (b)")
        base.commit()
        base.close()
        return path.read_bytes()


def _fgb(size: int) -> bytes:
    return honest(UserFormat.FLATGEOBUF)[:8] + struct.pack("<I", size) + b"\0" * 99


def judged(layer: UserLayer) -> str:
    """All that a layer could show of another file."""
    return repr((layer, dict(layer.columns), layer.problems, layer.labels))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(HOSTILE) - SLOW))
def test_a_hostile_file_is_a_sentence_or_an_honest_layer(
    name: str, secret: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file, make = HOSTILE[name]
    before = set(Path(tempfile.gettempdir()).glob("atlas-layer-*"))
    try:
        text = judged(read_user_layer(make(secret), name=file))
        assert name in HONEST
    except UserFileError as error:
        text = str(error)
        assert name not in HONEST, text
        assert text.startswith(f"{file}: ")
        assert len(text) < SHOWN
    assert SECRET not in text
    assert "Traceback" not in text
    assert tempfile.gettempdir() not in text.replace(str(secret), "")
    assert set(Path(tempfile.gettempdir()).glob("atlas-layer-*")) <= before
    assert capfd.readouterr().err == ""


def test_there_are_many_hostile_files() -> None:
    assert len(HOSTILE) >= 100
    assert set(HOSTILE) > HONEST


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_file_that_never_ends_is_ended(name: str, secret: Path) -> None:
    file, make = HOSTILE[name]
    quick = LIMITS.__class__(seconds=3, features=10**9)
    with pytest.raises(UserFileLimitError, match=r"over 3 s|of memory"):
        read_user_layer(make(secret), name=file, limits=quick)


CONFINED: Final = """
import os, socket, subprocess, sys, threading
from pathlib import Path
from geo.userdata.confinement import confine
from geo.userdata.limits import LIMITS
box, secret, code = map(Path, sys.argv[1:])
held = confine(box, code, LIMITS)
def refused(act):
    try:
        act()
    except (OSError, MemoryError, subprocess.SubprocessError) as error:
        return type(error).__name__
    return "done"
acts = {
    "read": lambda: secret.read_bytes(),
    "passwords": lambda: Path("/etc/passwd").read_bytes(),
    "environment": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "list": lambda: os.listdir(secret.parent),
    "write": lambda: (secret.parent / "new").write_bytes(b""),
    "remove": lambda: secret.unlink(),
    "link": lambda: (box / "link").symlink_to(secret) or (box / "link").read_bytes(),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "local": lambda: socket.socket(socket.AF_UNIX),
    "program": lambda: subprocess.run(["/bin/true"], check=True),
    "fork": lambda: os.fork() or os._exit(0),
    "thread": lambda: threading.Thread(target=int).start(),
    "kill": lambda: os.kill(os.getppid(), 0),
    "memory": lambda: bytearray(1_500_000_000),
    "own folder": lambda: (box / "own").write_bytes(b"x"),
}
print(held, {name: refused(act) for name, act in acts.items()})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux confines")
def test_the_process_that_reads_can_open_nothing_else(secret: Path, tmp_path: Path) -> None:
    root = Path(reading.__file__).parents[2]
    words = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(root)!r})\n{CONFINED}",
    ]
    paths = [str(tmp_path), str(secret), str(root / "geo")]
    done = subprocess.run([*words, *paths], capture_output=True, text=True, check=True)
    held, _, acts = done.stdout.partition(") ")
    assert held == "('memory', 'files', 'network'"
    kinds = dict(pair.split(": ") for pair in acts.strip()[1:-1].replace("'", "").split(", "))
    assert (kinds.pop("own folder"), kinds.pop("thread")) == ("done", "done")
    assert kinds.pop("memory") == "MemoryError"
    assert set(kinds.values()) == {"PermissionError"}, kinds
    assert len(kinds) == 13
    assert secret.exists()


def test_the_environment_of_the_process_holds_nothing_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", SECRET)
    monkeypatch.setenv("GDAL_DRIVER_PATH", "/usr/lib")
    environment = reading.environment(tmp_path)
    assert SECRET not in environment.values()
    assert environment["GDAL_DRIVER_PATH"] == QUIET["GDAL_DRIVER_PATH"] == "disable"
    assert environment["HOME"] == str(tmp_path)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os.kill(os.getpid(), 9)", "of memory"),
        ("import os; os.abort()", "stopped at it"),
        ("import sys; sys.exit(3)", "stopped at it"),
        ("raise SystemExit(0)", "stopped at it"),
        ("import sys; print('std::bad_alloc', flush=True); import os; os.abort()", "of memory"),
        ("import time; time.sleep(60)", "over 2 s"),
        ("import os; print('x' * 10_000_000); os.abort()", "stopped at it"),
    ],
)
def test_a_process_that_is_killed_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    monkeypatch.setattr(reading, "START", code)
    quick = LIMITS.__class__(seconds=2)
    with pytest.raises(UserFileError, match=words):
        read_user_layer(honest(UserFormat.CSV), name="own.csv", limits=quick)


def test_a_result_that_is_damaged_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    write = "import json, sys, pathlib; box = pathlib.Path(json.loads(sys.argv[2])['folder']); "
    for text in ("{", "[]", "{}", '{"refused": "x", "parameters": {}}', '{"findings": 1}'):
        code = f"{write}(box / 'header.json').write_text({text!r})"
        monkeypatch.setattr(reading, "START", code)
        with pytest.raises(UserFileError, match="stopped at it"):
            read_user_layer(honest(UserFormat.CSV), name="own.csv")


def children() -> set[str]:
    """Give the processes that this one has started, and that have not been waited for."""
    lists = Path("/proc/self/task").glob("*/children")
    return {process for one in lists for process in one.read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists them below /proc")
def test_no_process_and_no_handle_is_left(secret: Path) -> None:
    handles = Path("/proc/self/fd")
    before, others = len(list(handles.iterdir())), children()
    for name in ("kmz bomb", "vrt as gpkg"):
        file, make = HOSTILE[name]
        with pytest.raises(UserFileError):
            read_user_layer(make(secret), name=file)
    assert len(list(handles.iterdir())) <= before
    assert children() <= others


def test_a_frame_of_every_kind_is_read_whole() -> None:
    table = frame()
    assert len(read_user_layer(written(table, UserFormat.GPKG), name="own.gpkg")) == len(table)
