"""Show that long work goes on: a bar on a terminal, otherwise a line every few seconds."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from triage.cli.errors import print_line
from triage.cli.wording import say

T = TypeVar("T")
SECONDS_BETWEEN_LINES = 5.0


def with_progress(steps: Iterable[T], total: int | None) -> Iterator[T]:
    """Pass the steps on, telling on standard error how far they are."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        yield from tqdm(steps, total=total, file=sys.stderr, unit="", dynamic_ncols=True, leave=False)
    else:
        yield from _with_lines(steps, total)


def _with_lines(steps: Iterable[T], total: int | None) -> Iterator[T]:
    started = last = time.monotonic()
    for count, step in enumerate(steps, start=1):
        yield step
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            key = "progress_of" if total else "progress"
            print_line(say(key, count=count, total=total, per_second=round(count / (now - started))))
