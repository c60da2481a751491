"""Record what the program answers, or compare its answers with a record.

``python -m tests.yardstick record FILE`` asks everything and writes the answers;
``python -m tests.yardstick compare FILE`` asks again, in the old words and in the new, and fails
where a number, an exit code, a field or an address differs. ``--tree DIR`` asks another checkout.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.yardstick.differences import differences
from tests.yardstick.names import MENDED, in_new_words, link_in_new_words
from tests.yardstick.questions import links, questions
from tests.yardstick.record import key_of, read, record, write


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.yardstick", description=__doc__)
    parser.add_argument("verb", choices=("record", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--tree", type=Path, help="checkout to ask; by default this one")
    options = parser.parse_args()
    if options.tree:
        sys.path.insert(0, str(options.tree))
    start = time.perf_counter()
    if options.verb == "record":
        write(options.file, record(questions(), links()))
        _print(f"recorded in {time.perf_counter() - start:.0f} s")
        return 0
    return _compare(options.file)


def _compare(file: Path) -> int:
    before = read(file)
    faults: list[str] = []
    words: Counter[tuple[str, str]] = Counter()
    asked = 0
    new_questions = [q for q in questions() if in_new_words(q) != q]
    new_links = [link for link in links() if link_in_new_words(link) != link]
    old_words = _old_words(new_questions, new_links)
    for after in (
        record(questions(), links()),
        record(map(in_new_words, new_questions), map(link_in_new_words, new_links)),
    ):
        for kind in ("questions", "links"):
            for key, answer in after[kind].items():
                if key in MENDED:
                    continue
                asked += 1
                found = differences(before[kind][old_words.get(key, key)], answer, key)
                faults += found.faults
                words.update(found.words)
    for fault in faults[:60]:
        _print(fault)
    for (old, new), count in words.most_common(40):
        _print(f"words, {count} times: {old[:160]!r} -> {new[:160]!r}")
    _print(f"{asked} asked, {len(faults)} differences, {len(words)} texts reworded")
    return min(len(faults), 1)


def _old_words(new_questions: list[list[str]], new_links: list[str]) -> dict[str, str]:
    old = {key_of(in_new_words(question)): key_of(question) for question in new_questions}
    return old | {link_in_new_words(link): link for link in new_links}


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
