"""Assess many rows, on one process or several: the same lines in the same order."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from typing import TypeAlias

from triage.casework.deadlines import SHANGHAI
from triage.cli.errors import sentence_of
from triage.cli.wording import say
from triage.errors import InputError
from triage.exchange.contract import ExpectedDeadline, answer_of, to_line
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import ReportRow
from triage.exchange.wording import warning_sentence
from triage.services.assessor import Assessor
from triage.settings import Settings

ROWS_AT_A_TIME = 100
CHUNKS_AHEAD = 3  # per process: enough to keep it busy, few enough to hold in memory

Row: TypeAlias = ReportRow | RejectedRow


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A row without an assessment, and why, in words. ``sheet`` is empty unless rows of several sheets were read."""

    row: int
    error: str
    sheet: str = ""

    def as_object(self) -> dict[str, object]:
        """As written to the file of rejected rows."""
        place = {"sheet": self.sheet} if self.sheet else {}
        return {"row": self.row, **place, "error": self.error}


Line: TypeAlias = str | RejectedLine


def assess_rows(rows: Iterable[Row], assessor: Assessor, settings: Settings, on: date, jobs: int) -> Iterator[Line]:
    """The line of output for each row, in the order of the rows, whatever ``jobs`` is."""
    if jobs == 1:
        yield from (_line(row, assessor, on) for row in rows)
        return
    ahead: deque[Future[list[Line]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_prepare_worker, initargs=(settings, on)) as pool:
        for chunk in _chunks(rows):
            ahead.append(pool.submit(_assess_chunk, chunk))
            if len(ahead) > jobs * CHUNKS_AHEAD:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()


def _line(row: Row | RejectedLine, assessor: Assessor, on: date) -> Line:
    if isinstance(row, RejectedLine):
        return row
    if isinstance(row, RejectedRow):
        return _rejected(row)
    try:
        return _assessed(row, assessor, on)
    except InputError as error:
        return RejectedLine(row.number, sentence_of(error), row.sheet)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one row must not cost the answers of all others
        return RejectedLine(row.number, say("row_failed", error=f"{type(error).__name__}: {error}"), row.sheet)


def _assessed(row: ReportRow, assessor: Assessor, on: date) -> str:
    assessment = assessor.assess(row.report, on)
    notes = tuple(map(warning_sentence, row.notices))
    deadlines: tuple[ExpectedDeadline, ...] = ()
    if row.reported_at is not None:
        started_at = datetime.combine(row.reported_at.on, row.reported_at.at or time(0), SHANGHAI)
        deadlines = assessor.expected_deadlines(assessment, started_at)
    return to_line(answer_of(replace(assessment, warnings=assessment.warnings + notes), deadlines, for_police=True))


def _rejected(row: RejectedRow) -> RejectedLine:
    return RejectedLine(row.number, sentence_of(row.error), row.sheet)


def _chunks(rows: Iterable[Row]) -> Iterator[list[ReportRow | RejectedLine]]:
    # rejections are worded here: an error does not travel between processes
    steps = (_rejected(row) if isinstance(row, RejectedRow) else row for row in rows)
    while chunk := list(islice(steps, ROWS_AT_A_TIME)):
        yield chunk


class _Worker:
    """What one worker process assesses with; set once when the process starts."""

    assessor: Assessor
    on: date


def _prepare_worker(settings: Settings, on: date) -> None:
    _Worker.assessor, _Worker.on = Assessor.from_settings(settings), on


def _assess_chunk(chunk: Sequence[ReportRow | RejectedLine]) -> list[Line]:
    return [_line(row, _Worker.assessor, _Worker.on) for row in chunk]
