"""``triage import``: the rows of an export become cases."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli.errors import DONE, ROWS_REJECTED, print_line, sentence_of
from triage.cli.parser import Subparsers, add_command, help_for
from triage.cli.wording import say
from triage.errors import InputError

if TYPE_CHECKING:
    from triage.exchange.notices import RejectedRow
    from triage.exchange.reports import ReportRow
    from triage.exchange.rows import RowSource
    from triage.services.context import ServiceContext
    from triage.services.import_cases import ImportedRow
    from triage.vocabulary import Actor

SHOWN_NOTICES = 20


def add_commands(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "import", run)
    parser.add_argument("file", metavar="FILE", help=help_for("import", "file"))
    parser.add_argument("--mapping", metavar="M.yaml", help=help_for("import", "mapping"))
    parser.add_argument("--dry-run", action="store_true", help=help_for("import", "dry_run"))
    parser.add_argument("--as", dest="login", required=True, metavar="LOGIN", help=help_for("import", "as"))


def run(options: argparse.Namespace) -> int:
    """Register every row as a case; rejected rows go to a file beside the export."""
    from triage.cli.installation import installation
    from triage.exchange.mapping import load_mapping
    from triage.exchange.rows import open_rows
    from triage.services.accounts import actor_by_login

    file = Path(options.file)
    if not file.is_file():
        raise InputError("file_not_found", file=options.file)
    mapping = load_mapping(options.mapping) if options.mapping else None
    source = open_rows(options.file, sys.stdin.buffer, mapping)
    with installation() as ctx:
        rejected = _import(ctx, source, file, actor_by_login(ctx, options.login), is_dry_run=options.dry_run)
    return _write_rejected(rejected, file)


def _import(
    ctx: "ServiceContext", source: "RowSource", file: Path, actor: "Actor", *, is_dry_run: bool
) -> "list[ImportedRow]":
    """Take the rows in, tell what became of them, and give back those that were refused."""
    from triage.cli.progress import with_progress
    from triage.exchange.reports import read_reports
    from triage.services.import_cases import import_cases, keep_batch

    reports = list(read_reports(source.rows, ctx.assessor.rulebook.facts, ctx.today()))
    name = source.mapping or file.stem
    imported = import_cases(ctx, actor=actor, rows=reports, source=name, is_dry_run=is_dry_run)
    outcome = list(with_progress(imported, len(reports)))
    accepted = {row.number for row in outcome if row.error is None}
    rejected = [row for row in outcome if row.error is not None]
    if not is_dry_run:
        counts = {"accepted_count": len(accepted), "rejected_count": len(rejected)}
        keep_batch(ctx, actor=actor, file=file, mapping=name, **counts)
    _tell((row for row in reports if row.number in accepted), len(accepted), is_dry_run=is_dry_run)
    return rejected


def _tell(reports: "Iterable[ReportRow | RejectedRow]", accepted_count: int, *, is_dry_run: bool) -> None:
    from triage.exchange.reports import ReportRow
    from triage.exchange.wording import warning_sentence

    notes = [
        say("row_notice", row=row.number, notice=warning_sentence(notice))
        for row in reports
        if isinstance(row, ReportRow)
        for notice in row.notices
    ]
    for note in notes[:SHOWN_NOTICES]:
        print_line(note)
    if len(notes) > SHOWN_NOTICES:
        print_line(say("more_notices", count=len(notes) - SHOWN_NOTICES))
    print(say("import_rehearsed" if is_dry_run else "imported", count=accepted_count))


def _write_rejected(rejected: "list[ImportedRow]", file: Path) -> int:
    from triage.exchange.line_files import whole_file

    beside = file.with_name(f"{file.name}.rejected.jsonl")
    beside.unlink(missing_ok=True)  # what an earlier run rejected would be taken for this one's
    if not rejected:
        return DONE
    with whole_file(beside) as stream:
        for row in rejected:
            error = sentence_of(row.error) if row.error else ""
            stream.write(f"{json.dumps({'row': row.number, 'error': error}, ensure_ascii=False)}\n")
    print_line(say("import_rejected", count=len(rejected), file=beside))
    return ROWS_REJECTED
