"""How long a rulebook of 2,000 rules takes to load and validate, cold: from files on disk to what flow 1 works with.

The rules are written from templates with words of the shipped word sets; everything else is the shipped rulebook.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from triage.rulebook.folder import read_files
from triage.rulebook.load import LoadedRulebook, load_files, load_rulebook
from triage.settings import Settings

RULES = 2000
ROUNDS = 9
MILLISECONDS = 1000
RULE_FOLDERS = ("risk", "dispute_type", "fact")
PEOPLE = (
    "老板",
    "邻居",
    "房东",
    "丈夫",
    "儿子",
    "对方",
    "保安",
    "司机",
    "同事",
    "亲戚",
    "工头",
    "村长",
    "楼上",
    "店家",
    "业主",
)
HEAD = """id: {folder}.{name}
version: 1
status: active
title: 情形{number}
{target}
"""
FOOT = """why: 文中有这样的说法
legal_basis: [PML 17]
verification: D
valid_from: 2026-01-01
reviewed_by: rule-review
reviewed_on: 2026-11-20
known_gaps: 方言写法未覆盖
cases:
  - {{text: 来人说{0}了, expect: match}}
  - {{text: 昨天晚上{1}，大家都看见了, expect: match}}
  - {{text: 物业费又涨了，没有人通知, expect: no_match, note: 近似词}}
  - {{text: 想问一下怎么办理, expect: no_match}}
"""
MATCHES = (  # from the shortest rules people write to middling ones
    "match: {{any: [{0}, {1}, {2}]}}\n",
    "match:\n  any: [{0}, {1}]\n  near:\n    - {{all: [[{2}, {3}], [{4}, {5}]], within_chars: 20, ordered: true}}\n",
    "match:\n  any: [{0}, {1}, {2}, {3}, {4}, {5}, {6},\n    {7}, {8}, {9}]\n  near:\n"
    '    - all:\n        - [{2}, {3}, {4}]\n        - "@hit_verbs"\n      within_chars: 20\n',
)


def run(settings: Settings) -> dict[str, object]:
    """Figures of this machine: medians over rounds, with their range."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "rules"
        write_rulebook(folder, settings.rules_folder)
        files = read_files(folder)
        cold = [milliseconds(lambda: load_rulebook(folder)) for _ in range(ROUNDS)]
        in_memory = [milliseconds(lambda: load_files(files)) for _ in range(ROUNDS)]
        shipped = [milliseconds(lambda: load_rulebook(settings.rules_folder)) for _ in range(ROUNDS)]
        return {
            "rules": RULES,
            **_size(load_files(files)),
            "load_and_validate_ms": spread(cold),
            "of_it_without_reading_files_ms": spread(in_memory),
            "shipped": {**_size(load_rulebook(settings.rules_folder)), "load_and_validate_ms": spread(shipped)},
        }


def write_rulebook(folder: Path, shipped: Path) -> None:
    """The shipped rulebook at ``folder``, with ``RULES`` rules from templates in place of its own."""
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns(*RULE_FOLDERS, "cases", "schema"))
    word_sets = load_rulebook(shipped).rulebook.word_sets
    words = sorted({word for words in word_sets.values() for word in words.words if len(word) > 1})
    random = Random(7)
    for folder_name in ("risk", "dispute_type"):
        (folder / folder_name).mkdir()
    for number in range(RULES):
        folder_name = "risk" if number % 2 else "dispute_type"
        chosen = list(islice(_literals(words, random), 10))
        name = f"generated_{number}"
        target = "indicator: R02" if number % 2 else "dispute_type: loan_debt\nweight: 2.0"
        text = HEAD.format(folder=folder_name, name=name, number=number, target=target)
        text += MATCHES[number % len(MATCHES)].format(*chosen) + FOOT.format(*chosen)
        (folder / folder_name / f"{name}.yaml").write_text(text, encoding="utf-8")


def _literals(words: Sequence[str], random: Random) -> Iterator[str]:
    """Literals made of a person and a word that people use, none twice in a rule."""
    seen: set[str] = set()
    while True:
        literal = random.choice(PEOPLE) + random.choice(words)
        if literal not in seen:
            seen.add(literal)
            yield literal


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time, so that a busy machine spoils the figures as little as possible."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * MILLISECONDS


def spread(rounds: Sequence[float]) -> dict[str, int]:
    return {"median": round(statistics.median(rounds)), "least": round(min(rounds)), "most": round(max(rounds))}


def _size(book: LoadedRulebook) -> dict[str, int]:
    rules = book.rulebook.rules
    literals = sum(
        len(words) for rule in rules for words in (rule.any, *(g for near in rule.near for g in near.groups))
    )
    return {"files": len(book.files), "bytes": sum(map(len, book.files.values())), "literals": literals}
