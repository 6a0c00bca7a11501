"""How many reports flow 1 assesses in a second on one core, beside what its automaton alone would do.

Seconds of processor time, so that a busy machine spoils the figures as little as possible.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import cycle, islice

from triage.assessment.normalise import normalise
from triage.assessment.types import Report
from triage.casework.deadlines import SHANGHAI
from triage.services.assessor import Assessor
from triage.settings import Settings

TEXTS = 2000
ROUNDS = 5
MICROSECONDS = 1_000_000


def run(settings: Settings) -> dict[str, object]:
    """Figures of this machine: medians of interleaved rounds, with their range."""
    assessor = Assessor.from_settings(settings)
    on = datetime.now(SHANGHAI).date()
    texts = corpus_texts(settings, TEXTS)
    cleaned = [normalise(text).text for text in texts]
    rates: dict[str, list[float]] = {"pipeline": [], "automaton": []}
    for _ in range(ROUNDS):
        rates["pipeline"].append(per_second(lambda text: assessor.assess(Report("bench", text), on), texts))
        rates["automaton"].append(per_second(assessor.index.find_all, cleaned))
    each = sorted(seconds_of(lambda text: assessor.assess(Report("bench", text), on), text) for text in texts)
    return {
        "texts": TEXTS,
        "chars_median": statistics.median(map(len, texts)),
        "literals": len(assessor.index.groups_of_literal),
        "docs_per_second": {name: spread(rounds) for name, rounds in rates.items()},
        "one_report_microseconds": {"p50": micro(each[len(each) // 2]), "p95": micro(each[len(each) * 95 // 100])},
    }


def corpus_texts(settings: Settings, count: int) -> list[str]:
    """The shipped corpus, each round of it told a little differently so that no cache answers."""
    files = sorted((settings.models_folder / "corpus").glob("*.jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines() if line]
    return [f"{text} {number}" for number, text in enumerate(islice(cycle(texts), count))]


def per_second(work: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - started)


def seconds_of(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


def spread(rates: Sequence[float]) -> dict[str, int]:
    return {"median": round(statistics.median(rates)), "least": round(min(rates)), "most": round(max(rates))}


def micro(seconds: float) -> int:
    return round(seconds * MICROSECONDS)
