"""More questions and links: every option of the command line and of a link, one at a time."""

from __future__ import annotations

from itertools import cycle
from typing import Final

Query = dict[str, str | list[str]]
"""Parameters of a link."""

HOME: Final = ("Moscow", "Nhava Sheva")
CORRIDORS: Final = ("western", "trans-caspian", "eastern", "suez", "suez-black-sea", "cape")
CLOCKS: Final = ("train", "vessel", "shipment", "door")
LANGUAGES: Final = ("en", "ru", "fa")
VARIANTS: Final = {
    "western": (
        *("rail", "truck-astara-rasht", "truck-astara-qazvin", "truck-iran", "chabahar"),
        *("truck-iran+chabahar", "chabahar+rail", "by-balloon"),
    ),
    "trans-caspian": (
        *("truck", "chabahar", "truck+chabahar", "astrakhan-amirabad", "olya-anzali"),
        *("olya-amirabad", "makhachkala-anzali", "makhachkala-amirabad", "aktau-anzali"),
        *("aktau-amirabad", "truck+aktau-amirabad", "olya-anzali+olya-amirabad"),
    ),
    "eastern": (
        *("incheh-borun", "sarakhs", "chabahar", "sarakhs+chabahar", "aksarayskaya", "ozinki"),
        *("iletsk", "orsk", "kartaly", "troitsk", "petropavlovsk"),
    ),
    "suez": ("rail",),
}
GATES: Final = (
    *("suez", "panama", "volga-don", "cape", "hormuz", "bab-el-mandeb", "gibraltar", "bosporus"),
    *("dardanelles", "malacca", "kerch", "oresund", "great-belt", "astara", "julfa", "razi"),
    *("mirjaveh", "incheh-borun", "sarakhs", "khaf", "samur", "bolashak", "aksarayskaya"),
    *("ozinki", "rasht-qazvin-road", "qazvin-tehran-road"),
)
SETTINGS: Final = (
    *("rate-in-europe-2022=9000", "tariff-eastern-kz-teu-2023=0.3", "charge-thc-chabahar-teu=0"),
    *("charge-border-rail-2022=500", "charge-gauge-2020=1", "charge-war-teu-2026=0"),
    *("emission-ship-europe=50", "emission-terminal=20", "box-weight=14.5", "rail-ru-block-2024=1"),
    *("border-kz-ru=48", "gauge-ir-tm=0.5", "transfer-bandar-abbas-rail-sea=240", "terminal-rail="),
    *(
        "port-in-nhava-sheva-2023=100",
        "calls-direct=10",
        "canal-suez=100",
        "interval-eastern-2024=7",
    ),
    *("season-olya-ice=72", "canal-suez=-5", "canal-suez=nan", "=3"),
)
MODES: Final = ("rail", "sea", "road", "rail,sea", "rail,road", "sea, road", "", "air", "rail,")
POINTS: Final = (
    ("55.75,37.62", "18.95,72.95"),
    ("59.93, 30.34", "-33.9,18.42"),
    ("40.4,49.9", "25.3,60.6"),
    ("-33.9,18.42", "Moscow"),
    ("0,0", "Moscow"),
    ("181,5", "Moscow"),
    ("35.7;51.4", "Moscow"),
)
CODES: Final = (
    ("RULED", "INNSA"),
    ("IRBND", "RUAST"),
    ("TRMER", "RUMOW"),
    ("KZALA", "INMUN"),
    ("XXXXX", "INNSA"),
)
NAMES: Final = (
    ("Санкт-Петербург", "Нава-Шева"),
    ("Казань", "Бендер-Аббас"),
    ("Нижний Новгород", "Мумбаи"),
    ("مسکو", "بمبئی"),
    ("تهران", "مومبای"),
    ("اصفهان", "چابهار"),
    ("Ленинград", "Bombay"),
    ("Victoria", "Moscow"),
)
FILTERS: Final = (
    *("", "RU", "ir", "IN", "speed", "border", "gauge break", "transfer", "canal", "season"),
    *("freight_rate", "surcharge", "emission", "box_weight", "chabahar", "RU-KZ", "ZZ"),
)
MONTHS: Final = ("2000-01", "2014-11", "2022-05", "2040-12", "2041-01", "2024-13", "2024")


def wide_questions() -> list[list[str]]:
    """Command lines that go through the options one at a time."""
    return [
        *_of_corridors(),
        *_of_conditions(),
        *_of_ends(),
        *_of_cargo(),
        *(["figures", name, "--json"] for name in FILTERS),
        ["figures", "suez"],
        ["figures", "--weight", "--json"],
        ["backtest", "--markdown"],
        ["export", "--format", "png", "--out", "none.png"],
        ["export", "route", *HOME, "--format", "gif", "--out", "none.gif"],
        ["export", "--again", "damaged", "--format", "html", "--out", "none.html"],
        ["route", HOME[0]],
        ["route", *HOME, "--no-such-option"],
        ["compare", *HOME, "--month", "June"],
        [],
    ]


def _of_corridors() -> list[list[str]]:
    rows = [
        ["route", *HOME, "--corridor", corridor, "--clock", clock, "--json"]
        for corridor in CORRIDORS
        for clock in CLOCKS
    ]
    rows += [
        ["route", *HOME, "--corridor", corridor, "--variant", variant, "--json"]
        for corridor, variants in VARIANTS.items()
        for variant in variants
    ]
    rows += [
        ["route", "Moscow", "Jeddah", "--corridor", "jeddah-2023", *when, "--json"]
        for when in (["--date", "2023-08"], ["--date", "2023-08", "--clock", "door"], [])
    ]
    return [*rows, ["route", *HOME, "--corr", "suez", "--json"]]


def _of_conditions() -> list[list[str]]:
    to = cycle(("western", "trans-caspian", "eastern", "suez"))
    rows = [["route", *HOME, "--close", gate, "--corridor", next(to), "--json"] for gate in GATES]
    rows += [["compare", *HOME, "--set", setting, "--json"] for setting in SETTINGS]
    rows += [["route", *HOME, f"--modes={modes}", "--json"] for modes in MODES]
    rows += [["route", *HOME, "--date", month, "--json"] for month in MONTHS]
    rows += [["route", *HOME, f"--date={month}", "--json"] for month in MONTHS[:2]]
    rows += [
        ["route", *HOME, "--month", str(month), "--corridor", next(to), "--json"]
        for month in range(13)
    ]
    rows += [
        ["compare", *HOME, "--rho", rho, "--json"] for rho in ("0", "0.6", "0.95", "0.96", "-1")
    ]
    return rows + [
        ["compare", *HOME, *words, "--json"]
        for words in (
            ["--service", "wagon", "--service", "tramp", "--service", "convoy"],
            ["--service", "block", "--service", "direct", "--service", "alone"],
            ["--service", "rocket"],
            ["--build", "rasht-astara", "--build", "khash-chabahar", "--build", "rozanak-herat"],
            ["--build", "no-such-link"],
            ["--close", "suez", "--close", "hormuz", "--close", "cape", "--close", "astara"],
            ["--date", "2026-11", "--month", "2", "--clock", "door"],
            ["--clock", "sundial"],
        )
    ]


def _of_ends() -> list[list[str]]:
    rows = [
        ["route", *ends, "--clock", clock, "--json"]
        for ends, clock in zip((*POINTS, *CODES, *NAMES), cycle(("shipment", "door")), strict=False)
    ]
    return rows + [
        ["places", word, "--limit", limit, "--json"]
        for word, limit in (
            *(("Санкт-Петербург", "1"), ("بندرعباس", "3"), ("Victoria", "5"), ("", "2")),
            *(("-33.9,18.42", "1"), ("91,0", "1"), ("Bombay", "2"), ("Moscow", "0")),
        )
    ]


def _of_cargo() -> list[list[str]]:
    return [
        ["route", "St Petersburg", "Mundra", "--corridor", corridor, "--box", box, "--amount", few]
        for corridor, (box, few) in zip(
            CORRIDORS,
            (("teu", "2"), ("feu", "1"), ("t", "0.5"), ("t", "28"), ("barrel", "1"), ("t", "-3")),
            strict=True,
        )
    ]


def wide_links() -> list[tuple[str, Query]]:
    """Links that go through the parameters one at a time."""
    rows: list[tuple[str, Query]] = [("compare", {"by": name}) for name in CORRIDORS]
    rows += [("compare", {"way": name}) for name in (*CORRIDORS[2:4], "western:by-balloon")]
    rows += [
        ("compare", {"from": "moscow", "to": "jeddah", "month": "2023-08", "amount": "36"}),
        ("compare", {"from": "55.16,61.40", "to": "بمبئی", "clock": "door", "lang": "fa"}),
        ("compare", {"from": "RULED", "to": "Мундра", "lang": "ru"}),
        ("compare", {"from": "Victoria"}),
        ("compare", {"to": "moscow"}),
        ("compare", {"from": "<img src=x>"}),
        ("compare", {"from": "x" * 101, "to": ""}),
        ("compare", {"by": "suez", "close": "suez"}),
        ("compare", {"month": "2024-01", "season": "7", "service": ["tramp", "wagon"]}),
        ("compare", {"service": ["wagon", "block", "rocket"]}),
        ("compare", {"set": ["canal-suez=100", "canal-suez=nan", "border-kz-ru=48"]}),
        ("compare", {"box": "t", "amount": "0.5"}),
        ("compare", {"box": "teu", "amount": "1.5"}),
        ("compare", {"amount": "many", "over": "hours", "clock": "train", "box": "barrel"}),
        ("compare", {"online": "1", "unknown": "1", "at": "2014-12"}),
        ("compare", {"over": "usd", "box": "feu"}),
        ("what-if", {"build": ["rasht-astara", "khash-chabahar"], "close": "hormuz"}),
        ("what-if", {"from": "st-petersburg", "to": "mundra", "clock": "door", "month": "2030-01"}),
        ("what-if", {"tab": "nothing", "tornado": "nothing", "lang": "ru"}),
        ("what-if", {"tornado": "eastern", "close": "suez", "lang": "fa"}),
        ("what-if", {"from": "Nowhere at all"}),
        ("what-if", {"by": ["western", "eastern"], "season": "12", "service": "convoy"}),
        ("what-if", {"way": "suez", "box": "t", "amount": "20"}),
        ("evidence", {"part": "ledger", "find": "Астара", "lang": "ru"}),
        ("evidence", {"part": "ledger", "find": "no such words"}),
        ("evidence", {"part": "ledger", "quantity": ["speed", "canal"], "grade": ["A", "Z"]}),
        ("evidence", {"part": "ledger", "mode": ["sea", "road", "air"]}),
        ("evidence", {"part": "ledger", "lang": "fa", "grade": "B"}),
        ("story", {"at": "2022-07", "lang": "fa"}),
        ("map", {"at": "2017-03", "lang": "ru"}),
        ("", {"at": "today", "lang": "en"}),
        ("", {"from": "moscow", "month": "2016-09"}),
    ]
    return rows
