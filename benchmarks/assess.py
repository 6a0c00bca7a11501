"""How fast flow 1 tags an archive and answers one report, beside what a plain program and a bare automaton would do.

Seconds of processor time, so that a busy machine spoils the figures as little as possible; the rivals take turns in
every round, and a ratio is taken within a round. ``TRIAGE_BENCH_TEXTS`` names other texts (JSONL with ``text``) than
the shipped corpus.
"""

import gc
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from triage.assessment.automaton import find_all_of
from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule import Rule, Rulebook
from triage.assessment.rule_index import RuleIndex
from triage.assessment.tag_batch import BatchTagger
from triage.assessment.types import Report
from triage.casework.deadlines import SHANGHAI
from triage.services.assessor import Assessor
from triage.settings import Settings

TEXTS = 8000
PLAIN_TEXTS = 400  # what the plain program manages in about a second
ONE_BY_ONE = 2000
ROUNDS = 7
LITERAL_COUNTS = (200, 2_000, 20_000)
LITERALS_A_RULE = 20
MICROSECONDS = 1_000_000

Tagged = tuple[list[tuple[str, int, int]], str]


def run(settings: Settings) -> dict[str, object]:
    """Figures of this machine: medians of interleaved rounds, with their range."""
    assessor = Assessor.from_settings(settings)
    on = datetime.now(SHANGHAI).date()
    texts = _texts(settings)
    rivals = _rivals(assessor, settings, texts, on)
    gc.collect()
    gc.freeze()  # what was loaded is not searched for garbage again and again
    rounds = [{name: rival() for name, rival in rivals.items()} for _ in range(ROUNDS)]
    rates = {name: [round_[name] for round_ in rounds] for name in rivals}
    each = sorted(seconds_of(partial(assessor.assess, Report("bench", text), on)) for text in texts[:ONE_BY_ONE])
    return {
        "texts": len(texts),
        "chars_median": statistics.median(map(len, texts)),
        "rules": len(assessor.rulebook.rules),
        "literals": len(literals_of(assessor.rulebook.rules)),
        "docs_per_second": {name: spread(rates[name]) for name in rivals},
        "batch_to_plain": _ratio(rates, "batch", "plain"),
        "batch_to_automaton": _ratio(rates, "batch", "automaton"),
        "one_report_microseconds": {"p50": micro(each[len(each) // 2]), "p95": micro(each[len(each) * 95 // 100])},
        "by_literals": _by_literals(assessor, texts, on),
    }


def _rivals(
    assessor: Assessor, settings: Settings, texts: Sequence[str], on: date
) -> Mapping[str, Callable[[], float]]:
    """What is measured in every round, each giving documents per second."""
    tagger = BatchTagger(assessor.index, assessor.classifier, assessor.policy)
    cleaned = [normalise(text).text for text in texts]
    find_all = find_all_of(literals_of(assessor.rulebook.rules))
    plain = PlainTagger(assessor.rulebook.rules, _corpus(settings))

    def bare() -> None:
        for text in cleaned:
            find_all(text)

    return {
        "batch": lambda: per_second(lambda: _drain(tagger.tag_reports(texts, on)), len(texts)),
        "batch_text_by_text": lambda: per_second(
            lambda: _drain(tagged for batch in tagger.tag_reports(texts, on) for tagged in batch), len(texts)
        ),
        "plain": lambda: per_second(lambda: plain.tag(cleaned[:PLAIN_TEXTS]), min(PLAIN_TEXTS, len(texts))),
        "automaton": lambda: per_second(bare, len(texts)),
    }


class PlainTagger:
    """What one would write in an afternoon: scikit-learn and pyahocorasick, and a loop over all rules.

    It knows neither contexts nor sentences, and gets its text cleaned for nothing.
    """

    def __init__(self, rules: Sequence[Rule], corpus: Sequence[Mapping[str, object]]) -> None:
        from ahocorasick import Automaton
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import SGDClassifier

        self._rules = [
            (
                rule.id,
                frozenset((*rule.any, *rule.doubtful)),
                frozenset(rule.unless),
                [([frozenset(group) for group in near.groups], near.within_chars) for near in rule.near],
            )
            for rule in rules
        ]
        self._automaton = Automaton()
        for literal in literals_of(rules):
            self._automaton.add_word(literal, literal)
        self._automaton.make_automaton()
        self._vectorise = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), max_features=200_000, sublinear_tf=True)
        labelled = [row for row in corpus if row.get("types")]
        vectors = self._vectorise.fit_transform([str(row["text"]) for row in labelled])
        self._model = SGDClassifier(random_state=1).fit(vectors, [row["types"][0] for row in labelled])  # type: ignore[index]

    def tag(self, texts: Sequence[str]) -> list[Tagged]:
        types = self._model.predict(self._vectorise.transform(texts))
        return [(list(self._hits(text)), code) for text, code in zip(texts, types, strict=True)]

    def _hits(self, text: str) -> Iterator[tuple[str, int, int]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for last, literal in self._automaton.iter(text):
            found.setdefault(literal, []).append((last + 1 - len(literal), last + 1))
        words = frozenset(found)
        for rule_id, alone, unless, patterns in self._rules:
            if not unless.isdisjoint(words):
                continue
            for word in alone & words:
                yield from ((rule_id, *span) for span in found[word])
            for groups, within in patterns:
                if not any(group.isdisjoint(words) for group in groups):
                    places = [[span for word in group & words for span in found[word]] for group in groups]
                    for start, end in places[0]:
                        if all(any(abs(start - at) <= within for at, _ in others) for others in places[1:]):
                            yield rule_id, start, end


def _by_literals(assessor: Assessor, texts: Sequence[str], on: date) -> dict[str, object]:
    """The same texts under the same few rules, with more and more rules beside them that none of the texts meets."""
    few = _few_rules(assessor.rulebook.rules)
    figures: dict[str, object] = {}
    indices = {count: RuleIndex.of(_grown(assessor.rulebook, few, count, texts)) for count in LITERAL_COUNTS}
    intakes = [normalise(text) for text in texts[:ONE_BY_ONE]]
    taggers = {count: BatchTagger(indices[count], assessor.classifier, assessor.policy) for count in LITERAL_COUNTS}
    batch: dict[int, list[float]] = {count: [] for count in LITERAL_COUNTS}
    alone: dict[int, list[float]] = {count: [] for count in LITERAL_COUNTS}
    for _ in range(ROUNDS):
        for count, tagger in taggers.items():
            batch[count].append(per_second(lambda tagger=tagger: _drain(tagger.tag_reports(texts, on)), len(texts)))
            index = indices[count]
            alone[count].append(
                per_second(lambda index=index: _drain(match_rules(one, index, on) for one in intakes), len(intakes))
            )
    for count, index in indices.items():
        figures[f"{count}"] = {
            "literals": len(literals_of(index.rulebook.rules)),
            "rules": len(index.rules),
            "batch_docs_per_second": spread(batch[count]),
            "match_one_microseconds": round(MICROSECONDS / statistics.median(alone[count]), 1),
        }
    return figures


def _few_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Every other of the smallest rules, up to the least number of literals."""
    few: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (len(literals_of([rule])), rule.id)):
        if len(literals_of([*few, rule])) > LITERAL_COUNTS[0]:
            break
        few.append(rule)
    return few


def _grown(book: Rulebook, few: list[Rule], count: int, texts: Sequence[str]) -> Rulebook:
    """``few`` rules and as many more as bring ``count`` literals, of usual characters and in none of the texts."""
    chance = random.Random(1)
    together = "\n".join(texts)
    chars = sorted({char for literal in literals_of(book.rules) for char in literal if char >= "\u4e00"})
    missing: set[str] = set()
    while len(missing) < count - len(literals_of(few)):
        word = "".join(chance.choices(chars, k=chance.randint(2, 4)))
        if word not in together:
            missing.add(word)
    words = sorted(missing)
    more = (
        replace(
            few[0], id=f"risk.bench_{at}", any=tuple(words[at : at + LITERALS_A_RULE]), near=(), doubtful=(), unless=()
        )
        for at in range(0, len(words), LITERALS_A_RULE)
    )
    return replace(book, rules=(*few, *more), word_sets={})


def literals_of(rules: Sequence[Rule]) -> list[str]:
    words = {word for rule in rules for word in (*rule.any, *rule.doubtful, *rule.context_in, *rule.unless)}
    words |= {word for rule in rules for near in rule.near for group in near.groups for word in group}
    return sorted(word for word in words if not word.startswith("#"))


def _texts(settings: Settings) -> list[str]:
    """Distinct texts, so that no cache answers; the corpus is told a little differently each time round."""
    file = os.environ.get("TRIAGE_BENCH_TEXTS")
    if file:
        rows = map(json.loads, Path(file).read_text("utf-8").splitlines())
        return list(islice(dict.fromkeys(row["text"] for row in rows), TEXTS))
    told = (str(row["text"]) for row in cycle(_corpus(settings)))
    return [f"{text}{number}" for number, text in enumerate(islice(told, TEXTS))]


def _corpus(settings: Settings) -> list[dict[str, object]]:
    files = sorted((settings.models_folder / "corpus").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line]


def _drain(values: Iterator[object]) -> None:
    for _ in values:
        pass


def per_second(work: Callable[[], object], documents: int) -> float:
    return documents / seconds_of(work)


def seconds_of(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _ratio(rates: Mapping[str, Sequence[float]], one: str, other: str) -> dict[str, float]:
    ratios = [first / second for first, second in zip(rates[one], rates[other], strict=True)]
    return {
        "median": round(statistics.median(ratios), 2),
        "least": round(min(ratios), 2),
        "most": round(max(ratios), 2),
    }


def spread(rates: Sequence[float]) -> dict[str, int]:
    return {"median": round(statistics.median(rates)), "least": round(min(rates)), "most": round(max(rates))}


def micro(seconds: float) -> int:
    return round(seconds * MICROSECONDS)
