"""The command line: finds the group a command belongs to, runs it, turns errors into one line and a status.

Groups are imported only when asked for, and import what is heavy inside their commands, so that every ``--help``
comes at once.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper

from triage.cli.errors import DONE, INTERRUPTED, WRONG_USE, internal_error, os_sentence, print_line, sentence_of
from triage.cli.parser import ChineseParser, Run, add_subcommands, speak_chinese
from triage.cli.wording import say, table
from triage.errors import TriageError

# command → module of its group, in the order of --help
GROUPS = {
    "serve": "serve",
    "demo": "demo",
    "assess": "assess",
    "import": "import_cases",
    "deadline": "deadline",
    "evaluate": "evaluate",
    "rules": "rules",
    "model": "model",
    "db": "database",
    "user": "accounts",
    "doctor": "doctor",
    "verify": "verify",
    "bench": "bench",
}
DEBUG = "--debug"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    is_debugging = DEBUG in arguments
    arguments = [argument for argument in arguments if argument != DEBUG]
    _write_utf8()
    speak_chinese()
    parser = _parser(arguments)
    try:
        options = parser.parse_args(arguments)
    except SystemExit as leaving:  # argparse leaves after --help and after wrong use
        return leaving.code if isinstance(leaving.code, int) else WRONG_USE
    if options.run is None:
        options.parser.print_help()
        return WRONG_USE
    return _run(options.run, options, is_debugging)


def _run(run: Run, options: argparse.Namespace, is_debugging: bool) -> int:
    options.is_debugging = is_debugging
    try:
        status = run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader has seen enough (| head); nothing more may be written, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print_line(say("stopped"))
        return INTERRUPTED
    except TriageError as error:
        print_line(sentence_of(error))
        _show_trace(is_debugging)
        return WRONG_USE
    except OSError as error:
        print_line(os_sentence(error))
        _show_trace(is_debugging)
        return WRONG_USE
    except Exception as error:  # noqa: BLE001 - a fault of ours: the user gets one line, the trace on demand
        print_line(internal_error(error))
        _show_trace(is_debugging)
        return WRONG_USE


def _show_trace(is_debugging: bool) -> None:
    if is_debugging:
        traceback.print_exc()


def _parser(arguments: Sequence[str]) -> ChineseParser:
    words = table()["program"]
    parser = ChineseParser(
        prog="triage",
        description=words["description"],
        epilog=words["epilog"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=None, parser=parser)
    subparsers = add_subcommands(parser)
    asked = arguments[0] if arguments else ""
    for command in [asked] if asked in GROUPS else GROUPS:
        module = f"triage.cli.{GROUPS[command]}"
        if find_spec(module) is not None:  # an installation may leave a group out
            import_module(module).add_commands(subparsers)
    return parser


def _write_utf8() -> None:
    # all text is UTF-8 (contract), also where the console was set up otherwise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
