"""What the documents say is what the project does."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import streamlit.config

import geo
from docs.generate import documents
from geo.cli.main import main
from geo.cli.options import RENAMED
from geo.export import FILE_TYPES
from geo.extras import EXTRAS
from geo.layers import layer_names
from layers.build.packages import PACKAGES
from tests.atlases import computed_once
from tests.conftest import ROOT
from tests.documents import broken_links, commands, files, lost_names

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build.packages import Package

README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = [
    shlex.split(line)[3:]
    for block in commands(README, "Command line")
    for line in block
    if line.startswith(".venv/bin/python -m geo ")
]
DOCUMENTS = [path for path in files(ROOT) if path.suffix == ".md"]
MACHINE = re.compile(
    rb"(?<![\w.:/~-])/(?:home|root|work|tmp|opt|srv|mnt|Users)/[\w.]|[A-Z]:\\\\?Users"
)
REGISTRY = re.compile(
    rb"(?:pypi|pythonhosted|npmjs|crates|anaconda|rubygems|debian|golang|docker|ghcr|quay)\.(?:org|com|io|net)"
)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """Make a folder of programs: those any machine has, and some that only write what they hear."""
    for name in ("bash", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    for name in ("make", "python3", "apt-get", "nginx", "openssl", "pdftotext"):
        program = tmp_path / name
        program.write_text(f'#!/bin/bash\necho "{name} $* CI=$CI" >> "{tmp_path}/heard"\n')
        program.chmod(0o755)
    return tmp_path


def heard(machine: Path, **environment: str) -> list[str]:
    done = run(str(ROOT / ".ci" / "run"), PATH=str(machine), **environment)
    assert done.returncode == 0, done.stderr
    return (machine / "heard").read_text().splitlines()


def test_the_automatic_check_ends_with_the_documented_command(bare_machine: Path) -> None:
    documented = commands(README, "Test")[0]
    assert documented == ["make test"]
    assert heard(bare_machine, CI="true")[-1] == f"{documented[0]} CI=true"


def test_the_automatic_check_is_strict_even_where_nobody_says_so(bare_machine: Path) -> None:
    assert heard(bare_machine, CI="")[-1] == "make test CI=true"


def installed(machine: Path) -> list[str]:
    lines = [line for line in heard(machine) if line.startswith("apt-get install")]
    return [line.split()[-2] for line in lines]


def test_the_automatic_check_installs_a_browser_only_where_none_is(bare_machine: Path) -> None:
    assert installed(bare_machine) == ["chromium-headless-shell"]
    (bare_machine / "heard").unlink()
    (bare_machine / "chromium-headless-shell").symlink_to(bare_machine / "make")
    assert not any(line.startswith("apt-get") for line in heard(bare_machine))


def test_the_automatic_check_does_with_a_browser_that_has_windows(bare_machine: Path) -> None:
    refuse = f'case "$*" in *shell*) exit 1;; esac\n{(bare_machine / "apt-get").read_text()}'
    (bare_machine / "apt-get").write_text(f"#!/bin/bash\n{refuse}")
    assert installed(bare_machine) == ["chromium"]
    (bare_machine / "heard").unlink()
    (bare_machine / "chromium").symlink_to(bare_machine / "make")
    assert installed(bare_machine) == []


@pytest.mark.parametrize(
    ("program", "package"), [("nginx", "nginx-light"), ("pdftotext", "poppler-utils")]
)
def test_the_automatic_check_installs_a_second_program_where_none_is(
    bare_machine: Path, program: str, package: str
) -> None:
    (bare_machine / program).unlink()
    assert installed(bare_machine) == [package, "chromium-headless-shell"]


def test_the_way_without_make_is_the_same_check() -> None:
    recipe = run("make", "--no-print-directory", "-n", "test").stdout.splitlines()
    written = [line for line in commands(README, "Test")[1] if "venv .venv" not in line]
    install, *checks = written
    assert recipe[-len(checks) :] == checks
    assert install.endswith("-r requirements-dev.txt")
    assert (ROOT / "requirements-dev.txt").exists()


def test_the_way_without_make_starts_the_same_application() -> None:
    started = run("make", "--no-print-directory", "-n", "run").stdout.splitlines()[-1]
    assert commands(README, "Run")[1][-1] == started
    assert (ROOT / started.split()[-1]).exists()


def test_the_application_asks_nothing_tells_nobody_and_listens_only_here() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["showEmailPrompt"] is False
    assert config["server"]["address"] in {"127.0.0.1", "localhost"}
    assert config["server"]["maxUploadSize"] <= 20


def test_streamlit_knows_each_setting_of_the_application() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    known = streamlit.config.get_config_options()
    settings = {
        f"{section}.{name}"
        for section, values in config.items()
        for name, value in values.items()
        if not isinstance(value, dict)
    }
    assert "runner.postScriptGC" in settings
    assert settings <= set(known)
    assert not [name for name in settings if known[name].deprecated]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_verb_written_of_is_a_verb_of_the_makefile(document: Path) -> None:
    listed = set(
        re.findall(
            r"^make (\w+) ", run("make", "--no-print-directory", "help").stdout, re.MULTILINE
        )
    )
    assert {"run", "test", "layers", "bench"} <= listed
    text = document.read_text("utf-8")
    written = re.findall(r"`make (\w+)`|^make (\w+)$", text, re.MULTILINE)
    assert {verb for pair in written for verb in pair if verb} <= listed


def test_every_verb_of_the_makefile_is_explained() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == set(re.findall(r"^(\w+):.*## \w", text, re.MULTILINE))


def test_the_readme_shows_the_command_line() -> None:
    assert {example[0] for example in EXAMPLES} >= {"places", "route", "compare"}


def test_the_command_line_knows_each_verb_shown() -> None:
    done = run(sys.executable, "-m", "geo", "--help")
    assert done.returncode == 0, done.stderr
    assert {example[0] for example in EXAMPLES} <= set(re.findall(r"\w+", done.stdout))


@pytest.mark.parametrize("example", EXAMPLES, ids=shlex.join)
def test_each_example_of_the_readme_runs_and_answers(
    example: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with computed_once():
        assert main(example) == 0
    written = capsys.readouterr()
    assert written.out.strip()
    assert not written.err


def lines_of_python(path: Path) -> str:
    blocks = re.findall(
        r"^```python\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return "\n".join(blocks)


@pytest.mark.parametrize("name", ["README.md", "docs/how_to.md"])
def test_the_lines_of_python_in_the_documents_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(lines_of_python(ROOT / name), names)
    assert isinstance(names["answer"], geo.Comparison)
    assert [path.name for path in tmp_path.iterdir()] in ([], ["answer.gpkg"])


def test_no_other_document_has_lines_of_python() -> None:
    assert len(DOCUMENTS) > 10
    having = {str(path.relative_to(ROOT)) for path in DOCUMENTS if lines_of_python(path)}
    notebooks = {f"docs/{one.stem}.md" for one in (ROOT / "docs" / "notebooks").glob("*.ipynb")}
    assert having == {"README.md", "docs/how_to.md", *notebooks}, "who runs them?"


def test_what_the_program_writes_into_the_documents_is_up_to_date() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in documents().items()
        if path.read_text("utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def test_the_documents_name_every_format_of_a_file() -> None:
    text = (ROOT / "docs" / "how_to.md").read_text("utf-8")
    rows = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", text, re.MULTILINE)
    assert len(rows) > 5
    assert {name for row in rows for name in re.findall(r"[\w-]+", row)} == set(FILE_TYPES)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 130


def test_the_documents_name_every_old_option() -> None:
    text = (ROOT / "docs" / "install.md").read_text("utf-8")
    rows = re.findall(r"^\| `(?:\w+ )?(--[\w-]+)` \| `(?:\w+ )?(--[\w-]+)` \|$", text, re.MULTILINE)
    assert dict(rows) == RENAMED


def test_the_documents_name_every_extra() -> None:
    text = (ROOT / "docs" / "install.md").read_text("utf-8")
    assert set(EXTRAS.values()) == set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert f"instc_atlas-{geo.__version__}-py3-none-any.whl" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    assert broken_links(document) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](page.md#one) [b](#two) ![c](gone.png) [d](https://example.org/x)\n")
    assert broken_links(page) == ["#two", "gone.png"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_and_module_that_is_named_is_there(document: Path) -> None:
    assert document.name == "CHANGELOG.md" or lost_names(document, ROOT) == []


def test_a_name_of_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`geo/cli/verbs.py` `geo.load` `geo.cli.verbs` `geo/gone.py` `geo.months.gone_too`"
    )
    assert lost_names(page, ROOT) == ["geo/gone.py", "geo.months.gone_too"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_to_one_version(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-r requirements.txt"))]
    assert pins
    for pin in pins:
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\d+(\.\d+)*", pin), pin


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in files(ROOT):
        text = path.read_bytes()
        hits = [*MACHINE.finditer(text), *REGISTRY.finditer(text)]
        found += [f"{path.relative_to(ROOT)}: {hit[0].decode()}" for hit in hits]
    assert found == []


@pytest.mark.parametrize("parts", [("home", "anna"), ("root", ".venv"), ("tmp", "x")])
def test_a_path_of_a_machine_is_noticed(parts: tuple[str, ...]) -> None:
    path = "/" + "/".join(parts)
    assert MACHINE.search(f"see {path}".encode())
    assert not MACHINE.search(f"https://example.org{path}".encode())


@pytest.mark.parametrize("name", ["pypi", "pythonhosted"])
def test_a_registry_is_noticed(name: str) -> None:
    assert REGISTRY.search(f"https://{name}.org/simple".encode())


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_the_data_licence_names_each_package_with_its_version(package: Package) -> None:
    text = (ROOT / "LICENSE-DATA.md").read_text("utf-8")
    assert f"`{package.name}` {package.version}" in text


@pytest.mark.parametrize("name", layer_names())
def test_the_data_licence_covers_each_layer(name: str) -> None:
    assert f"`{name}`" in (ROOT / "LICENSE-DATA.md").read_text("utf-8")


def test_the_readme_names_the_platforms_that_are_served_and_those_that_are_not() -> None:
    served = ("glibc", "x86-64 and ARM", "macOS 14", "Windows on x86-64")
    assert all(name in README for name in (*served, "Alpine", "Windows on ARM"))
