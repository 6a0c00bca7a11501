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
    parser.add_argument("--on", type=date_argument, metavar="DATE", help=help_for("assess", "on"))
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


def _tell_about(source: "RowSource") -> None:
    if source.mapping_title:
        print_line(say("mapping_used", title=source.mapping_title))
    if source.skipped_sheets:
        print_line(say("sheets_skipped", sheets="、".join(source.skipped_sheets)))
