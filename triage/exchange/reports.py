"""Make a report of a row: what can be read is used, what cannot is said in a notice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from triage.assessment.rule import FactDefinition
from triage.assessment.types import EarlierMatter, Report
from triage.errors import InputError
from triage.exchange.dates import Moment, read_moment
from triage.exchange.facts import read_facts
from triage.exchange.notices import Notice, RejectedRow


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row with its fields found but not yet read.

    ``fields`` has ``id``, ``text``, ``reported_on``, ``facts`` and ``history`` as they stand; ``intake`` the columns
    that only an import uses (channel, place, unit, category, phone, reporter).
    """

    number: int
    fields: Mapping[str, object]
    intake: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report and where it came from. ``reported_at`` also has the time of day, where the file gives one."""

    number: int
    report: Report
    reported_at: Moment | None
    intake: Mapping[str, str]
    notices: tuple[Notice, ...]
    sheet: str = ""

    @property
    def has_own_id(self) -> bool:
        """False when the file gave none and ``report.id`` only names the row."""
        return all(notice.code != "id_missing" for notice in self.notices)


Row: TypeAlias = RawRow | RejectedRow


def read_reports(
    rows: Iterable[Row], definitions: Mapping[str, FactDefinition], today: date
) -> Iterator[ReportRow | RejectedRow]:
    """Reports in the order of the rows; a second row with the same id is used too, with a notice."""
    first_rows: dict[str, int] = {}
    for row in rows:
        read = row if isinstance(row, RejectedRow) else read_report(row, definitions, today)
        if isinstance(read, ReportRow):
            read = _noting_repeated_id(read, first_rows)
        yield read


def read_report(row: RawRow, definitions: Mapping[str, FactDefinition], today: date) -> ReportRow | RejectedRow:
    """The report of one row; rejected only without a text. Whether the text is readable is for flow 1 to say."""
    text = _as_text(row.fields.get("text"))
    if text is None or not text.strip():
        return RejectedRow(row.number, InputError("row_without_text"), row.sheet)
    notices = list(row.notices)
    identity = _read_id(row, notices)
    moment = _read_reported_on(row.fields.get("reported_on"), today, notices)
    facts = read_facts(_pairs(row.fields.get("facts"), notices), definitions)
    history = _read_history(row.fields.get("history"), notices)
    category = _as_text(row.fields.get("category")) or row.intake.get("category")
    report = Report(identity, text, facts, moment.on if moment else None, history, category or None)
    return ReportRow(row.number, report, moment, row.intake, tuple(notices), row.sheet)


def _noting_repeated_id(read: ReportRow, first_rows: dict[str, int]) -> ReportRow:
    first = first_rows.setdefault(read.report.id, read.number)
    if first == read.number:
        return read
    repeated = Notice("id_repeated", {"id": read.report.id, "first": first})
    return replace(read, notices=(*read.notices, repeated))


def _as_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return None


def _read_id(row: RawRow, notices: list[Notice]) -> str:
    identity = (_as_text(row.fields.get("id")) or "").strip()
    if identity:
        return identity
    made = f"row-{row.number}"
    notices.append(Notice("id_missing", {"id": made}))
    return made


def _read_reported_on(value: object, today: date, notices: list[Notice]) -> Moment | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    moment = read_moment(value)
    if moment is None:
        notices.append(Notice("date_unreadable", {"value": str(value)[:30]}))
    elif moment.on > today:
        notices.append(Notice("date_in_future", {"value": moment.on.isoformat()}))
    return moment


def _pairs(value: object, notices: list[Notice]) -> Mapping[str, object]:
    if value is None or isinstance(value, Mapping):
        return {str(key): cell for key, cell in value.items()} if value else {}
    notices.append(Notice("facts_unreadable"))
    return {}


def _read_history(value: object, notices: list[Notice]) -> tuple[EarlierMatter, ...]:
    if value is None:
        return ()
    entries = value if isinstance(value, list) else [value]
    matters = [matter for matter in map(_read_matter, entries) if matter is not None]
    if len(matters) < len(entries):
        notices.append(Notice("history_unreadable", {"count": len(entries) - len(matters)}))
    return tuple(matters)


def _read_matter(entry: object) -> EarlierMatter | None:
    if not isinstance(entry, Mapping):
        return None
    moment = read_moment(entry.get("reported_on"))
    if moment is None:
        return None
    return EarlierMatter(moment.on, _as_text(entry.get("text")), _as_text(entry.get("outcome")))
