"""Step *intake* for a whole export: every row becomes a case or is refused with its reason."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path

from triage.casework.deadlines import SHANGHAI
from triage.db.records import ImportBatchRecord
from triage.db.types import new_id
from triage.errors import ActionNotAllowedError, InputError, TriageError
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import ReportRow
from triage.services.context import ServiceContext
from triage.services.intake import Registration, ReporterEntry, register_in
from triage.vocabulary import Actor, IntakeChannel


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one row: a case code, or the error that refused it."""

    number: int
    case_code: str | None
    error: TriageError | None


def import_cases(
    ctx: ServiceContext,
    *,
    actor: Actor,
    rows: Iterable[ReportRow | RejectedRow],
    source: str,
    is_dry_run: bool = False,
) -> Iterator[ImportedRow]:
    """Register row by row, each in a transaction of its own, so that an interrupted import can simply be repeated.

    Args:
        source: the sending system; together with a row's id, or its content where it has none, it keeps one matter
            from being taken in twice.
        is_dry_run: take the same steps and roll each back.
    """
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, RejectedRow):
            yield ImportedRow(row.number, None, row.error)
        elif (number := _external_number(row)) in seen:
            yield ImportedRow(row.number, None, ActionNotAllowedError("external_number_taken", number=row.report.id))
        else:
            seen.add(number)
            yield _import_row(ctx, actor, row, source, is_dry_run)


def _import_row(ctx: ServiceContext, actor: Actor, row: ReportRow, source: str, is_dry_run: bool) -> ImportedRow:
    try:
        with ctx.unit_of_work() as uow:
            case = register_in(ctx, uow, actor=actor, registration=_registration(ctx, row, source))
            if not is_dry_run:
                uow.commit()
            return ImportedRow(row.number, case.case_code, None)
    except (InputError, ActionNotAllowedError) as error:
        return ImportedRow(row.number, None, error)


def keep_batch(
    ctx: ServiceContext, *, actor: Actor, file: Path, mapping: str, accepted_count: int, rejected_count: int
) -> None:
    """Keep which file came in, how many rows were taken and how many refused."""
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        batch = ImportBatchRecord(
            id=new_id(),
            unit_id=actor.unit_id,
            file_name=file.name[:200],
            file_hash=f"sha256:{sha256(file.read_bytes()).hexdigest()}",
            mapping=mapping[:80],
            accepted_count=accepted_count,
            rejected_count=rejected_count,
            imported_at=now,
            imported_by_id=actor.person_id,
        )
        uow.orm.add(batch)
        counts = {"batch": str(batch.id), "accepted": accepted_count, "rejected": rejected_count}
        uow.audit.record("import", actor, at=now, details=counts)
        uow.commit()


def _registration(ctx: ServiceContext, row: ReportRow, source: str) -> Registration:
    channel = row.intake.get("channel", "")
    return Registration(
        narrative=row.report.text,
        intake_channel=IntakeChannel(channel) if channel in set(IntakeChannel) else IntakeChannel.IMPORT,
        reported_at=min(_reported_at(row) or ctx.clock(), ctx.clock()),
        place=row.intake.get("place", ""),
        facts=row.report.facts,
        reporter=ReporterEntry(row.intake.get("reporter", ""), row.intake.get("phone", "")),
        external_source=source[:80],
        external_number=_external_number(row),
        history=row.report.history,
        category=row.report.category,
    )


def _external_number(row: ReportRow) -> str:
    """The row's id; else one made of its content, for "row 3" names another matter in the next file."""
    if row.has_own_id:
        return row.report.id
    told = [row.report.text, str(row.reported_at), sorted(row.intake.items())]
    return f"content-{sha256(json.dumps(told).encode()).hexdigest()}"


def _reported_at(row: ReportRow) -> datetime | None:
    moment = row.reported_at
    if moment is None:
        return None
    return datetime.combine(moment.on, moment.at or time(0), SHANGHAI).astimezone(UTC)
