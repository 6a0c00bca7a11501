"""``triage assess``: flow 1 over a file of reports."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from triage.cli.errors import DONE, ROWS_REJECTED, print_line
from triage.cli.parser import MOST_JOBS, Subparsers, add_command, count_argument, date_argument, help_for
from triage.cli.wording import say
from triage.errors import InputError

if TYPE_CHECKING:
    from triage.cli.batch import Line, RejectedLine
    from triage.exchange.rows import RowSource

STDIN = "-"


def add_commands(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "assess", run)
    parser.add_argument("file", nargs="?", metavar="FILE", help=help_for("assess", "file"))
    parser.add_argument("-o", "--output", metavar="OUT", help=help_for("assess", "output"))
    parser.add_argument("--on", type=date_argument, metavar="DATE", help=help_for("assess", "day"))
    parser.add_argument("--mapping", metavar="M.yaml", help=help_for("assess", "mapping"))
    jobs = count_argument("jobs", 1, MOST_JOBS)
    parser.add_argument("--jobs", type=jobs, default=1, metavar="N", help=help_for("assess", "jobs"))


def run(options: argparse.Namespace) -> int:
    """Assess every row; rejected rows go to a file beside the output, or to standard error."""
    from triage.cli.batch import assess_rows
    from triage.cli.clock import today
    from triage.cli.progress import with_progress
    from triage.exchange.mapping import load_mapping
    from triage.exchange.reports import read_reports
    from triage.exchange.rows import open_rows
    from triage.services.assessor import Assessor
    from triage.settings import Settings

    _check(options)
    mapping = load_mapping(options.mapping) if options.mapping else None
    source = open_rows(options.file or STDIN, sys.stdin.buffer, mapping)
    _tell_about(source)
    settings = Settings.from_environment()
    assessor = Assessor.from_settings(settings)
    on = options.on or today()
    rows = read_reports(source.rows, assessor.rulebook.facts, on)
    lines = assess_rows(rows, assessor, settings, on, options.jobs)
    return _write(with_progress(lines, source.count), options.output)


def _check(options: argparse.Namespace) -> None:
    if options.file is None and sys.stdin.isatty():
        raise InputError("usage_file_missing")
    if options.output and options.file and Path(options.output).resolve() == Path(options.file).resolve():
        raise InputError("output_is_input")
    if options.output and not (folder := Path(options.output).parent).is_dir():
        raise InputError("output_folder_missing", folder=str(folder))


def _tell_about(source: "RowSource") -> None:
    if source.mapping:
        print_line(say("mapping_used", title=source.mapping))
    if source.skipped_sheets:
        print_line(say("sheets_skipped", sheets="、".join(source.skipped_sheets)))


def _write(lines: Iterable["Line"], output: str | None) -> int:
    """Write the lines as they come and tell at the end what became of the rows."""
    started = time.monotonic()
    path = Path(output) if output else None
    rejected: list[RejectedLine] = []
    assessed_count = 0
    with _opened(path) as stream:
        for line in lines:
            if isinstance(line, str):
                stream.write(f"{line}\n")
                assessed_count += 1
            else:
                rejected.append(line)
    where = _write_rejected(rejected, path)
    seconds = time.monotonic() - started
    told = say("done", assessed=assessed_count, seconds=f"{seconds:.1f}", per_second=round(assessed_count / seconds))
    print_line(told + (say("done_rejected", rejected=len(rejected), file=where) if rejected else ""))
    return ROWS_REJECTED if rejected else DONE


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    from triage.exchange.line_files import whole_file

    if path is None:
        yield sys.stdout
    else:
        with whole_file(path) as stream:
            yield stream


def _write_rejected(rejected: list["RejectedLine"], path: Path | None) -> str:
    """Write rejected rows beside the output, or to standard error where there is no such place; says where."""
    from triage.exchange.line_files import whole_file

    if path is None or not path.is_file():
        for line in rejected:
            print_line(say("rejected_row", row=line.row, error=line.error))
        return say("above")
    beside = path.with_name(f"{path.name}.rejected.jsonl")
    beside.unlink(missing_ok=True)  # what an earlier run rejected would be taken for this one's
    if rejected:
        with whole_file(beside) as stream:
            stream.writelines(f"{json.dumps(line.as_object(), ensure_ascii=False)}\n" for line in rejected)
    return str(beside)
