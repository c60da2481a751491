"""The questions and links of the yardstick, built from lists, the same in each run."""

from __future__ import annotations

import json
from itertools import chain, cycle
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from tests.yardstick.wide import Query, wide_links, wide_questions

FILE: Final = Path(__file__).with_name("questions.json")
"""What is asked; written once, so that a change of this script cannot change the yardstick."""

CORRIDORS: Final = ("western", "trans-caspian", "eastern", "suez", "suez-black-sea", "cape")
CLOCKS: Final = ("shipment", "door")
PAIRS: Final = (
    ("Moscow", "Nhava Sheva"),
    ("St Petersburg", "Mundra"),
    ("Vorsino", "Jebel Ali"),
    ("Chelyabinsk", "INNSA"),
    ("Astrakhan", "Mumbai"),
    ("Москва", "Мундра"),
    ("تهران", "Moscow"),
    ("55.16,61.40", "Jeddah"),
    ("Minsk", "Bandar Abbas"),
    ("Baku", "Nhava Sheva"),
    ("Almaty", "Bandar Abbas"),
    ("Tashkent", "Mundra"),
    ("Novorossiysk", "Nhava Sheva"),
    ("Mashhad", "Moscow"),
)
GATES: Final = ("suez", "hormuz", "bab-el-mandeb", "bosporus", "volga-don")
LINKS: Final = ("rasht-astara", "khash-chabahar", "rozanak-herat")
MONTHS: Final = ("2012-06", "2014-12", "2016-09", "2020-01", "2023-08", "2024-02", "2026-11")
SERVICES: Final = ("wagon", "transshipped", "tramp", "convoy")
SETTINGS: Final = ("rail-ru-block-2026=900", "rail-ru-wagon-2020=300", "no-such-figure=1")
BOXES: Final = (("teu", "1"), ("feu", "36"), ("t", "500"))
WORDS: Final = (
    *("bandar abas", "IRBND", "Решт", "رشت", "mumbay", "Astara", "Sarakhs", "nowhere at all"),
    *("35.7,51.4", "INNSA", "St. Petersburg", "Khoy", "Port of Baku", "Novorossiysk", "Aktau"),
    *("Poti", "Turkmenbashi", "Chabahar", "Herat", "Ташкент", "بندر انزلی", "Olya", "Kars"),
)
FIGURES: Final = ("Bandar Abbas", "rail", "suez", "border", "tariff", "handling", "Astara", "KZ")


def questions() -> list[list[str]]:
    """Command lines of the file, without the name of the program."""
    found: list[list[str]] = json.loads(FILE.read_text("utf-8"))["questions"]
    return found


def links() -> list[str]:
    """Links of the file: the path of a page and its parameters."""
    found: list[str] = json.loads(FILE.read_text("utf-8"))["links"]
    return found


def write_questions(path: Path = FILE) -> None:
    """Write all questions and links into a file, one a line, each once."""
    asked, opened = (
        ",\n".join(dict.fromkeys(json.dumps(one, ensure_ascii=False) for one in made))
        for made in (made_questions(), made_links())
    )
    path.write_text(f'{{"questions": [\n{asked}\n],\n"links": [\n{opened}\n]}}\n', "utf-8")


def made_questions() -> list[list[str]]:
    """Make the command lines, each with ``--json`` where it has one."""
    parts = (_compared(), _routed(), _conditions(), _refused(), _looked_up(), wide_questions())
    return [question for part in parts for question in part]


def _compared() -> list[list[str]]:
    rows = []
    for first, second in PAIRS:
        for origin, destination in ((first, second), (second, first)):
            rows += [
                ["compare", origin, destination, "--clock", clock, "--json"] for clock in CLOCKS
            ]
    return rows


def _routed() -> list[list[str]]:
    rows = []
    clocks = cycle((*CLOCKS, *CLOCKS, "train", *CLOCKS, "vessel"))
    for origin, destination in PAIRS:
        rows += [
            ["route", origin, destination, "--corridor", name, "--clock", next(clocks), "--json"]
            for name in CORRIDORS
        ]
        rows.append(["route", destination, origin, "--json"])
    return rows


def _conditions() -> list[list[str]]:
    """Questions under closures, built links, dates, departure months, services and figures."""
    options: list[list[str]] = [
        *(["--close", gate] for gate in GATES),
        ["--close", "suez", "--close", "hormuz"],
        *(["--build", link] for link in LINKS),
        *(["--date", month] for month in MONTHS),
        *(["--month", str(month)] for month in (1, 4, 7, 12)),
        *(["--service", service] for service in SERVICES),
        *(["--set", setting] for setting in SETTINGS),
        ["--mode", "rail", "--mode", "sea"],
        ["--date", "2016-09", "--close", "suez", "--month", "1", "--service", "wagon"],
    ]
    rows = []
    for option, (origin, destination) in zip(options, cycle(PAIRS[:5]), strict=False):
        rows.append(["compare", "Moscow", "Nhava Sheva", *option, "--json"])
        rows.append(["route", origin, destination, *option, "--json"])
        rows.append(["route", destination, origin, "--clock", "door", *option, "--json"])
    return rows + [
        [verb, "Moscow", "Nhava Sheva", "--box", box, "--amount", amount]
        for box, amount in BOXES
        for verb in ("route", "compare")
    ]


def _refused() -> list[list[str]]:
    """Questions that have no answer: an exit code and a sentence."""
    return [
        ["route", "Moscow", "Moscow"],
        ["route", "Moscow", "Nowhere at all"],
        ["route", "0,0", "Moscow", "--mode", "rail"],
        ["route", "91,0", "Moscow"],
        ["route", "Moscow", "Nhava Sheva", "--corridor", "northern"],
        ["route", "Moscow", "Nhava Sheva", "--close", "nothing"],
        ["route", "Moscow", "Nhava Sheva", "--date", "1850-01"],
        ["route", "Moscow", "Nhava Sheva", "--date", "soon"],
        ["route", "Moscow", "Nhava Sheva", "--corridor", "western", "--close", "hormuz"],
        ["route", "Moscow", "Nhava Sheva", "--corridor", "suez", "--close", "suez"],
        ["route", "Moscow", "Nhava Sheva", "--clock", "train"],
        ["route", "Moscow", "Nhava Sheva", "--mode", "rail"],
        ["route", "Moscow", "Nhava Sheva", "--variant", "none", "--corridor", "western"],
        ["route", "Moscow", "Nhava Sheva", "--service", "wagon", "--service", "block"],
        ["route", "Moscow", "Nhava Sheva", "--box", "teu", "--amount", "1.5"],
        ["compare", "Moscow", "Astara"],
        ["compare", "Moscow", "Nhava Sheva", "--month", "13"],
        ["compare", "Moscow", "Nhava Sheva", "--set", "nonsense"],
        ["places", "x" * 300],
        ["figures", "no such words"],
        ["unknown-verb"],
    ]


def _looked_up() -> list[list[str]]:
    words = chain.from_iterable(
        (["places", word, "--json"], ["places", word, "--limit", "3"]) for word in WORDS
    )
    figures = (["figures", word, "--json"] for word in FIGURES)
    return [*words, *figures, ["figures", "--weight"], ["backtest", "--json"], ["backtest"]]


def made_links() -> list[str]:
    """Make the addresses of all pages with every parameter that they understand."""
    ends = [{"from": "chelyabinsk", "to": "mundra"}, {"from": "Ленинград", "to": "INNSA"}]
    conditions: list[Query] = [
        {},
        {"close": "suez"},
        {"close": ["suez", "hormuz"]},
        {"build": "rasht-astara"},
        {"month": "2016-09"},
        {"season": "1"},
        {"service": "wagon"},
        {"set": "rail-ru-block-2026=900"},
        {"by": ["western", "suez"]},
        {"clock": "door"},
        {"box": "feu", "amount": "20"},
        {"box": "t", "amount": "500", "over": "usd"},
        {"close": "nothing", "month": "never", "season": "13"},
    ]
    rows: list[tuple[str, Query]] = []
    for number, condition in enumerate(conditions):
        rows.append(("compare", {**ends[number % 2], **condition}))
        rows.append(("what-if", condition))
    rows += [("compare", {"lang": name}) for name in ("ru", "fa", "xx")]
    rows.append(("compare", {"way": "western:by-truck"}))
    rows.append(("compare", {"from": "Nowhere at all"}))
    rows += [("what-if", {"tab": tab}) for tab in ("figures", "break-even", "links", "gates")]
    rows += [("what-if", {"tornado": name}) for name in ("western", "suez")]
    parts = ("back-test", "claims", "ledger", "contradictions", "data")
    rows += [("evidence", {"part": part}) for part in parts]
    rows += [("evidence", {"part": part, "lang": "ru"}) for part in parts]
    rows += [
        ("evidence", {"part": "ledger", "find": "astara"}),
        ("evidence", {"part": "ledger", "grade": ["K", "C"]}),
        ("evidence", {"part": "ledger", "quantity": "border", "mode": "rail"}),
        ("evidence", {"part": "nothing"}),
    ]
    rows += [("story", {"at": month}) for month in ("2001-06", "2014-12", "2026-11", "never")]
    rows += [("story", {"lang": name}) for name in ("ru", "fa")]
    rows += [("", {"at": month}) for month in ("2012-01", "2014-12", "2035-12", "x")]
    rows += [("", {}), ("map", {}), ("map", {"lang": "fa"}), ("", {"lang": "ru", "at": "2020-01"})]
    rows += [("about", {}), ("about", {"lang": "ru"}), ("about", {"lang": "fa"})]
    rows += wide_links()
    return [f"{page}?{urlencode(query, doseq=True)}" for page, query in rows]
