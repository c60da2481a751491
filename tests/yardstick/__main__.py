"""Record what the program answers, or compare its answers with a record.

``python -m tests.yardstick record FILE`` asks everything and writes the answers;
``python -m tests.yardstick compare FILE`` asks again, in the old words and in the new, and fails
where a number, an exit code, a field, a name or an address differs, or where an old option gives no
notice. Record in one checkout, compare in the next: a change that should not change an answer does
not. ``--sample`` records fewer questions, ``--tree DIR`` asks another checkout.
``python -m tests.yardstick questions`` writes the file of questions again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.yardstick.differences import differences
from tests.yardstick.names import FLAGS, MENDED, in_new_words, link_in_new_words, old_flags
from tests.yardstick.questions import links, questions, write_questions
from tests.yardstick.record import PROCESSES, Record, key_of, read, record, write
from tests.yardstick.sample import sample_of

if TYPE_CHECKING:
    from collections.abc import Iterable

EXAMPLES: Final = 40
"""Most faults and most new texts that are shown."""


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.yardstick", description=__doc__)
    parser.add_argument("verb", choices=("questions", "record", "compare"))
    parser.add_argument("file", type=Path, nargs="?", help="record of the answers")
    parser.add_argument("--sample", action="store_true", help="record only a sample")
    parser.add_argument("--tree", type=Path, help="checkout to ask; by default this one")
    parser.add_argument("--old", action="store_true", help="the checkout has no new words yet")
    options = parser.parse_args()
    if options.verb == "questions":
        write_questions()
        return 0
    file = options.file
    if file is None:
        parser.error("name the FILE of the record")
    start = time.perf_counter()
    if options.verb == "record":
        asked = sample_of(questions(), links()) if options.sample else (questions(), links())
        write(file, record(*asked, tree=options.tree, processes=PROCESSES))
        _print(f"{len(asked[0])} questions, {len(asked[1])} links recorded")
        faults = 0
    else:
        faults = _compare(file, options.tree, renamed=not options.old)
    _print(f"{time.perf_counter() - start:.0f} s")
    return min(faults, 1)


def _compare(file: Path, tree: Path | None, *, renamed: bool) -> int:
    """Ask all that a record holds; report, and return how many faults there are."""
    before = read(file, renamed=renamed)
    asked, opened = [json.loads(key) for key in before["questions"]], list(before["links"])
    new_asked = [q for q in asked if renamed and in_new_words(q) != q]
    new_opened = [link for link in opened if renamed and link_in_new_words(link) != link]
    after = record(
        [*asked, *map(in_new_words, new_asked)],
        [*opened, *map(link_in_new_words, new_opened)],
        tree=tree,
        processes=PROCESSES,
    )
    pairs = [(key, key, kind) for kind in before for key in before[kind]]
    pairs += [(key_of(q), key_of(in_new_words(q)), "questions") for q in new_asked]
    pairs += [(link, link_in_new_words(link), "links") for link in new_opened]
    faults, words, mended = notice_faults(after, new_asked), Counter[tuple[str, str]](), 0
    for old, new, kind in pairs:
        if renamed and old in MENDED:
            mended += 1
            continue
        found = differences(before[kind][old], after[kind][new], new)
        faults += found.faults
        words.update(found.words)
    for fault in faults[:EXAMPLES]:
        _print(fault)
    for (was, now), count in words.most_common(EXAMPLES):
        _print(f"words, {count} times: {was[:160]!r} -> {now[:160]!r}")
    _print(
        f"{len(asked)} questions and {len(opened)} links in old words, {len(new_asked)} and "
        f"{len(new_opened)} in new words, {mended} mended and left out"
    )
    _print(f"{len(faults)} faults, {len(words)} texts reworded {words.total()} times")
    return len(faults)


def notice_faults(after: Record, asked: Iterable[list[str]]) -> list[str]:
    """List the old options that give no notice of their new name, and new ones that give one."""
    faults = []
    for question in asked:
        old, new = key_of(question), key_of(in_new_words(question))
        for flag in old_flags(question):
            told, silent = (after["questions"][key]["messages"] for key in (old, new))
            if f"{flag} is now {FLAGS[flag]}" not in told:
                faults.append(f"{old}: no notice that {flag} is now {FLAGS[flag]}")
            if f"{flag} is now" in silent:
                faults.append(f"{new}: a notice about {flag}, which was not written")
    return faults


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
