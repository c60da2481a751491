"""Write the parts of the documents that come from the program: ``python -m docs.generate``.

They are the three numbers of the README, the pages on validation, on the JSON of an answer and on
the tables of the data. ``--check`` writes nothing and fails where a part is out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.evidence import RECORD_FILE, MovementKind
from geo.journeys import SCHEMA_FILE, SCHEMA_VERSION, load_atlas
from geo.model import Clock
from geo.paths import EVIDENCE, LAYERS
from geo.validation import (
    emission_checks,
    prices_markdown,
    run_backtest,
    run_price_test,
    scores_markdown,
    standard_markdown,
    standard_prices,
    verdict,
)

if TYPE_CHECKING:
    from geo.journeys import Atlas
    from geo.validation import BackTest

ROOT: Final = Path(__file__).resolve().parents[1]
BEGIN: Final = "<!-- written by docs.generate -->"
END: Final = "<!-- end -->"
DOCS: Final = ROOT / "docs"
NOTEBOOKS: Final = DOCS / "notebooks"


def documents() -> dict[Path, str]:
    """Text of each document that the program writes, wholly or in part."""
    atlas = load_atlas()
    tested = run_backtest(atlas, with_claims=False)
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return {
        readme: f"{before}{BEGIN}\n{accuracy(tested)}\n{END}{after}",
        EVIDENCE / RECORD_FILE: records_text(tested),
        ROOT / "docs" / "validation.md": validation_page(atlas, tested),
        ROOT / "docs" / "answer.md": answer_page(),
        ROOT / "docs" / "tables.md": tables_page(),
        **{DOCS / f"{path.stem}.md": notebook_page(path) for path in sorted(NOTEBOOKS.glob("*"))},
    }


def accuracy(tested: BackTest) -> str:
    """Say how good the model is in three numbers, with the sign of the error, beside baselines."""
    measured, promised = (tested.score("all", kind) for kind in MovementKind)
    every, branches = tested.score("all"), tested.score("branches")
    direction = "less" if branches.bias < 0 else "more"
    rows = (measured, promised, branches, *(tested.score(clock) for clock in Clock))
    return f"""\
- **Error:** {measured.median_error:.0%} median absolute error over {measured.count} measured trips;
  {promised.median_error:.0%} over {promised.count} promises of operators, which lie at the
  {promised.quantile:.0%} level of the model's distribution. Repeats of a trip count once.
- **Sign:** for the three branches of the corridor the model says {abs(branches.bias):.0%}
  {direction} than the published time in the median.
- **Band:** {every.coverage:.0%} of the movements are between P10 and P90; 80% should be.

{scores_markdown(rows)}"""


def records_text(tested: BackTest) -> str:
    """File of past errors that every answer carries."""
    rows = {group: one.as_dict() for group, one in tested.records().items()}
    return json.dumps({"records": rows}, ensure_ascii=False, indent=1) + "\n"


def validation_page(atlas: Atlas, tested: BackTest) -> str:
    """Page with every total of the back-test of times and of prices."""
    prices = run_price_test(atlas)
    checks = "\n".join(f"- {one.message}" for one in emission_checks(atlas.ledger))
    return f"""# Validation

Every published movement of the ledger is timed by its own clock, on the network of its month, and
compared with the days that were published. Nothing is fitted to these totals: the parts are set
from speeds and dwell, and a movement that was known when a part was set is excluded.

Trips and means of trips are *measured*; timetables, plans and words of operators are *promised*.
A promise is not a median: operators promise a late quantile. "Published at" says at which
share of the model's distribution the published days lie in the median: 50% if the model is right.
Movements that repeat each other (a trip and its plan, one service by two sources) are a family
and count once. A mean of trips is compared with the mean of the model, all else with its P50.

{scores_markdown(tested.scores)}

The signed error is model minus published: below zero, the model is too fast. "Inside, corrected"
is the share inside bands that are corrected by the errors of all other families of the same
record: a split conformal distribution, one family left out at a time. The two baselines take the
usual kilometres a day of all other families, or of those with the same clock.
`instc backtest` prints each movement, the reason of each miss, and the claims beside the model;
`instc figures --uncertainty` prints the figures that carry the variance of an answer.

## Prices

Every published price of a whole journey stands beside the model's, for its places, corridor, box
and year. Nothing is fitted to them: a price is made of parts, and the parts come from parts. Most
are estimates, offers and claims, and few were paid. {verdict(prices.pairs)}

{prices_markdown(prices)}

The ratios above are claims of whoever makes them and are scored against nothing.

### Prices of the standard question

Moscow – Nhava Sheva by every variant, every gate taken as open: price of a TEU, and the share of
its variance that rests on estimates without a source.

{standard_markdown(standard_prices(atlas))}

## Emissions

Factors are defaults of the GLEC framework (3.0 to 3.2), published by a railway, or derived from
these, as each row of the ledger says. One outside calculator has both ways of one shipment from
China to Europe, higher on both:

{checks}
"""


def answer_page() -> str:
    """Page that describes the JSON of an answer, field by field, from its schema."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    parts = [
        "# The JSON of an answer",
        (
            f"{schema['description']} This page is written from the JSON Schema, version "
            f"{SCHEMA_VERSION}, which the package carries as `geo/journeys/answer.schema.json`. A "
            "band is an object with `p10`, `p50` and `p90`."
        ),
    ]
    for name, kind in schema["$defs"].items():
        rows = [
            f"| `{field}` | {_kind(content)} | {content.get('description', '')} |"
            for field, content in kind.get("properties", {}).items()
        ]
        parts += [
            f"## {name}",
            f"{kind['description']}.",
            "\n".join(("| field | type | content |", "|---|---|---|", *rows)),
        ]
    return "\n\n".join(parts) + "\n"


def tables_page() -> str:
    """Page that describes every table of the data, column by column, from the data package."""
    package: dict[str, Any] = json.loads((LAYERS / "datapackage.json").read_text("utf-8"))
    parts = [
        "# Tables of the data",
        (
            "Written from `layers/datapackage.json` (Frictionless Data Package). All files are "
            "UTF-8, comma-separated, with one header row; an empty cell means nothing."
        ),
    ]
    for resource in package["resources"]:
        if resource["path"].startswith("build/"):
            continue
        rows = [
            f"| `{field['name']}` | {field['type']} | {_cell(field['description'])} |"
            for field in resource["schema"]["fields"]
        ]
        parts += [
            f"## {resource['path']}",
            "\n".join(("| column | type | content |", "|---|---|---|", *rows)),
        ]
    return "\n\n".join(parts) + "\n"


def notebook_page(path: Path) -> str:
    """Page of a notebook: its text and its code; who wants the results runs it."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    parts = [
        text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"
        for cell in cells
        if (text := "".join(cell["source"]).strip())
    ]
    parts.insert(1, f"The notebook is `docs/notebooks/{path.name}`; it is run with every change.")
    return "\n\n".join(parts) + "\n"


def _kind(content: dict[str, Any]) -> str:
    if "$ref" in content:
        name = content["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "anyOf" in content:
        return " or ".join(map(_kind, content["anyOf"]))
    if content["type"] == "array":
        return f"list of {_kind(content['items'])}"
    return str(content["type"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the documents, or check them."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is old")
    check = parser.parse_args().check
    stale = [
        path for path, text in documents().items() if not path.exists() or path.read_text() != text
    ]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}: {'out of date' if check else 'written'}\n")
        if not check:
            path.write_text(documents()[path], encoding="utf-8", newline="\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
