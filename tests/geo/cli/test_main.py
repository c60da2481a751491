"""The command line: answers on one stream, one sentence on the other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import ShellComplete

from geo.cli.main import MISUSED, instc, main
from geo.cli.options import BOXES, LAST_RELEASE, RENAMED
from geo.edition import MODEL, RAILWAYS_AS_OF, data_digest
from geo.estimates.cargo import Box
from geo.evidence import load_states
from geo.export.choices import FILE_TYPES, LANGUAGES, PAPERS
from geo.export.formats import FORMATS
from geo.i18n import locale
from geo.journeys import journey
from geo.model import Band
from geo.plot import sheet
from geo.version import __version__
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["route", "Nowhereville", "Moscow"], id="unknown place"),
        pytest.param(["route", "Astara", "Moscow"], id="ambiguous place"),
        pytest.param(["route", "Moscow", "Moscow"], id="same place"),
        pytest.param(["route", "Moscow", "0,-120"], id="too far"),
        pytest.param(["route", "Moscow", "Mumbai", "--as-of", "2016-13"], id="no month"),
        pytest.param(["route", "Moscow", "Mumbai", "--month", "13"], id="no month of the year"),
        pytest.param(["route", "Moscow", "Mumbai", "--corridor", "north"], id="no corridor"),
        pytest.param(
            ["route", "Moscow", "Mumbai", "--corridor", "eastern", "--variant", "x"],
            id="no variant",
        ),
        pytest.param(
            [
                *("route", "Moscow", "Mumbai", "--corridor", "trans-caspian"),
                *("--variant", "olya-anzali+olya-amirabad"),
            ],
            id="two options of one choice",
        ),
        pytest.param(["route", "Caspian Port", "37.5,49.6"], id="one point of the network"),
        pytest.param(["compare", "Moscow", "Mumbai", "--close", "hormus"], id="no gate"),
        pytest.param(["compare", "Moscow", "Mumbai", "--build", "x"], id="no link"),
        pytest.param(["route", "Moscow", "Mumbai", "--modes", "air"], id="no mode"),
        pytest.param(["route", "Moscow", "Mumbai", "--clock", "sun"], id="no clock"),
        pytest.param(["route", "Moscow", "Mumbai", "--clock", "train"], id="clock does not apply"),
        pytest.param(["route", "Moscow", "Mumbai", "--service", "air"], id="no service"),
        pytest.param(["route", "Moscow", "Mumbai", "--set", "x"], id="nothing set"),
        pytest.param(["route", "Moscow", "Mumbai", "--set", "x=1"], id="no figure"),
        pytest.param(
            ["compare", "Moscow", "Mumbai", "--set", "ship-ocean-2023=1000"],
            id="1,000 knots",
        ),
        pytest.param(
            ["route", "Moscow", "Mumbai", "--set", "transfer-bandar-abbas-rail-sea=-1"],
            id="negative hours",
        ),
        pytest.param(
            ["route", "Moscow", "Mumbai", "--set", "rail-ir-block=nan"], id="no speed at all"
        ),
        pytest.param(["route", "Moscow", "Mumbai", "--rho", "2"], id="no correlation"),
        pytest.param(["compare", "Moscow", "Mumbai", "--amount", "0"], id="nothing carried"),
        pytest.param(["compare", "Moscow", "Mumbai", "--amount", "nan"], id="no amount"),
        pytest.param(
            ["route", "Moscow", "Mumbai", "--box", "feu", "--amount", "1.5"], id="half a box"
        ),
        pytest.param(["route", "Tehran", "Mashhad", "--corridor", "western"], id="not served"),
        pytest.param(
            ["route", "Mumbai", "Moscow", "--corridor", "suez", "--close", "suez"], id="closed"
        ),
        *(
            pytest.param([*verb, "--out", out], id=f"{verb[0]} into {name}")
            for verb in (["export", "layers", "--format", "geojson"], ["states", "refresh"])
            for out, name in {"": "no name", ".": "a dot", os.devnull: "a device"}.items()
        ),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) != 0
    out, error = capsys.readouterr()
    assert out == ""
    assert error.count("\n") == 1
    assert error.rstrip().endswith((".", "?"))
    assert "Traceback" not in error


def test_places_come_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "بندرعباس", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["id"] == "bandar-abbas"
    fields = {"id", "name", "name_ru", "name_fa", "unlocode", "lon", "lat", "kind", "country"}
    assert set(found[0]) == fields


def test_a_route_names_the_figure_of_each_time_and_the_ledger_explains_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["--corridor", "western", "--variant", "rail+bandar-abbas", "--as-of", "2025-11"]
    assert main(["route", "Moscow", "Nhava Sheva", *asked, "--build", "rasht-astara"]) == 0
    (line,) = re.findall(r"^ +Astara – Astara: border, .+$", capsys.readouterr().out, re.MULTILINE)
    figure = line.split()[-1]
    assert main(["figures", figure]) == 0
    first, scope, note = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{figure}  border  ")
    assert scope.strip() == "Azerbaijan – Iran · rail"
    assert note.strip() == dated_atlas().ledger.figures[figure].note


def test_a_figure_says_when_it_applies_and_what_its_sources_are_called(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["figures", "rate-in-europe-cape-2024-h1"]) == 0
    _, scope, _, *titles = capsys.readouterr().out.splitlines()
    assert scope.endswith(" · 2024-01 – 2024-06 · 2024")
    sources = dated_atlas().ledger.figures["rate-in-europe-cape-2024-h1"].sources
    assert [title.split(":")[0].strip() for title in titles] == list(sources)
    assert main(["figures", "rate-in-europe-cape-2026", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["valid_from"], row["valid_to"]) == ("2026-03", None)


@pytest.mark.parametrize(
    ("word", "near"),
    [("Serakhs", "sarakhs"), ("border-az-ir-rial", "border-az-ir-rail"), ("gauge_brake", "gauge")],
)
def test_a_word_that_fits_no_figure_names_those_written_alike(
    capsys: pytest.CaptureFixture[str], word: str, near: str
) -> None:
    assert main(["figures", word]) == 1
    question, _, offered = capsys.readouterr().err.partition("did you mean ")
    assert word in question
    assert near in offered


def test_a_corridor_that_states_close_says_how_to_ask_as_if_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["route", "Moscow", "Nhava Sheva", "--corridor", "western", "--as-of", "2026-10-10"]
    assert main(asked) == 1
    reason, hint = capsys.readouterr().err.splitlines()
    assert "Strait of Hormuz: closed since 14 July 2026" in reason
    assert "not built" not in reason
    assert hint == "Ask as if every gate were open: --as-if-open"
    assert main(["route", "Moscow", "Nhava Sheva", "--corridor", "suez", "--close", "suez"]) == 1
    assert "--as-if-open" not in capsys.readouterr().err


def test_a_gate_is_shown_with_its_parts_however_it_is_spelt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["states", " Astara"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.partition(":")[0] for line in lines} == {"Astara (road)", "Astara (railway)"}
    assert not re.search(r"(since|until|last word) \d{4}-", "\n".join(lines))


def test_capitals_in_the_name_of_a_gate_a_link_or_a_corridor_do_not_matter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = []
    for corridor, gate, link in (
        ("western", "suez", "rasht-astara"),
        ("Western", "Suez", "Rasht-Astara"),
    ):
        asked = ["route", "Moscow", "Tehran", "--as-of", "2025-11", "--corridor", corridor]
        more = ["--close", gate, "--state", f"{gate}=Open", "--build", link]
        assert main([*asked, *more]) == 0
        answers.append(capsys.readouterr().out)
    assert "Western (Astara)" in answers[0]
    assert answers[0] == answers[1]


def test_a_gate_of_which_nothing_was_published_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    gates, stated = dated_atlas().corridors.gates, load_states().gates
    silent = sorted(name for name in gates if "/" not in name and name not in stated)
    (gate,) = [name for name in silent if not any(one.startswith(name) for one in stated)][:1]
    assert main(["states", gate]) == 0
    assert "it counts as open" in capsys.readouterr().out
    assert main(["states", gate, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_comparison_says_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "Nhava Sheva", "18.95,72.95 ", "--json"]) != 0
    capsys.readouterr()
    asked = ["compare", "Nhava Sheva", "Moscow", "--json", "--clock", "door", "--as-if-open"]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {
        "about", "as_of", "journeys", "failed", "chosen",
        "probability_faster", "probability_faster_corrected", "disagreements",
        "difference_hours", "sensitivity",
    }  # fmt: skip
    for name, row in found["probability_faster"].items():
        for other, chance in row.items():
            total = chance + found["probability_faster"][other][name]
            assert total == pytest.approx(1.0, abs=2e-4)
    assert len(found["sensitivity"]["eastern"]) == 10


def test_the_corridors_of_a_comparison_are_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "Almaty", "Istanbul", "--as-if-open", "--json", "--corridors"]
    assert main([*asked, "Middle, suez"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["chosen"] == ["middle", "suez"]
    assert {one["corridor"] for one in found["journeys"]} == {"middle"}
    assert {one["corridor"] for one in found["failed"]} == {"middle", "suez"}, "by Kars, too"
    assert main([*asked, "midle"]) != 0
    assert "did you mean middle" in capsys.readouterr().err


def test_a_pair_of_coordinates_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route", "-33.9,18.4", "Mumbai", "--modes", "sea", "--clock", "vessel"]) == 0
    assert "km" in capsys.readouterr().out


@pytest.mark.parametrize("box", Box)
def test_the_price_is_of_the_cargo_that_was_asked_for(
    atlas: Atlas, box: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["Moscow", "Mumbai", "--corridor", "suez", "--box", box.lower()]
    assert main(["route", *asked, "--amount", "36", "--as-if-open"]) == 0
    find = atlas.places.find
    costed = journey(atlas, find("Moscow"), find("Mumbai"), corridor="suez").costed(box)
    told = capsys.readouterr().out.splitlines()[3]
    assert isinstance(costed.usd, Band)
    assert isinstance(costed.kg_co2e, Band)
    assert told == (
        f"{costed.usd.p50:,.0f} USD and {costed.kg_co2e.p50:,.0f} kg CO2e a {box}, "
        f"{36 * costed.usd.p50:,.0f} USD and {36 * costed.kg_co2e.p50:,.0f} kg CO2e "
        f"for 36 {box}"
    )
    assert main(["route", *asked, "--as-if-open"]) == 0
    assert " for " not in capsys.readouterr().out.splitlines()[3]


def test_a_price_that_is_not_whole_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["Moscow", "Jeddah", "--corridor", "suez-black-sea", "--amount", "36", "--as-if-open"]
    assert main(["route", *asked]) == 0
    price = capsys.readouterr().out.splitlines()[3]
    assert "USD" not in price
    assert re.search(r"; no price: sea freight missing; \d\d % of the kilometres priced$", price), (
        price
    )
    assert main(["compare", "Moscow", "Jeddah"]) == 0
    assert "at least" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param([], "Missing command; see `instc --help`.", id="no command"),
        pytest.param(["fly"], "No such command 'fly'; see `instc --help`.", id="no such command"),
        pytest.param(
            ["route", "Moscow"],
            "Missing argument 'TO'; see `instc route --help`.",
            id="no destination",
        ),
        pytest.param(
            ["places", "x", "--limit", "many"],
            "Invalid value for '--limit': 'many' is not a whole number; see `instc places --help`.",
            id="no number",
        ),
        pytest.param(
            ["route", "A", "B", "--box", "x"],
            "Invalid value for '--box': 'x' is not one of 'teu', 'feu', 't'; "
            "see `instc route --help`.",
            id="no such box",
        ),
    ],
)
def test_a_misspelt_command_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == MISUSED
    assert capsys.readouterr() == ("", f"{sentence}\n")


def test_messages_name_the_program_as_it_was_started(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route"], program="python -m geo") == MISUSED
    assert capsys.readouterr().err.endswith("; see `python -m geo route --help`.\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            ["compare", "Moscow", "Jeddah", "--date", "2023-08"],
            ["compare", "Moscow", "Jeddah", "--as-of", "2023-08"],
        ),
        (
            ["route", "Moscow", "Jeddah", "--date=2023-08"],
            ["route", "Moscow", "Jeddah", "--as-of=2023-08"],
        ),
        (["figures", "--weight"], ["figures", "--uncertainty"]),
    ],
    ids=["date", "date with a sign", "weight"],
)
def test_an_old_name_gives_the_same_answer_and_one_notice(
    old: list[str], new: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(new) == 0
    answer = capsys.readouterr()
    assert answer.out != ""
    assert answer.err == ""
    assert main(old) == 0
    (option,) = [word.partition("=")[0] for word in old if word.partition("=")[0] in RENAMED]
    notice = f"{option} is now {RENAMED[option]}; the old name works until {LAST_RELEASE}.\n"
    assert capsys.readouterr() == (answer.out, notice)


def test_every_renamed_option_exists() -> None:
    known = {name for verb in instc.commands.values() for p in verb.params for name in p.opts}
    assert set(RENAMED.values()) <= known
    assert not known & set(RENAMED)


def test_the_version_names_program_model_and_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"instc {__version__}"
    assert second == f"Railways as of {RAILWAYS_AS_OF}; data {data_digest()}; model {MODEL}"


def process_that_says_what_it_loads(
    calls: list[list[str]], libraries: set[str]
) -> list[tuple[int, str, list[str]]]:
    """Run verbs one after the other in a new process: exit code, text, libraries by then."""
    code = (
        "import contextlib, io, json, sys\nfrom geo.cli.main import main\nrows = []\n"
        "calls, libraries = json.loads(sys.argv[1])\n"
        "for words in calls:\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as text:\n"
        "        code = main(words)\n"
        "    rows.append((code, text.getvalue(), sorted({*libraries} & {*sys.modules})))\n"
        "print(json.dumps(rows))"
    )
    words = json.dumps([calls, sorted(libraries)])
    done = subprocess.run(
        [sys.executable, "-c", code, words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows: list[tuple[int, str, list[str]]] = json.loads(done.stdout)
    return rows


def test_help_loads_no_library_of_numbers() -> None:
    verbs = ["", *instc.commands]
    slow = {"numpy", "scipy", "pandas", "geopandas", "matplotlib", "streamlit"}
    calls = [["--help"], *([verb, "--help"] for verb in instc.commands)]
    answers = process_that_says_what_it_loads(calls, slow)
    assert len(answers) == len(verbs)
    assert len(verbs) > 5
    for verb, (code, text, loaded) in zip(verbs, answers, strict=True):
        assert (code, loaded) == (0, []), verb
        assert f"Usage: instc {verb}".rstrip() in text
        assert "..." not in text.partition("Commands:")[2], "a summary is cut short"


def test_a_route_loads_of_scipy_only_what_it_needs_and_no_tests_of_a_library() -> None:
    parts = {
        *("numpy.f2py.crackfortran", "numpy.testing._private"),
        *("scipy.sparse.csgraph", "scipy.special", "scipy.spatial", "scipy.optimize", "pyproj"),
    }
    question = ["Baku", "Tehran", "--as-of", "2025-11"]
    calls = [["route", *question], ["compare", *question, "--json"]]
    answers = process_that_says_what_it_loads(calls, parts)
    assert len(answers) == len(calls)
    for code, text, loaded in answers:
        assert (code, loaded) == (0, ["scipy.sparse.csgraph", "scipy.special"])
        assert "Baku" in text


def test_a_route_starts_no_threads_of_blas_and_collects_garbage_again_after() -> None:
    code = (
        "import gc, json, os, sys\n"
        "from geo.cli.main import main\n"
        "code = main(['route', 'Baku', 'Tehran', '--as-of', '2025-11'])\n"
        "threads = len(os.listdir('/proc/self/task')) if sys.platform == 'linux' else 1\n"
        "print(json.dumps([code, threads, gc.isenabled()]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, 1, True]


def test_a_version_and_a_place_load_no_library_of_numbers() -> None:
    calls = [["--version"], ["places", "Rasht"]]
    libraries = {"numpy", "scipy", "pyproj", "shapely", "babel", "geo.journeys", "geo.evidence"}
    version, place = process_that_says_what_it_loads(calls, libraries)
    assert (version[0], version[2]) == (0, [])
    assert (place[0], place[2]) == (0, [])


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("compare", "Bandar A"), "Bandar Abbas"),
        (("compare", "Moscow", "Mumbai", "--close", "su"), "suez"),
        (("route", "Moscow", "Mumbai", "--corridor", "we"), "western"),
        (("compare", "Moscow", "Mumbai", "--clock", "d"), "door"),
        (("export", "com"), "compare"),
    ],
    ids=["place", "gate", "corridor", "clock", "kind"],
)
def test_a_shell_completes(words: tuple[str, ...], offered: str) -> None:
    *before, incomplete = words
    shell = ShellComplete(instc, {}, "instc", "_INSTC_COMPLETE")
    assert offered in [item.value for item in shell.get_completions(before, incomplete)]


def test_an_option_may_be_shortened_as_long_as_it_is_the_only_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    question = ["route", "Moscow", "Tehran", "--json"]
    assert main([*question, "--modes", "rail"]) == main([*question, "--mode=rail"]) == 0
    whole, short, _ = capsys.readouterr().out.split("\n}\n")
    assert whole == short
    assert main([*question, "--c", "door"]) == MISUSED
    assert "--c" in capsys.readouterr().err


def test_the_names_that_help_lists_without_loading_the_library_are_those_of_the_library() -> None:
    assert tuple(FORMATS) == tuple(FILE_TYPES)
    assert tuple(PAPERS) == tuple(sheet.PAPERS)
    assert set(LANGUAGES) == set(locale.LANGUAGES)
    assert tuple(box.casefold() for box in Box) == BOXES
